// Segments of streets near items, and which edge they belong to.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/segment_grid.hpp>
#include <kerb/network/graph.hpp>
#include <kerb/network/place.hpp>

namespace kerb::network::detail {

/// A segment of a street with its chainage, in the plane.
struct StreetSegment {
    Point a, b;
    std::uint32_t line = 0, part = 0;
    double from_m = 0, to_m = 0;
    [[nodiscard]] Point at(double share) const { return {a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)}; }
};

/// A place on a line, or a stretch of it.
struct LineStretch {
    std::uint32_t line = 0, part = 0;
    double from_m = 0, to_m = 0; ///< chainage in the plane
    bool from_start = false;     ///< a place at the start of its segment, not behind it
};

/// The part of a city's streets that may be within `reach` of boxes, in a grid. Read-only, thread-safe.
class NearSegments {
public:
    /// \param scale of each line; empty: 1
    NearSegments(const Graph& graph, const Lines& lines, std::span<const double> scale, std::span<const Box> items,
                 double reach, Threads threads);

    /// Segment::line numbers the segments.
    [[nodiscard]] const SegmentGrid& grid() const { return grid_; }
    [[nodiscard]] const StreetSegment& operator[](std::uint32_t number) const { return segments_[number]; }
    [[nodiscard]] double scale_of(std::uint32_t line) const { return scale_.empty() ? 1 : scale_[line]; }
    [[nodiscard]] double greatest_scale() const { return greatest_scale_; }
    /// The edge that a place lies on: of those that meet there the one that its segment belongs to.
    [[nodiscard]] PlaceOnEdge place_on_edge(const LineStretch& place) const;
    /// Appends the places of `found`, of which each is a place or a stretch, on edges: at a node on all of its edges.
    void push(std::uint32_t item, double access_m, std::span<const LineStretch> found,
              std::vector<PlaceOnEdge>& places) const;

private:
    void push_place(std::uint32_t item, double access_m, const LineStretch& place,
                    std::vector<PlaceOnEdge>& places) const;
    void push_stretch(std::uint32_t item, double access_m, const LineStretch& stretch,
                      std::vector<PlaceOnEdge>& places) const;

    const Graph& graph_;
    std::span<const double> scale_;
    double greatest_scale_ = 1;
    std::vector<StreetSegment> segments_;
    SegmentGrid grid_;
};

} // namespace kerb::network::detail
