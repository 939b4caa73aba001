// A uniform grid over segments of lines: which line is near here?
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// A piece of a line between two of its points.
struct Segment {
    Point a, b;
    std::uint32_t line = 0; ///< whose it is; the caller's number
};

/// Segments by the cells of a uniform grid that they cross, in flat arrays. Read-only, thread-safe. Within a cell
/// segments keep their order. \par Memory 40 bytes per segment, 4 per cell crossed and 4 per cell; at most 4 cells per
/// segment.
class SegmentGrid {
public:
    /// \param cell wished edge of a cell (> 0); enlarged when the grid would have too many cells for the segments.
    /// \pre all coordinates finite
    SegmentGrid(std::vector<Segment> segments, double cell);

    /// Calls `visit(segment)` for every segment that crosses a cell that meets `box`, once for each such cell: a
    /// superset of the segments in the box, in an order that depends on segments and cell only.
    template <class Visit>
    void visit(const Box& box, Visit&& visit) const {
        visit_cells(column(box.min_x), column(box.max_x), row(box.min_y), row(box.max_y), visit);
    }

    /// Calls `visit(segment)` from the cell of `p` outwards, ring by ring, while `more(d)` holds, where no segment yet
    /// to be visited is nearer than d.
    template <class More, class Visit>
    void visit_outwards(Point p, More&& more, Visit&& visit) const {
        const auto c = column(p.x), r = row(p.y);
        const double to_side = std::max(0.0, room_in_cell(p, c, r));
        const auto last = std::max({c, columns_ - 1 - c, r, rows_ - 1 - r});
        // A point outside of the grid begins where the grid does.
        auto ring = std::max({std::int64_t{0}, -c, c - columns_ + 1, -r, r - rows_ + 1});
        for (; ring <= last && more(ring == 0 ? 0 : least(ring, to_side)); ++ring) {
            visit_cells(c - ring, c + ring, r - ring, r - ring, visit);
            if (ring > 0) {
                visit_cells(c - ring, c + ring, r + ring, r + ring, visit);
                visit_cells(c - ring, c - ring, r - ring + 1, r + ring - 1, visit);
                visit_cells(c + ring, c + ring, r - ring + 1, r + ring - 1, visit);
            }
        }
    }

    [[nodiscard]] std::size_t size() const { return segments_.size(); }

private:
    [[nodiscard]] std::int64_t column(double x) const { return slot((x - origin_.x) * per_cell_); }
    [[nodiscard]] std::int64_t row(double y) const { return slot((y - origin_.y) * per_cell_); }
    static std::int64_t slot(double position) {
        constexpr double far = 1e15; // still exact, and its sums too
        return static_cast<std::int64_t>(std::floor(std::clamp(position, -far, far)));
    }
    [[nodiscard]] double room_in_cell(Point p, std::int64_t c, std::int64_t r) const {
        const double x = (p.x - origin_.x) * per_cell_ - static_cast<double>(c);
        const double y = (p.y - origin_.y) * per_cell_ - static_cast<double>(r);
        return std::min({x, 1 - x, y, 1 - y}) / per_cell_;
    }
    /// Less than the distance to ring `ring` by more than any rounding.
    [[nodiscard]] double least(std::int64_t ring, double to_side) const {
        return std::max(0.0, to_side + (static_cast<double>(ring - 1) - 1e-6) / per_cell_);
    }
    template <class Visit>
    void visit_cells(std::int64_t c0, std::int64_t c1, std::int64_t r0, std::int64_t r1, Visit&& visit) const {
        c0 = std::max(c0, std::int64_t{0});
        c1 = std::min(c1, columns_ - 1);
        const auto bottom = std::max(r0, std::int64_t{0}), top = std::min(r1, rows_ - 1);
        for (auto r = bottom; r <= top && c0 <= c1; ++r) {
            const auto first = static_cast<std::size_t>(r * columns_ + c0);
            const auto end = begin_[static_cast<std::size_t>(r * columns_ + c1) + 1];
            for (auto i = begin_[first]; i < end; ++i) {
                visit(segments_[members_[i]]);
            }
        }
    }
    template <class Visit>
    void each_cell(const Segment& segment, Visit&& visit) const;

    Point origin_;
    double per_cell_ = 1;
    std::int64_t columns_ = 1, rows_ = 1;
    std::vector<std::size_t> begin_;
    std::vector<std::uint32_t> members_;
    std::vector<Segment> segments_;
};

} // namespace kerb
