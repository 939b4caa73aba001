// Cuts of a straight line by strips of the plane.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace kerb::coverage {

/// From and to on a segment, 0 … its length.
struct Interval {
    double from, to;
};

/// Cuts the interval to where start + t·slope lies between two values, for t of 0 … length.
inline void clip(double start, double slope, double low, double high, double length, Interval& interval) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr double even = 1e-12; // metres over the whole segment: parallel
    if (std::abs(slope) * length < even) {
        const auto middle = start + slope * length / 2;
        if (!(middle >= low && middle <= high)) {
            interval = {infinite, -infinite};
        }
        return;
    }
    const auto t0 = (low - start) / slope, t1 = (high - start) / slope;
    interval.from = std::max(interval.from, std::min(t0, t1));
    interval.to = std::min(interval.to, std::max(t0, t1));
}

} // namespace kerb::coverage
