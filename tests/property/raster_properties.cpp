// Grids against naive twins: every cell looked at, every weight written out.
#include <rapidcheck.h>

#include <kerb/raster/grid.hpp>

#include "support/property.hpp"
#include "support/test.hpp"

using kerb::Box;
using kerb::Cell;
using kerb::Grid;
using kerb::GridPlacement;
using kerb::Point;
using kerb::test::holds;

namespace {

double coordinate(int from, int to) {
    return *rc::gen::inRange(from * 1000, to * 1000) / 1000.0;
}

/// Small, anywhere, with a hole now and then.
Grid any_grid() {
    const auto columns = *rc::gen::inRange<std::size_t>(1, 9), rows = *rc::gen::inRange<std::size_t>(1, 9);
    const GridPlacement place{{coordinate(-9000, 9000), coordinate(-9000, 9000)},
                              coordinate(1, 20),
                              coordinate(1, 20),
                              *rc::gen::arbitrary<bool>()};
    auto grid = Grid::filled(columns, rows, place);
    grid.nodata = -9.0F;
    for (auto& value : grid.values) {
        value = *rc::gen::inRange(0, 12) == 0 ? -9.0F : static_cast<float>(coordinate(0, 100));
    }
    return grid;
}

Point any_point(const Grid& grid) {
    const auto box = kerb::bounds(grid);
    const auto along = [](double low, double high) {
        return low + (high - low) * *rc::gen::inRange(-1000, 11001) / 10000.0;
    };
    return {along(box.min_x, box.max_x), along(box.min_y, box.max_y)};
}

Box box_of(const Grid& grid, Cell cell) {
    const auto centre = kerb::centre_of(grid.place, cell);
    const double w = grid.place.cell_width / 2, h = grid.place.cell_height / 2;
    return {centre.x - w, centre.y - h, centre.x + w, centre.y + h};
}

/// Each cell weighs by how near its centre is, in cells; a position outside all centres is moved to the nearest.
std::optional<double> weighed(const Grid& grid, Point position) {
    if (!kerb::bounds(grid).contains(position)) {
        return std::nullopt;
    }
    const auto a = kerb::centre_of(grid.place, {0, 0});
    const auto b = kerb::centre_of(grid.place, {grid.columns - 1, grid.rows - 1});
    position.x = std::clamp(position.x, a.x, b.x);
    position.y = std::clamp(position.y, std::min(a.y, b.y), std::max(a.y, b.y));
    double sum = 0;
    for (std::size_t r = 0; r < grid.rows; ++r) {
        for (std::size_t c = 0; c < grid.columns; ++c) {
            const auto centre = kerb::centre_of(grid.place, {c, r});
            const double weight = std::max(0.0, 1 - std::abs(position.x - centre.x) / grid.place.cell_width) *
                                  std::max(0.0, 1 - std::abs(position.y - centre.y) / grid.place.cell_height);
            if (weight > 1e-9 && !grid.has_value({c, r})) {
                return std::nullopt;
            }
            sum += weight > 1e-9 ? weight * grid.at({c, r}) : 0;
        }
    }
    return sum;
}

} // namespace

TEST_CASE("Bilinear values are the weighed mean of the cells around") {
    holds("the naive twin agrees", [] {
        const auto grid = any_grid();
        const auto position = any_point(grid);
        const auto found = kerb::value_at(grid, position), expected = weighed(grid, position);
        RC_ASSERT(found.has_value() == expected.has_value());
        RC_ASSERT((!found || std::abs(*found - *expected) < 1e-4));
    });
}

TEST_CASE("A window holds the cells that overlap a box, and no other") {
    holds("the naive twin agrees", [] {
        const auto grid = any_grid();
        Box box;
        box.add(any_point(grid));
        box.add(any_point(grid));
        const auto window = kerb::window_of(grid, box);
        for (std::size_t r = 0; r < grid.rows; ++r) {
            for (std::size_t c = 0; c < grid.columns; ++c) {
                const bool inside = c >= window.column && c < window.column + window.columns && r >= window.row &&
                                    r < window.row + window.rows;
                const auto cell = box_of(grid, {c, r});
                // To the last digit of a coordinate.
                RC_ASSERT(inside || !cell.grown(-1e-9).intersects(box));
                RC_ASSERT(!inside || cell.grown(1e-9).intersects(box));
            }
        }
    });
}
