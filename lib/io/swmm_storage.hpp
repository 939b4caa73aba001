// What a SWMM storage holds.
#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kerb::io::detail {

/// In the units of the text. `numbers`: coefficient, exponent and constant, or length, width and slope.
struct SwmmStorage {
    std::string shape;
    double depth = 0;
    std::array<double, 3> numbers{};
    std::vector<std::pair<double, double>> curve; ///< depth, area
};

/// Under areas between the points of a curve that are joined by straight lines; beyond its end the last area goes on.
inline double volume_of_curve(const SwmmStorage& s) {
    double volume = 0;
    for (std::size_t i = 0; i + 1 < s.curve.size() && s.curve[i].first < s.depth; ++i) {
        const auto [x0, y0] = s.curve[i];
        const auto [x1, y1] = s.curve[i + 1];
        const double end = std::fmin(x1, s.depth), share = x1 > x0 ? (end - x0) / (x1 - x0) : 0;
        volume += (end - x0) * (y0 + (y0 + (y1 - y0) * share)) / 2;
    }
    if (!s.curve.empty() && s.depth > s.curve.back().first) {
        volume += (s.depth - s.curve.back().first) * s.curve.back().second;
    }
    return volume;
}

/// Full to its depth. None for a shape that the manual (5.2, appendix D, [STORAGE]) does not have.
inline std::optional<double> volume_of(const SwmmStorage& s) {
    const auto [a, b, c] = s.numbers;
    const double d = s.depth;
    if (s.shape == "TABULAR") {
        return volume_of_curve(s);
    }
    if (s.shape == "FUNCTIONAL") {
        return c * d + a * std::pow(d, b + 1) / (b + 1);
    }
    if (s.shape == "CYLINDRICAL") {
        return std::numbers::pi / 4 * a * b * d;
    }
    if (s.shape == "CONICAL" && a > 0) {
        return std::numbers::pi * (a * b * d / 4 + b * c * d * d / 2 + b / a * c * c * d * d * d / 3);
    }
    if ((s.shape == "PARABOLIC" || s.shape == "PARABOLOID") && c > 0) {
        return std::numbers::pi / 8 * a * b / c * d * d;
    }
    if (s.shape == "PYRAMIDAL") {
        return a * b * d + (a + b) * c * d * d + 4 * c * c * d * d * d / 3;
    }
    return std::nullopt;
}

} // namespace kerb::io::detail
