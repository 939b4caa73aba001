#include <algorithm>
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

/// Are both ends of c–d on one side of the line a–b, beyond any rounding?
bool beside(Point a, Point b, Point c, Point d) {
    const double ux = b.x - a.x, uy = b.y - a.y;
    const auto side = [&](Point p) { return ux * (p.y - a.y) - uy * (p.x - a.x); };
    const auto doubt = [&](Point p) {
        return 1e-14 * (std::abs(ux * (p.y - a.y)) + std::abs(uy * (p.x - a.x))) +
               1e-15 * (std::abs(ux) + std::abs(uy)) * (std::abs(p.x) + std::abs(p.y) + std::abs(a.x) + std::abs(a.y));
    };
    const double of_c = side(c), of_d = side(d), slack = std::max(doubt(c), doubt(d));
    return (of_c > slack && of_d > slack) || (of_c < -slack && of_d < -slack);
}

bool boxes_apart(Point a, Point b, Point c, Point d) {
    return std::max(a.x, b.x) < std::min(c.x, d.x) || std::max(c.x, d.x) < std::min(a.x, b.x) ||
           std::max(a.y, b.y) < std::min(c.y, d.y) || std::max(c.y, d.y) < std::min(a.y, b.y);
}

/// Do two edges that follow each other surely meet in their common corner alone? They do unless the second goes back.
bool goes_on(Point a, Point corner, Point b) {
    const double ux = corner.x - a.x, uy = corner.y - a.y, vx = b.x - corner.x, vy = b.y - corner.y;
    return (ux != 0 || uy != 0) && (vx != 0 || vy != 0) && (ux * vx + uy * vy > 0 || beside(a, corner, b, b));
}

/// Is this surely one ring that does not meet itself, hence valid? Where it is not sure, GEOS looks. For the few edges
/// of most areas in a city this is ten times as quick.
bool surely_valid(const MultiPolygon& polygons) {
    constexpr std::size_t few = 32;
    if (polygons.size() != 1 || !polygons.front().holes.empty() || polygons.front().outer.size() > few) {
        return false;
    }
    const auto& ring = polygons.front().outer;
    const auto edges = ring.size() - 1;
    for (std::size_t i = 0; i < edges; ++i) {
        const auto a = ring[i], b = ring[i + 1];
        if (!goes_on(a, b, ring[(i + 1) % edges + 1])) {
            return false;
        }
        const auto last = i == 0 ? edges - 1 : edges; // the first and the last edge follow each other, too
        for (auto k = i + 2; k < last; ++k) {
            const auto c = ring[k], d = ring[k + 1];
            if (!boxes_apart(a, b, c, d) && !beside(a, b, c, d) && !beside(c, d, a, b)) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

std::optional<Defect> find_defect(const MultiPolygon& polygons) {
    if (auto defect = bad_rings(polygons)) {
        return defect;
    }
    return surely_valid(polygons) ? std::nullopt : detail::geos_defect(polygons);
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
