// Distances the slow way: every point against every asset.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <kerb/coverage/points_within.hpp>
#include <kerb/geometry/measures.hpp>

namespace kerb::test {

/// Assets that own their geometry.
struct OwnAssets {
    Points points;
    Lines lines;
    std::vector<MultiPolygon> areas;

    [[nodiscard]] coverage::AssetShapes shapes() const { return {points, &lines, areas}; }
};

inline double naive_distance(Point p, const OwnAssets& assets, std::size_t asset) {
    if (asset < assets.points.size()) {
        return distance(p, assets.points[asset]);
    }
    asset -= assets.points.size();
    double least = std::numeric_limits<double>::infinity();
    const auto chain_distance = [&](std::span<const Point> chain) {
        for (std::size_t i = 1; i < chain.size(); ++i) {
            least = std::min(least, distance_to_segment(p, chain[i - 1], chain[i]));
        }
    };
    if (asset < assets.lines.size()) {
        for (const auto& part : assets.lines.feature(asset)) {
            chain_distance(part);
        }
        return least;
    }
    const auto& area = assets.areas[asset - assets.lines.size()];
    if (covers(area, p)) {
        return 0;
    }
    for (const auto& polygon : area) {
        chain_distance(polygon.outer);
        for (const auto& hole : polygon.holes) {
            chain_distance(hole);
        }
    }
    return least;
}

inline coverage::Nearest naive_nearest(Point p, const OwnAssets& assets) {
    coverage::Nearest best;
    for (std::uint32_t asset = 0; asset < assets.shapes().size(); ++asset) {
        const auto d = naive_distance(p, assets, asset);
        if (d < best.distance_m) {
            best = {d, asset};
        }
    }
    return best;
}

/// Type 1: the smallest value whose rank, or the weight up to it, reaches the share; values of weight 0 left out.
inline double naive_quantile(std::vector<double> values, std::vector<double> weights, int percent) {
    std::vector<std::size_t> order(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return values[a] < values[b]; });
    long double total = 0, sum = 0;
    for (const auto w : weights) {
        total += w;
    }
    for (const auto i : order) {
        sum += weights[i];
        if (weights[i] > 0 && sum * 100 >= total * percent) {
            return values[i];
        }
    }
    return std::nan("");
}

} // namespace kerb::test
