#include "swmm_cells.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

#include <kerb/geometry/point_grid.hpp>

namespace kerb::io::detail {
namespace {

Points circle(Point centre, double radius) {
    constexpr int corners = 24;
    Points ring;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        ring.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
    }
    return ring;
}

/// Keeps what is nearer to `own` than to `other` (Sutherland–Hodgman with the line midway).
Points cut(const Points& ring, Point own, Point other) {
    const Point middle{(own.x + other.x) / 2, (own.y + other.y) / 2};
    const auto side = [&](Point p) {
        return (p.x - middle.x) * (other.x - own.x) + (p.y - middle.y) * (other.y - own.y);
    };
    Points kept;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i], b = ring[(i + 1) % ring.size()];
        const double at_a = side(a), at_b = side(b);
        if (at_a <= 0) {
            kept.push_back(a);
        }
        if ((at_a < 0 && at_b > 0) || (at_a > 0 && at_b < 0)) {
            const double t = at_a / (at_a - at_b);
            kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
        }
    }
    return kept;
}

} // namespace

std::vector<Points> nearest_ground(const Points& places, double reach_m) {
    std::vector<Points> grounds(places.size());
    const PointGrid grid(places, reach_m);
    for (std::uint32_t i = 0; i < places.size(); ++i) {
        const Point own = places[i];
        auto ring = circle(own, reach_m);
        grid.visit(Box{own.x, own.y, own.x, own.y}.grown(2 * reach_m), [&](Point other, std::uint32_t id) {
            if (other == own) {
                if (id < i) {
                    ring.clear();
                }
            } else if (!ring.empty()) {
                ring = cut(ring, own, other);
            }
        });
        if (ring.size() >= 3) {
            ring.push_back(ring.front());
            grounds[i] = std::move(ring);
        }
    }
    return grounds;
}

} // namespace kerb::io::detail
