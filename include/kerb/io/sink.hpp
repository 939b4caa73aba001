// Writing layers: one writer for every format, all or nothing.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/inventory/feature_table.hpp>
#include <kerb/inventory/schema.hpp>

namespace kerb::io {

struct SinkOptions {
    bool overwrite = false;
    /// What the layers and their columns mean: GeoPackage only, as titles of layers and columns, codes and ranges
    /// (extension `gpkg_schema`) in `language`, and as the table `kerb_label` in both languages.
    std::vector<LayerSchema> schema;
    Language language = Language::en;
    /// Stated in the table `kerb_schema`, for readers to know what the layers are; 0: not said. GeoPackage only.
    std::int64_t schema_version = 0;
    /// Layer → QGIS style (QML text); GeoPackage only. Titles and codes of `schema` are added to it.
    std::map<std::string, std::string> styles;
    /// Provenance as name → text, kept in the table `kerb_run`; GeoPackage only.
    std::vector<std::pair<std::string, std::string>> run;
    /// Fixed time stamp (RFC 3339) for `gpkg_contents.last_change`, so that the same data give the same bytes; empty:
    /// now.
    std::string time_stamp;
    bool spatial_index = true; ///< GeoPackage and FlatGeobuf; the latter's rows are then in the order of the index
};

/// Writes all tables to one file; the format follows the extension (.gpkg, .shp, .geojson, .fgb, .csv; only .gpkg takes
/// several layers, which it holds as points, lines, areas, tables, each in the order given). Written to a temporary
/// folder on the same disk, every write and the close checked, reopened and every row read again, then renamed: on any
/// failure the old output is byte-identical and no new name exists. A Shapefile is several files: they are exchanged
/// one by one, and exchanged back when a move fails. What is read again is what was written, except: GeoJSON is in
/// longitude and latitude (RFC 7946) and exact to 1e-15 of its numbers, CSV states no frame and marks texts that a
/// spreadsheet would run with ', a Shapefile keeps 15 decimals. \throws OutputError (stale `-journal`, `-wal` beside
/// the target; disk full; …), UsageError (it exists and overwrite is not set; it is a link, a folder or a device; a
/// Shapefile would cut a name or a text).
void write_layers(const std::string& path, const std::vector<FeatureTable>& tables, const SinkOptions& options = {});

/// Writes text with the same guarantees.
void write_text(const std::string& path, const std::string& text, bool overwrite);

} // namespace kerb::io
