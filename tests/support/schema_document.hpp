// The tables of docs/inventory.md as the code says them.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include <kerb/inventory/schema.hpp>

namespace kerb::test {

inline const char* type_name(const ColumnSchema& column) {
    static constexpr const char* names[] = {"text", "integer", "real", "boolean"};
    return column.date ? "date" : !column.codes.empty() ? "code" : names[static_cast<int>(column.type)];
}

inline std::string range_text(const ValueRange& range) {
    const auto least = fmt::format("{} {}", range.least_included ? "≥" : ">", range.least);
    return range.most ? fmt::format("{} … {}", range.least, *range.most) : least;
}

inline std::string field_row(const ColumnSchema& column) {
    std::string values = column.range ? range_text(*column.range) : "";
    for (const auto& [code, label] : column.codes) {
        values += fmt::format("{}`{}` {} {}", values.empty() ? "" : "; ", code, label.zh, label.en);
    }
    return fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", column.name, type_name(column), column.unit,
                       column.title.zh, column.title.en, values);
}

inline constexpr std::string_view field_head =
    "| field | type | unit | 中文 | English | values |\n|---|---|---|---|---|---|\n";

/// Fields that every class has come first in each of them; they are told once.
inline std::string schema_document() {
    static constexpr const char* shapes[] = {"rows", "points", "lines", "areas"};
    const auto& classes = asset_classes();
    std::size_t common = 0;
    while (classes[0].fields[common].name == classes[1].fields[common].name) {
        ++common;
    }
    const auto first = schema_of(classes[0]);
    std::string text = "### Every class\n\n" + std::string(field_head);
    for (std::size_t i = 0; i < common; ++i) {
        text += field_row(first.columns[i]);
    }
    for (const auto& asset_class : classes) {
        const auto layer = schema_of(asset_class);
        std::string places;
        for (const auto shape : asset_class.shapes) {
            places += fmt::format("{}{}", places.empty() ? "" : ", ", shapes[static_cast<int>(shape)]);
        }
        text += fmt::format("\n### `{}` {} · {}\n\nClass `{}`; {}.\n\n{}", layer.layer, layer.title.zh, layer.title.en,
                            layer.class_name, places, field_head);
        for (auto i = common; i < layer.columns.size(); ++i) {
            text += field_row(layer.columns[i]);
        }
    }
    return text;
}

} // namespace kerb::test
