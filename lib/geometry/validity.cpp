#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/validity.hpp>

#include "geos.hpp"

namespace kerb {
namespace {

/// Beyond any plane on earth in any unit; keeps lengths and areas within the range of exact sums.
constexpr double largest_coordinate = 1e9;

std::optional<Defect> bad_coordinate(Point p) {
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        return Defect{"geometry.not_finite", {}};
    }
    if (std::abs(p.x) > largest_coordinate || std::abs(p.y) > largest_coordinate) {
        return Defect{"geometry.out_of_range", p};
    }
    return std::nullopt;
}

std::optional<Defect> bad_chain(const Points& points, std::size_t fewest) {
    for (const auto p : points) {
        if (auto defect = bad_coordinate(p)) {
            return defect;
        }
    }
    if (points.size() < fewest) {
        return Defect{"geometry.too_few_points", points.empty() ? Point{} : points.front()};
    }
    return std::nullopt;
}

std::optional<Defect> bad_ring(const Points& ring) {
    if (auto defect = bad_chain(ring, 4)) {
        return defect;
    }
    if (!(ring.front() == ring.back())) {
        return Defect{"geometry.not_closed", ring.back()};
    }
    return std::nullopt;
}

/// What GEOS would not survive.
std::optional<Defect> bad_rings(const MultiPolygon& polygons) {
    if (polygons.empty()) {
        return Defect{"geometry.empty", {}};
    }
    for (const auto& polygon : polygons) {
        if (polygon.outer.empty()) {
            return Defect{"geometry.empty", {}};
        }
        if (auto defect = bad_ring(polygon.outer)) {
            return defect;
        }
        for (const auto& hole : polygon.holes) {
            if (auto defect = bad_ring(hole)) {
                return defect;
            }
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<Defect> find_defect(const MultiPolygon& polygons) {
    if (auto defect = bad_rings(polygons)) {
        return defect;
    }
    return detail::geos_defect(polygons);
}

std::optional<Point> point_inside(const MultiPolygon& polygons) {
    return bad_rings(polygons) ? std::nullopt : detail::geos_point_inside(polygons);
}

std::optional<Defect> find_defect(const MultiLineString& line) {
    if (line.empty()) {
        return Defect{"geometry.empty", {}};
    }
    for (const auto& chain : line) {
        if (auto defect = bad_chain(chain, 2)) {
            return defect;
        }
    }
    return length(line) > 0 ? std::nullopt : std::optional(Defect{"geometry.zero_length", line.front().front()});
}

std::optional<Defect> find_defect(Point p) {
    return bad_coordinate(p);
}

} // namespace kerb
