// Depressions of a terrain that is larger than memory: its rows pass by twice, and what is kept is a few bytes for each
// lowest place. Same figures, to the last bit, as `find_depressions`.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_list.hpp>
#include <kerb/waterlogging/depression_tiles.hpp>

namespace kerb::waterlogging {

/// Where a terrain's elevations come from, row after row, as often as they are asked for.
struct TerrainRows {
    std::size_t columns = 0, rows = 0;
    std::size_t block_rows = 1; ///< rows that are read fastest together, those of a block of the file
    /// Elevations in metres of `count` rows from `row` on; NaN where there is none.
    std::function<void(std::size_t row, std::size_t count, float* to)> read;
};
/// Those of a grid in memory.
[[nodiscard]] TerrainRows rows_of(const Grid& terrain);

/// Bytes that a run takes at its peak, the program itself and the list of depressions not counted.
struct SheetMemory {
    std::int64_t rows = 0; ///< rows of the terrain, and tiles at work
    std::int64_t leaf = 0; ///< for each lowest place
    [[nodiscard]] std::int64_t with(std::int64_t leaves) const { return rows + leaf * leaves; }
};
[[nodiscard]] SheetMemory sheet_memory(const DepressionPlan& plan, const TerrainRows& terrain, Threads threads);

struct SheetOptions {
    Threads threads = Threads(1);
    std::int64_t memory_limit = std::numeric_limits<std::int64_t>::max(); ///< bytes
    std::int64_t held = 0; ///< bytes that the caller takes besides what sheet_memory() counts
};

/// The outermost depressions, each one sheet of water when all is full, in no order that means anything.
struct DepressionSheets {
    TreeSummary summary;
    std::size_t leaves = 0;                                ///< lowest places
    std::int64_t with_value = 0;                           ///< cells
    std::vector<std::uint32_t> pit, pass, catchment_cells; ///< of each sheet; see DepressionNode
    std::vector<float> pit_m, sill_m;
    std::vector<std::uint8_t> touches_rim;
    std::vector<std::uint32_t> cells;                 ///< once they were measured
    std::vector<std::int64_t> height;                 ///< of those cells, the sum in quanta
    std::vector<std::vector<std::uint32_t>> sheet_of; ///< [tile][basin of the tile] → 1 + sheet, 0 for none

    [[nodiscard]] std::size_t size() const { return sill_m.size(); }
    [[nodiscard]] Volume capacity(std::size_t sheet) const;
};

/// First pass: where the sheets are, and how high they stand. The passes between basins go through a temporary file
/// of std::tmpfile (about 20 bytes for each lowest place), which is gone when the call ends.
/// \throws ResourceError naming the memory it takes, as soon as it is clear that it is more than the limit, or when the
/// temporary file cannot be written; UsageError; Cancelled
/// \par Complexity as finish_tree; no depth of nesting makes it slow \par Memory see sheet_memory()
[[nodiscard]] DepressionSheets find_sheets(const DepressionPlan& plan, const TerrainRows& terrain,
                                           const SheetOptions& options = {}, const Progress& progress = {});

/// Some rows of a terrain and what covers them.
struct SheetRows {
    std::size_t first_row = 0, rows = 0;
    std::span<const float> elevation_m;   ///< row by row
    std::span<const std::uint32_t> sheet; ///< 1 + the sheet that covers a cell when all is full, 0: dry or no value
};

/// Second pass, as often as it is wanted: all rows in their order, and under which sheet each cell lies.
void visit_rows(const DepressionPlan& plan, const TerrainRows& terrain, const DepressionSheets& sheets, Threads threads,
                const std::function<void(const SheetRows&)>& visit, const Progress& progress = {});
/// The same, and measures the sheets (`cells`, `height`, `summary.capacity`) by the way.
void measure_rows(const DepressionPlan& plan, const TerrainRows& terrain, DepressionSheets& sheets, Threads threads,
                  const std::function<void(const SheetRows&)>& visit, const Progress& progress = {});

/// A sheet as depression_list() has it; `node` is the sheet's place. \pre measured
[[nodiscard]] Depression depression_of(const DepressionSheets& sheets, std::uint32_t sheet, const GridPlacement& place,
                                       std::size_t columns);
/// Does `a` come before `b` in depression_list()?
[[nodiscard]] bool comes_before(const DepressionSheets& sheets, std::uint32_t a, std::uint32_t b);

/// The filled terrain (see filled_surface()) and the depth of water (see depth_surface()) of some rows.
void fill_rows(const SheetRows& rows, const DepressionSheets& sheets, std::span<float> filled_m);
void depth_rows(const SheetRows& rows, const DepressionSheets& sheets, std::span<float> depth_m);

} // namespace kerb::waterlogging
