#include <kerb/inventory/mapping.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/toml_checks.hpp>
#include <kerb/inventory/tables.hpp>

#include "first_number.hpp"
#include "written_units.hpp"

namespace kerb {
namespace {

/// Bytes of the character that begins with `first`, in UTF-8.
std::size_t character_length(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

using detail::choice;
using detail::listed;
using detail::only;
using detail::texts;
using detail::wrong;

Shape shape_of(const TomlTable& table) {
    return static_cast<Shape>(choice(table, "shape", {"any", "point", "line", "polygon"}));
}

void check_code(const FieldDescription* field, const TomlTable& where, const std::string& code) {
    if (!code.empty() && field != nullptr && !field->codes.empty() &&
        std::find(field->codes.begin(), field->codes.end(), code) == field->codes.end()) {
        wrong("toml.bad_value", where, field->name, code, listed(field->codes));
    }
}

/// Is the field made of numbers that are read out of texts or turned?
bool turns_numbers(const FieldRule& rule) {
    return !rule.unit.empty() || rule.factor || rule.pattern == "first_number";
}

/// How values are read: pattern and factor, and a fixed number.
void check_reading(const FieldRule& rule, const TomlTable& table) {
    const std::vector<std::string> patterns = {"first_number", "json_value", "trim"};
    if (!rule.pattern.empty() && std::find(patterns.begin(), patterns.end(), rule.pattern) == patterns.end()) {
        wrong("toml.bad_value", table, "pattern", rule.pattern, listed(patterns));
    }
    if (rule.factor && (!std::isfinite(*rule.factor) || *rule.factor == 0)) {
        wrong("toml.bad_value", table, "factor", table.find("factor")->as_text(), "0.001, 100, …");
    }
    if (!rule.constant.empty() && turns_numbers(rule) && !detail::fixed_number(rule.constant)) {
        wrong("toml.bad_value", table, "value", rule.constant, "0.5, 12, …");
    }
}

FieldRule parse_field(const std::string& class_name, const std::string& target, const TomlTable& table) {
    only(table, {"from", "codes", "other", "unit", "factor", "value", "pattern", "date", "nothing"});
    FieldRule rule;
    rule.target = target;
    rule.sources = texts(table, "from");
    rule.other = table.optional_text("other").value_or("");
    rule.unit = table.optional_text("unit").value_or("");
    rule.pattern = table.optional_text("pattern").value_or("");
    rule.date = texts(table, "date");
    rule.nothing = texts(table, "nothing");
    rule.factor = table.optional_number("factor");
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
    check_reading(rule, table);
    return rule;
}

/// `a|b` → a, b.
std::vector<std::string> split(const std::string& names) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    while (begin <= names.size()) {
        const auto end = std::min(names.find('|', begin), names.size());
        parts.push_back(names.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::vector<FieldRule> parse_fields(const std::string& class_name, const TomlTable& fields) {
    std::vector<FieldRule> rules;
    for (const auto& [target, value] : fields.entries()) {
        if (value.array() != nullptr) {
            wrong("mapping.not_field", fields, target);
        }
        if (const auto* details = value.table()) {
            rules.push_back(parse_field(class_name, target, *details));
        } else {
            FieldRule simple;
            simple.target = target;
            simple.sources = {value.as_text()};
            rules.push_back(std::move(simple));
        }
    }
    return rules;
}

/// `common`: fields that the rule has too, unless its own say otherwise.
LayerRule parse_layer(const TomlTable& table, const TomlTable& common) {
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
        rule.where.push_back({split(field), texts(where, field)});
    }
    rule.fields = parse_fields(rule.class_name, table.table("fields"));
    for (auto& field : parse_fields(rule.class_name, common)) {
        const auto own = std::find_if(rule.fields.begin(), rule.fields.end(),
                                      [&field](const FieldRule& f) { return f.target == field.target; });
        if (own == rule.fields.end()) {
            rule.fields.push_back(std::move(field));
        }
    }
    return rule;
}

} // namespace

bool is_like(std::string_view text, std::string_view pattern) {
    constexpr auto none = std::string_view::npos;
    std::size_t t = 0, p = 0, star = none, kept = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            kept = t;
        } else if (p < pattern.size() && pattern[p] == '?') {
            t = std::min(text.size(), t + character_length(text[t]));
            ++p;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++t;
            ++p;
        } else if (star != none) {
            kept = std::min(text.size(), kept + character_length(text[kept])); // the run takes one more
            t = kept;
            p = star + 1;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == none;
}

Mapping Mapping::from_toml(const TomlTable& table) {
    only(table, {"name", "title", "source", "licence", "fields", "layer"});
    Mapping mapping;
    mapping.name = table.text("name");
    mapping.title = table.optional_text("title").value_or("");
    mapping.source = table.optional_text("source").value_or("");
    mapping.licence = table.optional_text("licence").value_or("");
    for (const auto* layer : detail::tables(table, "layer")) {
        mapping.layers.push_back(parse_layer(*layer, table.table("fields")));
    }
    return mapping;
}

} // namespace kerb
