#include <kerb/geometry/segment_grid.hpp>

#include "grid_cells.hpp"

namespace kerb {

/// The cells that a segment crosses, row by row; at their rims rather one more than one less.
template <class Visit>
void SegmentGrid::each_cell(const Segment& segment, Visit&& visit) const {
    constexpr double rim = 1e-6; // of a cell
    const auto place = [this](Point p) { return Point{(p.x - origin_.x) * per_cell_, (p.y - origin_.y) * per_cell_}; };
    auto low = place(segment.a), high = place(segment.b);
    if (low.y > high.y) {
        std::swap(low, high);
    }
    const double rise = high.y - low.y;
    const auto x_at = [&](double y) { return low.x + (high.x - low.x) * std::clamp((y - low.y) / rise, 0.0, 1.0); };
    const auto inside = [](double position, std::int64_t count) {
        return std::clamp(slot(position), std::int64_t{0}, count - 1);
    };
    const auto top = inside(high.y + rim, rows_);
    for (auto r = inside(low.y - rim, rows_); r <= top; ++r) {
        const auto y = static_cast<double>(r);
        const double x0 = rise > rim ? x_at(y - rim) : low.x, x1 = rise > rim ? x_at(y + 1 + rim) : high.x;
        const auto right = inside(std::max(x0, x1) + rim, columns_);
        for (auto c = inside(std::min(x0, x1) - rim, columns_); c <= right; ++c) {
            visit(static_cast<std::size_t>(r * columns_ + c));
        }
    }
}

SegmentGrid::SegmentGrid(std::vector<Segment> segments, double cell) : begin_(2, 0), segments_(std::move(segments)) {
    if (segments_.empty()) {
        return;
    }
    Box box;
    for (const auto& segment : segments_) {
        box.add(segment.a);
        box.add(segment.b);
    }
    const auto width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    const auto edge = detail::fitting_cell(cell, width, height, segments_.size());
    origin_ = {box.min_x, box.min_y};
    per_cell_ = 1 / edge;
    columns_ = static_cast<std::int64_t>(detail::cells_along(width, edge));
    rows_ = static_cast<std::int64_t>(detail::cells_along(height, edge));

    begin_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
    for (const auto& segment : segments_) {
        each_cell(segment, [this](std::size_t c) { ++begin_[c]; });
    }
    for (std::size_t c = 1; c < begin_.size(); ++c) {
        begin_[c] += begin_[c - 1];
    }
    members_.resize(begin_.back());
    for (auto i = segments_.size(); i-- > 0;) { // backwards, so that members of a cell keep their order
        each_cell(segments_[i], [&](std::size_t c) { members_[--begin_[c]] = static_cast<std::uint32_t>(i); });
    }
}

} // namespace kerb
