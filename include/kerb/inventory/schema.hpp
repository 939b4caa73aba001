// What an inventory's layers mean, for people in both languages and for programs: titles, codes, ranges, a version.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/tables.hpp>

namespace kerb {

/// Version of the layers and columns that to_tables() makes; docs/inventory.md tells what each version changed.
inline constexpr std::int64_t inventory_schema_version = 2;

/// A name in both languages.
struct Label {
    std::string en, zh;
    [[nodiscard]] const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
    [[nodiscard]] bool empty() const { return en.empty() && zh.empty(); }
};

struct CodeSchema {
    std::string code;
    Label label;
};

/// Values that make sense, e.g. a share in 0 … 1. Rows with others are kept: it says what is meant.
struct ValueRange {
    double least = 0;
    bool least_included = true;
    std::optional<double> most; ///< included; absent: no end
};

struct ColumnSchema {
    std::string name;
    ColumnType type = ColumnType::text;
    Label title;      ///< empty when we know none
    std::string unit; ///< as people write it (`m²`), empty when none
    bool date = false;
    std::vector<CodeSchema> codes;
    std::optional<ValueRange> range;
    /// Equal for columns of the same codes or range, e.g. `bridge_kind`; empty without either.
    std::string domain;

    /// The title with its unit, `width (m)`.
    [[nodiscard]] std::string title_with_unit(Language language) const;
};

struct LayerSchema {
    std::string layer;
    std::string class_name; ///< empty for a layer that is no class of ours
    Label title;            ///< that of its class, with the shape where the class has several layers
    std::vector<ColumnSchema> columns;
};

/// All fields of a class.
[[nodiscard]] LayerSchema schema_of(const ClassDescription& asset_class);
/// The columns that are there, of layers of the inventory and of results.
[[nodiscard]] std::vector<LayerSchema> schema_of(const std::vector<FeatureTable>& tables);

/// That of a layer; nullptr when it is not among them.
[[nodiscard]] const LayerSchema* schema_named(const std::vector<LayerSchema>& schema, std::string_view layer);

/// Every name in both languages as rows of the table `kerb_label`: table_name, column_name, value, lang, label. A title
/// of a layer has no column, a title of a column has no value.
[[nodiscard]] FeatureTable label_table(const std::vector<LayerSchema>& schema);

/// Brings a table of an inventory of schema `version` to today's: columns change, and what is returned is its class
/// today. Version 1 knew fewer classes and kept the rest as other assets, whose fields stood in `extra`.
[[nodiscard]] std::string migrate_table(std::int64_t version, const std::string& class_name, FeatureTable& table);

} // namespace kerb
