#include "ring_grid.hpp"

namespace kerb::coverage {
namespace {

constexpr double shortest_edge = 1e-3; // of a cell, in metres

double edge_for(const Box& box, std::size_t count, double least_edge) {
    const auto width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    const auto wanted = static_cast<double>(std::max<std::size_t>(1, count));
    return std::max({std::sqrt(width / wanted * height), std::max(width, height) / wanted, least_edge, shortest_edge});
}

} // namespace

RingGrid::RingGrid(const Box& box, std::size_t count, double least_edge)
    : origin_{box.min_x, box.min_y}, edge_(edge_for(box, count, least_edge)), per_cell_(1 / edge_) {
    const auto width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    columns_ = static_cast<std::int64_t>(std::floor(width / edge_)) + 1;
    rows_ = static_cast<std::int64_t>(std::floor(height / edge_)) + 1;
}

/// The distance in rings to the nearest cell with members: once down the rows, once back up.
void RingGrid::count_empty_rings() {
    constexpr int most = 255;
    empty_rings_.assign(cells(), most);
    const auto at = [this](std::int64_t c, std::int64_t r) -> int {
        const bool inside = c >= 0 && c < columns_ && r >= 0 && r < rows_;
        return inside ? empty_rings_[static_cast<std::size_t>(r * columns_ + c)] : most;
    };
    const auto visit = [&](std::int64_t c, std::int64_t r, int step) {
        const auto cell = static_cast<std::size_t>(r * columns_ + c);
        const auto before = std::min({at(c - step, r), at(c - 1, r - step), at(c, r - step), at(c + 1, r - step)});
        const auto own = begin_[cell] < begin_[cell + 1] ? 0 : static_cast<int>(empty_rings_[cell]);
        empty_rings_[cell] = static_cast<std::uint8_t>(std::min({own, before + 1, most}));
    };
    for (std::int64_t r = 0; r < rows_; ++r) {
        for (std::int64_t c = 0; c < columns_; ++c) {
            visit(c, r, 1);
        }
    }
    for (auto r = rows_; r-- > 0;) {
        for (auto c = columns_; c-- > 0;) {
            visit(c, r, -1);
        }
    }
}

} // namespace kerb::coverage
