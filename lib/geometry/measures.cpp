#include <cmath>

#include <kerb/base/exact_sum.hpp>
#include <kerb/geometry/measures.hpp>

namespace kerb {
namespace {

void add_length(std::span<const Point> chain, ExactSum& sum) {
    for (std::size_t i = 1; i < chain.size(); ++i) {
        sum.add(distance(chain[i - 1], chain[i]));
    }
}

double cross(Point a, Point b, Point p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

/// Flips `inside` for every edge that a ray from p to the east crosses; true when p lies on the ring.
bool scan_ring(std::span<const Point> ring, Point p, double tolerance, bool& inside) {
    for (std::size_t i = 1; i < ring.size(); ++i) {
        const auto a = ring[i - 1], b = ring[i];
        if (distance_to_segment(p, a, b) <= tolerance) {
            return true;
        }
        if ((a.y > p.y) != (b.y > p.y) && (cross(a, b, p) > 0) == (b.y > a.y)) {
            inside = !inside;
        }
    }
    return false;
}

/// The stretch of one chain that begins at chainage `start`; advances `start` to its end.
LineString cut(const LineString& chain, double from, double to, double& start) {
    LineString result;
    const auto push = [&result](Point p) {
        if (result.empty() || !(result.back() == p)) {
            result.push_back(p);
        }
    };
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const auto a = chain[i - 1], b = chain[i];
        const auto size = distance(a, b), end = start + size;
        const auto at = [&](double chainage) {
            const auto t = (chainage - start) / size;
            return Point{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
        };
        if (size > 0 && end > from && start < to) {
            push(from > start ? at(from) : a);
            push(to < end ? at(to) : b);
        }
        start = end;
    }
    return result;
}

} // namespace

double distance(Point a, Point b) {
    const auto dx = b.x - a.x, dy = b.y - a.y;
    return std::sqrt(dx * dx + dy * dy);
}

double length(std::span<const Point> chain) {
    ExactSum sum;
    add_length(chain, sum);
    return sum.value();
}

double length(const MultiLineString& line) {
    ExactSum sum;
    for (const auto& chain : line) {
        add_length(chain, sum);
    }
    return sum.value();
}

double ring_area(std::span<const Point> ring) {
    ExactSum twice;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        twice.add(cross(ring[0], ring[i - 1], ring[i]));
    }
    return std::abs(twice.value()) / 2;
}

double area(const MultiPolygon& polygons) {
    ExactSum sum;
    for (const auto& polygon : polygons) {
        sum.add(ring_area(polygon.outer));
        for (const auto& hole : polygon.holes) {
            sum.add(-ring_area(hole));
        }
    }
    return sum.value();
}

MultiLineString stretch(const MultiLineString& line, double from, double to) {
    MultiLineString result;
    double start = 0;
    for (const auto& chain : line) {
        auto part = cut(chain, from, to, start);
        if (part.size() >= 2) {
            result.push_back(std::move(part));
        }
    }
    return result;
}

double distance_to_segment(Point p, Point a, Point b) {
    const auto dx = b.x - a.x, dy = b.y - a.y;
    const auto along_a = (p.x - a.x) * dx + (p.y - a.y) * dy;
    if (!(along_a > 0)) {
        return distance(p, a);
    }
    if ((p.x - b.x) * dx + (p.y - b.y) * dy >= 0) {
        return distance(p, b);
    }
    return std::abs(cross(a, b, p)) / std::sqrt(dx * dx + dy * dy);
}

bool covers(const MultiPolygon& polygons, Point p, double tolerance) {
    bool inside = false;
    for (const auto& polygon : polygons) {
        if (scan_ring(polygon.outer, p, tolerance, inside)) {
            return true;
        }
        for (const auto& hole : polygon.holes) {
            if (scan_ring(hole, p, tolerance, inside)) {
                return true;
            }
        }
    }
    return inside;
}

} // namespace kerb
