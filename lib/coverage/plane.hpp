// Positions that can be measured.
#pragma once

#include <cmath>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

inline constexpr double farthest_m = 1e12; // beyond any plane; keeps squares and sums in range

/// False for what is not finite, too.
inline bool on_plane(Point p) {
    return std::abs(p.x) <= farthest_m && std::abs(p.y) <= farthest_m;
}

} // namespace kerb::coverage
