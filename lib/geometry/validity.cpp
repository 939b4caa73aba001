#include <cmath>
#include <limits>

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

/// Which way a path turns at `b`, where that is sure whatever the rounding: 1 left, −1 right, 0 not sure. \par Source
/// Shewchuk 1997, "Adaptive precision floating-point arithmetic and fast robust geometric predicates", first stage.
int sure_turn(Point a, Point b, Point c) {
    constexpr double eps = std::numeric_limits<double>::epsilon() / 2;
    constexpr double bound = (3 + 16 * eps) * eps;
    const double left = (a.x - c.x) * (b.y - c.y), right = (a.y - c.y) * (b.x - c.x);
    const double turn = left - right, error = bound * (std::abs(left) + std::abs(right));
    return turn > error ? 1 : turn < -error ? -1 : 0;
}

/// A ring that turns the same way at every corner, and once round in all, is convex, and a convex ring is valid. Once
/// round: it goes east and west again no more than once.
bool surely_convex(const Points& ring) {
    const auto corners = ring.size() - 1;
    const int way = sure_turn(ring[0], ring[1], ring[2]);
    int first = 0, before = 0, changes = 0;
    for (std::size_t i = 0; i < corners; ++i) {
        if (way == 0 || sure_turn(ring[i], ring[i + 1], ring[(i + 2) % corners]) != way) {
            return false;
        }
        const int east = ring[i].x < ring[i + 1].x ? 1 : ring[i].x > ring[i + 1].x ? -1 : before;
        first = first == 0 ? east : first;
        changes += before != 0 && east != before ? 1 : 0;
        before = east;
    }
    return changes + (first == before ? 0 : 1) == 2;
}

} // namespace

std::optional<Defect> find_defect(const MultiPolygon& polygons) {
    if (auto defect = bad_rings(polygons)) {
        return defect;
    }
    // Most areas of a city are plain rectangles, for which GEOS takes a hundred times as long.
    if (polygons.size() == 1 && polygons[0].holes.empty() && surely_convex(polygons[0].outer)) {
        return std::nullopt;
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
