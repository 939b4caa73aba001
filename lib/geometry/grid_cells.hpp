// How large the cells of a grid over so many things are.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace kerb::detail {

inline double cells_along(double extent, double cell) {
    return std::floor(extent / cell) + 1;
}

/// The smallest edge from `wished` on (in steps of a quarter) that keeps the grid within 4 cells per thing.
inline double fitting_cell(double wished, double width, double height, std::size_t things) {
    const auto most = 4 * static_cast<double>(things) + 1;
    auto cell = std::max({wished > 0 ? wished : 1.0, width / most, height / most});
    while (cells_along(width, cell) * cells_along(height, cell) > most) {
        cell *= 1.25;
    }
    return cell;
}

} // namespace kerb::detail
