// Which assets: `{ layer = "manholes", system = ["storm", "combined"], net = true, depth_m = { least = 2 } }`.
#include <algorithm>
#include <iterator>

#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/tables.hpp>

#include "read_parts.hpp"

namespace kerb::scorecard {
namespace {

using detail::listed;
using detail::wrong;

const ClassDescription& class_of(const TomlTable& table) {
    const auto& layer = table.text("layer");
    const auto& classes = asset_classes();
    const auto it = std::find_if(classes.begin(), classes.end(), [&](const auto& one) { return one.layer == layer; });
    if (it == classes.end()) {
        std::vector<std::string> names;
        std::transform(classes.begin(), classes.end(), std::back_inserter(names),
                       [](const auto& c) { return c.layer; });
        wrong("scorecard.layer", table, "layer", layer, listed(names));
    }
    return *it;
}

/// nullptr for a field of `extra`, which holds texts.
const FieldDescription* field_of(const TomlTable& table, const ClassDescription& asset_class, const std::string& name) {
    const auto* field = asset_class.find(name);
    if (field == nullptr && name.rfind("extra.", 0) != 0) {
        std::vector<std::string> names;
        std::transform(asset_class.fields.begin(), asset_class.fields.end(), std::back_inserter(names),
                       [](const auto& f) { return f.name; });
        wrong("scorecard.field", table, name, name, listed(names));
    }
    return field;
}

bool holds_numbers(const FieldDescription* field) {
    return field == nullptr || field->type == ColumnType::real || field->type == ColumnType::integer;
}

void check_values(const TomlTable& table, const FieldDescription* field, const Condition& condition) {
    static const std::vector<std::string> booleans = {"false", "true"};
    if (field == nullptr) {
        return;
    }
    const auto& allowed = field->type == ColumnType::boolean ? booleans : field->codes;
    for (const auto& value : condition.values) {
        if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
            wrong("toml.bad_value", table, condition.field, value, listed(allowed));
        }
    }
    if (!condition.values.empty() && (field->date || (allowed.empty() && field->type != ColumnType::text))) {
        wrong("scorecard.condition", table, condition.field, condition.values.front());
    }
}

/// `{ least, most, filled, any, none }`
void read_details(const TomlTable& details, const TomlTable& table, const FieldDescription* field,
                  Condition& condition) {
    detail::only(details, {"least", "most", "filled", "any", "none"});
    condition.least = details.optional_number("least");
    condition.most = details.optional_number("most");
    if ((condition.least || condition.most) && !holds_numbers(field)) {
        wrong("scorecard.condition", table, condition.field, "least, most");
    }
    if (const auto filled = details.optional_boolean("filled")) {
        condition.filled = true;
        condition.negated = !*filled;
    }
    const bool none = details.find("none") != nullptr;
    condition.values = detail::texts(details, none ? "none" : "any");
    condition.negated = condition.negated || none;
    const int kinds = (condition.least || condition.most ? 1 : 0) + (condition.filled ? 1 : 0) +
                      (details.find("any") != nullptr ? 1 : 0) + (none ? 1 : 0);
    if (kinds != 1) {
        wrong("scorecard.one_condition", table, condition.field);
    }
}

Condition read_condition(const TomlTable& table, const ClassDescription& asset_class, const std::string& name,
                         const TomlValue& value) {
    const auto* field = field_of(table, asset_class, name);
    Condition condition;
    condition.field = name;
    if (const auto* details = value.table()) {
        read_details(*details, table, field, condition);
    } else if (value.number() && holds_numbers(field)) {
        condition.least = condition.most = value.number();
    } else {
        condition.values = detail::texts(table, name);
    }
    check_values(table, field, condition);
    return condition;
}

Selection read_selection(const TomlTable& table) {
    const auto& asset_class = class_of(table);
    Selection selection{asset_class.layer, {}};
    for (const auto& [name, value] : table.entries()) {
        if (name == "extra") { // `extra.vehicles` is a table in TOML
            for (const auto& [other, its] : table.table(name).entries()) {
                selection.where.push_back(read_condition(table.table(name), asset_class, "extra." + other, its));
            }
        } else if (name != "layer") {
            selection.where.push_back(read_condition(table, asset_class, name, value));
        }
    }
    return selection;
}

} // namespace

std::vector<Selection> read_selections(const TomlTable& table, std::string_view key) {
    const auto* value = table.find(key);
    if (value == nullptr) {
        return {};
    }
    if (const auto* one = value->table()) {
        return {read_selection(*one)};
    }
    std::vector<Selection> selections;
    for (const auto* one : detail::tables(table, key)) {
        selections.push_back(read_selection(*one));
    }
    return selections;
}

} // namespace kerb::scorecard
