// Which of many areas are near, and which hold a point?
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/prepared_area.hpp>

namespace kerb::coverage::detail {

/// Areas by the cells of a grid that their boxes meet. Read-only, thread-safe.
class AreaFinder {
public:
    explicit AreaFinder(std::span<const MultiPolygon> areas);

    [[nodiscard]] const PreparedArea& operator[](std::uint32_t i) const { return areas_[i]; }
    [[nodiscard]] bool any_holds(Point p) const;
    /// The areas whose boxes meet `box`, in order.
    void near(const Box& box, std::vector<std::uint32_t>& found) const;

private:
    [[nodiscard]] std::size_t slot(double d) const { return static_cast<std::size_t>(std::max(0.0, d) / cell_); }
    [[nodiscard]] const std::vector<std::uint32_t>& at(std::size_t column, std::size_t row) const {
        return cells_[row * columns_ + column];
    }

    std::vector<PreparedArea> areas_;
    Box all_;
    double cell_ = 1;
    std::size_t columns_ = 1;
    std::vector<std::vector<std::uint32_t>> cells_;
};

} // namespace kerb::coverage::detail
