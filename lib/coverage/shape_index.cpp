#include "shape_index.hpp"

#include <cmath>
#include <map>
#include <numeric>

namespace kerb::coverage {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The segment's straight line as the asset sees it: from `a` on in direction `u`.
struct Ray {
    Point a, u;
    double length;
};

void add_disc(const Ray& ray, Point centre, double reach, Interval& hull) {
    const auto dx = centre.x - ray.a.x, dy = centre.y - ray.a.y;
    const auto across = std::abs(dx * ray.u.y - dy * ray.u.x);
    if (across <= reach) {
        const auto half = std::sqrt((reach - across) * (reach + across)), middle = dx * ray.u.x + dy * ray.u.y;
        hull.from = std::min(hull.from, middle - half);
        hull.to = std::max(hull.to, middle + half);
    }
}

void add_slab(const Ray& ray, const Segment& edge, double reach, Interval& hull) {
    const auto ex = edge.b.x - edge.a.x, ey = edge.b.y - edge.a.y;
    const auto size = std::sqrt(ex * ex + ey * ey);
    if (!(size > 0)) {
        return;
    }
    const Point v{ex / size, ey / size}, from_edge{ray.a.x - edge.a.x, ray.a.y - edge.a.y};
    Interval slab{-infinite, infinite};
    clip(from_edge.x * v.x + from_edge.y * v.y, ray.u.x * v.x + ray.u.y * v.y, 0, size, ray.length, slab);
    clip(from_edge.x * v.y - from_edge.y * v.x, ray.u.x * v.y - ray.u.y * v.x, -reach, reach, ray.length, slab);
    if (slab.from <= slab.to) {
        hull.from = std::min(hull.from, slab.from);
        hull.to = std::max(hull.to, slab.to);
    }
}

/// Two discs and a slab are convex together, so they cut one interval out of a straight line.
void append_reached(const Ray& ray, const Segment& edge, double reach, std::vector<Interval>& intervals) {
    Interval hull{infinite, -infinite};
    add_disc(ray, edge.a, reach, hull);
    add_disc(ray, edge.b, reach, hull);
    add_slab(ray, edge, reach, hull);
    hull = {std::max(hull.from, 0.0), std::min(hull.to, ray.length)};
    if (hull.from <= hull.to) {
        intervals.push_back(hull);
    }
}

Box box_of(Point a, Point b) {
    Box box;
    box.add(a);
    box.add(b);
    return box;
}

/// More than any rounding of a box's corner, even at eastings with a zone prefix.
double with_margin(double reach) {
    return reach * (1 + 1e-9) + 1e-6;
}

} // namespace

ShapeIndex::ShapeIndex(const AssetShapes& lines_and_areas, std::span<const double> reach, double standard_reach)
    : edges_(lines_and_areas), areas_(edges_), reach_(lines_and_areas.size(), standard_reach) {
    for (std::size_t i = 0; i < reach.size(); ++i) {
        reach_[i] = std::isnan(reach[i]) ? standard_reach : reach[i];
    }
    struct Class {
        std::vector<std::uint32_t> members;
        double most = 0;
    };
    std::map<int, Class> classes;
    for (std::uint32_t e = 0; e < edges_.segments.size(); ++e) {
        const auto own = reach_[edges_.segments[e].line];
        int power = std::numeric_limits<int>::min();
        if (own > 0) {
            (void)std::frexp(own, &power);
        }
        auto& target = classes[power];
        target.members.push_back(e);
        target.most = std::max(target.most, own);
    }
    for (auto& [power, one] : classes) {
        add_level(std::move(one.members), one.most);
    }
}

void ShapeIndex::add_level(std::vector<std::uint32_t> members, double most) {
    Box box;
    double extents = 0;
    for (const auto e : members) {
        const auto own = box_of(edges_.segments[e].a, edges_.segments[e].b);
        box.add(own);
        extents += std::max(own.max_x - own.min_x, own.max_y - own.min_y);
    }
    Level level{std::move(members), {}, 1, most};
    const auto count = level.edges.size();
    level.edge = std::max(extents / static_cast<double>(count), most / 2);
    level.grid = RingGrid(box, count, level.edge);
    level.grid.fill(count, [&](std::size_t i, auto&& visit) {
        const auto& segment = edges_.segments[level.edges[i]];
        level.grid.each_cell(segment.a, segment.b, visit);
    });
    levels_.push_back(std::move(level));
}

/// Long segments piece by piece: the box of a diagonal would hold half the city.
void ShapeIndex::gather(const Level& level, Point a, Point b, double length, double reach,
                        std::vector<std::uint32_t>& edges) {
    const auto most_pieces = level.edges.size() / 8 + 1;
    const auto pieces =
        std::clamp(std::ceil(length / (4 * std::max(level.edge, reach))), 1.0, static_cast<double>(most_pieces));
    const auto begin = edges.size();
    auto from = a;
    for (double i = 1; i <= pieces; ++i) {
        const auto share = i / pieces;
        const auto to = i < pieces ? Point{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share} : b;
        level.grid.each_cell(box_of(from, to).grown(with_margin(reach)), [&](std::size_t cell) {
            for (const auto position : level.grid.members_of(cell)) {
                edges.push_back(level.edges[position]);
            }
        });
        from = to;
    }
    const auto first = edges.begin() + static_cast<std::ptrdiff_t>(begin);
    std::sort(first, edges.end());
    edges.erase(std::unique(first, edges.end()), edges.end());
}

void ShapeIndex::append(Point a, Point b, double length, double line_reach, double scale, Scratch& scratch,
                        std::vector<Interval>& intervals) const {
    const Ray ray{a, {(b.x - a.x) / length, (b.y - a.y) / length}, length};
    const auto box = box_of(a, b);
    scratch.edges.clear();
    for (const auto& level : levels_) {
        gather(level, a, b, length, (std::isnan(line_reach) ? level.most : line_reach) * scale, scratch.edges);
    }
    for (const auto e : scratch.edges) {
        const auto& edge = edges_.segments[e];
        const auto reach = (std::isnan(line_reach) ? reach_[edge.line] : line_reach) * scale;
        if (box_of(edge.a, edge.b).grown(with_margin(reach)).intersects(box)) {
            append_reached(ray, edge, reach, intervals);
        }
    }
    scratch.areas.clear();
    areas_.gather(box, scratch.areas);
    for (const auto area : scratch.areas) {
        areas_.append_inside(area, a, b, length, scratch.cuts, intervals);
    }
}

} // namespace kerb::coverage
