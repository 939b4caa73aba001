// Grids: one value per cell of a plane, and honest about cells that have none.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/geometry/frame.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

/// A cell by its column and row, counted from the first cell in memory.
struct Cell {
    std::size_t column = 0, row = 0;
    friend bool operator==(const Cell&, const Cell&) = default;
};

/// A rectangle of cells; empty when it has no columns or no rows.
struct CellWindow {
    std::size_t column = 0, row = 0, columns = 0, rows = 0;
    [[nodiscard]] bool empty() const { return columns == 0 || rows == 0; }
    friend bool operator==(const CellWindow&, const CellWindow&) = default;
};

/// Where the cells lie: columns run east, rows run south (north with `south_up`), without rotation. Units are those of
/// the frame.
struct GridPlacement {
    Point origin;           ///< outer corner of cell (0, 0): north-west, or south-west with `south_up`
    double cell_width = 1;  ///< > 0
    double cell_height = 1; ///< > 0, whichever way the rows run
    bool south_up = false;  ///< row 0 is the southernmost
    friend bool operator==(const GridPlacement&, const GridPlacement&) = default;
};

/// Elevations, depths or the like, row by row. A value stands for its whole cell and is exact at the cell's centre.
/// \par Memory 4 bytes per cell
struct Grid {
    std::optional<Frame> frame; ///< absent: nobody said
    GridPlacement place;
    std::size_t columns = 0, rows = 0;
    std::vector<float> values; ///< columns × rows; value of cell (c, r) at r · columns + c
    /// A number that stands for "no value", besides NaN and the infinities, which always do.
    std::optional<float> nodata;

    /// A grid of one value.
    [[nodiscard]] static Grid filled(std::size_t columns, std::size_t rows, const GridPlacement& place,
                                     std::optional<Frame> frame = std::nullopt, float value = 0);

    [[nodiscard]] std::size_t index(Cell cell) const { return cell.row * columns + cell.column; }
    /// \pre the cell is inside
    [[nodiscard]] float& at(Cell cell) { return values[index(cell)]; }
    [[nodiscard]] float at(Cell cell) const { return values[index(cell)]; }
    /// Does a cell that holds `value` have a value?
    [[nodiscard]] bool is_value(float value) const { return std::isfinite(value) && !(nodata && value == *nodata); }
    [[nodiscard]] bool has_value(Cell cell) const { return is_value(at(cell)); }
};

/// Do size, values and placement fit together? True for an empty grid (no columns or no rows, and no values).
[[nodiscard]] bool is_sound(const Grid& grid);

/// The same frame, placement and size, the same bits in all cells that have a value, and the same cells without one
/// (whatever number stands there).
[[nodiscard]] bool same_cells(const Grid& a, const Grid& b);

[[nodiscard]] Box bounds(const Grid& grid);
/// Position of a cell's centre.
[[nodiscard]] Point centre_of(const GridPlacement& place, Cell cell);
/// The cell that a position is in; none outside. Of two cells that share an edge, the one with the higher column or row
/// has it; the grid's own far edges belong to its last cells.
[[nodiscard]] std::optional<Cell> cell_at(const Grid& grid, Point position);

enum class Sampling : std::uint8_t {
    nearest, ///< the value of the cell that the position is in
    bilinear ///< between the centres of four cells; level within half a cell of the grid's edge
};

/// The value at a position. None outside the grid, and where a cell that takes part has no value: no gap is filled.
/// Bilinear values lie between those of the four cells; at a centre (to a millionth of a cell) they are the cell's own,
/// whatever its neighbours.
[[nodiscard]] std::optional<double> value_at(const Grid& grid, Point position, Sampling sampling = Sampling::bilinear);

/// The cells that a box meets (a cell of which it only touches the far edge is not met, unless the box has no extent).
[[nodiscard]] CellWindow window_of(const Grid& grid, const Box& box);
/// The part of a grid in a window; its cells lie where they lay.
/// \pre the window is inside the grid
[[nodiscard]] Grid crop(const Grid& grid, const CellWindow& window);

/// What is in a grid.
struct GridSummary {
    std::size_t with_value = 0, without = 0;
    double min = 0, max = 0, mean = 0; ///< of the cells with a value; 0 when there are none
};
/// The mean is that of the exact sum, the same for every order of cells. \pre no value is beyond ±1e9
[[nodiscard]] GridSummary summarize(const Grid& grid);

} // namespace kerb
