#include <algorithm>
#include <bit>
#include <cstdint>

#include <kerb/base/exact_sum.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb {
namespace {

/// Positions in cells: (0, 0) is the grid's first corner, (columns, rows) the one across.
double column_of(const GridPlacement& place, double x) {
    return (x - place.origin.x) / place.cell_width;
}

double row_of(const GridPlacement& place, double y) {
    return (place.south_up ? y - place.origin.y : place.origin.y - y) / place.cell_height;
}

Point corner_of(const GridPlacement& place, double column, double row) {
    const double down = row * place.cell_height;
    return {place.origin.x + column * place.cell_width, place.origin.y + (place.south_up ? down : -down)};
}

/// The cell of a row or column of `count` that a place along it is in.
std::optional<std::size_t> slot(double along, std::size_t count) {
    if (!(along >= 0 && along <= static_cast<double>(count)) || count == 0) {
        return std::nullopt;
    }
    return std::min(static_cast<std::size_t>(along), count - 1);
}

/// The two cells whose centres a place lies between, and how far it is on the way.
struct Between {
    std::size_t first = 0, second = 0;
    double share = 0;
};

Between between(double along, std::size_t count) {
    constexpr double noise = 1e-6; // of a cell: what is left of a centre after a few roundings
    const double centre = std::clamp(along - 0.5, 0.0, static_cast<double>(count - 1));
    const double near = std::round(centre);
    if (std::abs(centre - near) <= noise) {
        const auto own = static_cast<std::size_t>(near);
        return {own, own, 0};
    }
    const auto first = static_cast<std::size_t>(centre);
    return {first, first + 1, centre - static_cast<double>(first)};
}

std::optional<double> bilinear(const Grid& grid, double column, double row) {
    const auto across = between(column, grid.columns), down = between(row, grid.rows);
    const float corners[] = {grid.at({across.first, down.first}), grid.at({across.second, down.first}),
                             grid.at({across.first, down.second}), grid.at({across.second, down.second})};
    if (!std::all_of(std::begin(corners), std::end(corners), [&grid](float v) { return grid.is_value(v); })) {
        return std::nullopt;
    }
    const auto lerp = [](double a, double b, double share) { return std::lerp(a, b, share); };
    return lerp(lerp(corners[0], corners[1], across.share), lerp(corners[2], corners[3], across.share), down.share);
}

/// Cells from the one that `from` is in to the one that ends at or after `to`; {first, count}.
std::pair<std::size_t, std::size_t> met(double from, double to, std::size_t count) {
    const double first = std::max(std::floor(from), 0.0);
    const double end = std::min(std::max(std::ceil(to), std::floor(from) + 1), static_cast<double>(count));
    if (!(first < end)) {
        return {0, 0};
    }
    return {static_cast<std::size_t>(first), static_cast<std::size_t>(end - first)};
}

} // namespace

Grid Grid::filled(std::size_t columns, std::size_t rows, const GridPlacement& place, std::optional<Frame> frame,
                  float value) {
    Grid grid;
    grid.frame = std::move(frame);
    grid.place = place;
    grid.columns = columns;
    grid.rows = rows;
    grid.values.assign(columns * rows, value);
    return grid;
}

bool is_sound(const Grid& grid) {
    const auto& place = grid.place;
    const bool whole = grid.columns == 0 || grid.rows == 0
                           ? grid.values.empty()
                           : grid.values.size() % grid.columns == 0 && grid.values.size() / grid.columns == grid.rows;
    const auto far = corner_of(place, static_cast<double>(grid.columns), static_cast<double>(grid.rows));
    return whole && place.cell_width > 0 && place.cell_height > 0 && std::isfinite(place.origin.x) &&
           std::isfinite(place.origin.y) && std::isfinite(far.x) && std::isfinite(far.y);
}

bool same_cells(const Grid& a, const Grid& b) {
    return a.frame == b.frame && a.place == b.place && a.columns == b.columns && a.rows == b.rows &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), [&a, &b](float x, float y) {
               return a.is_value(x)
                          ? b.is_value(y) && std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y)
                          : !b.is_value(y);
           });
}

Box bounds(const Grid& grid) {
    Box box;
    box.add(grid.place.origin);
    box.add(corner_of(grid.place, static_cast<double>(grid.columns), static_cast<double>(grid.rows)));
    return box;
}

Point centre_of(const GridPlacement& place, Cell cell) {
    return corner_of(place, static_cast<double>(cell.column) + 0.5, static_cast<double>(cell.row) + 0.5);
}

std::optional<Cell> cell_at(const Grid& grid, Point position) {
    const auto column = slot(column_of(grid.place, position.x), grid.columns);
    const auto row = slot(row_of(grid.place, position.y), grid.rows);
    return column && row ? std::optional(Cell{*column, *row}) : std::nullopt;
}

std::optional<double> value_at(const Grid& grid, Point position, Sampling sampling) {
    const auto cell = cell_at(grid, position);
    if (!cell) {
        return std::nullopt;
    }
    if (sampling == Sampling::bilinear) {
        return bilinear(grid, column_of(grid.place, position.x), row_of(grid.place, position.y));
    }
    return grid.has_value(*cell) ? std::optional<double>(grid.at(*cell)) : std::nullopt;
}

CellWindow window_of(const Grid& grid, const Box& box) {
    const double top = row_of(grid.place, box.max_y), bottom = row_of(grid.place, box.min_y);
    const auto [column, columns] =
        met(column_of(grid.place, box.min_x), column_of(grid.place, box.max_x), grid.columns);
    const auto [row, rows] = met(std::min(top, bottom), std::max(top, bottom), grid.rows);
    return box.empty() || columns == 0 || rows == 0 ? CellWindow{} : CellWindow{column, row, columns, rows};
}

Grid crop(const Grid& grid, const CellWindow& window) {
    auto part = Grid::filled(window.columns, window.rows, grid.place, grid.frame);
    part.place.origin = corner_of(grid.place, static_cast<double>(window.column), static_cast<double>(window.row));
    part.nodata = grid.nodata;
    for (std::size_t row = 0; row < window.rows; ++row) {
        const auto from =
            grid.values.begin() + static_cast<std::ptrdiff_t>(grid.index({window.column, window.row + row}));
        std::copy_n(from, window.columns, part.values.begin() + static_cast<std::ptrdiff_t>(part.index({0, row})));
    }
    return part;
}

GridSummary summarize(const Grid& grid) {
    GridSummary summary;
    ExactSum sum;
    for (const auto value : grid.values) {
        if (!grid.is_value(value)) {
            ++summary.without;
            continue;
        }
        const bool first = summary.with_value++ == 0;
        summary.min = first ? value : std::min<double>(summary.min, value);
        summary.max = first ? value : std::max<double>(summary.max, value);
        sum.add(value);
    }
    if (summary.with_value > 0) {
        summary.mean = sum.value() / static_cast<double>(summary.with_value);
    }
    return summary;
}

} // namespace kerb
