#include <kerb/inventory/mapping.hpp>

#include <algorithm>

#include <kerb/inventory/tables.hpp>

#include "length_units.hpp"
#include "toml_checks.hpp"

namespace kerb {
namespace {

using detail::choice;
using detail::listed;
using detail::only;
using detail::texts;
using detail::wrong;

Shape shape_of(const TomlTable& table) {
    return static_cast<Shape>(choice(table, "shape", {"any", "point", "line", "polygon"}));
}

void check_code(const FieldDescription* field, const TomlTable& where, const std::string& code) {
    if (field != nullptr && !field->codes.empty() &&
        std::find(field->codes.begin(), field->codes.end(), code) == field->codes.end()) {
        wrong("toml.bad_value", where, field->name, code, listed(field->codes));
    }
}

FieldRule parse_field(const std::string& class_name, const std::string& target, const TomlTable& table) {
    only(table, {"from", "codes", "other", "unit", "value", "pattern", "date"});
    FieldRule rule;
    rule.target = target;
    rule.sources = texts(table, "from");
    rule.other = table.optional_text("other").value_or("");
    rule.unit = table.optional_text("unit").value_or("");
    rule.pattern = table.optional_text("pattern").value_or("");
    rule.date = texts(table, "date");
    if (const auto* value = table.find("value")) {
        rule.constant = value->as_text();
    }
    const auto* asset_class = find_class(class_name);
    const auto* field = asset_class == nullptr ? nullptr : asset_class->find(target);
    if (!rule.constant.empty()) {
        check_code(field, table, rule.constant);
    }
    for (const auto& [from, to] : table.table("codes").entries()) {
        rule.codes.emplace_back(from, to.as_text());
        check_code(field, table, to.as_text());
    }
    if (!rule.other.empty()) {
        check_code(field, table, rule.other);
    }
    if (rule.sources.empty() && rule.constant.empty()) {
        wrong("toml.missing", table, "from");
    }
    if (!rule.unit.empty() && !detail::stated_unit(rule.unit)) {
        wrong("toml.bad_value", table, "unit", rule.unit, "m, ft, us-ft, in, cm, mm, km");
    }
    if (!rule.pattern.empty() && rule.pattern != "first_number") {
        wrong("toml.bad_value", table, "pattern", rule.pattern, "first_number");
    }
    return rule;
}

LayerRule parse_layer(const TomlTable& table) {
    only(table, {"layers", "class", "shape", "where", "fields", "ours"});
    LayerRule rule;
    rule.layers = texts(table, "layers");
    if (rule.layers.empty()) {
        wrong("toml.missing", table, "layers");
    }
    rule.class_name = table.text("class");
    rule.shape = shape_of(table);
    rule.ours = table.optional_boolean("ours").value_or(false);
    const auto& where = table.table("where");
    for (const auto& [field, value] : where.entries()) {
        rule.where.push_back({field, texts(where, field)});
    }
    const auto& fields = table.table("fields");
    for (const auto& [target, value] : fields.entries()) {
        if (value.array() != nullptr) {
            wrong("mapping.not_field", fields, target);
        }
        if (const auto* details = value.table()) {
            rule.fields.push_back(parse_field(rule.class_name, target, *details));
        } else {
            FieldRule simple;
            simple.target = target;
            simple.sources = {value.as_text()};
            rule.fields.push_back(std::move(simple));
        }
    }
    return rule;
}

} // namespace

Mapping Mapping::from_toml(const TomlTable& table) {
    only(table, {"name", "title", "source", "licence", "layer"});
    Mapping mapping;
    mapping.name = table.text("name");
    mapping.title = table.optional_text("title").value_or("");
    mapping.source = table.optional_text("source").value_or("");
    mapping.licence = table.optional_text("licence").value_or("");
    for (const auto* layer : detail::tables(table, "layer")) {
        mapping.layers.push_back(parse_layer(*layer));
    }
    return mapping;
}

} // namespace kerb
