// Grids to shapes, and gaps in grids closed: what GDAL's algorithms do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::io {

/// Outlines of the cells that share a label, along their edges: entry i is the place of label i + 1. Cells that touch
/// at a corner only are parts of their own. Labels beyond `count`, and 0, have none.
/// \param labels one per cell, row by row \throws UsageError when there are not as many labels as cells; ResourceError
/// when there is no memory \par Complexity linear in the cells
[[nodiscard]] std::vector<MultiPolygon> outlines(const GridPlacement& place, std::size_t columns, std::size_t rows,
                                                 std::span<const std::uint32_t> labels, std::size_t count);

/// Labels the cells whose centres are in an area: cell by cell the label of the last area that has it, 0 where none
/// has. \param areas one for each label \throws UsageError when there are not as many labels as areas; ResourceError
/// when there is no memory \par Complexity linear in the cells covered
[[nodiscard]] std::vector<std::uint32_t> burn(const GridPlacement& place, std::size_t columns, std::size_t rows,
                                              std::span<const MultiPolygon* const> areas,
                                              std::span<const std::uint32_t> labels);

/// Gives cells without a value one from their surroundings, weighted by inverse distance in eight directions
/// (GDALFillNodata), however far the next value is. A grid without any value stays as it is.
/// \throws ResourceError when there is no memory
void fill_voids(Grid& grid);

} // namespace kerb::io
