#include <kerb/report/profile_report.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/base/printable.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using namespace scorecard;
using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
    return printable_json(value.dump(1, ' ', false, Json::error_handler_t::replace)) + "\n";
}

Json label_json(const Label& label) {
    return {{"zh", label.zh}, {"en", label.en}};
}

template <class T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json selections_json(const std::vector<Selection>& selections) {
    auto all = Json::array();
    for (const auto& selection : selections) {
        auto where = Json::array();
        for (const auto& one : selection.where) {
            where.push_back({{"field", one.field},
                             {"values", one.values},
                             {"least", or_null(one.least)},
                             {"most", or_null(one.most)},
                             {"filled", one.filled},
                             {"negated", one.negated}});
        }
        all.push_back({{"layer", selection.layer}, {"where", std::move(where)}});
    }
    return all;
}

/// Lengths in metres, areas in square metres.
Json parameters_json(const Parameters& given) {
    Json all = Json::object();
    const auto add = [&](bool is_given, const char* key, Json value) {
        if (is_given) {
            all[key] = std::move(value);
        }
    };
    auto bands = Json::array();
    for (const auto& band : given.radius) {
        bands.push_back({{"from_m2", band.from_m2}, {"reach_m", band.reach_m}});
    }
    Json limits = Json::object();
    for (const auto& [road_class, metres] : given.limit_of_class) {
        limits[road_class] = metres;
    }
    add(!given.radius.empty(), "radius", std::move(bands));
    add(given.along_streets, "access", "streets");
    add(given.of_people, "of", "people");
    add(given.at_least != 1, "at_least", given.at_least);
    add(given.within_m.has_value(), "within_m", or_null(given.within_m));
    add(given.limit_m.has_value(), "limit_m", or_null(given.limit_m));
    add(!given.limit_of_class.empty(), "limit_of_class_m", std::move(limits));
    add(!given.fields.empty(), "fields", given.fields);
    add(!given.field.empty(), "field", given.field);
    add(!given.other_field.empty(), "other_field", given.other_field);
    add(!given.from.empty(), "from", given.from);
    add(!given.to.empty(), "to", given.to);
    add(!given.required.empty(), "required", given.required);
    add(!given.due_field.empty(), "due", given.due_field);
    add(!given.done_field.empty(), "done", given.done_field);
    add(!given.calendar.empty(), "calendar", given.calendar);
    add(given.hours.has_value(), "hours", or_null(given.hours));
    add(given.return_period_a.has_value(), "return_period_a", or_null(given.return_period_a));
    add(!given.standard.empty(), "standard", given.standard);
    add(!given.cluster_field.empty(), "cluster", given.cluster_field);
    add(given.interval, "interval", "wilson");
    add(!given.zone_kind.empty(), "zone_kind", given.zone_kind);
    add(!given.width_field.empty(), "width_field", given.width_field);
    add(given.width_m.has_value(), "width_m", or_null(given.width_m));
    add(given.reversed, "reversed", true);
    return all;
}

Json scoring_json(const std::optional<Scoring>& rule) {
    return !rule ? Json(nullptr)
                 : Json{{"full", rule->full},
                        {"at", rule->at},
                        {"step", or_null(rule->step)},
                        {"minus", rule->minus},
                        {"floor", rule->floor}};
}

Json indicator_json(const Indicator& one) {
    auto thresholds = Json::array();
    for (const auto& threshold : one.thresholds) {
        thresholds.push_back({{"group", threshold.group}, {"value", threshold.value}});
    }
    return {{"id", one.id},
            {"measure", std::string(one.measure())},
            {"name", label_json(one.name)},
            {"group", one.group},
            {"explanation", label_json(one.explanation)},
            {"method", label_json(one.method)},
            {"data_source", label_json(one.data_source)},
            {"reference", label_json(one.reference)},
            {"scoring_text", label_json(one.scoring_text)},
            {"unit", one.unit},
            {"better", name_of(one.better)},
            {"op", form_of(one.op).name},
            {"numerator", selections_json(one.numerator)},
            {"denominator", selections_json(one.denominator)},
            {"parameters", parameters_json(one.parameters)},
            {"thresholds", std::move(thresholds)},
            {"scoring", scoring_json(one.scoring)},
            {"weight", one.weight},
            {"veto", one.veto},
            {"smallest_n", one.smallest_n},
            {"source", one.source},
            {"status", name_of(one.standing)}};
}

Json head_json(const Profile& profile) {
    return {{"id", profile.id},
            {"version", profile.version},
            {"name", label_json(profile.name)},
            {"note", label_json(profile.note)},
            {"zone_kinds", profile.zone_kinds},
            {"sha256", profile.sha256},
            {"overrides", profile.overrides}};
}

std::string row(std::initializer_list<std::string> cells) {
    std::string text;
    for (const auto& cell : cells) {
        text += (text.empty() ? "" : ",") + csv_cell(cell);
    }
    return text + "\r\n";
}

std::string thresholds_text(const Indicator& one) {
    std::string text;
    for (const auto& threshold : one.thresholds) {
        text += (text.empty() ? "" : "; ") + (threshold.group.empty() ? "" : threshold.group + " ") +
                unit_value_text(one.unit, threshold.value);
    }
    return text;
}

std::string unit_text(std::string_view unit) {
    return unit == "km/km2"      ? " km/km²"
           : unit == "1/km2"     ? " /km²"
           : unit == "1/10k"     ? " /10⁴"
           : unit == "m2/person" ? " m²"
           : unit == "%"         ? " %"
           : unit == "m"         ? " m"
           : unit == "km"        ? " km"
                                 : ""; // ratio, count
}

} // namespace

std::string unit_value_text(std::string_view unit, double value) {
    return fmt::format("{:.6g}{}", unit == "%" ? value * 100 : value, unit_text(unit));
}

std::int64_t unverified_count(const Profile& profile) {
    return std::count_if(profile.indicators.begin(), profile.indicators.end(),
                         [](const Indicator& one) { return one.standing == Standing::unverified; });
}

std::string profiles_json(std::span<const Profile> profiles) {
    auto all = Json::array();
    for (const auto& profile : profiles) {
        auto one = head_json(profile);
        one.erase("overrides");
        one["indicators"] = profile.indicators.size();
        one["external"] = profile.external.size();
        one["unverified"] = unverified_count(profile);
        all.push_back(std::move(one));
    }
    return dump({{"profiles", std::move(all)}});
}

std::string profiles_csv(std::span<const Profile> profiles, Language language) {
    auto text = row({"id", "version", "name", "indicators", "external", "unverified", "sha256"});
    for (const auto& profile : profiles) {
        text +=
            row({profile.id, profile.version, profile.name.in(language), std::to_string(profile.indicators.size()),
                 std::to_string(profile.external.size()), std::to_string(unverified_count(profile)), profile.sha256});
    }
    return text;
}

std::string profile_json(const Profile& profile) {
    auto indicators = Json::array(), external = Json::array();
    std::transform(profile.indicators.begin(), profile.indicators.end(), std::back_inserter(indicators),
                   indicator_json);
    for (const auto& part : profile.external) {
        external.push_back({{"id", part.id},
                            {"name", label_json(part.name)},
                            {"weight", part.weight},
                            {"full", part.full},
                            {"source", part.source},
                            {"status", name_of(part.standing)}});
    }
    return dump(
        {{"profile", head_json(profile)}, {"indicators", std::move(indicators)}, {"external", std::move(external)}});
}

std::string profile_csv(const Profile& profile, Language language) {
    auto text = row({"id", "name", "group", "explanation", "method", "data_source", "reference", "scoring", "unit",
                     "better", "op", "threshold", "weight", "source", "status"});
    for (const auto& one : profile.indicators) {
        text += row({one.id, one.name.in(language), one.group, one.explanation.in(language), one.method.in(language),
                     one.data_source.in(language), one.reference.in(language), one.scoring_text.in(language), one.unit,
                     name_of(one.better), form_of(one.op).name, thresholds_text(one),
                     one.scoring ? fmt::format("{}", one.weight) : "", one.source, name_of(one.standing)});
    }
    return text;
}

std::string lint_json(const Profile& profile, std::span<const Issue> findings, Language language) {
    auto all = Json::array();
    std::int64_t errors = 0;
    for (const auto& issue : findings) {
        errors += issue.severity == Severity::error ? 1 : 0;
        all.push_back({{"severity", issue.severity == Severity::error ? "error" : "warning"},
                       {"reason", issue.reason},
                       {"indicator", issue.key},
                       {"message", render(issue.message, language)}});
    }
    return dump({{"profile", head_json(profile)},
                 {"errors", errors},
                 {"warnings", static_cast<std::int64_t>(findings.size()) - errors},
                 {"unverified", unverified_count(profile)},
                 {"findings", std::move(all)}});
}

std::string lint_csv(std::span<const Issue> findings, Language language) {
    auto text = row({"severity", "reason", "indicator", "message"});
    for (const auto& issue : findings) {
        text += row({issue.severity == Severity::error ? "error" : "warning", issue.reason, issue.key,
                     render(issue.message, language)});
    }
    return text;
}

} // namespace kerb::report
