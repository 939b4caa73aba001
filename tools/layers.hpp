// Layers read straight from files for the measuring subcommands, and what they write back.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/io/source.hpp>
#include <kerb/report/envelope.hpp>

#include "session.hpp"

namespace kerb::tools {

/// One layer, its rows placed in the working frame once place() was called.
struct LoadedLayer {
    FeatureTable table;
    report::LayerAccount account;
    std::vector<Issue> issues;
    std::string id_field; ///< empty: the row id serves as key

    [[nodiscard]] std::string id(std::size_t row) const;
};

struct LayerWish {
    std::string role, source; ///< `F::layer`
    Shape shape = Shape::none;
    std::string id_field, where;
    std::vector<std::string> columns; ///< besides the id; empty names are ignored
    bool needs_id = true;
};

/// Reads one layer; without rows of the wished shape the table is empty. \throws FrameError when it states no frame.
[[nodiscard]] LoadedLayer load_layer(const LayerWish& wish, const io::SourceOptions& options);
/// A layer whose rows are points, lines or areas, numbered through in that order. The account, and the issues of
/// reading, stand with the points.
struct LoadedShapes {
    LoadedLayer points, lines, areas;

    [[nodiscard]] std::size_t size() const { return points.table.size() + lines.table.size() + areas.table.size(); }
    [[nodiscard]] std::string id(std::size_t number) const;
    /// The layer that holds a number, and the row there.
    [[nodiscard]] std::pair<const LoadedLayer*, std::size_t> at(std::size_t number) const;
    /// After placing: brings what became of the rows into one account. \throws FrameError when none has a place.
    void fold_accounts();
};

/// The same for rows of any shape; `wish.shape` does not matter. \throws FrameError when it states no frame.
[[nodiscard]] LoadedShapes load_shapes(const LayerWish& wish, const io::SourceOptions& options);
/// Brings the layer into `frame`; rows that cannot go there are dropped, named and counted. \throws FrameError
/// when that is all of them.
void place(LoadedLayer& layer, const Frame& frame);
/// Keeps the rows whose flag is set.
void keep_rows(FeatureTable& table, const std::vector<std::uint8_t>& keep);
/// QGIS styles of the compiled-in data: that of the layer's name, else that of its shape (`points`, `lines`, `areas`)
/// within its class, else that of its shape for any asset.
[[nodiscard]] std::map<std::string, std::string> styles_for(const std::vector<LayerName>& layers);
/// The same for tables.
[[nodiscard]] std::vector<LayerName> names_of(const std::vector<FeatureTable>& tables);

} // namespace kerb::tools
