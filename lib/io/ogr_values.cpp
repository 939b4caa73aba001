#include "ogr_values.hpp"

#include <algorithm>
#include <cstdlib>

#include <kerb/base/error.hpp>

namespace kerb::io::detail {
namespace {

void fill(OGRLinearRing& ring, const Points& points) {
    ring.setNumPoints(static_cast<int>(points.size()), FALSE);
    for (std::size_t i = 0; i < points.size(); ++i) {
        ring.setPoint(static_cast<int>(i), points[i].x, points[i].y);
    }
}

} // namespace

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

void check_places(const std::string& path, const FeatureTable& table) {
    const auto rows = std::visit(
        [&table](const auto& geometry) {
            if constexpr (std::is_same_v<std::decay_t<decltype(geometry)>, std::monostate>) {
                return table.size();
            } else {
                return geometry.size();
            }
        },
        table.geometry);
    const bool even = std::all_of(table.columns.begin(), table.columns.end(),
                                  [&table](const Column& column) { return column.size() == table.size(); });
    if (rows != table.size() || !even) {
        throw UsageError(Message{"sink.uneven", {{"file", path}, {"layer", table.name}}});
    }
}

} // namespace kerb::io::detail
