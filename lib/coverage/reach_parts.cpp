#include "reach_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "vectors.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr double pi = std::numbers::pi;

Points without_repeats(std::span<const Point> chain) {
    Points clean;
    std::unique_copy(chain.begin(), chain.end(), std::back_inserter(clean));
    return clean;
}

/// Adds the parts of one asset after the other.
class PartsMaker {
public:
    explicit PartsMaker(ReachParts& parts) : parts_(parts) {}

    void add(Point p, double radius) { add_arc(add_disc(p, radius), 0, 2 * pi); }
    void add(const Lines& lines, std::size_t feature, double radius) {
        for (auto p = lines.feature_begin[feature]; p < lines.feature_begin[feature + 1]; ++p) {
            add_line(without_repeats(lines.part(p)), radius);
        }
    }
    void add(const MultiPolygon& area, double radius) {
        for (const auto& polygon : area) {
            add_ring(open_ring(polygon.outer, true), radius);
            for (const auto& hole : polygon.holes) {
                add_ring(open_ring(hole, false), radius);
            }
        }
    }

private:
    std::uint32_t add_disc(Point centre, double radius) {
        parts_.discs.push_back({centre, radius});
        return static_cast<std::uint32_t>(parts_.discs.size() - 1);
    }
    void add_arc(std::uint32_t disc, double from, double to) {
        if (to > from) {
            parts_.discs[disc].arc = static_cast<std::uint32_t>(parts_.arcs.size());
            parts_.arcs.push_back({disc, from, to});
        }
    }
    std::uint32_t add_side(Point from, Point along, double length) {
        parts_.sides.push_back({from, along, length});
        return static_cast<std::uint32_t>(parts_.sides.size() - 1);
    }

    /// A slab with the side to the right of its edge, and the other side if it may show.
    void add_slab(Point a, Point b, double radius, bool both_sides) {
        const Point d = b - a;
        const double length = std::hypot(d.x, d.y);
        const Point u = {d.x / length, d.y / length};
        const Point n = {-u.y * radius, u.x * radius}; // to the left
        Slab slab{a, u, length, radius, no_outline, no_outline};
        slab.right = add_side(a - n, u, length);
        if (both_sides) {
            slab.left = add_side(b + n, {-u.x, -u.y}, length);
        }
        parts_.slabs.push_back(slab);
    }

    /// The arc around a vertex where the border turns by an angle; where it turns to the right, the reach to the right
    /// has none, and the one to the left has it.
    void add_join(Point before, Point at, Point after, double radius, bool both_sides) {
        const auto disc = add_disc(at, radius);
        const Point in = at - before, out = after - at;
        const double turn = std::atan2(cross(in, out), dot(in, out));
        if (turn > 0) {
            const double from = std::atan2(in.y, in.x) - pi / 2;
            add_arc(disc, from, from + turn);
        } else if (both_sides && turn < 0) {
            const double from = std::atan2(out.y, out.x) + pi / 2;
            add_arc(disc, from, from - turn);
        }
    }

    void add_cap(Point end, Point outwards, double radius) {
        const double from = std::atan2(outwards.y, outwards.x) - pi / 2;
        add_arc(add_disc(end, radius), from, from + pi);
    }

    void add_line(const Points& line, double radius) {
        if (line.size() < 2) {
            return;
        }
        const auto last = line.size() - 1;
        add_cap(line[0], line[0] - line[1], radius);
        for (std::size_t i = 0; i < last; ++i) {
            add_slab(line[i], line[i + 1], radius, true);
            if (i + 1 < last) {
                add_join(line[i], line[i + 1], line[i + 2], radius, true);
            }
        }
        add_cap(line[last], line[last] - line[last - 1], radius);
    }

    /// The area lies to the left of its ring, so the reach grows to the right.
    void add_ring(const Points& ring, double radius) {
        const auto count = ring.size();
        for (std::size_t i = 0; i < count && count > 2; ++i) {
            const auto next = ring[(i + 1) % count];
            add_slab(ring[i], next, radius, false);
            add_join(ring[i], next, ring[(i + 2) % count], radius, false);
        }
    }

    ReachParts& parts_;
};

} // namespace

Points open_ring(const Points& ring, bool counterclockwise) {
    auto open = without_repeats(ring);
    if (open.size() > 1 && open.front() == open.back()) {
        open.pop_back();
    }
    double twice = 0;
    for (std::size_t i = 2; i < open.size(); ++i) {
        twice += cross(open[i - 1] - open[0], open[i] - open[0]);
    }
    if ((twice > 0) != counterclockwise) {
        std::reverse(open.begin(), open.end());
    }
    return open;
}

ReachParts take_apart(const AssetShapes& assets, std::span<const double> reach_m) {
    ReachParts parts;
    PartsMaker maker(parts);
    auto reach = reach_m.begin();
    for (const auto p : assets.points) {
        maker.add(p, *reach++);
    }
    for (std::size_t i = 0; i < assets.line_count(); ++i) {
        maker.add(*assets.lines, i, *reach++);
    }
    for (const auto& area : assets.areas) {
        maker.add(area, *reach++);
    }
    return parts;
}

} // namespace kerb::coverage::detail
