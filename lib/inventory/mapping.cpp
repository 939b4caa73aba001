#include <kerb/inventory/mapping.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/inventory/tables.hpp>

#include "length_units.hpp"

namespace kerb {
namespace {

[[noreturn]] void wrong(std::string code, const TomlTable& table, std::string_view key, std::string value = {},
                        std::string allowed = {}) {
    throw SourceError(Message{std::move(code),
                              {{"where", table.where},
                               {"key", std::string(key)},
                               {"value", std::move(value)},
                               {"allowed", std::move(allowed)}}});
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

void only(const TomlTable& table, const std::vector<std::string>& allowed) {
    for (const auto& [key, value] : table.entries()) {
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
            wrong("mapping.unknown_key", table, key, {}, listed(allowed));
        }
    }
}

/// A text, a number or a list of them, as texts.
std::vector<std::string> texts(const TomlTable& table, std::string_view key) {
    const auto* value = table.find(key);
    if (value == nullptr) {
        return {};
    }
    if (const auto* array = value->array()) {
        std::vector<std::string> all;
        for (const auto& element : *array) {
            if (element.array() != nullptr || element.table() != nullptr) {
                wrong("mapping.not_texts", table, key);
            }
            all.push_back(element.as_text());
        }
        return all;
    }
    if (value->table() != nullptr) {
        wrong("mapping.not_texts", table, key);
    }
    return {value->as_text()};
}

Shape shape_of(const TomlTable& table) {
    static const std::vector<std::string> names = {"any", "point", "line", "polygon"};
    const auto name = table.optional_text("shape").value_or("any");
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        wrong("mapping.bad_value", table, "shape", name, listed(names));
    }
    return static_cast<Shape>(found - names.begin());
}

void check_code(const FieldDescription* field, const TomlTable& where, const std::string& code) {
    if (field != nullptr && !field->codes.empty() &&
        std::find(field->codes.begin(), field->codes.end(), code) == field->codes.end()) {
        wrong("mapping.bad_value", where, field->name, code, listed(field->codes));
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
        wrong("mapping.bad_value", table, "unit", rule.unit, "m, ft, us-ft, in, cm, mm, km");
    }
    if (!rule.pattern.empty() && rule.pattern != "first_number") {
        wrong("mapping.bad_value", table, "pattern", rule.pattern, "first_number");
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
    if (table.find("layer") == nullptr) {
        wrong("toml.missing", table, "layer");
    }
    for (const auto& layer : table.array("layer")) {
        if (layer.table() == nullptr) {
            wrong("toml.not_table", table, "layer");
        }
        mapping.layers.push_back(parse_layer(*layer.table()));
    }
    return mapping;
}

} // namespace kerb
