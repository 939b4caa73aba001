// Grids: cells, positions, and cells that have no value.
#include <limits>

#include <kerb/raster/grid.hpp>

#include "support/test.hpp"

using kerb::Box;
using kerb::Cell;
using kerb::CellWindow;
using kerb::Grid;
using kerb::GridPlacement;
using kerb::Point;
using kerb::Sampling;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();

/// 4 columns and 3 rows; the cell (c, r) holds 10 r + c.
Grid counted(bool south_up = false) {
    auto grid = Grid::filled(4, 3, GridPlacement{{500000, 3556500}, 2, 5, south_up}, kerb::Frame::from("EPSG:4547"));
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 4; ++c) {
            grid.at({c, r}) = static_cast<float>(10 * r + c);
        }
    }
    return grid;
}

} // namespace

TEST_CASE("Rows run south from the north-west corner, or north from the south-west one") {
    const auto down = counted(), up = counted(true);
    CHECK(kerb::centre_of(down.place, {0, 0}) == Point{500001, 3556497.5});
    CHECK(kerb::centre_of(down.place, {3, 2}) == Point{500007, 3556487.5});
    CHECK(kerb::centre_of(up.place, {3, 2}) == Point{500007, 3556512.5});
    const auto box = kerb::bounds(down), other = kerb::bounds(up);
    CHECK((box.min_x == 500000 && box.max_x == 500008 && box.min_y == 3556485 && box.max_y == 3556500));
    CHECK((other.min_y == 3556500 && other.max_y == 3556515));
    for (const auto& grid : {down, up}) {
        for (std::size_t r = 0; r < 3; ++r) {
            for (std::size_t c = 0; c < 4; ++c) {
                const auto centre = kerb::centre_of(grid.place, {c, r});
                CHECK(kerb::cell_at(grid, centre) == Cell{c, r});
                CHECK(kerb::value_at(grid, centre) == grid.at({c, r}));
                CHECK(kerb::value_at(grid, centre, Sampling::nearest) == grid.at({c, r}));
            }
        }
    }
}

TEST_CASE("An edge belongs to one cell, the outer edges to the last") {
    const auto grid = counted();
    CHECK(kerb::cell_at(grid, {500000, 3556500}) == Cell{0, 0});
    CHECK(kerb::cell_at(grid, {500002, 3556495}) == Cell{1, 1});
    CHECK(kerb::cell_at(grid, {500008, 3556485}) == Cell{3, 2});
    for (const auto outside : {Point{499999.9, 3556499}, Point{500008.1, 3556499}, Point{500001, 3556500.1},
                               Point{500001, 3556484.9}, Point{std::nan(""), 3556499}}) {
        CHECK_FALSE(kerb::cell_at(grid, outside));
        CHECK_FALSE(kerb::value_at(grid, outside));
    }
    CHECK_FALSE(kerb::value_at(Grid{}, {0, 0}));
}

TEST_CASE("Bilinear values reproduce a slope, and are level beyond the outer centres") {
    const auto grid = counted();
    CHECK(*kerb::value_at(grid, {500002, 3556495}) == Approx(5.5).epsilon(1e-12));
    CHECK(*kerb::value_at(grid, {500003.5, 3556490}) == Approx(16.25).epsilon(1e-12));
    CHECK(kerb::value_at(grid, {500000, 3556500}) == 0);
    CHECK(kerb::value_at(grid, {500008, 3556485}) == 23);
    CHECK(*kerb::value_at(grid, {500002, 3556500}) == Approx(0.5).epsilon(1e-12));
    auto single = Grid::filled(1, 1, {}, std::nullopt, 7);
    CHECK(kerb::value_at(single, {0.9, -0.1}) == 7);
}

TEST_CASE("A cell without a value is not bridged") {
    for (const float hole : {none, std::numeric_limits<float>::infinity(), -9999.0F}) {
        auto grid = counted();
        grid.nodata = -9999.0F;
        grid.at({1, 1}) = hole;
        CHECK_FALSE(grid.has_value({1, 1}));
        CHECK_FALSE(kerb::value_at(grid, {500003, 3556492.5}, Sampling::nearest));
        CHECK_FALSE(kerb::value_at(grid, {500002, 3556495}));          // one of the four
        CHECK(kerb::value_at(grid, {500001, 3556492.5}) == 10);        // the centre beside it
        CHECK(kerb::value_at(grid, {500001, 3556492.5 + 1e-9}) == 10); // and as near as rounding puts it
        CHECK(kerb::value_at(grid, {500002, 3556495}, Sampling::nearest) == std::nullopt);
        const auto summary = kerb::summarize(grid);
        CHECK((summary.with_value == 11 && summary.without == 1 && summary.min == 0 && summary.max == 23));
        CHECK(summary.mean == Approx((138.0 - 11) / 11));
    }
    CHECK(counted().is_value(-9999.0F));
    CHECK(kerb::summarize(Grid::filled(2, 1, {}, std::nullopt, none)).mean == 0);
}

TEST_CASE("A window is the cells that a box meets, and a crop lies where it lay") {
    for (const bool south_up : {false, true}) {
        const auto grid = counted(south_up);
        const auto middle = kerb::centre_of(grid.place, {1, 1});
        const auto window = kerb::window_of(grid, Box{middle.x, middle.y - 4, middle.x + 2, middle.y + 2});
        const CellWindow expected{1, south_up ? 0U : 1U, 2, 2};
        CHECK(window == expected);
        const auto part = kerb::crop(grid, window);
        CHECK(kerb::is_sound(part));
        CHECK(part.frame == grid.frame);
        for (std::size_t r = 0; r < part.rows; ++r) {
            for (std::size_t c = 0; c < part.columns; ++c) {
                CHECK(kerb::value_at(grid, kerb::centre_of(part.place, {c, r})) == part.at({c, r}));
            }
        }
        CHECK(kerb::window_of(grid, kerb::bounds(grid)) == CellWindow{0, 0, 4, 3});
        CHECK(kerb::window_of(grid, kerb::bounds(grid).grown(1e9)) == CellWindow{0, 0, 4, 3});
        CHECK(kerb::same_cells(kerb::crop(grid, {0, 0, 4, 3}), grid));
        CHECK(kerb::window_of(grid, Box{}).empty());
        CHECK(kerb::window_of(grid, Box{0, 0, 1, 1}).empty());
        CHECK(kerb::window_of(grid, Box{500000 - 9, 0, 500000, 9e9}).empty()); // touches
        CHECK(kerb::crop(grid, {}).values.empty());
    }
    const auto grid = counted();
    CHECK(kerb::window_of(grid, Box{500002, 3556495, 500002, 3556495}) == CellWindow{1, 1, 1, 1});
    CHECK(kerb::window_of(grid, Box{500000, 3556495, 500002, 3556500}) == CellWindow{0, 0, 1, 1});
}

TEST_CASE("Grids whose size, values or placement do not fit are told apart") {
    CHECK(kerb::is_sound(counted()));
    CHECK(kerb::is_sound(Grid{}));
    auto grid = counted();
    grid.values.pop_back();
    CHECK_FALSE(kerb::is_sound(grid));
    grid = counted();
    grid.columns = std::numeric_limits<std::size_t>::max() / 2;
    CHECK_FALSE(kerb::is_sound(grid));
    for (const double odd : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        grid = counted();
        grid.place.cell_height = odd;
        CHECK_FALSE(kerb::is_sound(grid));
    }
    grid = counted();
    grid.place.origin.x = std::nan("");
    CHECK_FALSE(kerb::is_sound(grid));
}

TEST_CASE("The same cells: to the bit, and whatever stands for no value") {
    const auto grid = counted();
    CHECK(kerb::same_cells(grid, grid));
    auto other = grid;
    other.at({0, 0}) = -0.0F;
    CHECK_FALSE(kerb::same_cells(grid, other));
    auto holes = grid, nan_holes = grid;
    holes.nodata = -1.0F;
    holes.at({2, 2}) = -1.0F;
    nan_holes.at({2, 2}) = none;
    CHECK(kerb::same_cells(holes, nan_holes));
    CHECK_FALSE(kerb::same_cells(grid, nan_holes));
    other = grid;
    other.frame = kerb::Frame::from("EPSG:4548");
    CHECK_FALSE(kerb::same_cells(grid, other));
    other = grid;
    other.place.south_up = true;
    CHECK_FALSE(kerb::same_cells(grid, other));
}
