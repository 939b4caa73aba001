// An area that is asked many times whether it holds a point.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// The edges of a valid area in horizontal strips, so that a question looks at the edges of one strip only. Read-only,
/// thread-safe. A point on the border may be in or out. \par Memory 32 bytes per edge and strip it crosses.
/// \par Complexity O(V) to make for edges that are short beside the area, O(V / strips) to ask, with V / 4 strips.
class PreparedArea {
public:
    /// \pre finite coordinates
    explicit PreparedArea(const MultiPolygon& area);

    [[nodiscard]] bool holds(Point p) const;
    [[nodiscard]] const Box& box() const { return box_; }

private:
    struct Edge {
        Point low, high;
    };
    [[nodiscard]] std::size_t strip(double y) const;
    void fill(const std::vector<Edge>& edges);

    Box box_;
    double per_strip_ = 0;
    std::vector<std::uint32_t> begin_ = {0, 0};
    std::vector<Edge> edges_;
};

} // namespace kerb
