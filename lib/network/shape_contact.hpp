// Where a shape meets a segment of a street, and how near it comes.
#pragma once

#include <utility>
#include <vector>

#include <kerb/geometry/segment_grid.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::network::detail {

/// A line or an area: its edges, and how to say whether a place belongs to it (within 1 µm).
struct Shape {
    std::vector<Segment> sides;
    const MultiPolygon* area = nullptr; ///< nullptr: a line
    Box box;

    static Shape of(const MultiPolygon& area);
    static Shape of(const Lines& lines, std::size_t feature);
    [[nodiscard]] bool has(Point p) const;
};

/// The stretches of a segment that belong to the shape, as shares 0 … 1; where they only touch, both are the same. In
/// order, not touching each other. \par Complexity O(sides), and O(sides) for each place where they meet
[[nodiscard]] std::vector<std::pair<double, double>> contacts(const Shape& shape, Point a, Point b);

/// Where on a segment the shape, which does not meet it, is nearest.
struct NearestShare {
    double distance = 0, share = 0;
};
[[nodiscard]] NearestShare nearest_share(const Shape& shape, Point a, Point b);

/// Where on a segment a point is nearest: 0 and 1 for its very ends.
[[nodiscard]] NearestShare nearest_share(Point p, Point a, Point b);

} // namespace kerb::network::detail
