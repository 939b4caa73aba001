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
/// at a corner only are parts of their own, in the order of their first cells. Labels beyond `count`, and 0, have none.
/// \param labels one per cell, row by row \throws UsageError when there are not as many labels as cells; ResourceError
/// when there is no memory \par Complexity linear in the cells
[[nodiscard]] std::vector<MultiPolygon> outlines(const GridPlacement& place, std::size_t columns, std::size_t rows,
                                                 std::span<const std::uint32_t> labels, std::size_t count);

/// The same outlines when the labels of a grid are never all in memory: runs of cells come row by row.
class RunOutlines {
public:
    /// \param count labels are 1 … count
    RunOutlines(const GridPlacement& place, std::size_t count);
    /// Cells of a row from column `first` to before `end` have a label. \pre rows ascend, and the runs of a label
    /// within a row
    void add(std::uint32_t label, std::size_t row, std::size_t first, std::size_t end);

    /// Bytes that finish() takes: the runs, and the largest box around the cells of one label.
    [[nodiscard]] std::int64_t memory() const;
    /// \throws ResourceError when there is no memory
    [[nodiscard]] std::vector<MultiPolygon> finish();

private:
    struct Run {
        std::uint32_t label, row, first, end;
    };
    struct Extent {
        std::uint32_t row = 0, end_row = 0, column = 0, end_column = 0;
    };
    struct Sheet;
    void draw(Sheet& sheet, std::vector<MultiPolygon>& found) const;

    GridPlacement place_;
    std::vector<Run> runs_;
    std::vector<Extent> extents_; ///< of each label
};

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
