// From the summary of an audit to figures that can be shown.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <kerb/report/charts.hpp>
#include <kerb/report/text_table.hpp>

#include "page_parts.hpp"

namespace kerb::report::detail {
namespace {

using nlohmann::json;

std::int64_t count(const json& value, const char* key) {
    return static_cast<std::int64_t>(number(value, key).value_or(0));
}

Label plain(const std::string& text) {
    return {text, text};
}

Label count_of(std::int64_t count) {
    return plain(count_text(count));
}

template <class Of>
std::vector<ZoneFigure> zones_of(const json& zones, const Of& of) {
    std::vector<ZoneFigure> found;
    for (const auto& zone : zones) {
        found.push_back({text(zone, "id"), of(zone)});
    }
    return found;
}

/// A figure with what its rule says of it.
Figure begun(const char* section, const json& rule) {
    Figure figure;
    figure.section = section;
    figure.name = {text(rule, "title"), text(rule, "title_zh")};
    figure.title = told(figure.name);
    figure.source = html_text(text(rule, "source"));
    figure.status = text(rule, "status");
    return figure;
}

void set_share(Figure& figure, std::optional<double> share, std::optional<double> target) {
    figure.is_share = true;
    figure.share = share;
    figure.target_share = target;
    figure.value = percent_text(share);
    if (target) {
        figure.target = percent_text(target);
        figure.met_known = share.has_value();
        figure.met = share && *share >= *target;
    }
}

Figure lit_roads(const json& part) {
    auto figure = begun("coverage", part.at("rules"));
    const auto& cover = part.at("coverage");
    figure.name = {render("page.lit_roads", Language::en), render("page.lit_roads", Language::zh)};
    figure.title = told(figure.name);
    set_share(figure, number(cover, "share"), std::nullopt);
    figure.detail = filled("page.of_length", {{"k", length_of(number(cover, "covered_m").value_or(0))},
                                              {"n", length_of(number(cover, "total_m").value_or(0))},
                                              {"gaps", count_of(count(cover, "gap_count"))},
                                              {"longest", length_of(number(cover, "longest_gap_m").value_or(0))}});
    figure.zones = zones_of(cover.at("zones"), [](const json& zone) { return number(zone, "share"); });
    return figure;
}

Figure ground(const char* section, const json& part, const json& cover) {
    auto figure = begun(section, part.at("rule"));
    set_share(figure, number(cover, "share"), number(part.at("rule"), "target"));
    figure.detail = filled("page.of_ground", {{"k", area_of(number(cover, "covered_m2").value_or(0))},
                                              {"n", area_of(number(cover, "total_m2").value_or(0))}});
    figure.zones = zones_of(cover.at("zones"), [](const json& zone) { return number(zone, "share"); });
    return figure;
}

/// Of people where their number is known, else of buildings.
void add_served(Figure& figure, const json& rule, const json& served) {
    const bool people = number(served, "weighted_share").has_value();
    set_share(figure, number(served, people ? "weighted_share" : "share"), number(rule, "target"));
    figure.detail = filled(people ? "page.of_people" : "page.of_buildings",
                           {{"k", count_of(count(served, people ? "served_weight" : "served"))},
                            {"n", count_of(count(served, people ? "weight" : "count"))}});
    if (const auto unknown = count(served, "unknown_weight"); people && unknown > 0) {
        figure.detail += " · " + filled("page.unknown_people", {{"count", count_of(unknown)}});
    }
    figure.zones = zones_of(served.at("zones"),
                            [people](const json& zone) { return number(zone, people ? "weighted_share" : "share"); });
}

Figure served(const char* section, const json& rule, const json& found) {
    auto figure = begun(section, rule);
    add_served(figure, rule, found);
    return figure;
}

Figure walk(const json& part) {
    auto figure = served("walks", part.at("rule"), part.at("walk"));
    figure.detail += " · " + filled("page.straight", {{"share", plain(percent_text(number(part, "euclidean_share")))}});
    return figure;
}

Figure near_trees(const json& part) {
    auto figure = begun("walks", part.at("rule"));
    set_share(figure, number(part, "share"), number(part.at("rule"), "target"));
    const bool people = text(part, "by") == "people";
    figure.detail = filled(people ? "page.of_people" : "page.of_buildings",
                           {{"k", count_of(count(part, people ? "people_with" : "buildings_with"))},
                            {"n", count_of(count(part, people ? "people" : "buildings"))}});
    return figure;
}

Figure density(const json& part) {
    auto figure = begun("streets", part.at("rule"));
    const auto& total = part.at("density").at("total");
    const auto km = number(total, "km_per_km2");
    figure.value = km ? in_both(fmt::format("{:.2f} km/km²", *km), fmt::format("{:.2f} 公里/平方公里", *km)) : "–";
    figure.detail = filled("page.in_area", {{"length", length_of(number(total, "length_m").value_or(0))},
                                            {"area", area_of(number(total, "area_m2").value_or(0))}});
    if (const auto target = number(part.at("rule"), "target")) {
        figure.target = fmt::format("{:g}", *target);
        figure.met_known = km.has_value();
        figure.met = km && *km >= *target;
    }
    figure.zones =
        zones_of(part.at("density").at("zones"), [](const json& zone) { return number(zone, "km_per_km2"); });
    return figure;
}

Figure spacing(const json& part) {
    auto figure = begun("streets", part.at("rule"));
    const auto& found = part.at("spacing");
    figure.value = count_text(count(found, "over_count"));
    figure.detail = filled("page.of_spacings", {{"n", count_of(count(found, "judged"))},
                                                {"longest", length_of(number(found, "max_m").value_or(0))},
                                                {"bare", length_of(number(found, "bare_m").value_or(0))}});
    return figure;
}

Figure conflicts(const json& part) {
    auto figure = begun("streets", part.at("rule"));
    const auto& found = part.at("conflicts");
    figure.value = count_text(count(found, "of_count"));
    figure.detail = filled("page.of_conflicts", {{"n", count_of(count(found, "of_total"))},
                                                 {"pairs", count_of(count(found, "pair_count"))}});
    if (const auto target = number(part.at("rule"), "target")) {
        figure.target = count_text(static_cast<std::int64_t>(*target));
        figure.met_known = true;
        figure.met = static_cast<double>(count(found, "of_count")) <= *target;
    }
    return figure;
}

Figure duty(const json& part) {
    auto figure = begun("streets", part.at("rule"));
    const auto length = [&part](const char* key) { return length_of(number(part, key).value_or(0)); };
    set_share(figure, number(part, "one_share"), number(part.at("rule"), "target"));
    figure.detail = filled("page.of_duties", {{"k", length("one_m")},
                                              {"n", length("total_m")},
                                              {"none", length("none_m")},
                                              {"several", length("double_m")}});
    figure.zones = zones_of(part.at("zones"), [](const json& zone) { return number(zone, "one_share"); });
    return figure;
}

/// Kinds that have dates; others cannot be late.
Figure overdue(const json& part) {
    auto figure = begun("streets", part.at("rule"));
    figure.value = count_text(count(part, "overdue_count"));
    Label list;
    for (const auto& kind : part.at("kinds")) {
        if (count(kind, "dated") > 0) {
            const Message told_kind{
                std::string("page.late_") + text(kind, "kind"),
                {{"k", count_text(count(kind, "overdue"))}, {"n", count_text(count(kind, "dated"))}}};
            list.en += (list.en.empty() ? "" : ", ") + render(told_kind, Language::en);
            list.zh += (list.zh.empty() ? "" : "、") + render(told_kind, Language::zh);
        }
    }
    figure.detail = filled("page.of_overdue", {{"list", list}, {"as_of", plain(text(part, "as_of"))}});
    if (const auto target = number(part.at("rule"), "target")) {
        figure.target = count_text(static_cast<std::int64_t>(*target));
        figure.met_known = true;
        figure.met = static_cast<double>(count(part, "overdue_count")) <= *target;
    }
    return figure;
}

/// The name of a method in both languages, else its code.
Label method_name(const std::string& method) {
    const auto code = "page.way." + method;
    return has_text(code, Language::en) && has_text(code, Language::zh)
               ? Label{render(code, Language::en), render(code, Language::zh)}
               : plain(method);
}

/// One less a share.
std::optional<double> lit(const std::optional<double>& out) {
    return out ? std::optional(1 - *out) : std::nullopt;
}

Figure lamps(const json& part) {
    auto figure = begun("lights", part.at("rule"));
    const auto& rates = part.at("rates");
    const auto& all = rates.at("overall");
    set_share(figure, lit(number(all, "rate")), number(part.at("rule"), "target"));
    figure.met_known = text(all, "verdict") == "met" || text(all, "verdict") == "not_met";
    figure.met = text(all, "verdict") == "met";
    figure.lo = lit(number(all, "hi"));
    figure.hi = lit(number(all, "lo"));
    figure.interval =
        fmt::format("{} – {}", percent_text(lit(number(all, "hi"))), percent_text(lit(number(all, "lo"))));
    figure.detail = filled("page.of_lamps", {{"k", count_of(count(all, "n") - count(all, "out"))},
                                             {"n", count_of(count(all, "n"))},
                                             {"unknown", count_of(count(all, "unknown"))},
                                             {"method", method_name(text(all, "method"))},
                                             {"as_of", plain(text(rates, "as_of"))}});
    for (const auto& unit : rates.at("units")) {
        if (text(unit, "level") == "district") {
            figure.zones.push_back({text(unit, "unit"), lit(number(unit, "rate"))});
        }
    }
    return figure;
}

Figure water(const json& part) {
    Figure figure;
    figure.section = "water";
    figure.title = told("page.water_points");
    figure.value = count_text(count(part, "point_count"));
    figure.detail =
        filled("page.of_storm", {{"rain", plain(fmt::format("{:.1f}", number(part, "rain_mm").value_or(0)))},
                                 {"period", plain(fmt::format("{:g}", number(part, "return_period_a").value_or(0)))},
                                 {"minutes", plain(fmt::format("{:g}", number(part, "duration_min").value_or(0)))},
                                 {"depth", plain(fmt::format("{:g}", 100 * number(part, "threshold_m").value_or(0)))},
                                 {"found", count_of(count(part, "known_found"))},
                                 {"known", count_of(count(part, "known_count"))}});
    figure.source = html_text(text(part, "formula"));
    return figure;
}

/// Calls `make` with the part of the result, or with each where it is a list; not for what was not measured.
template <class Make>
void each(const json& result, const char* key, std::vector<Figure>& figures, const Make& make) {
    const auto it = result.find(key);
    if (it == result.end() || it->is_null()) {
        return;
    }
    if (!it->is_array()) {
        figures.push_back(make(*it));
        return;
    }
    for (const auto& one : *it) {
        figures.push_back(make(one));
    }
}

} // namespace

std::vector<Figure> figures_of(const json& result) {
    std::vector<Figure> figures;
    const auto cover = [](const char* section) {
        return [section](const json& part) { return ground(section, part, part.at("coverage")); };
    };
    each(result, "lit_roads", figures, lit_roads);
    each(result, "parks", figures, cover("services"));
    each(result, "toilets", figures, cover("services"));
    each(result, "waste", figures,
         [](const json& part) { return served("services", part.at("rule"), part.at("coverage")); });
    each(result, "walks", figures, walk);
    each(result, "near_trees", figures, near_trees);
    each(result, "canopy", figures, [](const json& part) { return ground("walks", part, part); });
    each(result, "open_ground", figures, [](const json& part) { return ground("walks", part, part); });
    each(result, "road_density", figures, density);
    each(result, "lamp_spacing", figures, spacing);
    each(result, "ads_in_green", figures, conflicts);
    each(result, "excavation_conflicts", figures, conflicts);
    each(result, "duties", figures, duty);
    each(result, "overdue", figures, overdue);
    each(result, "lamps", figures, lamps);
    each(result, "water", figures, water);
    return figures;
}

std::string lamps_chart(const json& result, const PageInput& input) {
    const auto it = result.find("lamps");
    if (it == result.end() || it->is_null()) {
        return {};
    }
    const auto names = zone_names(input);
    const auto target = number(it->at("rule"), "target");
    const auto drawn = [&](Language language) {
        std::vector<IntervalRow> rows;
        for (const auto& unit : it->at("rates").at("units")) {
            const auto rate = lit(number(unit, "rate"));
            if (text(unit, "level") == "district" && rate) {
                const auto key = text(unit, "unit");
                const auto name = names.find(key);
                rows.push_back({name == names.end() || name->second.empty() ? key : in(name->second, language), *rate,
                                1 - number(unit, "hi").value_or(0), 1 - number(unit, "lo").value_or(1),
                                text(unit, "verdict")});
            }
        }
        std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.rate < b.rate; });
        return rows.empty() ? std::string()
                            : intervals_svg(rows, target,
                                            {render("page.chart_title", language), render("page.chart_x", language),
                                             render("page.zone", language), render("page.chart_note", language),
                                             render("page.target", language)});
    };
    const auto en = drawn(Language::en);
    return en.empty() ? en : "<figure>" + in_both(en, drawn(Language::zh)) + "</figure>";
}

} // namespace kerb::report::detail
