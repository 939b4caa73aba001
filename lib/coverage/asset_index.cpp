#include "asset_index.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace kerb::coverage {
namespace {

constexpr std::size_t few = 64; // assets that are as soon looked at as looked up

/// More than any rounding of a box's corner, even at eastings with a zone prefix.
double with_margin(double reach) {
    return reach * (1 + 1e-9) + 1e-6;
}

/// About one asset per cell where assets are sparse, the reach where they are dense.
double wished_cell(std::span<const Point> points, double reach) {
    if (points.empty()) {
        return std::max(reach, 1.0);
    }
    const auto box = bounds(points);
    const auto count = static_cast<double>(points.size());
    const auto width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    const auto spacing = std::max(std::sqrt(width / count * height), std::max(width, height) / count);
    return std::max({reach, spacing, 1e-3});
}

int exponent(double reach) {
    int power = 0;
    (void)std::frexp(reach, &power);
    return reach > 0 ? power : std::numeric_limits<int>::min();
}

} // namespace

AssetIndex::AssetIndex(std::span<const Point> assets, std::span<const double> reach, double standard_reach) {
    if (reach.empty()) {
        add_level(assets, {}, standard_reach);
        return;
    }
    struct Class {
        Points points;
        std::vector<double> reach;
        double most = 0;
    };
    std::map<int, Class> classes;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const auto own = std::isnan(reach[i]) ? standard_reach : reach[i];
        auto& target = classes[exponent(own)];
        target.points.push_back(assets[i]);
        target.reach.push_back(own);
        target.most = std::max(target.most, own);
    }
    for (auto& [power, members] : classes) {
        add_level(members.points, std::move(members.reach), members.most);
    }
}

void AssetIndex::add_level(std::span<const Point> points, std::vector<double> reach, double most) {
    const auto cell = wished_cell(points, most);
    levels_.push_back({PointGrid(points, cell), bounds(points), most, std::move(reach), 4 * cell});
    if (points.size() > few) {
        lookup_extent_ = std::min(lookup_extent_, levels_.back().extent);
    }
}

double AssetIndex::Level::reach_for(double line_reach, double scale) const {
    return (std::isnan(line_reach) ? most : line_reach) * scale;
}

void AssetIndex::Level::gather(const Box& where, double line_reach, double scale, Candidates& out) const {
    const auto farthest = reach_for(line_reach, scale);
    const auto around = where.grown(with_margin(farthest));
    if (!around.intersects(box)) {
        return;
    }
    const bool each = std::isnan(line_reach) && !reach.empty();
    grid.visit_runs(around, [&](std::span<const Point> points, std::span<const std::uint32_t> ids) {
        out.make_room(points.size());
        auto count = out.count;
        // Written first and kept if inside: no branch that the processor would guess wrong.
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto p = points[i];
            out.x[count] = p.x;
            out.y[count] = p.y;
            out.reach[count] = each ? reach[ids[i]] * scale : farthest;
            count += static_cast<std::size_t>((p.x >= around.min_x) & (p.x <= around.max_x) & (p.y >= around.min_y) &
                                              (p.y <= around.max_y));
        }
        out.count = count;
    });
}

/// No more pieces than pay: each costs a lookup, and there are only so many assets to leave out.
void AssetIndex::Level::gather_along(Point a, Point b, double length, double line_reach, double scale,
                                     Candidates& out) const {
    Box whole;
    whole.add(a);
    whole.add(b);
    if (!whole.grown(with_margin(reach_for(line_reach, scale))).intersects(box)) {
        return;
    }
    const auto most_pieces = grid.size() / 8 + 1;
    const auto pieces = std::clamp(std::ceil(length / extent), 1.0, static_cast<double>(most_pieces));
    auto from = a;
    for (double i = 1; i <= pieces; ++i) {
        const auto share = i / pieces;
        const auto to = i < pieces ? Point{a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share} : b;
        Box piece;
        piece.add(from);
        piece.add(to);
        gather(piece, line_reach, scale, out);
        from = to;
    }
}

void AssetIndex::gather(const Box& box, double line_reach, double scale, Candidates& out) const {
    for (const auto& level : levels_) {
        level.gather(box, line_reach, scale, out);
    }
}

void AssetIndex::gather_along(Point a, Point b, double length, double line_reach, double scale, Candidates& out) const {
    for (const auto& level : levels_) {
        level.gather_along(a, b, length, line_reach, scale, out);
    }
}

} // namespace kerb::coverage
