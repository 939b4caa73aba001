#include <algorithm>
#include <cmath>
#include <memory>

#include <ogrsf_frmts.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/validity.hpp>
#include <kerb/io/source.hpp>

#include "gate.hpp"
#include "plain_rows.hpp"

namespace kerb::io {
namespace {

using DatasetPtr = std::unique_ptr<GDALDataset, void (*)(GDALDataset*)>;

DatasetPtr open(const detail::Admitted& file, const SourceOptions& options, detail::GdalScope& scope) {
    const char* drivers[] = {file.driver.c_str(), nullptr};
    CPLStringList list;
    if (file.driver == "CSV") {
        list.SetNameValue("X_POSSIBLE_NAMES",
                          options.csv_x.empty() ? "x,x_m,lon,longitude,lng,easting,经度" : options.csv_x.c_str());
        list.SetNameValue("Y_POSSIBLE_NAMES",
                          options.csv_y.empty() ? "y,y_m,lat,latitude,northing,纬度" : options.csv_y.c_str());
        list.SetNameValue("GEOM_POSSIBLE_NAMES",
                          options.csv_wkt.empty() ? "wkt,geometry,geom" : options.csv_wkt.c_str());
        list.SetNameValue("AUTODETECT_TYPE", "YES");
    } else if (file.driver == "GPKG") {
        list.SetNameValue("LIST_ALL_TABLES", "NO");
        list.SetNameValue("IMMUTABLE", "YES");
    } else if (file.driver == "ESRI Shapefile" && !options.encoding.empty()) {
        list.SetNameValue("ENCODING", options.encoding.c_str());
    }
    auto* raw = static_cast<GDALDataset*>(GDALOpenEx(
        file.path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, list.List(), nullptr));
    if (raw == nullptr) {
        throw SourceError(Message{"source.unreadable", {{"file", file.path}, {"why", scope.take_error()}}});
    }
    return {raw, [](GDALDataset* dataset) { GDALClose(dataset); }};
}

std::optional<Frame> frame_of(OGRLayer& layer, const detail::Admitted& file, const SourceOptions& options) {
    const auto* reference = layer.GetSpatialRef();
    if (reference != nullptr && !reference->IsEmpty()) {
        const char* name = reference->GetName();
        // GeoPackage's srs_id 0 and -1 are "undefined", whatever WKT stands there.
        if (name != nullptr && !std::string_view(name).starts_with("Undefined")) {
            const char* authority = reference->GetAuthorityName(nullptr);
            const char* code = reference->GetAuthorityCode(nullptr);
            if (authority != nullptr && code != nullptr && std::string_view(authority) == "EPSG") {
                return Frame::from(std::string("EPSG:") + code);
            }
            char* wkt = nullptr;
            const char* wanted[] = {"FORMAT=WKT2_2018", nullptr};
            reference->exportToWkt(&wkt, wanted);
            const std::unique_ptr<char, void (*)(void*)> guard(wkt, CPLFree);
            return Frame::from(wkt);
        }
    }
    if (options.source_crs) {
        return Frame::from(*options.source_crs);
    }
    if (file.driver == "CSV") {
        const auto& definition = *layer.GetLayerDefn();
        for (const auto* name : {"lon", "longitude", "lng", "经度"}) {
            if (definition.GetFieldIndex(name) >= 0) {
                return Frame::from("EPSG:4326");
            }
        }
    }
    return std::nullopt;
}

ColumnType type_of(const OGRFieldDefn& field) {
    switch (field.GetType()) {
        case OFTInteger:
            return field.GetSubType() == OFSTBoolean ? ColumnType::boolean : ColumnType::integer;
        case OFTInteger64:
            return ColumnType::integer;
        case OFTReal:
            return ColumnType::real;
        default:
            return ColumnType::text;
    }
}

Points chain_of(const OGRSimpleCurve& curve) {
    Points chain(static_cast<std::size_t>(curve.getNumPoints()));
    for (int i = 0; i < curve.getNumPoints(); ++i) {
        chain[static_cast<std::size_t>(i)] = {curve.getX(i), curve.getY(i)};
    }
    return chain;
}

Polygon polygon_of(const OGRPolygon& source) {
    Polygon polygon;
    polygon.outer = chain_of(*source.getExteriorRing());
    for (int i = 0; i < source.getNumInteriorRings(); ++i) {
        polygon.holes.push_back(chain_of(*source.getInteriorRing(i)));
    }
    return polygon;
}

// Collects one layer, a table per shape.
class Collector {
public:
    Collector(OGRLayer& layer, const LayerRequest& request, std::optional<Frame> frame)
        : layer_(layer), request_(request), frame_(std::move(frame)) {
        result_.tables.resize(4);
        choose_columns();
        for (int s = 0; s < 4; ++s) {
            auto& table = result_.tables[static_cast<std::size_t>(s)];
            table.name = layer.GetName();
            table.frame = frame_;
            for (const int f : fields_) {
                const auto& field = *layer.GetLayerDefn()->GetFieldDefn(f);
                table.columns.emplace_back(field.GetNameRef(), type_of(field));
            }
        }
        result_.tables[1].geometry = Points{};
        result_.tables[2].geometry = Lines{};
        result_.tables[3].geometry = std::vector<MultiPolygon>{};
    }

    void take(OGRFeature& feature);
    LayerRead finish();

private:
    void choose_columns();
    void take_point(OGRFeature& feature, Point p);
    void take_line(OGRFeature& feature, const OGRGeometry& geometry);
    void take_polygon(OGRFeature& feature, const OGRGeometry& geometry);
    bool wanted(Shape shape) const { return !request_.shape || *request_.shape == shape; }
    void push_row(Shape shape, OGRFeature& feature);
    void skip(OGRFeature& feature, const std::string& reason, std::optional<Point> place = std::nullopt);

    OGRLayer& layer_;
    const LayerRequest& request_;
    std::optional<Frame> frame_;
    std::vector<int> fields_;
    LayerRead result_;
};

void Collector::choose_columns() {
    const auto& definition = *layer_.GetLayerDefn();
    if (!request_.columns) {
        for (int f = 0; f < definition.GetFieldCount(); ++f) {
            fields_.push_back(f);
        }
        return;
    }
    for (const auto& name : *request_.columns) {
        const int f = definition.GetFieldIndex(name.c_str());
        if (f < 0) {
            std::string known;
            for (int k = 0; k < definition.GetFieldCount(); ++k) {
                known += (k > 0 ? ", " : "") + std::string(definition.GetFieldDefn(k)->GetNameRef());
            }
            throw UsageError(
                Message{"source.no_field", {{"layer", layer_.GetName()}, {"field", name}, {"fields", known}}});
        }
        fields_.push_back(f);
    }
}

void Collector::push_row(Shape shape, OGRFeature& feature) {
    auto& table = result_.tables[static_cast<std::size_t>(shape)];
    table.rows.push_back(feature.GetFID());
    for (std::size_t c = 0; c < fields_.size(); ++c) {
        const int f = fields_[c];
        auto& column = table.columns[c];
        if (!feature.IsFieldSetAndNotNull(f)) {
            column.push(std::monostate{});
        } else if (column.type == ColumnType::text) {
            column.push(std::string(feature.GetFieldAsString(f)));
        } else if (column.type == ColumnType::real) {
            column.push(feature.GetFieldAsDouble(f));
        } else {
            column.push(static_cast<std::int64_t>(feature.GetFieldAsInteger64(f)));
        }
    }
}

void Collector::skip(OGRFeature& feature, const std::string& reason, std::optional<Point> place) {
    result_.accounting.skip(reason);
    Issue issue;
    issue.reason = reason;
    issue.layer = layer_.GetName();
    issue.row = feature.GetFID();
    issue.located = place.has_value();
    if (place) {
        issue.x = place->x;
        issue.y = place->y;
    }
    issue.message = {reason, {{"layer", issue.layer}, {"row", issue.row}}};
    result_.issues.push_back(std::move(issue));
}

void Collector::take_point(OGRFeature& feature, Point p) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        return skip(feature, "geometry.not_finite");
    }
    push_row(Shape::point, feature);
    std::get<Points>(result_.tables[1].geometry).push_back(p);
    ++result_.accounting.used;
}

void Collector::take_line(OGRFeature& feature, const OGRGeometry& geometry) {
    MultiLineString line;
    if (wkbFlatten(geometry.getGeometryType()) == wkbLineString) {
        line.push_back(chain_of(*geometry.toLineString()));
    } else {
        for (const auto* part : *geometry.toMultiLineString()) {
            if (!part->IsEmpty()) {
                line.push_back(chain_of(*part));
            }
        }
    }
    if (const auto defect = find_defect(line)) {
        return skip(feature, defect->reason, defect->place);
    }
    push_row(Shape::line, feature);
    std::get<Lines>(result_.tables[2].geometry).push(line);
    ++result_.accounting.used;
}

void Collector::take_polygon(OGRFeature& feature, const OGRGeometry& geometry) {
    MultiPolygon area;
    if (wkbFlatten(geometry.getGeometryType()) == wkbPolygon) {
        area.push_back(polygon_of(*geometry.toPolygon()));
    } else {
        for (const auto* part : *geometry.toMultiPolygon()) {
            if (!part->IsEmpty()) {
                area.push_back(polygon_of(*part));
            }
        }
    }
    if (const auto defect = find_defect(area)) {
        return skip(feature, defect->reason, defect->place);
    }
    push_row(Shape::polygon, feature);
    std::get<std::vector<MultiPolygon>>(result_.tables[3].geometry).push_back(std::move(area));
    ++result_.accounting.used;
}

void Collector::take(OGRFeature& feature) {
    ++result_.accounting.read;
    const auto* geometry = feature.GetGeometryRef();
    if (layer_.GetGeomType() == wkbNone && wanted(Shape::none)) {
        push_row(Shape::none, feature);
        ++result_.accounting.used;
        return;
    }
    if (geometry == nullptr) {
        return skip(feature, "geometry.null");
    }
    if (geometry->IsEmpty()) {
        return skip(feature, "geometry.empty");
    }
    std::unique_ptr<OGRGeometry> stroked;
    if (geometry->hasCurveGeometry(TRUE) != 0) {
        stroked.reset(geometry->getLinearGeometry());
        geometry = stroked.get();
    }
    switch (wkbFlatten(geometry->getGeometryType())) {
        case wkbPoint:
            return wanted(Shape::point)
                       ? take_point(feature, {geometry->toPoint()->getX(), geometry->toPoint()->getY()})
                       : skip(feature, "geometry.type");
        case wkbMultiPoint: {
            const auto* points = geometry->toMultiPoint();
            if (!wanted(Shape::point)) {
                return skip(feature, "geometry.type");
            }
            result_.accounting.read += points->getNumGeometries() - 1; // each of its points is a row of its own
            for (const auto* p : *points) {
                take_point(feature, {p->getX(), p->getY()});
            }
            return;
        }
        case wkbLineString:
        case wkbMultiLineString:
            return wanted(Shape::line) ? take_line(feature, *geometry) : skip(feature, "geometry.type");
        case wkbPolygon:
        case wkbMultiPolygon:
            return wanted(Shape::polygon) ? take_polygon(feature, *geometry) : skip(feature, "geometry.type");
        default:
            return skip(feature, "geometry.type");
    }
}

LayerRead Collector::finish() {
    std::erase_if(result_.tables, [](const FeatureTable& table) { return table.rows.empty(); });
    return std::move(result_);
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
    const auto dataset = open(file, options, scope);
    std::vector<LayerInfo> layers;
    for (int i = 0; i < dataset->GetLayerCount(); ++i) {
        auto& layer = *dataset->GetLayer(i);
        LayerInfo info{layer.GetName(), layer.GetFeatureCount(), OGRGeometryTypeToName(layer.GetGeomType()), {}, {}};
        if (const auto frame = frame_of(layer, file, options)) {
            info.crs = frame->name();
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
    const auto dataset = open(file, options, scope);
    auto& layer = find_layer(*dataset, path, request.layer);
    if (!request.where.empty() && layer.SetAttributeFilter(request.where.c_str()) != OGRERR_NONE) {
        throw UsageError(Message{"source.bad_where", {{"where", request.where}, {"why", scope.take_error()}}});
    }
    const auto frame = frame_of(layer, file, options);
    if (auto plain = detail::read_plain_rows(file, layer, request, frame, progress)) {
        return std::move(*plain);
    }
    Collector collector(layer, request, frame);
    static_cast<void>(scope.take_error());
    layer.ResetReading();
    const double rows = std::max(1.0, static_cast<double>(layer.GetFeatureCount(FALSE)));
    std::int64_t read = 0;
    while (const auto feature = std::unique_ptr<OGRFeature>(layer.GetNextFeature())) {
        collector.take(*feature);
        if (++read % 65536 == 0) {
            report_progress(progress, "stage.read", std::min(1.0, static_cast<double>(read) / rows));
        }
    }
    if (const auto error = scope.take_error(); !error.empty()) {
        throw SourceError(Message{"source.cut_short", {{"file", path}, {"layer", layer.GetName()}, {"why", error}}});
    }
    return collector.finish();
}

} // namespace kerb::io
