#include <kerb/geometry/point_grid.hpp>

#include "grid_cells.hpp"

namespace kerb {

using detail::cells_along;
using detail::fitting_cell;

PointGrid::PointGrid(std::span<const Point> points, double cell) : begin_(2, 0) {
    if (points.empty()) {
        return;
    }
    const auto box = bounds(points);
    const auto width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    const auto edge = fitting_cell(cell, width, height, points.size());
    origin_ = {box.min_x, box.min_y};
    per_cell_ = 1 / edge;
    columns_ = static_cast<std::size_t>(cells_along(width, edge));
    rows_ = static_cast<std::size_t>(cells_along(height, edge));

    // Counting sort: counts one place up, then sums, so that begin_[c] is where cell c is filled from.
    begin_.assign(columns_ * rows_ + 1, 0);
    const auto cell_of = [this](Point p) { return row(p.y) * columns_ + column(p.x); };
    for (const auto p : points) {
        ++begin_[cell_of(p) + 1];
    }
    for (std::size_t c = 1; c < begin_.size(); ++c) {
        begin_[c] += begin_[c - 1];
    }
    points_.resize(points.size());
    ids_.resize(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto slot = begin_[cell_of(points[i])]++;
        points_[slot] = points[i];
        ids_[slot] = static_cast<std::uint32_t>(i);
    }
    // Filling moved every begin to the cell's end, which is the next cell's begin.
    for (auto c = begin_.size() - 1; c > 0; --c) {
        begin_[c] = begin_[c - 1];
    }
    begin_[0] = 0;
}

} // namespace kerb
