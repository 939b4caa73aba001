#include <kerb/coverage/representative.hpp>

#include <cmath>

#include <kerb/geometry/measures.hpp>

namespace kerb::coverage {
namespace {

/// Twice the signed area of a ring and its first moments about `origin`.
struct Moments {
    double area = 0, x = 0, y = 0;

    void add(const Points& ring, Point origin, bool hole) {
        Moments own;
        for (std::size_t i = 1; i < ring.size(); ++i) {
            const auto ax = ring[i - 1].x - origin.x, ay = ring[i - 1].y - origin.y;
            const auto bx = ring[i].x - origin.x, by = ring[i].y - origin.y;
            const auto cross = ax * by - bx * ay;
            own.area += cross;
            own.x += (ax + bx) * cross;
            own.y += (ay + by) * cross;
        }
        const auto sign = (own.area < 0) != hole ? -1.0 : 1.0; // rings may turn either way
        area += sign * own.area;
        x += sign * own.x;
        y += sign * own.y;
    }
};

} // namespace

std::optional<Point> representative_point(const MultiPolygon& area) {
    const auto box = bounds(area);
    if (box.empty()) {
        return std::nullopt;
    }
    const auto origin = box.centre();
    Moments moments;
    for (const auto& polygon : area) {
        moments.add(polygon.outer, origin, false);
        for (const auto& hole : polygon.holes) {
            moments.add(hole, origin, true);
        }
    }
    if (moments.area > 0) {
        const Point centroid{origin.x + moments.x / (3 * moments.area), origin.y + moments.y / (3 * moments.area)};
        if (covers(area, centroid)) {
            return centroid;
        }
    }
    return point_inside(area);
}

std::optional<Point> representative_point(const MultiLineString& line) {
    const auto half = length(line) / 2;
    double start = 0;
    std::optional<Point> last;
    for (const auto& chain : line) {
        for (std::size_t i = 0; i < chain.size(); ++i) {
            last = last ? last : chain[i];
            const auto size = i > 0 ? distance(chain[i - 1], chain[i]) : 0.0;
            if (size > 0 && start + size >= half) {
                const auto a = chain[i - 1], b = chain[i];
                const auto t = (half - start) / size;
                return Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
            }
            start += size;
        }
    }
    return last;
}

} // namespace kerb::coverage
