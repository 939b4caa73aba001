#include "collector.hpp"

#include <algorithm>
#include <cmath>

#include <cpl_string.h>
#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/geometry/validity.hpp>

namespace kerb::io::detail {
namespace {

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

bool is_utf8(const std::string& text) {
    return CPLIsUTF8(text.c_str(), static_cast<int>(text.size())) != 0;
}

/// 2012-04-01, 12:30:05.5, 2012-04-01T12:30:05Z.
std::string time_text(const OGRFeature& feature, int field, OGRFieldType type) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
    std::string text;
    if (type != OFTTime) {
        text = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    }
    if (type == OFTDate) {
        return text;
    }
    // GDAL keeps seconds as a float; thousandths are all that is sure.
    const auto thousandths = std::lround(static_cast<double>(second) * 1000);
    text += fmt::format("{}{:02}:{:02}:{:02}", text.empty() ? "" : "T", hour, minute, thousandths / 1000);
    text += thousandths % 1000 == 0 ? "" : fmt::format(".{:03}", thousandths % 1000);
    if (zone == 100) {
        return text + 'Z';
    }
    const int quarters = zone > 1 ? zone - 100 : 0; // 0 unknown, 1 local time
    return quarters == 0 ? text
                         : text + fmt::format("{}{:02}:{:02}", quarters < 0 ? '-' : '+', std::abs(quarters) / 4,
                                              std::abs(quarters) % 4 * 15);
}

/// Bytes that are no UTF-8 become U+FFFD.
std::string repaired(const std::string& text) {
    std::string good;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = std::min<std::size_t>(4, text.size() - i);
        while (length > 1 && !(is_utf8(text.substr(i, length)) && (text[i] & 0x80) != 0)) {
            --length;
        }
        const auto piece = text.substr(i, length);
        good += is_utf8(piece) ? piece : "\xef\xbf\xbd";
        i += length;
    }
    return good;
}

} // namespace

int exact_field(const OGRFeatureDefn& definition, const std::string& name) {
    for (int f = 0; f < definition.GetFieldCount(); ++f) {
        if (definition.GetFieldDefn(f)->GetNameRef() == name) {
            return f;
        }
    }
    return -1;
}

Collector::Collector(OGRLayer& layer, const Admitted& file, const LayerRequest& request, const SourceOptions& options,
                     std::optional<Frame> frame)
    : layer_(layer), file_(file), request_(request), options_(options) {
    check_names();
    if (file.driver == "CSV") {
        position_ = find_position(*layer.GetLayerDefn(), options);
    }
    if (!request.where.empty()) {
        where_.emplace(request.where);
        for (const auto& name : where_->fields()) {
            where_fields_.push_back(field_index(name));
        }
    }
    choose_columns();
    result_.tables.resize(4);
    for (auto& table : result_.tables) {
        table.name = layer.GetName();
        table.frame = frame;
        for (const int f : fields_) {
            const auto& field = *layer.GetLayerDefn()->GetFieldDefn(f);
            table.columns.emplace_back(field.GetNameRef(), type_of(field));
        }
    }
    result_.frame = std::move(frame);
    result_.tables[1].geometry = Points{};
    result_.tables[2].geometry = Lines{};
    result_.tables[3].geometry = std::vector<MultiPolygon>{};
}

void Collector::check_names() const {
    const auto& definition = *layer_.GetLayerDefn();
    constexpr int most = 1000;
    if (definition.GetFieldCount() > most) {
        throw ResourceError(Message{"source.too_many_fields",
                                    {{"file", file_.path},
                                     {"layer", layer_.GetName()},
                                     {"count", std::int64_t{definition.GetFieldCount()}},
                                     {"limit", std::int64_t{most}}}});
    }
    for (int f = 0; f < definition.GetFieldCount(); ++f) {
        if (!is_utf8(definition.GetFieldDefn(f)->GetNameRef())) {
            throw Error(Outcome::needs_decision,
                        Message{"source.encoding", {{"file", file_.path}, {"layer", layer_.GetName()}}});
        }
    }
}

int Collector::field_index(const std::string& name) const {
    const auto& definition = *layer_.GetLayerDefn();
    if (const int field = exact_field(definition, name); field >= 0) {
        return field;
    }
    std::string known;
    for (int f = 0; f < definition.GetFieldCount(); ++f) {
        known += (f > 0 ? ", " : "") + std::string(definition.GetFieldDefn(f)->GetNameRef());
    }
    throw UsageError(Message{"source.no_field", {{"layer", layer_.GetName()}, {"field", name}, {"fields", known}}});
}

void Collector::choose_columns() {
    if (request_.columns) {
        for (const auto& name : *request_.columns) {
            fields_.push_back(field_index(name));
        }
        return;
    }
    for (int f = 0; f < layer_.GetLayerDefn()->GetFieldCount(); ++f) {
        if (!position_ || f != position_->wkt) { // the geometry itself
            fields_.push_back(f);
        }
    }
}

Issue& Collector::add_issue(const std::string& reason, std::int64_t row) {
    Issue issue;
    issue.reason = reason;
    issue.layer = layer_.GetName();
    issue.row = row;
    issue.message = {reason, {{"layer", issue.layer}, {"row", row}}};
    return result_.issues.emplace_back(std::move(issue));
}

Issue& Collector::add_issue(const std::string& reason, OGRFeature& feature) {
    auto& issue = add_issue(reason, feature.GetFID());
    // An inventory's own layers have their keys in a field of this name.
    if (const int key = exact_field(*layer_.GetLayerDefn(), "key"); key >= 0) {
        issue.key = repaired(feature.GetFieldAsString(key));
    }
    return issue;
}

void Collector::warn(const std::string& text, std::int64_t row) {
    auto& message = add_issue("source.warning", row).message;
    message.arguments.emplace_back("text", is_utf8(text) ? text : repaired(text));
    if (row < 0) {
        message.code = "source.layer_warning";
    }
}

void Collector::warn_of_surplus() {
    for (const auto row : surplus_rows(file_.path, layer_.GetLayerDefn()->GetFieldCount())) {
        add_issue("source.surplus_cells", row);
    }
}

void Collector::note(const char* reason, std::int64_t count) {
    if (count > 0) {
        auto& issue = add_issue(reason, -1);
        issue.severity = Severity::info;
        issue.message.arguments.emplace_back("count", count);
    }
}

void Collector::skip(OGRFeature& feature, const std::string& reason, std::optional<Point> place,
                     const std::string& value) {
    result_.accounting.skip(reason);
    auto& issue = add_issue(reason, feature);
    issue.severity = Severity::error;
    if (place && std::isfinite(place->x) && std::isfinite(place->y)) {
        issue.x = place->x;
        issue.y = place->y;
        issue.located = true;
    }
    if (!value.empty()) {
        issue.message.arguments.emplace_back("value", is_utf8(value) ? value : repaired(value));
    }
}

std::string Collector::in_utf8(std::string text, OGRFeature& feature, int field) {
    if (is_utf8(text)) {
        return text;
    }
    if (file_.driver == "CSV" && !options_.encoding.empty()) {
        const std::unique_ptr<char, void (*)(void*)> recoded(
            CPLRecode(text.c_str(), options_.encoding.c_str(), CPL_ENC_UTF8), CPLFree);
        text = recoded.get();
    } else if (file_.driver == "CSV" || file_.driver == "ESRI Shapefile") {
        throw Error(Outcome::needs_decision,
                    Message{"source.encoding", {{"file", file_.path}, {"layer", layer_.GetName()}}});
    }
    if (!is_utf8(text)) {
        text = repaired(text);
        auto& issue = add_issue("field.not_utf8", feature);
        issue.message.arguments.emplace_back("field", layer_.GetLayerDefn()->GetFieldDefn(field)->GetNameRef());
        issue.message.arguments.emplace_back("value", text);
    }
    return text;
}

std::string Collector::text_of(OGRFeature& feature, int field) {
    const auto type = layer_.GetLayerDefn()->GetFieldDefn(field)->GetType();
    switch (type) {
        case OFTDate:
        case OFTTime:
        case OFTDateTime:
            return time_text(feature, field, type);
        case OFTIntegerList:
        case OFTInteger64List:
        case OFTRealList:
        case OFTStringList: {
            const std::unique_ptr<char, void (*)(void*)> json(feature.GetFieldAsSerializedJSon(field), CPLFree);
            return json ? in_utf8(json.get(), feature, field) : std::string{};
        }
        default:
            return in_utf8(feature.GetFieldAsString(field), feature, field);
    }
}

CellValue Collector::value_of(OGRFeature& feature, int field) {
    if (!feature.IsFieldSetAndNotNull(field)) {
        return {};
    }
    if (!odd_.empty()) {
        if (const auto row = odd_.find(feature.GetFID()); row != odd_.end()) {
            const auto odd = std::find_if(row->second.begin(), row->second.end(),
                                          [field](const auto& value) { return value.first == field; });
            if (odd != row->second.end()) {
                return {};
            }
        }
    }
    switch (type_of(*layer_.GetLayerDefn()->GetFieldDefn(field))) {
        case ColumnType::text: {
            auto text = text_of(feature, field);
            return text.empty() && position_ ? CellValue{} : CellValue(std::move(text));
        }
        case ColumnType::real:
            return feature.GetFieldAsDouble(field);
        default:
            return static_cast<std::int64_t>(feature.GetFieldAsInteger64(field));
    }
}

void Collector::push_row(Shape shape, OGRFeature& feature) {
    auto& table = result_.tables[static_cast<std::size_t>(shape)];
    table.rows.push_back(feature.GetFID());
    for (std::size_t c = 0; c < fields_.size(); ++c) {
        table.columns[c].push(value_of(feature, fields_[c]));
    }
}

bool Collector::selected(OGRFeature& feature) {
    if (!where_) {
        return true;
    }
    const auto known = static_cast<std::ptrdiff_t>(result_.issues.size());
    const bool holds = where_->holds([&](std::size_t i) { return value_of(feature, where_fields_[i]); });
    // What is odd about a value is said when the row is taken, not once more for each time the condition looks at it.
    result_.issues.erase(result_.issues.begin() + known, result_.issues.end());
    return holds;
}

void Collector::take(OGRFeature& feature, const std::string& error, const std::vector<std::string>& warnings) {
    if (!selected(feature)) {
        return;
    }
    ++result_.accounting.read;
    for (const auto& text : warnings) {
        warn(text, feature.GetFID());
    }
    if (const auto odd = odd_.find(feature.GetFID()); odd != odd_.end()) {
        for (const auto& [field, value] : odd->second) {
            auto& issue = add_issue("field.unread", feature);
            issue.message.arguments.emplace_back("field", layer_.GetLayerDefn()->GetFieldDefn(field)->GetNameRef());
            issue.message.arguments.emplace_back("value", is_utf8(value) ? value : repaired(value));
        }
    }
    const bool placeless = position_ ? !position_->known() : layer_.GetGeomType() == wkbNone;
    if (placeless && wanted(Shape::none)) {
        push_row(Shape::none, feature);
        ++result_.accounting.used;
        return;
    }
    if (position_ && position_->known()) {
        const auto placed = geometry_of(feature, *position_);
        return placed.geometry ? take_geometry(feature, *placed.geometry)
                               : skip(feature, placed.reason, std::nullopt, placed.value);
    }
    const auto* geometry = feature.GetGeometryRef();
    if (geometry == nullptr) {
        return skip(feature, error.empty() ? "geometry.null" : "geometry.unreadable", std::nullopt, error);
    }
    if (!error.empty()) {
        warn(error, feature.GetFID());
    }
    take_geometry(feature, *geometry);
}

void Collector::take_geometry(OGRFeature& feature, const OGRGeometry& given) {
    if (given.IsEmpty()) {
        return skip(feature, "geometry.empty");
    }
    const auto* geometry = &given;
    std::unique_ptr<OGRGeometry> stroked;
    if (OGR_GT_IsNonLinear(given.getGeometryType()) != 0) {
        stroked_ += given.hasCurveGeometry(TRUE) != 0 ? 1 : 0;
        stroked.reset(given.getLinearGeometry());
        geometry = stroked.get();
    }
    const auto used = result_.accounting.used;
    switch (wkbFlatten(geometry->getGeometryType())) {
        case wkbPoint:
            wanted(Shape::point) ? take_point(feature, *geometry->toPoint()) : skip(feature, "geometry.type");
            break;
        case wkbMultiPoint:
            wanted(Shape::point) ? take_points(feature, *geometry->toMultiPoint()) : skip(feature, "geometry.type");
            break;
        case wkbLineString:
        case wkbMultiLineString:
            wanted(Shape::line) ? take_line(feature, *geometry) : skip(feature, "geometry.type");
            break;
        case wkbPolygon:
        case wkbMultiPolygon:
            wanted(Shape::polygon) ? take_polygon(feature, *geometry) : skip(feature, "geometry.type");
            break;
        default:
            skip(feature, "geometry.type");
    }
    const bool with_height = given.Is3D() != 0 || given.IsMeasured() != 0;
    with_height_ += with_height && result_.accounting.used > used ? 1 : 0;
}

void Collector::take_points(OGRFeature& feature, const OGRMultiPoint& points) {
    result_.accounting.read += points.getNumGeometries() - 1; // each of its points is a row of its own
    for (const auto* point : points) {
        take_point(feature, *point);
    }
}

void Collector::take_point(OGRFeature& feature, const OGRPoint& point) {
    if (point.IsEmpty()) {
        return skip(feature, "geometry.empty");
    }
    const Point p{point.getX(), point.getY()};
    if (const auto defect = find_defect(p)) {
        return skip(feature, defect->reason, p);
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

LayerRead Collector::finish() {
    note("geometry.height_dropped", with_height_);
    note("geometry.curve_stroked", stroked_);
    std::erase_if(result_.tables, [](const FeatureTable& table) { return table.rows.empty(); });
    if (position_) {
        warn_of_surplus();
        infer_types(result_);
    }
    return std::move(result_);
}

} // namespace kerb::io::detail
