// The points that borders of zones run through: every zone is a rectangle of cells, so all of them nest exactly.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "parts.hpp"

namespace kerb::synth {

class ZoneLattice {
public:
    static constexpr std::uint32_t steps = 12; ///< cells of a district's side

    explicit ZoneLattice(const Plan& plan);

    [[nodiscard]] std::uint32_t columns() const { return columns_; }
    [[nodiscard]] std::uint32_t rows() const { return rows_; }
    /// The outline of the cells [west, east) × [south, north).
    [[nodiscard]] Polygon ring(std::uint32_t west, std::uint32_t south, std::uint32_t east, std::uint32_t north) const;
    /// Column and row of the cell that a place of the city is in.
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> cell_of(Point p) const;

private:
    [[nodiscard]] std::size_t index(std::uint32_t i, std::uint32_t j) const {
        return std::size_t{j} * (columns_ + 1) + i;
    }
    [[nodiscard]] Point at(std::uint32_t i, std::uint32_t j) const { return points_[index(i, j)]; }
    void lay_out(std::uint32_t column, std::uint32_t row);

    const Plan& plan_;
    std::uint32_t columns_, rows_;
    Points points_;
};

} // namespace kerb::synth
