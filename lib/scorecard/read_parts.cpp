#include "read_parts.hpp"

#include <algorithm>
#include <array>

#include <kerb/base/toml_checks.hpp>

namespace kerb::scorecard {
namespace {

using detail::only;
using detail::texts;
using detail::wrong;

std::optional<double> length_of(const TomlTable& table, std::string_view key) {
    const auto text = table.optional_text(key);
    if (!text) {
        return std::nullopt;
    }
    const auto length = parse_length(*text);
    if (!length) {
        wrong("scorecard.length", table, key, *text);
    }
    return length->value();
}

std::int64_t whole_of(const TomlTable& table, std::string_view key, std::int64_t otherwise) {
    const auto* value = table.find(key);
    if (value == nullptr) {
        return otherwise;
    }
    const auto* whole = std::get_if<std::int64_t>(&value->data());
    if (whole == nullptr || *whole < 1 || *whole > 1000000) {
        wrong("scorecard.number", table, key, value->as_text());
    }
    return *whole;
}

/// `radius = "300 m"`, or `[{ from = "2000 m2", reach = "300 m" }, …]`
std::vector<Radius> read_radius(const TomlTable& table) {
    const auto* value = table.find("radius");
    if (value == nullptr) {
        return {};
    }
    if (value->array() == nullptr) {
        return {{0, length_of(table, "radius").value_or(0)}};
    }
    std::vector<Radius> bands;
    for (const auto* band : detail::tables(table, "radius")) {
        only(*band, {"from", "reach"});
        const auto from = parse_area(band->text("from"));
        const auto reach = length_of(*band, "reach");
        if (!from) {
            wrong("scorecard.area", *band, "from", band->text("from"));
        }
        if (!reach) {
            wrong("toml.missing", *band, "reach");
        }
        if (!bands.empty() && !(bands.back().from_m2 < *from)) {
            wrong("scorecard.ascending", *band, "from", band->text("from"));
        }
        bands.push_back({*from, *reach});
    }
    return bands;
}

std::vector<std::pair<std::string, double>> read_limits(const TomlTable& table) {
    static const std::vector<std::string> classes = {"expressway", "arterial", "collector", "local",
                                                     "lane",       "other",    "unknown"};
    std::vector<std::pair<std::string, double>> limits;
    const auto& given = table.table("limit_of_class");
    only(given, classes);
    for (const auto& [road_class, value] : given.entries()) {
        limits.emplace_back(road_class, length_of(given, road_class).value_or(0));
    }
    return limits;
}

double in_unit(double number, std::string_view unit) {
    return unit == "%" ? number / 100 : number;
}

} // namespace

Label read_label(const TomlTable& table, std::string_view key) {
    const auto& texts_of = table.table(key);
    only(texts_of, {"zh", "en"});
    return {texts_of.optional_text("en").value_or(""), texts_of.optional_text("zh").value_or("")};
}

const std::vector<std::string>& parameter_keys() {
    static const std::vector<std::string> keys = {
        "radius",      "access",   "of",        "within",      "limit", "limit_of_class", "fields",   "field",
        "other_field", "from",     "to",        "required",    "due",   "done",           "calendar", "hours",
        "cluster",     "interval", "zone_kind", "width_field", "width", "reversed",       "at_least", "return_period",
        "standard"};
    return keys;
}

Parameters read_parameters(const TomlTable& table) {
    const auto text = [&](const char* key) { return table.optional_text(key).value_or(""); };
    Parameters read;
    read.radius = read_radius(table);
    read.along_streets = detail::choice(table, "access", {"straight", "streets"}) == 1;
    read.of_people = detail::choice(table, "of", {"ground", "people"}) == 1;
    read.within_m = length_of(table, "within");
    read.limit_m = length_of(table, "limit");
    read.limit_of_class = read_limits(table);
    read.fields = texts(table, "fields");
    read.field = text("field");
    read.other_field = text("other_field");
    read.from = texts(table, "from");
    read.to = texts(table, "to");
    read.required = texts(table, "required");
    read.due_field = text("due");
    read.done_field = text("done");
    read.calendar = text("calendar");
    read.hours = table.optional_number("hours");
    if (read.hours && !(*read.hours >= 0 && *read.hours <= 1e6)) {
        wrong("scorecard.number", table, "hours", table.find("hours")->as_text());
    }
    read.return_period_a = table.optional_number("return_period");
    if (read.return_period_a && !(*read.return_period_a > 0 && *read.return_period_a <= 1000)) {
        wrong("scorecard.number", table, "return_period", table.find("return_period")->as_text());
    }
    read.standard = text("standard");
    read.cluster_field = text("cluster");
    read.interval = detail::choice(table, "interval", {"none", "wilson"}) == 1;
    read.zone_kind = text("zone_kind");
    read.width_field = text("width_field");
    read.width_m = length_of(table, "width");
    read.at_least = whole_of(table, "at_least", 1);
    read.reversed = table.optional_boolean("reversed").value_or(false);
    return read;
}

std::vector<Threshold> read_thresholds(const TomlTable& table, std::string_view unit) {
    const auto* value = table.find("threshold");
    if (value == nullptr) {
        return {};
    }
    if (value->table() == nullptr) {
        return {{"", in_unit(*table.optional_number("threshold"), unit)}};
    }
    std::vector<Threshold> all;
    const auto& groups = *value->table();
    for (const auto& [group, number] : groups.entries()) {
        all.push_back({group, in_unit(*groups.optional_number(group), unit)});
    }
    return all;
}

std::optional<Scoring> read_scoring(const TomlTable& table, std::string_view unit) {
    if (table.find("score") == nullptr) {
        return std::nullopt;
    }
    const auto& rule = table.table("score");
    only(rule, {"full", "at", "step", "minus", "floor"});
    if (rule.find("at") == nullptr) {
        wrong("toml.missing", rule, "at");
    }
    Scoring scoring;
    scoring.full = rule.optional_number("full").value_or(1);
    scoring.at = in_unit(*rule.optional_number("at"), unit);
    if (const auto step = rule.optional_number("step")) {
        scoring.step = in_unit(*step, unit);
    }
    scoring.minus = rule.optional_number("minus").value_or(0);
    scoring.floor = rule.optional_number("floor").value_or(0);
    return scoring;
}

} // namespace kerb::scorecard
