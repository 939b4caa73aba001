// A line by its chainage: where is it there, which way does it go, and where do its touching parts end?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// A place on a line.
struct OnLine {
    Point at;
    Point along; ///< unit vector
};

/// Chainage runs on across parts, in metres of the ground.
class LineChain {
public:
    LineChain(const Lines& lines, std::uint32_t line, double scale);
    /// Beyond the ends the line goes straight on. \pre length() > 0
    [[nodiscard]] OnLine at(double chainage) const;
    [[nodiscard]] double length() const { return legs_.empty() ? 0 : legs_.back().end; }
    /// Do the parts from one chainage to the other touch?
    [[nodiscard]] bool joined(double from, double to) const;

private:
    struct Leg {
        Point a, along;
        double begin, end;
    };
    double scale_;
    std::vector<Leg> legs_;
    std::vector<double> breaks_; // chainages at which the line leaps
};

} // namespace kerb::coverage
