#include <algorithm>
#include <memory>

#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/io/source.hpp>

#include "collector.hpp"
#include "dbf.hpp"
#include "gate.hpp"
#include "geojson.hpp"
#include "geopackage.hpp"
#include "plain_rows.hpp"
#include "reference.hpp"

namespace kerb::io {
namespace {

constexpr int most_layers = 100;

using DatasetPtr = std::unique_ptr<GDALDataset, void (*)(GDALDataset*)>;

CPLStringList open_options(const detail::Admitted& file, const SourceOptions& options, detail::GdalScope& scope) {
    CPLStringList list;
    if (file.driver == "CSV") {
        // Positions and numbers are read by kerb: GDAL would make 0 of what is no number.
        list.SetNameValue("AUTODETECT_TYPE", "NO");
        list.SetNameValue("HEADERS", "YES");
        list.SetNameValue("KEEP_GEOM_COLUMNS", "YES");
    } else if (file.driver == "GPKG") {
        list.SetNameValue("LIST_ALL_TABLES", "NO");
        // GDAL hands the name to SQLite as an address and leaves % as it is.
        const bool percent = file.path.find('%') != std::string::npos;
        if (percent && detail::keeps_wal(file.path)) {
            throw UsageError(Message{"gate.percent", {{"file", file.path}}});
        }
        list.SetNameValue("IMMUTABLE", percent ? "NO" : "YES");
        scope.set("OGR_SQLITE_PRAGMA", "trusted_schema=0,cell_size_check=1,mmap_size=0");
    } else if (file.driver == "ESRI Shapefile") {
        if (!options.encoding.empty()) {
            list.SetNameValue("ENCODING", options.encoding.c_str());
        } else if (!detail::states_encoding(file.path)) {
            list.SetNameValue("ENCODING", "");
        } else if (detail::states_gbk(file.path)) {
            list.SetNameValue("ENCODING", "GB18030"); // which has all of GBK, and what writers put there besides
        }
    }
    return list;
}

/// Types that a .csvt states would be imposed on the values, and places made of them.
void take_as_text(GDALDataset& dataset) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            definition.GetFieldDefn(f)->SetSubType(OFSTNone);
            definition.GetFieldDefn(f)->SetType(OFTString);
        }
    }
}

/// Names of a CSV's fields come as the file has them; here they become UTF-8.
void recode_names(GDALDataset& dataset, const std::string& encoding) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            auto& field = *definition.GetFieldDefn(f);
            const std::string name = field.GetNameRef();
            if (CPLIsUTF8(name.c_str(), static_cast<int>(name.size())) == 0) {
                const std::unique_ptr<char, void (*)(void*)> recoded(
                    CPLRecode(name.c_str(), encoding.c_str(), CPL_ENC_UTF8), CPLFree);
                field.SetName(recoded.get());
            }
        }
    }
}

/// A writer that cuts names to ten bytes may cut within a character of UTF-8: the rest of it goes.
void drop_cut_characters(GDALDataset& dataset) {
    const auto sound = [](const std::string& text) {
        return CPLIsUTF8(text.c_str(), static_cast<int>(text.size())) != 0;
    };
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        auto& definition = *dataset.GetLayer(i)->GetLayerDefn();
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            std::string name = definition.GetFieldDefn(f)->GetNameRef();
            for (int cut = 0; cut < 3 && name.size() > 6 && !sound(name); ++cut) {
                name.pop_back();
            }
            if (sound(name)) {
                definition.GetFieldDefn(f)->SetName(name.c_str());
            }
        }
    }
}

std::string encoding_of(OGRLayer& layer, const detail::Admitted& file, const SourceOptions& options) {
    if (file.driver != "ESRI Shapefile") {
        return {};
    }
    const char* stated = layer.GetMetadataItem("SOURCE_ENCODING", "SHAPEFILE");
    return !options.encoding.empty()                                ? options.encoding
           : detail::states_gbk(file.path)                          ? "GB18030"
           : stated != nullptr && !std::string_view(stated).empty() ? stated
                                                                    : "UTF-8";
}

/// GDAL looks up a system's name while it opens the file, in others if the name says so. \throws FrameError,
/// PolicyError
detail::GeoJsonCrs checked_crs(const detail::Admitted& file, const SourceOptions& options) {
    const auto crs = file.driver == "GeoJSON" ? detail::crs_of_geojson(file.path) : detail::GeoJsonCrs::absent;
    if (crs != detail::GeoJsonCrs::unknown && crs != detail::GeoJsonCrs::elsewhere) {
        return crs;
    }
    const auto said = detail::outer_member(file.path, "crs").value_or("");
    if (!options.source_crs) {
        throw FrameError(Message{"source.unknown_crs", {{"file", file.path}, {"crs", said}}});
    }
    if (crs == detail::GeoJsonCrs::elsewhere) {
        throw PolicyError(Message{"source.crs_elsewhere", {{"file", file.path}, {"crs", said}}});
    }
    return crs;
}

DatasetPtr open(const detail::Admitted& file, const SourceOptions& options, detail::GdalScope& scope) {
    const char* drivers[] = {file.driver.c_str(), nullptr};
    const auto list = open_options(file, options, scope);
    auto* raw = static_cast<GDALDataset*>(GDALOpenEx(
        file.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, list.List(), nullptr));
    DatasetPtr dataset(raw, [](GDALDataset* opened) { GDALClose(opened); });
    if (raw == nullptr) {
        throw SourceError(Message{"source.unreadable", {{"file", file.path}, {"why", scope.take_error()}}});
    }
    if (file.driver == "ESRI Shapefile" && !detail::has_sound_table(file.path)) {
        throw SourceError(Message{"source.no_table", {{"file", file.path}}});
    }
    if (raw->GetLayerCount() == 0) {
        throw SourceError(Message{"source.no_layers", {{"file", file.path}}});
    }
    if (raw->GetLayerCount() > most_layers) {
        throw ResourceError(Message{"source.too_many_layers",
                                    {{"file", file.path},
                                     {"count", std::int64_t{raw->GetLayerCount()}},
                                     {"limit", std::int64_t{most_layers}}}});
    }
    if (file.driver == "ESRI Shapefile") {
        drop_cut_characters(*dataset);
    } else if (file.driver == "CSV") {
        take_as_text(*dataset);
        if (!options.encoding.empty()) {
            recode_names(*dataset, options.encoding);
        }
    }
    return dataset;
}

/// \param crs of checked_crs()
std::optional<Frame> frame_of(OGRLayer& layer, const detail::Admitted& file, const SourceOptions& options,
                              detail::GeoJsonCrs crs) {
    const bool nameless = crs == detail::GeoJsonCrs::none || crs == detail::GeoJsonCrs::unknown;
    const auto* reference = nameless ? nullptr : layer.GetSpatialRef();
    if (reference != nullptr && !reference->IsEmpty()) {
        const char* name = reference->GetName();
        // GeoPackage's srs_id 0 and -1 are "undefined", whatever WKT stands there.
        if (name != nullptr && !std::string_view(name).starts_with("Undefined")) {
            return detail::frame_of(*reference);
        }
    }
    if (options.source_crs) {
        return Frame::from(*options.source_crs);
    }
    const bool degrees = file.driver == "CSV" && detail::find_position(*layer.GetLayerDefn(), options).degrees;
    return degrees ? std::optional(Frame::from("EPSG:4326")) : std::nullopt;
}

/// What a column of a GeoPackage may hold; nullopt where it may hold anything.
std::optional<detail::TypedColumn> typed_column(const OGRFieldDefn& field) {
    using Kind = detail::TypedColumn::Kind;
    switch (field.GetType()) {
        case OFTInteger:
            return detail::TypedColumn{field.GetNameRef(), Kind::whole, field.GetSubType() == OFSTInt16 ? 16 : 32};
        case OFTInteger64:
            return detail::TypedColumn{field.GetNameRef(), Kind::whole};
        case OFTReal:
            return detail::TypedColumn{field.GetNameRef(), Kind::real};
        case OFTDate:
        case OFTDateTime:
            return detail::TypedColumn{field.GetNameRef(), Kind::date};
        default:
            return std::nullopt;
    }
}

detail::OddValues odd_values(OGRLayer& layer, const std::string& path) {
    std::vector<detail::TypedColumn> columns;
    std::vector<int> fields;
    const auto& definition = *layer.GetLayerDefn();
    for (int f = 0; f < definition.GetFieldCount(); ++f) {
        if (auto column = typed_column(*definition.GetFieldDefn(f))) {
            columns.push_back(std::move(*column));
            fields.push_back(f);
        }
    }
    detail::OddValues odd;
    for (const auto& [row, values] : detail::misfits(path, layer.GetName(), layer.GetFIDColumn(), columns)) {
        for (const auto& [column, value] : values) {
            odd[row].emplace_back(fields[column], value);
        }
    }
    return odd;
}

/// All rows of a layer must be in its one reference system. \throws FrameError
void insist_on_one_frame(OGRLayer& layer, const detail::Admitted& file) {
    const auto foreign = file.driver == "GPKG" ? detail::count_foreign_rows(file.path, layer.GetName()) : 0;
    if (foreign > 0) {
        throw FrameError(Message{"source.mixed_frames",
                                 {{"file", file.path}, {"layer", std::string(layer.GetName())}, {"count", foreign}}});
    }
}

/// Rows that the file says it has, where that can be told apart from what GDAL reads: a cut file may end in silence.
std::int64_t stated_rows(OGRLayer& layer, const detail::Admitted& file) {
    if (file.driver == "GPKG") {
        return detail::count_rows(file.path, layer.GetName());
    }
    if (file.driver == "ESRI Shapefile") { // an index of fewer rows would hide the others
        return std::max<std::int64_t>(layer.GetFeatureCount(FALSE), detail::stated_records(file.path));
    }
    return file.driver == "FlatGeobuf" ? layer.GetFeatureCount(FALSE) : 0;
}

OGRLayer& find_layer(GDALDataset& dataset, const std::string& path, const std::string& name) {
    if (name.empty() && dataset.GetLayerCount() == 1) {
        return *dataset.GetLayer(0);
    }
    if (auto* layer = name.empty() ? nullptr : dataset.GetLayerByName(name.c_str())) {
        return *layer;
    }
    std::string names;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        names += (i > 0 ? ", " : "") + std::string(dataset.GetLayer(i)->GetName());
    }
    throw UsageError(Message{name.empty() ? "source.which_layer" : "source.no_layer",
                             {{"file", path}, {"layer", name}, {"layers", names}}});
}

} // namespace

SourceName SourceName::parse(const std::string& text) {
    const auto at = text.rfind("::");
    return at == std::string::npos ? SourceName{text, {}} : SourceName{text.substr(0, at), text.substr(at + 2)};
}

std::vector<LayerInfo> list_layers(const std::string& path, const SourceOptions& options) {
    detail::GdalScope scope;
    const auto file = detail::admit(path, options);
    const auto crs = checked_crs(file, options); // before GDAL looks the name up
    const auto dataset = open(file, options, scope);
    std::vector<LayerInfo> layers;
    for (int i = 0; i < dataset->GetLayerCount(); ++i) {
        auto& layer = *dataset->GetLayer(i);
        // What a GeoPackage says of its own counts may be wrong.
        const auto rows = file.driver == "GPKG" ? detail::count_rows(file.path, layer.GetName())
                                                : static_cast<std::int64_t>(layer.GetFeatureCount());
        LayerInfo info{layer.GetName(), rows, OGRGeometryTypeToName(layer.GetGeomType()), {}, {}, {}};
        info.encoding = encoding_of(layer, file, options);
        try {
            if (const auto frame = frame_of(layer, file, options, crs)) {
                info.crs = frame->name();
            }
        } catch (const FrameError&) {
            const auto* reference = layer.GetSpatialRef(); // whoever reads the layer hears of it
            info.crs = reference == nullptr ? "" : reference->GetName();
        }
        for (int f = 0; f < layer.GetLayerDefn()->GetFieldCount(); ++f) {
            info.fields.emplace_back(layer.GetLayerDefn()->GetFieldDefn(f)->GetNameRef());
        }
        layers.push_back(std::move(info));
    }
    return layers;
}

LayerRead read_layer(const std::string& path, const LayerRequest& request, const SourceOptions& options,
                     const Progress& progress) {
    detail::GdalScope scope;
    const auto file = detail::admit(path, options);
    const auto crs = checked_crs(file, options); // before GDAL looks the name up
    const auto dataset = open(file, options, scope);
    auto& layer = find_layer(*dataset, path, request.layer);
    if (file.driver == "GPKG") {
        detail::measure_computed(file.path, layer.GetName(), progress);
    }
    const auto frame = frame_of(layer, file, options, crs);
    detail::Collector collector(layer, file, request, options, frame);
    if (auto plain = detail::read_plain_rows(file, layer, request, frame, progress)) {
        return std::move(*plain);
    }
    insist_on_one_frame(layer, file);
    if (file.driver == "GPKG") {
        collector.set_odd_values(odd_values(layer, file.path));
    } else if (const auto dbf = file.driver == "ESRI Shapefile" ? detail::dbf_of(file.path) : std::nullopt) {
        collector.set_odd_values(detail::odd_numbers(*dbf));
    }
    layer.ResetReading();
    const double rows = std::max(1.0, static_cast<double>(layer.GetFeatureCount(FALSE)));
    static_cast<void>(scope.take_error());
    for (const auto& text : scope.take_warnings()) {
        collector.warn(text);
    }
    std::int64_t read = 0;
    while (const auto feature = std::unique_ptr<OGRFeature>(layer.GetNextFeature())) {
        collector.take(*feature, scope.take_error(), scope.take_warnings());
        if (++read % 65536 == 0) {
            report_progress(progress, "stage.read", std::min(1.0, static_cast<double>(read) / rows));
        }
    }
    if (const auto error = scope.take_error(); !error.empty()) {
        throw SourceError(Message{"source.cut_short", {{"file", path}, {"layer", layer.GetName()}, {"why", error}}});
    }
    if (const auto said = stated_rows(layer, file); said > read) {
        throw SourceError(Message{"source.rows_missing",
                                  {{"file", path}, {"layer", layer.GetName()}, {"found", read}, {"count", said}}});
    }
    for (const auto& text : scope.take_warnings()) {
        collector.warn(text);
    }
    return collector.finish();
}

} // namespace kerb::io
