// Cells of a uniform grid, searched ring by ring from a point outwards.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Which numbers lie in which cell, in two flat arrays (counting sort). Read-only once filled, thread-safe. Rings of
/// empty cells around a cell are counted once, so that a search begins where something is.
class RingGrid {
public:
    RingGrid() = default;
    /// About one cell for each of `count` things in `box`; cells at least `least_edge` wide.
    RingGrid(const Box& box, std::size_t count, double least_edge);

    /// \param each_cell calls its second argument with the cells of number i
    template <class EachCell>
    void fill(std::size_t count, EachCell&& each_cell) {
        begin_.assign(static_cast<std::size_t>(columns_ * rows_) + 1, 0);
        for (std::size_t i = 0; i < count; ++i) {
            each_cell(i, [this](std::size_t cell) { ++begin_[cell]; });
        }
        for (std::size_t c = 1; c < begin_.size(); ++c) {
            begin_[c] += begin_[c - 1];
        }
        members_.resize(begin_.back());
        for (auto i = count; i-- > 0;) { // backwards, so that members of a cell keep their order
            each_cell(i, [&](std::size_t cell) { members_[--begin_[cell]] = static_cast<std::uint32_t>(i); });
        }
    }
    void count_empty_rings();

    [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }
    [[nodiscard]] bool empty() const { return members_.empty(); }
    [[nodiscard]] std::size_t cells() const { return static_cast<std::size_t>(columns_ * rows_); }
    /// The cell of a point; the nearest one for a point outside of the grid.
    [[nodiscard]] std::size_t cell_of(Point p) const {
        return static_cast<std::size_t>(slot(place_y(p), rows_) * columns_ + slot(place_x(p), columns_));
    }
    [[nodiscard]] std::span<const std::uint32_t> members_of(std::size_t cell) const {
        return std::span(members_).subspan(begin_[cell], begin_[cell + 1] - begin_[cell]);
    }
    /// Cells that a box meets.
    template <class Visit>
    void each_cell(const Box& box, Visit&& visit) const {
        const auto c0 = slot(place_x({box.min_x, 0}), columns_), c1 = slot(place_x({box.max_x, 0}), columns_);
        const auto r0 = slot(place_y({0, box.min_y}), rows_), r1 = slot(place_y({0, box.max_y}), rows_);
        for (auto r = r0; r <= r1; ++r) {
            for (auto c = c0; c <= c1; ++c) {
                visit(static_cast<std::size_t>(r * columns_ + c));
            }
        }
    }
    /// Cells that a segment crosses; at their rims rather one more than one less.
    template <class Visit>
    void each_cell(Point a, Point b, Visit&& visit) const;

    /// Calls `run(begin, end)` with runs of places in members(), from the point's cell outwards, while `more(d)` holds,
    /// where nothing yet to be visited is nearer than d.
    template <class More, class Run>
    void outwards(Point p, More&& more, Run&& run) const;

private:
    static constexpr double rim = 1e-6; // of a cell: more than any rounding

    [[nodiscard]] double place_x(Point p) const { return (p.x - origin_.x) * per_cell_; }
    [[nodiscard]] double place_y(Point p) const { return (p.y - origin_.y) * per_cell_; }
    static std::int64_t slot(double place, std::int64_t count) {
        return static_cast<std::int64_t>(std::clamp(place, 0.0, static_cast<double>(count - 1)));
    }
    /// What lies beyond ring `ring` of cell (c, r) is at least so far from (x, y), in cells; infinite when nothing
    /// does.
    [[nodiscard]] double beyond(double x, double y, std::int64_t c, std::int64_t r, std::int64_t ring) const {
        double least = std::numeric_limits<double>::infinity();
        least = c - ring > 0 ? std::min(least, x - static_cast<double>(c - ring)) : least;
        least = c + ring + 1 < columns_ ? std::min(least, static_cast<double>(c + ring + 1) - x) : least;
        least = r - ring > 0 ? std::min(least, y - static_cast<double>(r - ring)) : least;
        least = r + ring + 1 < rows_ ? std::min(least, static_cast<double>(r + ring + 1) - y) : least;
        return std::max(0.0, least - rim) * edge_;
    }
    template <class Run>
    void run_row(std::int64_t r, std::int64_t c0, std::int64_t c1, Run&& run) const {
        c0 = std::max(c0, std::int64_t{0});
        c1 = std::min(c1, columns_ - 1);
        if (r >= 0 && r < rows_ && c0 <= c1) {
            const auto begin = begin_[static_cast<std::size_t>(r * columns_ + c0)];
            const auto end = begin_[static_cast<std::size_t>(r * columns_ + c1) + 1];
            if (begin < end) {
                run(begin, end);
            }
        }
    }
    template <class Run>
    void run_ring(std::int64_t c, std::int64_t r, std::int64_t ring, Run&& run) const {
        run_row(r - ring, c - ring, c + ring, run);
        run_row(r + ring, c - ring, c + ring, run);
        const auto last = std::min(r + ring - 1, rows_ - 1);
        for (auto side = std::max(r - ring + 1, std::int64_t{0}); side <= last; ++side) {
            run_row(side, c - ring, c - ring, run);
            run_row(side, c + ring, c + ring, run);
        }
    }

    Point origin_;
    double edge_ = 1, per_cell_ = 1;
    std::int64_t columns_ = 1, rows_ = 1;
    std::vector<std::uint32_t> begin_ = {0, 0};
    std::vector<std::uint32_t> members_;
    std::vector<std::uint8_t> empty_rings_; // of each cell: rings around it without members, itself the first
};

template <class Visit>
void RingGrid::each_cell(Point a, Point b, Visit&& visit) const {
    Point low{place_x(a), place_y(a)}, high{place_x(b), place_y(b)};
    if (low.y > high.y) {
        std::swap(low, high);
    }
    const double rise = high.y - low.y;
    const auto x_at = [&](double y) { return low.x + (high.x - low.x) * std::clamp((y - low.y) / rise, 0.0, 1.0); };
    const auto top = slot(high.y + rim, rows_);
    for (auto r = slot(low.y - rim, rows_); r <= top; ++r) {
        const auto y = static_cast<double>(r);
        const double x0 = rise > rim ? x_at(y - rim) : low.x, x1 = rise > rim ? x_at(y + 1 + rim) : high.x;
        const auto right = slot(std::max(x0, x1) + rim, columns_);
        for (auto c = slot(std::min(x0, x1) - rim, columns_); c <= right; ++c) {
            visit(static_cast<std::size_t>(r * columns_ + c));
        }
    }
}

template <class More, class Run>
void RingGrid::outwards(Point p, More&& more, Run&& run) const {
    // A point outside of the grid searches from the nearest place in it: all members are at least as far from it.
    const auto x = std::clamp(place_x(p), 0.0, static_cast<double>(columns_));
    const auto y = std::clamp(place_y(p), 0.0, static_cast<double>(rows_));
    const auto c = slot(x, columns_), r = slot(y, rows_);
    std::int64_t ring = empty_rings_[static_cast<std::size_t>(r * columns_ + c)];
    if (ring > 1 && !more(beyond(x, y, c, r, ring - 1))) {
        return;
    }
    if (ring <= 1) {
        ring = 1;
        run_row(r, c - 1, c + 1, run);
        run_row(r - 1, c - 1, c + 1, run);
        run_row(r + 1, c - 1, c + 1, run);
    } else {
        run_ring(c, r, ring, run);
    }
    for (auto least = beyond(x, y, c, r, ring); std::isfinite(least) && more(least); least = beyond(x, y, c, r, ring)) {
        run_ring(c, r, ++ring, run);
    }
}

} // namespace kerb::coverage
