// Where the water of each cell of a tile runs: to the lowest neighbour, and so on.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/waterlogging/depression_tiles.hpp>

#include "height_key.hpp"

namespace kerb::waterlogging::detail {

/// A tile with one cell around it: heights, and the basin of each cell by its number in the tile.
class Descent {
public:
    static constexpr std::uint32_t none = 0x7fffffffU;    ///< no value, or outside the map
    static constexpr std::uint32_t unknown = 0x80000000U; ///< bit of cells whose basin is not known yet

    Descent(const DepressionPlan& plan, std::size_t tile, const TileCells& cells);

    /// Gives every own cell its basin.
    void run();
    /// Basin of a cell beyond the tile; each is a basin of its own.
    std::uint32_t beyond(std::size_t at);

    [[nodiscard]] std::size_t stride() const { return own_.columns + 2; }
    [[nodiscard]] std::size_t at(std::size_t column, std::size_t row) const {
        return (row + 1) * stride() + column + 1;
    }
    /// Is an own cell at the edge of the map?
    [[nodiscard]] bool at_edge(std::size_t column, std::size_t row) const {
        const auto c = own_.column + column, r = own_.row + row;
        return r == 0 || c == 0 || r + 1 == plan_.rows() || c + 1 == plan_.columns();
    }
    /// Index in the map of the own cell at a place of the tile.
    [[nodiscard]] std::uint32_t cell(std::size_t at) const;
    [[nodiscard]] const CellWindow& own() const { return own_; }

    std::vector<HeightKey> key;
    std::vector<std::uint32_t> basin;
    std::vector<std::uint32_t> ends; ///< see TileSummary
    std::vector<float> end_m;        ///< see TileSummary
    std::vector<std::ptrdiff_t>
        offsets; ///< to the neighbours, in the order of their indices; the cell itself is the 5th

private:
    void load(const TileCells& cells);
    void point(std::size_t row);
    void drain_edge();
    void follow(std::size_t start);
    std::uint32_t new_basin(std::size_t at);

    const DepressionPlan& plan_;
    CellWindow own_, seen_;
    std::vector<std::size_t> path_;
};

} // namespace kerb::waterlogging::detail
