// Assets of every shape for property tests, from the numbers that rapidcheck makes.
#pragma once

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "support/naive_points.hpp"

namespace kerb::test {

inline constexpr Point origin = {38'500'000, 3'500'000};
using Raw = std::pair<std::uint16_t, std::uint16_t>;

/// Positions on a quarter metre, some of them far out: ties, and points upon edges, are frequent.
inline Point place(Raw raw) {
    const double spread = raw.first % 16 == 0 ? 4000 : 200;
    return {origin.x + std::fmod(raw.first / 4.0, spread), origin.y + std::fmod(raw.second / 4.0, spread)};
}

/// A star of 3 to 8 corners around a place, some with a hole of the same form.
inline MultiPolygon star(Raw raw) {
    const auto centre = place(raw);
    const int corners = 3 + raw.first % 6;
    const auto ring = [&](double size) {
        Points points;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * 3.14159 * i / corners, radius = size * (i % 2 == 0 ? 1 : 0.75);
            points.push_back({centre.x + std::round(radius * std::cos(angle) * 4) / 4,
                              centre.y + std::round(radius * std::sin(angle) * 4) / 4});
        }
        points.push_back(points.front());
        return points;
    };
    const double size = 5 + raw.second % 60;
    Polygon polygon{ring(size), {}};
    if (raw.second % 3 == 0) {
        polygon.holes.push_back(ring(size / 3));
    }
    return {polygon};
}

inline OwnAssets random_assets(const std::vector<Raw>& points, const std::vector<std::vector<Raw>>& lines,
                               const std::vector<Raw>& areas) {
    OwnAssets assets;
    for (const auto& raw : points) {
        assets.points.push_back(place(raw));
    }
    for (const auto& raw : lines) {
        LineString chain;
        for (const auto& p : raw) {
            chain.push_back(place(p));
        }
        if (chain.size() >= 2) {
            assets.lines.push({chain});
        }
    }
    for (const auto& raw : areas) {
        assets.areas.push_back(star(raw));
    }
    return assets;
}

} // namespace kerb::test
