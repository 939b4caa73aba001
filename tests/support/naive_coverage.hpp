// Covered length, the slow way: every asset against every segment in long double, with a bound on what the fast
// answer in double may differ by.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/coverage_scene.hpp"

namespace kerb::test {

struct NaiveCovered {
    long double total = 0, covered = 0;
    double tolerance = 0; ///< conditioning: near a tangent the chord is √ of what the coordinates know
};

namespace naive {

using Real = long double;

struct Span {
    Real from, to;
};

inline double reach_of(const Scene& scene, std::size_t line, std::size_t asset) {
    if (!scene.line_reach.empty() && !std::isnan(scene.line_reach[line])) {
        return scene.line_reach[line];
    }
    if (!scene.asset_reach.empty() && !std::isnan(scene.asset_reach[asset])) {
        return scene.asset_reach[asset];
    }
    return scene.reach;
}

inline Real union_length(std::vector<Span>& spans) {
    std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.from < b.from; });
    Real sum = 0, at = 0;
    for (const auto& span : spans) {
        const auto from = std::max(span.from, at);
        sum += std::max<Real>(span.to - from, 0);
        at = std::max(at, span.to);
    }
    return sum;
}

inline void measure_segment(const Scene& scene, std::size_t line, Point a, Point b, NaiveCovered& result) {
    const Real dx = Real{b.x} - a.x, dy = Real{b.y} - a.y, length = std::sqrt(dx * dx + dy * dy);
    if (length == 0) {
        return;
    }
    std::vector<Span> spans;
    for (std::size_t i = 0; i < scene.assets.size(); ++i) {
        const Real reach = reach_of(scene, line, i);
        const Real px = Real{scene.assets[i].x} - a.x, py = Real{scene.assets[i].y} - a.y;
        const Real along = (px * dx + py * dy) / length, across = (px * dy - py * dx) / length;
        const Real square = reach * reach - across * across;
        const Real extent = std::abs(along) + std::abs(across) + reach;
        const Real noise = extent * 4e-16L; // of t and x in double
        if (square > -2 * reach * noise - noise * noise && along - reach < length && along + reach > 0) {
            result.tolerance += static_cast<double>(
                2 * noise + std::min<Real>(2 * reach * noise / std::sqrt(std::max<Real>(square, 1e-300L)),
                                           2 * std::sqrt(2 * reach * noise + noise * noise)));
        }
        if (square >= 0) {
            const Real half = std::sqrt(square);
            spans.push_back({std::max<Real>(along - half, 0), std::min(along + half, length)});
        }
    }
    result.total += length;
    result.covered += union_length(spans);
    result.tolerance += static_cast<double>(length) * 4e-16;
}

} // namespace naive

inline NaiveCovered naive_covered(const Scene& scene, std::size_t line) {
    NaiveCovered result;
    for (const auto& part : scene.lines[line]) {
        for (std::size_t i = 1; i < part.size(); ++i) {
            naive::measure_segment(scene, line, part[i - 1], part[i], result);
        }
    }
    return result;
}

/// Does any asset reach the point? Nothing but distances.
inline bool reached(const Scene& scene, std::size_t line, Point p, double slack) {
    for (std::size_t i = 0; i < scene.assets.size(); ++i) {
        if (std::hypot(scene.assets[i].x - p.x, scene.assets[i].y - p.y) <= naive::reach_of(scene, line, i) + slack) {
            return true;
        }
    }
    return false;
}

} // namespace kerb::test
