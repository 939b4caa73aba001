#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>
#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/io/sink.hpp>

#include "gate.hpp"

namespace kerb::io {
namespace {

namespace fs = std::filesystem;

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

[[noreturn]] void fail(const std::string& path, const std::string& why) {
    throw OutputError(Message{"sink.not_written", {{"file", path}, {"why", why}}});
}

void check_target(const std::string& path, bool overwrite) {
    if (!overwrite && fs::exists(path)) {
        throw UsageError(Message{"sink.exists", {{"file", path}}});
    }
    for (const auto* beside : {"-journal", "-wal", "-shm"}) {
        if (fs::exists(path + beside)) {
            fail(path, path + beside);
        }
    }
}

// A private folder beside the target; gone when the scope ends, whatever happened.
class Workshop {
public:
    explicit Workshop(const std::string& target) {
        auto parent = fs::absolute(target).parent_path();
        auto name = (parent / ".kerb-tmp-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) {
            fail(target, std::strerror(errno));
        }
        folder_ = name;
    }
    ~Workshop() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    [[nodiscard]] std::string file(const std::string& target) const { return folder_ / fs::path(target).filename(); }
    // Moves all that was made to the target's folder, the main file last.
    void deliver(const std::string& target) const {
        const auto parent = fs::absolute(target).parent_path();
        std::error_code error;
        for (const auto& made : fs::directory_iterator(folder_)) {
            if (made.path().filename() != fs::path(target).filename()) {
                sync(made.path());
                fs::rename(made.path(), parent / made.path().filename(), error);
            }
        }
        sync(file(target));
        fs::rename(file(target), target, error);
        if (error) {
            fail(target, error.message());
        }
    }

private:
    static void sync(const fs::path& path) {
        const int handle = ::open(path.c_str(), O_RDONLY);
        const bool good = handle >= 0 && fsync(handle) == 0;
        if (handle >= 0) {
            close(handle);
        }
        if (!good) {
            fail(path, std::strerror(errno));
        }
    }
    fs::path folder_;
};

OGRFieldType field_type(ColumnType type) {
    switch (type) {
        case ColumnType::real:
            return OFTReal;
        case ColumnType::integer:
            return OFTInteger64;
        case ColumnType::boolean:
            return OFTInteger;
        case ColumnType::text:
            break;
    }
    return OFTString;
}

void fill(OGRLinearRing& ring, const Points& points) {
    ring.setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) {
        ring.setPoint(static_cast<int>(i), points[i].x, points[i].y);
    }
}

std::unique_ptr<OGRGeometry> geometry_of(const FeatureTable& table, std::size_t row) {
    if (const auto* points = std::get_if<Points>(&table.geometry)) {
        return std::make_unique<OGRPoint>((*points)[row].x, (*points)[row].y);
    }
    if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        auto multi = std::make_unique<OGRMultiLineString>();
        for (auto p = lines->feature_begin[row]; p < lines->feature_begin[row + 1]; ++p) {
            auto line = std::make_unique<OGRLineString>();
            for (const auto& point : lines->part(p)) {
                line->addPoint(point.x, point.y);
            }
            multi->addGeometryDirectly(line.release());
        }
        return multi;
    }
    if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        auto multi = std::make_unique<OGRMultiPolygon>();
        for (const auto& polygon : (*areas)[row]) {
            auto shape = std::make_unique<OGRPolygon>();
            auto ring = std::make_unique<OGRLinearRing>();
            fill(*ring, polygon.outer);
            shape->addRingDirectly(ring.release());
            for (const auto& hole : polygon.holes) {
                ring = std::make_unique<OGRLinearRing>();
                fill(*ring, hole);
                shape->addRingDirectly(ring.release());
            }
            multi->addGeometryDirectly(shape.release());
        }
        return multi;
    }
    return nullptr;
}

// A spreadsheet would run a cell that begins like a formula.
std::string safe_cell(std::string text) {
    const bool formula = !text.empty() && std::strchr("=+-@\t\r", text.front()) != nullptr;
    return formula ? "'" + text : text;
}

void set_field(OGRFeature& feature, int index, const Column& column, std::size_t row, bool csv) {
    if (column.null_at(row)) {
        feature.SetFieldNull(index);
    } else if (const auto* text = std::get_if<std::vector<std::string>>(&column.values)) {
        feature.SetField(index, csv ? safe_cell((*text)[row]).c_str() : (*text)[row].c_str());
    } else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
        feature.SetField(index, static_cast<GIntBig>((*whole)[row]));
    } else {
        feature.SetField(index, std::get<std::vector<double>>(column.values)[row]);
    }
}

std::unique_ptr<OGRSpatialReference, void (*)(OGRSpatialReference*)> reference_of(const Frame& frame) {
    auto* reference = new OGRSpatialReference();
    reference->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const auto& name = frame.name();
    const auto code =
        name.starts_with("EPSG:") && name.find(' ') == std::string::npos ? std::atoi(name.c_str() + 5) : 0;
    if (code == 0 || reference->importFromEPSG(code) != OGRERR_NONE) {
        reference->importFromWkt(frame.wkt().c_str());
    }
    return {reference, [](OGRSpatialReference* r) { r->Release(); }};
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
        list.SetNameValue("GEOMETRY", "AS_WKT");
    } else if (driver == "ESRI Shapefile") {
        list.SetNameValue("ENCODING", "UTF-8");
    } else if (driver == "GeoJSON") {
        list.SetNameValue("RFC7946", "YES");
    }
    const auto reference =
        table.frame ? reference_of(*table.frame)
                    : std::unique_ptr<OGRSpatialReference, void (*)(OGRSpatialReference*)>{nullptr, [](auto*) {}};
    auto* layer = dataset.CreateLayer(table.name.c_str(), reference.get(), kinds[table.geometry.index()], list.List());
    if (layer == nullptr) {
        fail(path, scope.take_error());
    }
    for (const auto& column : table.columns) {
        OGRFieldDefn field(column.name.c_str(), field_type(column.type));
        if (column.type == ColumnType::boolean) {
            field.SetSubType(OFSTBoolean);
        }
        if (!column.title.empty()) {
            field.SetAlternativeName(column.title.c_str());
        }
        if (layer->CreateField(&field) != OGRERR_NONE) {
            fail(path, scope.take_error());
        }
    }
    OGRFeature feature(layer->GetLayerDefn());
    for (std::size_t row = 0; row < table.size(); ++row) {
        feature.SetFID(OGRNullFID);
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            set_field(feature, static_cast<int>(c), table.columns[c], row, driver == "CSV");
        }
        feature.SetGeometryDirectly(geometry_of(table, row).release());
        if (layer->CreateFeature(&feature) != OGRERR_NONE) {
            fail(path, scope.take_error());
        }
    }
}

FeatureTable style_table(const std::vector<FeatureTable>& tables, const SinkOptions& options) {
    FeatureTable styles;
    styles.name = "layer_styles";
    for (const auto* name : {"f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
                             "styleQML", "styleSLD", "description", "owner", "ui"}) {
        styles.add(name, ColumnType::text);
    }
    styles.add("useAsDefault", ColumnType::boolean);
    for (const auto& table : tables) {
        const auto style = options.styles.find(table.name);
        if (style == options.styles.end()) {
            continue;
        }
        const std::string values[] = {"", "", table.name, "geom", table.name, style->second, "", "", "kerb", ""};
        for (std::size_t c = 0; c < std::size(values); ++c) {
            styles.columns[c].push(values[c]);
        }
        styles.columns.back().push(std::int64_t{1});
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

void create(const std::string& file, const std::vector<FeatureTable>& tables, const Format& format,
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
    for (const auto& table : tables) {
        write_table(*dataset, table, format, options, path, scope);
    }
    if (transaction && dataset->CommitTransaction() != OGRERR_NONE) {
        fail(path, scope.take_error());
    }
}

void count_again(const std::string& file, const std::vector<FeatureTable>& tables, const Format& format,
                 const std::string& path) {
    const char* drivers[] = {format.driver, nullptr};
    auto* raw = static_cast<GDALDataset*>(GDALOpenEx(file.c_str(), GDAL_OF_VECTOR, drivers, nullptr, nullptr));
    const std::unique_ptr<GDALDataset, void (*)(GDALDataset*)> dataset(raw, [](GDALDataset* d) { GDALClose(d); });
    for (const auto& table : tables) {
        auto* layer = raw == nullptr       ? nullptr
                      : format.many_layers ? raw->GetLayerByName(table.name.c_str())
                                           : raw->GetLayer(0);
        if (layer == nullptr || layer->GetFeatureCount() != static_cast<GIntBig>(table.size())) {
            fail(path, table.name);
        }
    }
}

} // namespace

void write_layers(const std::string& path, const std::vector<FeatureTable>& tables, const SinkOptions& options) {
    const auto format = format_of(path);
    if (!format.many_layers && tables.size() != 1) {
        throw UsageError(Message{"sink.one_layer", {{"file", path}}});
    }
    check_target(path, options.overwrite);
    detail::GdalScope scope;
    if (!options.time_stamp.empty()) {
        scope.set("OGR_CURRENT_DATE", options.time_stamp.c_str());
    }
    auto all = tables;
    if (format.many_layers && !options.styles.empty()) {
        all.push_back(style_table(tables, options));
    }
    if (format.many_layers && !options.run.empty()) {
        all.push_back(run_table(options));
    }
    const Workshop workshop(path);
    const auto file = workshop.file(path);
    create(file, all, format, options, path, scope);
    if (const auto error = scope.take_error(); !error.empty()) {
        fail(path, error);
    }
    count_again(file, all, format, path);
    workshop.deliver(path);
}

void write_text(const std::string& path, const std::string& text, bool overwrite) {
    check_target(path, overwrite);
    const Workshop workshop(path);
    const auto file = workshop.file(path);
    auto* stream = std::fopen(file.c_str(), "wb");
    const bool written = stream != nullptr && std::fwrite(text.data(), 1, text.size(), stream) == text.size();
    const bool closed = stream != nullptr && std::fclose(stream) == 0;
    if (!written || !closed) {
        fail(path, std::strerror(errno));
    }
    workshop.deliver(path);
}

} // namespace kerb::io
