#include "asset_search.hpp"

#include <kerb/geometry/measures.hpp>

namespace kerb::coverage {
namespace {

constexpr double none = -1; // a limit that nothing is within

struct NearestGoal {
    static constexpr bool asks_for_nearest = true;
    Nearest best;
    [[nodiscard]] double limit() const { return best.distance_m; }
    void offer(double distance, std::uint32_t asset) {
        if (distance < best.distance_m || (distance == best.distance_m && asset < best.asset)) {
            best = {distance, asset};
        }
    }
};

struct WithinGoal {
    static constexpr bool asks_for_nearest = true;
    double reach;
    bool found = false;
    [[nodiscard]] double limit() const { return found ? none : reach; }
    void offer(double distance, std::uint32_t) { found = found || distance <= reach; }
};

struct OwnReachGoal {
    static constexpr bool asks_for_nearest = false; // a farther one may reach farther
    std::span<const double> reach;
    double scale, most;
    bool found = false;
    [[nodiscard]] double limit() const { return found ? none : most; }
    void offer(double distance, std::uint32_t asset) { found = found || distance / scale <= reach[asset]; }
};

/// Square of the distance to a segment, quick and good to a few roundings.
[[gnu::always_inline]] inline double rough_square(Point p, const Segment& s) {
    const auto dx = s.b.x - s.a.x, dy = s.b.y - s.a.y, px = p.x - s.a.x, py = p.y - s.a.y;
    const auto t = std::clamp((px * dx + py * dy) / std::max(dx * dx + dy * dy, 1e-300), 0.0, 1.0);
    const auto ex = px - t * dx, ey = py - t * dy;
    return ex * ex + ey * ey;
}

/// Squares up to this may belong to distances up to `limit`.
[[gnu::always_inline]] inline double rough_limit(double limit, double slack) {
    const auto most = limit * (1 + 1e-9) + slack;
    return limit < 0 ? none : most * most;
}

} // namespace

AssetSearch::AssetSearch(const AssetShapes& assets)
    : edges_(assets),
      areas_(edges_),
      first_area_(static_cast<std::uint32_t>(assets.points.size() + assets.line_count())) {
    index_points(assets.points);
    index_edges();
}

void AssetSearch::index_points(std::span<const Point> points) {
    if (points.empty()) {
        return;
    }
    point_grid_ = RingGrid(bounds(points), points.size() / 2 + 1, 0);
    point_grid_.fill(points.size(), [&](std::size_t i, auto&& visit) { visit(point_grid_.cell_of(points[i])); });
    point_grid_.count_empty_rings();
    points_.reserve(points.size());
    for (const auto i : point_grid_.members()) {
        points_.push_back(points[i]);
    }
}

void AssetSearch::index_edges() {
    if (edges_.segments.empty()) {
        return;
    }
    Box box;
    double extents = 0;
    for (const auto& [a, b, asset] : edges_.segments) {
        box.add(a);
        box.add(b);
        extents += std::max(std::abs(b.x - a.x), std::abs(b.y - a.y));
    }
    const auto count = edges_.segments.size();
    edge_grid_ = RingGrid(box, count * 2, extents / static_cast<double>(count));
    edge_grid_.fill(count, [this](std::size_t i, auto&& visit) {
        edge_grid_.each_cell(edges_.segments[i].a, edges_.segments[i].b, visit);
    });
    edge_grid_.count_empty_rings();
}

template <class Goal>
void AssetSearch::search(Point p, Goal& goal) const {
    areas_.each_near(p, [&](std::uint32_t area) {
        if (goal.limit() >= 0 && areas_.inside(area, p)) {
            goal.offer(0, first_area_ + area);
        }
    });
    const auto more = [&](double least) { return least <= goal.limit(); };
    if (!point_grid_.empty()) {
        point_grid_.outwards(p, more,
                             [&](std::uint32_t begin, std::uint32_t end) { visit_points(p, begin, end, goal); });
    }
    if (!edge_grid_.empty()) {
        edge_grid_.outwards(p, more, [&](std::uint32_t begin, std::uint32_t end) { visit_edges(p, begin, end, goal); });
    }
}

/// The least distance first, without a branch that the processor would guess wrong; then whose it is.
template <class Goal>
void AssetSearch::visit_points(Point p, std::uint32_t begin, std::uint32_t end, Goal& goal) const {
    const auto square = [&](std::uint32_t i) {
        const auto dx = points_[i].x - p.x, dy = points_[i].y - p.y;
        return dx * dx + dy * dy;
    };
    auto least = std::numeric_limits<double>::infinity();
    for (auto i = begin; i < end; ++i) {
        least = std::min(least, square(i));
    }
    const auto limit = rough_limit(goal.limit(), 0);
    if (least > limit) {
        return;
    }
    constexpr double same_root = 1 + 1e-15; // squares so close may have the same root
    const auto most = Goal::asks_for_nearest ? least * same_root : limit;
    for (auto i = begin; i < end; ++i) {
        if (square(i) <= most) {
            goal.offer(std::sqrt(square(i)), point_grid_.members()[i]);
        }
    }
}

template <class Goal>
void AssetSearch::visit_edges(Point p, std::uint32_t begin, std::uint32_t end, Goal& goal) const {
    constexpr double slack = 1e-7;
    auto limit = rough_limit(goal.limit(), slack);
    for (auto i = begin; i < end; ++i) {
        const auto& segment = edges_.segments[edge_grid_.members()[i]];
        if (rough_square(p, segment) <= limit) {
            goal.offer(distance_to_segment(p, segment.a, segment.b), segment.line);
            limit = rough_limit(goal.limit(), slack);
        }
    }
}

Nearest AssetSearch::nearest(Point p) const {
    NearestGoal goal;
    search(p, goal);
    return goal.best;
}

bool AssetSearch::within(Point p, double reach) const {
    WithinGoal goal{reach};
    search(p, goal);
    return goal.found;
}

bool AssetSearch::within_own(Point p, std::span<const double> reach, double scale, double most) const {
    OwnReachGoal goal{reach, scale, most};
    search(p, goal);
    return goal.found;
}

std::vector<std::uint32_t> AssetSearch::order_by_place(std::span<const Point> points) {
    constexpr std::size_t per_cell = 8;
    if (points.empty()) {
        return {};
    }
    RingGrid grid(bounds(points), points.size() / per_cell + 1, 0);
    grid.fill(points.size(), [&](std::size_t i, auto&& visit) { visit(grid.cell_of(points[i])); });
    return grid.members();
}

} // namespace kerb::coverage
