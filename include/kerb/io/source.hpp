// Reading layers: one gate for every format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb::io {

/// A source as a person writes it: `city.gpkg` or `city.gpkg::roads`.
struct SourceName {
    std::string path, layer; ///< empty layer: the only one, or all
    [[nodiscard]] static SourceName parse(const std::string& text);
};

struct SourceOptions {
    std::optional<std::string> source_crs; ///< used when the source states none
    /// Of a Shapefile's or a CSV's text; empty: .cpg, LDID (GBK is read as GB18030, which has all of it), else UTF-8.
    std::string encoding;
    bool allow_views = false; ///< GeoPackage views as layers
    std::int64_t size_limit = std::int64_t{4} << 30;
    // CSV: names of the position's columns; empty: lon/lat, x/y, wkt and their usual spellings.
    std::string csv_x, csv_y, csv_wkt;
};

/// What is in a source.
struct LayerInfo {
    std::string name;
    std::int64_t rows = 0;
    std::string geometry; ///< as the source declares it
    std::string crs;      ///< empty when it states none
    std::vector<std::string> fields;
    std::string encoding; ///< of a Shapefile's texts, which cuts its fields' names to 10 bytes of it; else empty
};

/// Lists the layers of a source. \throws SourceError, PolicyError as read_layer.
[[nodiscard]] std::vector<LayerInfo> list_layers(const std::string& path, const SourceOptions& options = {});

/// Rows to take: `field = value`, `field != value`, `<`, `<=`, `>`, `>=`, `field in (a, b)`, `field is [not] null`,
/// joined by `and`/`or`/`not` and parentheses; evaluated by kerb, for every format alike. Values are 'quoted', or bare
/// words; names that are no words stand in "quotes". A comparison with a null takes no row.
struct LayerRequest {
    std::string layer;          ///< empty: the only one of the source
    std::optional<Shape> shape; ///< take only these geometries; others are skipped as `geometry.type`
    std::optional<std::vector<std::string>> columns; ///< take only these (all when absent); unknown ones throw
    std::string where;                               ///< empty: all rows
};

/// A layer as read: one table per shape found (several for a layer of mixed types).
struct LayerRead {
    std::vector<FeatureTable> tables;
    std::vector<Issue> issues;
    Accounting accounting;
    std::optional<Frame> frame; ///< of the layer, where it states one
};

/// Reads a layer through the gate: a regular file by its canonical path, no prefix, URL or archive; content sniffed and
/// matched with an allow-listed driver (GPKG, ESRI Shapefile, GeoJSON, FlatGeobuf, CSV); no network. Z and M are
/// dropped, curves stroked (and said so); null, empty, non-finite and invalid geometries become issues and are counted.
/// A multi-point feature gives one row per point, all with its row id. Coordinates are in the source's frame. Dates are
/// text in ISO 8601, lists text in JSON. A value that is not of its column's type is null and an issue, never 0; what
/// GDAL warns of is an issue too. A CSV column is numeric when all of its values are.
/// \throws PolicyError when refused for safety, SourceError when it cannot be read whole, naming file, layer and cause,
/// UsageError for a layer, field or condition that makes no sense, Error with Outcome::needs_decision when text that is
/// not UTF-8 comes without its encoding.
[[nodiscard]] LayerRead read_layer(const std::string& path, const LayerRequest& request,
                                   const SourceOptions& options = {}, const Progress& progress = {});

} // namespace kerb::io
