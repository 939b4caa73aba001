// The nearest line of a point, and where on it.
#pragma once

#include <vector>

#include <kerb/coverage/spacing.hpp>
#include <kerb/geometry/segment_grid.hpp>

namespace kerb::coverage {

/// Within this, distances tie and points lie on a line.
inline constexpr double tie_m = 1e-6;

/// Segments of lines by place, each with its chainage. \pre coordinates finite
class LinePlaces {
public:
    LinePlaces(const SpacingInput& input, double within_m);
    [[nodiscard]] AssetPlace place(Point p) const;
    /// Chainage of the end of each part, in the order of Lines.
    [[nodiscard]] const std::vector<double>& part_ends() const { return part_end_; }

private:
    struct Near {
        std::uint32_t segment;
        double distance;
    };
    [[nodiscard]] std::uint32_t rank_of(std::uint32_t line) const {
        return input_.line_rank.empty() ? line : input_.line_rank[line];
    }
    [[nodiscard]] double scale_of(std::uint32_t line) const {
        return input_.line_scale.empty() ? 1 : input_.line_scale[line];
    }
    std::vector<Segment> walk_lines();
    [[nodiscard]] AssetPlace foot(Point p, Near near) const;

    const SpacingInput& input_;
    double within_, farthest_;
    std::vector<Segment> segments_;   // with the number of their line
    std::vector<std::uint32_t> part_; // of each segment's line
    std::vector<double> start_;       // chainage of each segment's first point
    std::vector<double> part_end_;
    SegmentGrid grid_; // with the number of the segment
};

} // namespace kerb::coverage
