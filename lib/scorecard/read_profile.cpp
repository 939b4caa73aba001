// A profile's text, and the local file that is laid over it.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/base/sha256.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/tables.hpp>

#include "calendar.hpp"
#include "read_parts.hpp"

namespace kerb::scorecard {
namespace {

using detail::choice;
using detail::listed;
using detail::only;
using detail::texts;
using detail::wrong;

const std::vector<std::string>& indicator_keys() {
    static const auto keys = [] {
        std::vector<std::string> all = {
            "id",           "zh",    "en",     "explanation", "method", "data_source", "reference",
            "scoring_text", "unit",  "group",  "better",      "op",     "numerator",   "denominator",
            "threshold",    "score", "weight", "veto",        "source", "status",      "smallest_n"};
        all.insert(all.end(), parameter_keys().begin(), parameter_keys().end());
        return all;
    }();
    return keys;
}

const std::vector<std::string>& unit_names() {
    static const std::vector<std::string> names = {"%",      "ratio", "count", "m",        "km",
                                                   "km/km2", "1/km2", "1/10k", "m2/person"};
    return names;
}

double number_of(const TomlTable& table, std::string_view key, double otherwise, double least) {
    const double number = table.optional_number(key).value_or(otherwise);
    if (!(number >= least && number <= 1e12)) {
        wrong("scorecard.number", table, key, table.find(key)->as_text());
    }
    return number;
}

Operator operator_of(const TomlTable& table) {
    std::vector<std::string> names;
    std::transform(operator_forms().begin(), operator_forms().end(), std::back_inserter(names),
                   [](const auto& form) { return form.name; });
    static_cast<void>(table.text("op"));
    return static_cast<Operator>(choice(table, "op", names));
}

std::string unit_of(const TomlTable& table) {
    static_cast<void>(table.text("unit"));
    return unit_names()[choice(table, "unit", unit_names())];
}

/// Fields that parameters name stand in the layers that are selected.
void check_fields(const TomlTable& table, const Indicator& indicator) {
    const auto& given = indicator.parameters;
    const auto check = [&](std::string_view key, const std::vector<std::string>& names,
                           const std::vector<Selection>& layers) {
        for (const auto& name : names) {
            for (const auto& selection : layers) {
                const auto* asset_class = find_class(class_of_layer(selection.layer));
                if (!name.empty() && name.rfind("extra.", 0) != 0 && asset_class->find(name) == nullptr) {
                    wrong("scorecard.field", table, key, name, selection.layer);
                }
            }
        }
    };
    const auto& first = indicator.numerator.empty() ? indicator.denominator : indicator.numerator;
    const auto& last = indicator.denominator.empty() ? indicator.numerator : indicator.denominator;
    check("field", {given.field}, first);
    check("other_field", {given.other_field}, last);
    check("fields", given.fields, last);
    check("required", given.required, last);
    check("due", {given.due_field}, last);
    check("done", {given.done_field}, last);
    check("cluster", {given.cluster_field}, last);
}

void check_calendar(const TomlTable& table, const std::string& name) {
    const auto names = calendar_names();
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        wrong("toml.bad_value", table, "calendar", name, listed(names));
    }
}

Indicator read_indicator(const TomlTable& table) {
    only(table, indicator_keys());
    Indicator one;
    one.id = table.text("id");
    one.name = {table.text("en"), table.text("zh")};
    one.explanation = read_label(table, "explanation");
    one.method = read_label(table, "method");
    one.data_source = read_label(table, "data_source");
    one.reference = read_label(table, "reference");
    one.scoring_text = read_label(table, "scoring_text");
    one.unit = unit_of(table);
    one.group = table.optional_text("group").value_or("");
    one.better = static_cast<Better>(choice(table, "better", {"high", "low", "neither"}));
    one.op = operator_of(table);
    one.numerator = read_selections(table, "numerator");
    one.denominator = read_selections(table, "denominator");
    one.parameters = read_parameters(table);
    one.thresholds = read_thresholds(table, one.unit);
    one.scoring = read_scoring(table, one.unit);
    one.weight = number_of(table, "weight", 1, 0);
    one.veto = table.optional_boolean("veto").value_or(false);
    one.source = table.optional_text("source").value_or("");
    static_cast<void>(table.text("status")); // must be said, also where it is the lowest
    one.standing =
        static_cast<Standing>(choice(table, "status", {"official", "found", "secondary", "own", "unverified"}));
    one.smallest_n = std::llround(number_of(table, "smallest_n", 0, 0));
    check_fields(table, one);
    check_calendar(table, one.parameters.calendar);
    return one;
}

ExternalPart read_external(const TomlTable& table) {
    only(table, {"id", "zh", "en", "weight", "full", "source", "status"});
    ExternalPart part;
    part.id = table.text("id");
    part.name = {table.text("en"), table.text("zh")};
    part.weight = number_of(table, "weight", 0, 0);
    part.full = number_of(table, "full", 100, 0);
    static_cast<void>(table.text("status"));
    part.source = table.optional_text("source").value_or("");
    part.standing =
        static_cast<Standing>(choice(table, "status", {"official", "found", "secondary", "own", "unverified"}));
    return part;
}

/// Lays the changes over the tables of the indicators that they name.
void lay_over(std::vector<TomlTable>& indicators, const TomlTable& over, Profile& profile) {
    only(over, {"override", "indicator"});
    const auto& head = over.table("override");
    only(head, {"profile", "why"});
    if (head.text("profile") != profile.id) {
        wrong("toml.bad_value", head, "profile", head.text("profile"), profile.id);
    }
    profile.overrides.push_back(head.text("why"));
    for (const auto* change : detail::tables(over, "indicator")) {
        const auto& id = change->text("id");
        const auto& why = change->text("why");
        const auto it = std::find_if(indicators.begin(), indicators.end(),
                                     [&](const auto& table) { return table.text("id") == id; });
        if (it == indicators.end()) {
            wrong("scorecard.no_indicator", *change, "id", id, profile.id);
        }
        if (why.empty()) {
            wrong("toml.missing", *change, "why");
        }
        it->insert("status", TomlValue(std::string("own")));
        for (const auto& [key, value] : change->entries()) {
            if (key != "why") {
                it->insert(key, value);
            }
        }
        it->where = change->where;
        profile.overrides.push_back(id + ": " + why);
    }
}

/// \throws SourceError naming the one that comes twice
template <class Parts>
void check_unique(const TomlTable& table, const Parts& parts) {
    std::set<std::string> seen;
    for (const auto& part : parts) {
        if (!seen.insert(part.id).second) {
            wrong("scorecard.twice", table, "id", part.id);
        }
    }
}

void read_head(const TomlTable& table, Profile& profile) {
    only(table, {"profile", "indicator", "external"});
    if (table.find("profile") == nullptr) {
        throw SourceError({"toml.missing", {{"where", table.where}, {"key", std::string("profile")}}});
    }
    const auto& head = table.table("profile");
    only(head, {"id", "version", "zh", "en", "zone_kinds", "note"});
    profile.id = head.text("id");
    profile.version = head.text("version");
    profile.name = {head.text("en"), head.text("zh")};
    profile.zone_kinds = texts(head, "zone_kinds");
    profile.note = read_label(head, "note");
}

} // namespace

Profile read_profile(std::string_view text, std::string_view name, std::string_view over, std::string_view over_name) {
    const auto table = parse_toml(text, name);
    Profile profile;
    read_head(table, profile);
    std::vector<TomlTable> indicators;
    for (const auto* one : detail::tables(table, "indicator")) {
        only(*one, indicator_keys()); // in its own place, before another file is laid over it
        indicators.push_back(*one);
    }
    if (!over.empty()) {
        lay_over(indicators, parse_toml(over, over_name), profile);
    }
    std::transform(indicators.begin(), indicators.end(), std::back_inserter(profile.indicators), read_indicator);
    if (table.find("external") != nullptr) {
        for (const auto* part : detail::tables(table, "external")) {
            profile.external.push_back(read_external(*part));
        }
    }
    check_unique(table, profile.indicators);
    check_unique(table, profile.external);
    profile.sha256 = sha256_text(over.empty() ? std::string(text) : std::string(text) + '\0' + std::string(over));
    return profile;
}

std::vector<std::string> builtin_profiles() {
    constexpr std::string_view folder = "profiles/", ending = ".toml";
    std::vector<std::string> names;
    for (const auto path : builtin_data_paths(folder)) {
        names.emplace_back(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
    }
    return names;
}

} // namespace kerb::scorecard
