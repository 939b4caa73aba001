#include <algorithm>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/depression_tiles.hpp>

#include "descent.hpp"
#include "tile_passes.hpp"

namespace kerb::waterlogging {
namespace {

using detail::Descent;

/// Does the cell at a place touch the edge of the map or a cell without a value?
bool touches_rim(const Descent& descent, const DepressionPlan& plan, std::size_t column, std::size_t row) {
    const auto c = descent.own().column + column, r = descent.own().row + row;
    if (c <= 1 || r <= 1 || c + 2 >= plan.columns() || r + 2 >= plan.rows()) {
        return true;
    }
    const auto at = static_cast<std::ptrdiff_t>(descent.at(column, row));
    return std::any_of(descent.offsets.begin(), descent.offsets.end(), [&descent, at](std::ptrdiff_t way) {
        return descent.basin[static_cast<std::size_t>(at + way)] == Descent::none;
    });
}

/// Only cells at the edge of the map, and those with a neighbour without a value, can touch the rim.
void mark_rim(const Descent& descent, const DepressionPlan& plan, std::vector<std::uint8_t>& rim) {
    const auto& own = descent.own();
    const bool voids = std::find(descent.basin.begin(), descent.basin.end(), Descent::none) != descent.basin.end();
    if (!voids && own.column > 1 && own.row > 1 && own.column + own.columns + 1 < plan.columns() &&
        own.row + own.rows + 1 < plan.rows()) {
        return;
    }
    for (std::size_t row = 0; row < own.rows; ++row) {
        for (std::size_t column = 0; column < own.columns; ++column) {
            const auto basin = descent.basin[descent.at(column, row)];
            if (basin != Descent::none && rim[basin] == 0 && touches_rim(descent, plan, column, row)) {
                rim[basin] = 1;
            }
        }
    }
}

std::vector<std::uint32_t> border_of(const Descent& descent) {
    const auto& own = descent.own();
    std::vector<std::uint32_t> border;
    border.reserve(2 * (own.columns + own.rows));
    for (const auto row : {std::size_t{0}, own.rows - 1}) {
        for (std::size_t column = 0; column < own.columns; ++column) {
            border.push_back(descent.basin[descent.at(column, row)]);
        }
    }
    for (const auto column : {std::size_t{0}, own.columns - 1}) {
        for (std::size_t row = 0; row < own.rows; ++row) {
            border.push_back(descent.basin[descent.at(column, row)]);
        }
    }
    return border;
}

} // namespace

DepressionPlan::DepressionPlan(std::size_t columns, std::size_t rows, const TerrainRim& rim, std::size_t tile_size)
    : columns_(columns), rows_(rows), tile_size_(tile_size), rim_(rim) {
    constexpr auto most = std::size_t{std::numeric_limits<std::uint32_t>::max()} - 2;
    if (columns != 0 && rows > most / columns) {
        throw ResourceError(
            {"depressions.too_many_cells",
             {{"columns", static_cast<std::int64_t>(columns)}, {"rows", static_cast<std::int64_t>(rows)}}});
    }
    if (tile_size < 2 || tile_size > 8192) {
        throw UsageError({"depressions.tile_size", {{"size", static_cast<std::int64_t>(tile_size)}}});
    }
    across_ = (columns + tile_size - 1) / tile_size;
    down_ = (rows + tile_size - 1) / tile_size;
}

CellWindow DepressionPlan::own(std::size_t tile) const {
    const auto column = tile % across_ * tile_size_, row = tile / across_ * tile_size_;
    return {column, row, std::min(tile_size_, columns_ - column), std::min(tile_size_, rows_ - row)};
}

CellWindow DepressionPlan::seen(std::size_t tile) const {
    const auto inside = own(tile);
    const auto column = inside.column - std::min<std::size_t>(inside.column, 1);
    const auto row = inside.row - std::min<std::size_t>(inside.row, 1);
    const auto end_column = std::min(inside.column + inside.columns + 1, columns_);
    const auto end_row = std::min(inside.row + inside.rows + 1, rows_);
    return {column, row, end_column - column, end_row - row};
}

std::size_t DepressionPlan::tile_at(std::uint32_t cell) const {
    return cell / columns_ / tile_size_ * across_ + cell % columns_ / tile_size_;
}

TileCells cells_of(const DepressionPlan& plan, std::size_t tile, const Grid& terrain) {
    const auto seen = plan.seen(tile);
    return {terrain.values.data() + terrain.index({seen.column, seen.row}), terrain.columns, terrain.nodata};
}

TileBasins tile_basins(const DepressionPlan& plan, std::size_t tile, const TileCells& cells) {
    Descent descent(plan, tile, cells);
    descent.run();
    TileBasins made;
    made.summary.tile = tile;
    made.summary.passes = detail::lowest_passes(descent, plan);
    made.summary.border = border_of(descent);
    made.summary.cells.assign(descent.ends.size(), 0);
    made.summary.rim.assign(descent.ends.size(), 0);
    const auto& own = descent.own();
    made.basin.resize(own.columns * own.rows);
    auto* to = made.basin.data();
    for (std::size_t row = 0; row < own.rows; ++row) {
        const auto* from = descent.basin.data() + descent.at(0, row);
        for (std::size_t column = 0; column < own.columns; ++column, ++to) {
            const auto basin = from[column];
            *to = basin == Descent::none ? no_basin : basin;
            if (basin != Descent::none) {
                ++made.summary.cells[basin];
            }
        }
    }
    mark_rim(descent, plan, made.summary.rim);
    made.summary.ends = std::move(descent.ends);
    made.summary.end_m = std::move(descent.end_m);
    return made;
}

void merge(BasinSummary& into, BasinSummary&& other) {
    into.tiles.insert(into.tiles.end(), std::make_move_iterator(other.tiles.begin()),
                      std::make_move_iterator(other.tiles.end()));
}

} // namespace kerb::waterlogging
