// The inventory as layers, and back: the one place that knows which field is which column.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// A field of an asset class as a mapping or a column names it.
struct FieldDescription {
    std::string name; ///< column name, e.g. `road_class`
    ColumnType type;
    std::vector<std::string> codes; ///< allowed codes when coded, else empty
    std::string unit;               ///< SI unit, empty when none
    bool date = false;              ///< a text that is a day or a time, ISO 8601
};

/// An asset class as its layer.
struct ClassDescription {
    std::string class_name;    ///< `road`
    std::string layer;         ///< `roads`
    std::vector<Shape> shapes; ///< those it may have, its usual one first
    std::vector<FieldDescription> fields;

    [[nodiscard]] const FieldDescription* find(std::string_view field) const; ///< nullptr when there is none
};

/// The classes that have fields of their own, in the order of for_each_class().
[[nodiscard]] const std::vector<ClassDescription>& asset_classes();
/// nullptr for a class that has no fields of its own.
[[nodiscard]] const ClassDescription* find_class(std::string_view class_name);

/// `roads` → `road`; a layer that is none of ours keeps its name as its class. `toilets__areas` is `toilet` too.
[[nodiscard]] std::string class_of_layer(const std::string& layer);

/// A layer that to_tables() makes.
struct LayerName {
    std::string name, class_name;
    Shape shape = Shape::none;
};

/// Layers of the inventory without their rows, in the order of to_tables().
[[nodiscard]] std::vector<LayerName> layers_of(const Inventory& city);

/// Layers of the inventory, points → lines → polygons → tables, empty classes left out. Other assets become a layer
/// per class name. A class of several shapes has a layer for each, from the second on with a suffix (`__lines`,
/// `__areas`, `__rows`). Column `extra` holds what no mapping named, as a JSON object.
[[nodiscard]] std::vector<FeatureTable> to_tables(const Inventory& city);
/// The same tables one after the other, so that no more than one of them is in memory.
void visit_tables(const Inventory& city, const std::function<void(FeatureTable&&)>& visit);
/// The same tables in parts of at most `rows` rows. Every part has the columns of its table; the ids of rows go on.
void visit_parts(const Inventory& city, std::size_t rows, const std::function<void(FeatureTable&&)>& visit);
/// The same tables with their columns but without rows.
[[nodiscard]] std::vector<FeatureTable> outlines_of(const Inventory& city);

/// Appends the rows of one table of class `class_name` (columns named as in asset_classes(), geometry in
/// `city.frame` already) to the inventory. Bad rows become issues and are counted as skipped; a column that the class
/// does not know goes to `extra`. Any other class name makes OtherAssets. Of a table that is given away (`std::move`)
/// each column's memory is free once it is taken.
Accounting append_table(Inventory& city, std::string_view class_name, FeatureTable table, std::vector<Issue>& issues);

} // namespace kerb
