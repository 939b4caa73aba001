#include <kerb/coverage/lighting_classes.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/toml_checks.hpp>

namespace kerb::coverage {
namespace {

constexpr std::array by_light = {LightFigure::e_av, LightFigure::e_min, LightFigure::u_e};
constexpr std::array by_luminance = {LightFigure::l_av, LightFigure::u_o, LightFigure::u_l, LightFigure::ti};

LightingClass class_of(const TomlTable& table, const std::string& status) {
    kerb::detail::only(table,
                       {"name", "step", "e_av", "e_min", "u_e", "l_av", "u_o", "u_l", "ti", "comparable", "status"});
    LightingClass result;
    result.name = table.text("name");
    result.step = table.optional_text("step").value_or("");
    result.comparable = table.optional_text("comparable").value_or("");
    result.status = table.optional_text("status").value_or(status);
    for (std::size_t f = 0; f < light_figures; ++f) {
        result.asks[f] = table.optional_number(light_figure_names[f]);
        if (result.asks[f] && !(*result.asks[f] >= 0 && std::isfinite(*result.asks[f]))) {
            kerb::detail::wrong("photometry.profile.no_limit", table, light_figure_names[f]);
        }
    }
    return result;
}

bool falls_short(LightFigure f, double value, double limit) {
    const double slack = 1e-9 * std::max(1.0, limit);
    return f == LightFigure::ti ? value > limit + slack : value < limit - slack;
}

/// \return whether any figure could be held against a limit
template <class Which>
bool hold(const LightingClass& wanted, const LightFigures& figures, const Which& which, ClassVerdict& verdict) {
    bool any = false;
    for (const auto f : which) {
        const auto &limit = figure(wanted.asks, f), &value = figure(figures, f);
        if (limit && value) {
            any = true;
            if (falls_short(f, *value, *limit)) {
                verdict.failed.push_back({f, *value, *limit});
            }
        }
    }
    return any;
}

} // namespace

const LightingClass* LightingProfile::find(std::string_view name, std::string_view step) const {
    const auto at = std::find_if(classes.begin(), classes.end(), [&](const LightingClass& c) {
        return c.name == name && (c.step.empty() || c.step == step);
    });
    return at == classes.end() ? nullptr : &*at;
}

LightingProfile lighting_profile_from_toml(const TomlTable& table) {
    kerb::detail::only(table, {"title", "source", "status", "class", "of_road"});
    LightingProfile profile;
    profile.title = table.text("title");
    profile.source = table.text("source");
    profile.status = table.text("status");
    for (const auto* one : kerb::detail::tables(table, "class")) {
        profile.classes.push_back(class_of(*one, profile.status));
    }
    const auto known = [&](const std::string& name) {
        return std::any_of(profile.classes.begin(), profile.classes.end(),
                           [&](const LightingClass& c) { return c.name == name; });
    };
    for (const auto& [road, value] : table.table("of_road").entries()) {
        if (value.text() == nullptr || !known(*value.text())) {
            kerb::detail::wrong("photometry.profile.no_class", table, road, value.as_text());
        }
        profile.of_road.emplace(road, *value.text());
    }
    for (const auto& one : profile.classes) {
        if (!one.comparable.empty() && !known(one.comparable)) {
            kerb::detail::wrong("photometry.profile.no_class", table, one.name, one.comparable);
        }
    }
    return profile;
}

ClassVerdict judge(const LightingProfile& profile, const LightingClass& wanted, const LightFigures& figures) {
    ClassVerdict verdict;
    if (figure(figures, LightFigure::l_av) && figure(wanted.asks, LightFigure::l_av)) {
        verdict.by_luminance = true;
        verdict.by = hold(wanted, figures, by_luminance, verdict) ? &wanted : nullptr;
        return verdict;
    }
    const auto* by = &wanted;
    if (!figure(wanted.asks, LightFigure::e_av) && !wanted.comparable.empty()) {
        by = profile.find(wanted.comparable, wanted.step);
    }
    if (by != nullptr && hold(*by, figures, by_light, verdict)) {
        verdict.by = by;
    }
    return verdict;
}

} // namespace kerb::coverage
