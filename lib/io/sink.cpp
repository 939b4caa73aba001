#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <future>
#include <memory>
#include <span>

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>
#include <kerb/inventory/map_order.hpp>
#include <kerb/inventory/qgis_style.hpp>
#include <kerb/io/sink.hpp>

#include "gate.hpp"
#include "geopackage_rows.hpp"
#include "geopackage_schema.hpp"
#include "inventory_version.hpp"
#include "layer_supply.hpp"
#include "ogr_values.hpp"
#include "reference.hpp"
#include "rows_again.hpp"
#include "workshop.hpp"

namespace kerb::io {
namespace {

namespace fs = std::filesystem;
using detail::check_target;
using detail::fail;
using detail::Workshop;

struct Format {
    const char* driver;
    bool many_layers;
};

Format format_of(const std::string& path) {
    const auto end = fs::path(path).extension().string();
    if (end == ".gpkg") {
        return {"GPKG", true};
    }
    if (end == ".geojson" || end == ".json") {
        return {"GeoJSON", false};
    }
    if (end == ".fgb") {
        return {"FlatGeobuf", false};
    }
    if (end == ".csv") {
        return {"CSV", false};
    }
    if (end == ".shp") {
        return {"ESRI Shapefile", false};
    }
    throw UsageError(Message{"sink.format", {{"file", path}}});
}

/// The files that belong to a Shapefile; an index or a code page of the old one would lie about the new one.
std::vector<std::string> stale_endings(std::string_view driver) {
    return driver == "ESRI Shapefile" ? std::vector<std::string>{".dbf", ".shx", ".prj", ".cpg", ".qix",
                                                                 ".sbn", ".sbx", ".idm", ".ind", ".qpj"}
                                      : std::vector<std::string>{};
}

OGRFieldType field_type(ColumnType type) {
    switch (type) {
        case ColumnType::real:
            return OFTReal;
        case ColumnType::integer:
            return OFTInteger64;
        case ColumnType::boolean:
            return OFTInteger;
        default:
            return OFTString;
    }
}

// A spreadsheet would run a cell that begins like a formula.
std::string safe_cell(std::string text) {
    const bool formula = !text.empty() && std::strchr("=+-@\t\r", text.front()) != nullptr;
    return formula && !parse_number(text) ? "'" + text : text;
}

void set_field(OGRFeature& feature, int index, const Column& column, std::size_t row, bool csv) {
    if (column.null_at(row)) {
        feature.SetFieldNull(index);
    } else if (csv && column.type != ColumnType::text) {
        feature.SetField(index, column.text_at(row).c_str()); // GDAL would write 15 digits of a number
    } else if (const auto* text = std::get_if<std::vector<std::string>>(&column.values)) {
        feature.SetField(index, csv ? safe_cell((*text)[row]).c_str() : (*text)[row].c_str());
    } else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
        feature.SetField(index, static_cast<GIntBig>((*whole)[row]));
    } else {
        feature.SetField(index, std::get<std::vector<double>>(column.values)[row]);
    }
}

void write_table(GDALDataset& dataset, const FeatureTable& table, const Format& format, const SinkOptions& options,
                 const std::string& path, detail::GdalScope& scope) {
    static constexpr OGRwkbGeometryType kinds[] = {wkbNone, wkbPoint, wkbMultiLineString, wkbMultiPolygon};
    CPLStringList list;
    const std::string_view driver = format.driver;
    if (driver == "GPKG") {
        list.SetNameValue("GEOMETRY_NAME", "geom");
        list.SetNameValue("SPATIAL_INDEX", options.spatial_index ? "YES" : "NO");
        list.SetNameValue("IDENTIFIER", table.title.empty() ? table.name.c_str() : table.title.c_str());
    } else if (driver == "CSV") {
        list.SetNameValue("GEOMETRY", table.shape() == Shape::none ? "NONE" : "AS_WKT");
        list.SetNameValue("STRING_QUOTING", "IF_NEEDED");
    } else if (driver == "FlatGeobuf") {
        list.SetNameValue("SPATIAL_INDEX", options.spatial_index ? "YES" : "NO");
    } else if (driver == "ESRI Shapefile") {
        list.SetNameValue("ENCODING", "UTF-8");
    } else { // GeoJSON
        list.SetNameValue("RFC7946", "YES");
        list.SetNameValue("COORDINATE_PRECISION", "15"); // 7 unless told, which is a centimetre
    }
    const auto reference = detail::reference_of(table.frame);
    auto* layer = dataset.CreateLayer(table.name.c_str(), reference.get(), kinds[table.geometry.index()], list.List());
    if (layer == nullptr) {
        fail(path, scope.take_error());
    }
    for (const auto& column : table.columns) {
        OGRFieldDefn field(column.name.c_str(), driver == "CSV" ? OFTString : field_type(column.type));
        if (column.type == ColumnType::boolean && driver != "CSV") {
            field.SetSubType(OFSTBoolean);
        }
        if (!column.title.empty() && options.schema.empty()) {
            field.SetAlternativeName(column.title.c_str());
        }
        if (layer->CreateField(&field) != OGRERR_NONE) {
            fail(path, scope.take_error());
        }
    }
    if (driver == "GPKG") {
        // Made now, in this order: QGIS stacks layers by it. The rows are written by SQLite, see fill.
        if (layer->SyncToDisk() != OGRERR_NONE) {
            fail(path, scope.take_error());
        }
        return;
    }
    OGRFeature feature(layer->GetLayerDefn());
    for (std::size_t row = 0; row < table.size(); ++row) {
        feature.SetFID(OGRNullFID);
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            set_field(feature, static_cast<int>(c), table.columns[c], row, driver == "CSV");
        }
        feature.SetGeometryDirectly(detail::geometry_of(table, row).release());
        errno = 0;
        if (layer->CreateFeature(&feature) != OGRERR_NONE) {
            const int error = errno; // of a CSV file GDAL says nothing
            const auto told = scope.take_error();
            told.empty() && error != 0 ? fail(path, fs::path(path).filename(), error) : fail(path, told);
        }
    }
}

constexpr std::size_t longest_name = 10, longest_text = 254; // bytes, in a Shapefile

/// What a Shapefile cannot hold is refused, not cut.
void check_shapefile(const std::string& path, const FeatureTable& table, bool overwrite) {
    const auto refuse = [&path](const char* code, const std::string& field) {
        throw UsageError(Message{code, {{"file", path}, {"field", field}}});
    };
    if (table.shape() == Shape::none) {
        refuse("sink.needs_places", table.name);
    }
    for (const auto& ending : stale_endings("ESRI Shapefile")) {
        std::error_code error;
        const auto beside = fs::path(path).replace_extension(ending);
        const auto status = fs::symlink_status(beside, error);
        if (!fs::status_known(status)) {
            fail(path, beside, error.value());
        }
        if (fs::exists(status) && (!overwrite || !fs::is_regular_file(status))) {
            throw UsageError(Message{overwrite ? "sink.not_regular" : "sink.exists", {{"file", beside.string()}}});
        }
    }
    for (const auto& column : table.columns) {
        if (column.name.size() > longest_name) {
            refuse("sink.long_name", column.name);
        }
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
            if (std::any_of(texts->begin(), texts->end(), [](const auto& t) { return t.size() > longest_text; })) {
                refuse("sink.long_text", column.name);
            }
        }
    }
}

/// The style with what is known of the layer's fields.
std::string with_fields(const std::string& qml, const std::string& layer, const SinkOptions& options) {
    const auto* known = schema_named(options.schema, layer);
    return known == nullptr ? qml : kerb::with_fields(qml, *known, options.language);
}

FeatureTable style_table(const std::vector<FeatureTable>& tables, const SinkOptions& options) {
    FeatureTable styles;
    styles.name = "layer_styles";
    for (const auto* name : {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
                             "styleQML", "styleSLD", "description", "owner", "ui"}) {
        styles.add(name, ColumnType::text);
    }
    styles.add("useAsDefault", ColumnType::boolean);
    styles.add("update_time", ColumnType::text); // unknown, but QGIS takes no style from a table without it
    for (const auto& table : tables) {
        const auto style = options.styles.find(table.name);
        if (style == options.styles.end()) {
            continue;
        }
        const auto qml = with_fields(style->second, table.name, options);
        const std::string values[] = {"", "", table.name, "geom", table.name, qml, "", "", "kerb", ""};
        for (std::size_t c = 0; c < std::size(values); ++c) {
            styles.columns[c].push(values[c]);
        }
        styles.columns[std::size(values)].push(std::int64_t{1});
        styles.columns.back().push(std::monostate{});
        styles.rows.push_back(static_cast<std::int64_t>(styles.rows.size()));
    }
    return styles;
}

FeatureTable run_table(const SinkOptions& options) {
    FeatureTable run;
    run.name = "kerb_run";
    run.add("name", ColumnType::text);
    run.add("value", ColumnType::text);
    for (const auto& [name, value] : options.run) {
        run.columns[0].push(name);
        run.columns[1].push(value);
        run.rows.push_back(static_cast<std::int64_t>(run.rows.size()));
    }
    return run;
}

FeatureTable version_table(std::int64_t version) {
    FeatureTable table;
    table.name = detail::version_table_name;
    table.add("version", ColumnType::integer).push(version);
    table.rows = {1};
    return table;
}

/// The tables that a GeoPackage has beside its layers.
std::vector<FeatureTable> bookkeeping(const std::vector<FeatureTable>& tables, const SinkOptions& options) {
    std::vector<FeatureTable> more;
    if (!options.styles.empty()) {
        more.push_back(style_table(tables, options));
    }
    if (!options.run.empty()) {
        more.push_back(run_table(options));
    }
    if (!options.schema.empty()) {
        more.push_back(label_table(options.schema));
    }
    if (options.schema_version > 0) {
        more.push_back(version_table(options.schema_version));
    }
    return more;
}

/// Titles, codes and ranges, once all layers are there.
void describe(const std::string& file, const std::vector<FeatureTable>& more, const SinkOptions& options,
              const std::string& path) {
    std::vector<std::pair<std::string, std::string>> notes;
    notes.reserve(more.size());
    for (const auto& table : more) {
        notes.emplace_back(table.name, render("layer." + table.name, options.language));
    }
    if (const auto error = detail::write_schema(file, options.schema, options.language, notes); !error.empty()) {
        fail(path, error);
    }
}

void create(const std::string& file, const std::vector<const FeatureTable*>& tables, const Format& format,
            const SinkOptions& options, const std::string& path, detail::GdalScope& scope) {
    auto* driver = GetGDALDriverManager()->GetDriverByName(format.driver);
    auto* dataset = driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    if (dataset == nullptr) {
        fail(path, scope.take_error());
    }
    const std::unique_ptr<GDALDataset, void (*)(GDALDataset*)> guard(dataset, [](GDALDataset* d) { GDALClose(d); });
    const bool transaction = dataset->TestCapability(ODsCTransactions) != 0;
    if (transaction && dataset->StartTransaction() != OGRERR_NONE) {
        fail(path, scope.take_error());
    }
    for (const auto* table : tables) {
        write_table(*dataset, *table, format, options, path, scope);
    }
    if (transaction && dataset->CommitTransaction() != OGRERR_NONE) {
        fail(path, scope.take_error());
    }
}

/// Writes what is supplied; while one part is being written, the next is made.
void write_beside(detail::RowWriter& rows, const detail::LayerSupply& supply, const std::string& path) {
    std::future<void> writing;
    const auto finish = [&writing] {
        if (writing.valid()) {
            writing.get();
        }
    };
    supply([&](std::shared_ptr<const FeatureTable> part) {
        detail::check_places(path, *part);
        finish();
        writing = std::async(std::launch::async, [&rows, table = std::move(part)] { rows.fill(*table); });
    });
    finish();
}

} // namespace

void detail::write_geopackage(const std::string& path, const std::vector<FeatureTable>& outlines,
                              const LayerSupply& supply, const SinkOptions& options) {
    check_target(path, options.overwrite);
    GdalScope scope;
    if (!options.time_stamp.empty()) {
        scope.set("OGR_CURRENT_DATE", options.time_stamp.c_str());
    }
    const auto more = bookkeeping(outlines, options);
    auto all = in_map_order(outlines, [](const FeatureTable& table) { return table.shape(); });
    for (const auto& table : more) {
        all.push_back(&table);
    }
    const Workshop workshop(path, options.overwrite);
    create(workshop.file(), all, format_of(path), options, path, scope);
    if (const auto error = scope.take_error(); !error.empty()) {
        fail(path, error);
    }
    RowWriter rows(workshop.file(), path);
    write_beside(rows, supply, path);
    for (const auto& table : more) {
        rows.fill(table);
    }
    rows.finish();
    if (!options.schema.empty()) {
        describe(workshop.file(), more, options, path);
    }
    workshop.deliver({});
}

void write_layers(const std::string& path, const std::vector<FeatureTable>& tables, const SinkOptions& options) {
    const auto format = format_of(path);
    const std::string_view driver = format.driver;
    if (!format.many_layers && tables.size() != 1) {
        throw UsageError(Message{"sink.one_layer", {{"file", path}}});
    }
    check_target(path, options.overwrite);
    for (const auto& table : tables) {
        detail::check_places(path, table);
    }
    if (driver == "GPKG") {
        const auto supply = [&tables](const auto& take) {
            for (const auto& table : tables) {
                take(std::shared_ptr<const FeatureTable>(std::shared_ptr<const void>(), &table)); // not ours to delete
            }
        };
        detail::write_geopackage(path, tables, supply, options);
        return;
    }
    if (driver == "ESRI Shapefile") {
        check_shapefile(path, tables.front(), options.overwrite);
    }
    detail::GdalScope scope;
    FeatureTable moved;
    const auto* table = &tables.front();
    if (driver == "GeoJSON" && table->frame) {
        moved = *table;
        reproject(moved, Frame::from("EPSG:4326")); // RFC 7946 knows no other
        table = &moved;
    }
    const Workshop workshop(path, options.overwrite);
    create(workshop.file(), {table}, format, options, path, scope);
    if (const auto error = scope.take_error(); !error.empty()) {
        fail(path, error);
    }
    detail::check_again(workshop.file(), *table, format.driver, path, scope);
    workshop.deliver(stale_endings(driver));
}

void write_text(const std::string& path, const std::string& text, bool overwrite) {
    check_target(path, overwrite);
    const Workshop workshop(path, overwrite);
    auto* stream = std::fopen(workshop.file().c_str(), "wb");
    const bool written = stream != nullptr && std::fwrite(text.data(), 1, text.size(), stream) == text.size();
    const int error = errno;
    const bool closed = stream != nullptr && std::fclose(stream) == 0;
    if (!written || !closed) {
        fail(path, fs::path(path).filename(), written ? errno : error);
    }
    workshop.deliver({});
}

} // namespace kerb::io
