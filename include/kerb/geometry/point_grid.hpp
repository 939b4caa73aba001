// A uniform grid over points: who is near here?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// Points sorted by the cell of a uniform grid, in two flat arrays (counting sort, no pointers). Read-only,
/// thread-safe. Within a cell points keep their order. \par Memory 20 bytes per point and 4 per cell; at most 4 cells
/// per point.
class PointGrid {
public:
    /// \param cell wished edge of a cell (> 0); enlarged when the grid would have too many cells for the points.
    /// \pre all coordinates finite
    PointGrid(std::span<const Point> points, double cell);

    /// Calls `visit(position, id)` for every point whose cell meets `box`, a superset of the points in the box; cells
    /// in row order, so the order of visits depends on points and cell only.
    template <class Visit>
    void visit(const Box& box, Visit&& visit) const {
        visit_runs(box, [&](std::span<const Point> points, std::span<const std::uint32_t> ids) {
            for (std::size_t i = 0; i < points.size(); ++i) {
                visit(points[i], ids[i]);
            }
        });
    }

    /// The same, run by run: calls `visit(positions, ids)`.
    template <class Visit>
    void visit_runs(const Box& box, Visit&& visit) const {
        const auto c0 = column(box.min_x), c1 = column(box.max_x);
        const auto r0 = row(box.min_y), r1 = row(box.max_y);
        for (auto r = r0; r <= r1 && c0 <= c1; ++r) {
            // Cells of a row lie side by side, so one run of points serves them all.
            const auto begin = begin_[r * columns_ + c0], end = begin_[r * columns_ + c1 + 1];
            visit(std::span(points_).subspan(begin, end - begin), std::span(ids_).subspan(begin, end - begin));
        }
    }

    [[nodiscard]] std::size_t size() const { return points_.size(); }

private:
    [[nodiscard]] std::size_t column(double x) const { return slot((x - origin_.x) * per_cell_, columns_); }
    [[nodiscard]] std::size_t row(double y) const { return slot((y - origin_.y) * per_cell_, rows_); }
    static std::size_t slot(double position, std::size_t count) {
        if (!(position > 0)) {
            return 0;
        }
        const auto last = static_cast<double>(count - 1);
        return static_cast<std::size_t>(position < last ? position : last);
    }

    Point origin_;
    double per_cell_ = 1;
    std::size_t columns_ = 1, rows_ = 1;
    std::vector<std::uint32_t> begin_;
    Points points_;
    std::vector<std::uint32_t> ids_;
};

} // namespace kerb
