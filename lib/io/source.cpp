#include <algorithm>
#include <memory>
#include <string_view>

#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/io/source.hpp>

#include "collector.hpp"
#include "dbf.hpp"
#include "geopackage.hpp"
#include "open_source.hpp"
#include "plain_rows.hpp"
#include "reference.hpp"

namespace kerb::io {
namespace {

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

detail::OddValues odd_values(OGRLayer& layer, const detail::Database& base) {
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
    for (const auto& [row, values] : detail::misfits(base, layer.GetName(), layer.GetFIDColumn(), columns)) {
        for (const auto& [column, value] : values) {
            odd[row].emplace_back(fields[column], value);
        }
    }
    return odd;
}

/// All rows of a layer must be in its one reference system. \throws FrameError
void insist_on_one_frame(OGRLayer& layer, const detail::Admitted& file, const detail::Database& base) {
    if (const auto foreign = detail::count_foreign_rows(base, layer.GetName()); foreign > 0) {
        throw FrameError(Message{"source.mixed_frames",
                                 {{"file", file.path}, {"layer", std::string(layer.GetName())}, {"count", foreign}}});
    }
}

/// Rows that the file says it has, where that can be told apart from what GDAL reads: a cut file may end in silence.
std::int64_t stated_rows(OGRLayer& layer, const detail::Admitted& file, const detail::Database* base) {
    if (base != nullptr) {
        return detail::count_rows(*base, layer.GetName());
    }
    if (file.driver == "ESRI Shapefile") { // an index of fewer rows would hide the others
        return std::max<std::int64_t>(layer.GetFeatureCount(FALSE), detail::stated_records(file.path));
    }
    // Those of a GeoJSON file were counted when it was opened; it is read again for them.
    return file.driver == "FlatGeobuf" || file.driver == "GeoJSON" ? layer.GetFeatureCount(FALSE) : 0;
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
    return detail::OpenSource(path, options).layers();
}

LayerRead read_layer(const std::string& path, const LayerRequest& request, const SourceOptions& options,
                     const Progress& progress) {
    return detail::OpenSource(path, options).read(request, progress);
}

namespace detail {

OpenSource::OpenSource(std::string path, SourceOptions options) : path_(std::move(path)), options_(std::move(options)) {
    GdalScope scope;
    file_ = admit(path_, options_);
    if (file_.driver == "GPKG") {
        base_.emplace(file_.path);
    }
    crs_ = checked_crs(file_, options_); // before GDAL looks the name up
    dataset_ = open_vectors(file_, options_, scope);
    warnings_ = scope.take_warnings();
}

OpenSource::~OpenSource() {
    try {
        const GdalScope scope; // GDAL is quiet in it
        dataset_.reset();
    } catch (...) {
        dataset_.reset();
    }
}

std::vector<LayerInfo> OpenSource::layers() {
    const GdalScope scope;
    std::vector<LayerInfo> layers;
    layers.reserve(static_cast<std::size_t>(dataset_->GetLayerCount()));
    for (int i = 0; i < dataset_->GetLayerCount(); ++i) {
        layers.push_back(info_of(*dataset_->GetLayer(i)));
    }
    return layers;
}

LayerInfo OpenSource::info_of(OGRLayer& layer) const {
    // What a GeoPackage says of its own counts may be wrong.
    const auto rows = base_ ? count_rows(*base_, layer.GetName()) : static_cast<std::int64_t>(layer.GetFeatureCount());
    LayerInfo info{layer.GetName(), rows, OGRGeometryTypeToName(layer.GetGeomType()), {}, {}, {}};
    info.encoding = encoding_of(layer, file_, options_);
    try {
        if (const auto frame = io::frame_of(layer, file_, options_, crs_)) {
            info.crs = frame->name();
        }
    } catch (const FrameError&) {
        const auto* reference = layer.GetSpatialRef(); // whoever reads the layer hears of it
        info.crs = reference == nullptr ? "" : reference->GetName();
    }
    for (int f = 0; f < layer.GetLayerDefn()->GetFieldCount(); ++f) {
        info.fields.emplace_back(layer.GetLayerDefn()->GetFieldDefn(f)->GetNameRef());
    }
    return info;
}

LayerRead OpenSource::read(const LayerRequest& request, const Progress& progress) {
    GdalScope scope;
    auto& layer = find_layer(*dataset_, path_, request.layer);
    const bool measured = base_ && measure_computed(*base_, layer.GetName(), progress);
    const auto frame = io::frame_of(layer, file_, options_, crs_);
    Collector collector(layer, file_, request, options_, frame);
    if (base_) {
        if (auto plain = read_plain_rows(*base_, layer, request, frame, progress)) {
            return std::move(*plain);
        }
        if (!measured) {
            insist_on_short_values(*base_, layer.GetName(), layer.GetGeometryColumn(), progress);
        }
        insist_on_one_frame(layer, file_, *base_);
        collector.set_odd_values(odd_values(layer, *base_));
    } else if (const auto dbf = file_.driver == "ESRI Shapefile" ? dbf_of(file_.path) : std::nullopt) {
        collector.set_odd_values(odd_numbers(*dbf));
    }
    for (const auto& text : warnings_) {
        collector.warn(text);
    }
    take_rows(layer, collector, scope, progress);
    return collector.finish();
}

void OpenSource::take_rows(OGRLayer& layer, Collector& collector, GdalScope& scope, const Progress& progress) const {
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
        throw SourceError(Message{"source.cut_short", {{"file", path_}, {"layer", layer.GetName()}, {"why", error}}});
    }
    if (const auto said = stated_rows(layer, file_, base_ ? &*base_ : nullptr); said > read) {
        throw SourceError(Message{"source.rows_missing",
                                  {{"file", path_}, {"layer", layer.GetName()}, {"found", read}, {"count", said}}});
    }
    for (const auto& text : scope.take_warnings()) {
        collector.warn(text);
    }
}

} // namespace detail
} // namespace kerb::io
