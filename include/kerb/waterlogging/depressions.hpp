// All depressions of a terrain in memory, and the surfaces that follow from them.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_tree.hpp>
#include <kerb/waterlogging/terrain.hpp>

namespace kerb::waterlogging {

struct DepressionOptions {
    TerrainRim rim;
    std::size_t tile_size = 512; ///< cells a side; the result does not depend on it
    Threads threads = Threads(1);
    bool curves = true; ///< without them nodes have no cells and capacities: enough for the filled surface
};

struct Depressions {
    DepressionTree tree;
    std::vector<std::uint32_t> basin; ///< of each cell: leaf basin, `off_map` or `no_basin`
};

/// The exact hierarchy with curves. The same bytes for any tile size and number of threads. When a terrain is flipped
/// or turned, levels and volumes stay; which of equal cells is a pit may change. \throws UsageError when the grid's
/// size and values do not fit, or a tile has less than 2 cells; ResourceError beyond 2³² − 3 cells; Cancelled. \par
/// Complexity O(n + b log b) for n cells, b leaf basins; sorting of the cells that can be under water \par Memory 4
/// bytes a cell besides the grid; 60 to 100 bytes a leaf basin; 12 bytes a cell that can be under water
[[nodiscard]] Depressions find_depressions(const Grid& terrain, const DepressionOptions& options = {},
                                           const Progress& progress = {});

/// The terrain with every depression filled to its sill: what priority-flood yields (Barnes, Lehman & Mulla 2014), to
/// the last bit.
[[nodiscard]] Grid filled_surface(const Grid& terrain, const Depressions& depressions, Threads threads = Threads(1));

/// Depth of water when each leaf basin's water stands at a level; NaN in the grid where the terrain has no value. Give
/// `levels_m[leaf]` (−∞: dry); entry 0 is not read.
[[nodiscard]] Grid depth_surface(const Grid& terrain, const std::vector<std::uint32_t>& basin,
                                 const std::vector<float>& levels_m, Threads threads = Threads(1));

/// Levels for `depth_surface` when all is full to the brim.
[[nodiscard]] std::vector<float> full_levels(const DepressionTree& tree);

} // namespace kerb::waterlogging
