// Which cells of a terrain are carriageway, and whose.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/inventory/roads.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::waterlogging {

/// Width taken for a road whose record has none, or one that cannot be.
inline constexpr double assumed_width_m = 7;

/// Its record's, where that can be; else the assumed one.
[[nodiscard]] double width_of(const Road& road);

/// Cells whose centres lie within half a road's width of its centreline: 1 + position of the road, 0 elsewhere. Where
/// several reach a cell, the nearest centreline has it, of equally near ones the first. Roads that are planned or
/// removed, and paths (class `other`), have none. \par Complexity linear in the cells near centrelines
[[nodiscard]] std::vector<std::uint32_t> carriageway_cells(const Grid& terrain, std::span<const Road> roads,
                                                           const Progress& progress = {});

} // namespace kerb::waterlogging
