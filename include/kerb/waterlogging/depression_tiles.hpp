// Depressions tile by tile: plan → task(tile) → summary; merge; finish. What one machine runs in memory, what a terrain
// larger than memory needs, and what a cluster would run are these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_tree.hpp>
#include <kerb/waterlogging/terrain.hpp>

namespace kerb::waterlogging {

/// How a terrain is cut.
class DepressionPlan {
public:
    /// \throws ResourceError beyond 2³² − 3 cells; UsageError for tiles of less than 2 cells.
    DepressionPlan(std::size_t columns, std::size_t rows, const TerrainRim& rim, std::size_t tile_size);

    [[nodiscard]] std::size_t tiles() const { return across_ * down_; }
    /// The cells that a tile answers for.
    [[nodiscard]] CellWindow own(std::size_t tile) const;
    /// The cells that it has to see: one more on each side, where the map has them.
    [[nodiscard]] CellWindow seen(std::size_t tile) const;
    [[nodiscard]] std::size_t tile_at(std::uint32_t cell) const;
    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] std::size_t tile_size() const { return tile_size_; }
    [[nodiscard]] const TerrainRim& rim() const { return rim_; }

private:
    std::size_t columns_, rows_, tile_size_, across_, down_;
    TerrainRim rim_;
};

/// Elevations of the cells that a tile sees, row by row.
struct TileCells {
    const float* first = nullptr; ///< of `DepressionPlan::seen`
    std::size_t stride = 0;       ///< from row to row
    std::optional<float> nodata;  ///< besides NaN and the infinities
};
/// Those of a grid that is whole in memory.
[[nodiscard]] TileCells cells_of(const DepressionPlan& plan, std::size_t tile, const Grid& terrain);

/// The lowest pass between two basins of a tile.
struct TilePass {
    std::uint64_t order = 0;     ///< elevation of the pass, then index of its cell
    std::uint32_t here = 0;      ///< basin (by its number in the tile) on the side of the pass's cell
    std::uint32_t there = 0;     ///< basin on the other side
    std::uint32_t direction = 0; ///< from the pass's cell to the other side; decides among passes at one cell
    friend bool operator==(const TilePass&, const TilePass&) = default;
};

/// What the rest of the map has to know of a tile. Basins are numbered inside the tile; 0 is off the map.
struct TileSummary {
    std::size_t tile = 0;
    std::vector<std::uint32_t> ends;  ///< cell where a basin's descent ends: its pit, or the first cell beyond the tile
    std::vector<float> end_m;         ///< height of that cell; NaN off the map
    std::vector<std::uint32_t> cells; ///< of the tile in a basin
    std::vector<std::uint8_t> rim;    ///< does a basin touch the rim?
    std::vector<std::uint32_t>
        border; ///< basins of the tile's outermost cells: first row, last row, first column, last column
    std::vector<TilePass> passes; ///< ascending; only those that no detour inside the tile undercuts
};
struct TileBasins {
    TileSummary summary;
    std::vector<std::uint32_t> basin; ///< of each own cell, row by row; `no_basin` without a value
};
/// The task: steepest-order descent and lowest passes inside one tile. Each cell's water goes to the lowest of its
/// eight neighbours (of equal ones, the first by index). \par Complexity linear in the tile's cells
[[nodiscard]] TileBasins tile_basins(const DepressionPlan& plan, std::size_t tile, const TileCells& cells);

/// Summaries of any tiles, in any order.
struct BasinSummary {
    std::vector<TileSummary> tiles;
};
/// Associative and commutative as far as `finish_tree` can tell.
void merge(BasinSummary& into, BasinSummary&& other);

/// The tree without curves, cells and capacities, and for each tile which leaf basin each of its basins is.
struct BasinForest {
    DepressionTree tree;
    std::vector<std::vector<std::uint32_t>> leaf_of; ///< [tile][basin of the tile] → leaf basin
};
/// \pre the summary of every tile is there once
/// \par Complexity O(b log b) in the number b of leaf basins and border cells
[[nodiscard]] BasinForest finish_tree(const DepressionPlan& plan, BasinSummary&& summary, Threads threads = Threads(1));

} // namespace kerb::waterlogging
