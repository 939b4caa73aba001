// Terrains whose answer is known.
#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/depression_list.hpp>
#include <kerb/waterlogging/depression_tiles.hpp>
#include <kerb/waterlogging/ponding.hpp>

#include "support/test.hpp"

using kerb::Grid;
using kerb::GridPlacement;
using namespace kerb::waterlogging;

namespace {

template <typename Height>
Grid terrain(std::size_t columns, std::size_t rows, double cell, const Height& height) {
    auto grid = Grid::filled(columns, rows, GridPlacement{{0, 0}, cell, cell, false});
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            grid.at({c, r}) = static_cast<float>(height(c, r));
        }
    }
    return grid;
}

double cubic_metres(Volume volume, double cell_m2 = 1) {
    return static_cast<double>(volume) * height_quantum_m * cell_m2;
}

Volume volume_of(double cubic_metres) {
    return height_quanta(cubic_metres);
}

/// Three tanks in a row, 4 × 4 cells each, 2 m deep below walls of 10 m; notches from one to the next and to the edge,
/// each a metre lower.
Grid cascade() {
    return terrain(19, 6, 1, [](std::size_t c, std::size_t r) {
        const bool tank = r >= 1 && r <= 4 && c % 6 != 0 && c % 6 != 5;
        const double base = 9 - static_cast<double>(c / 6);
        if (tank) {
            return base - 2;
        }
        if (r == 2 && c > 0 && (c % 6 == 5 || (c % 6 == 0 && c >= 6))) {
            return c % 6 == 5 ? base : base + 1; // the sill, and the slope behind it
        }
        return 20.0;
    });
}

} // namespace

TEST_CASE("A cone with a notch holds what is below the notch") {
    // An inverted cone: height = distance from the middle, a notch to the edge at 10 m.
    const auto grid = terrain(61, 61, 1, [](std::size_t c, std::size_t r) {
        const double d = std::hypot(static_cast<double>(c) - 30, static_cast<double>(r) - 30);
        return r == 30 && c > 30 ? std::min(d, 10.0) : d;
    });
    const auto list = depression_list(find_depressions(grid).tree, grid);
    REQUIRE(list.size() == 1);
    double volume = 0, cells = 0;
    for (const auto value : grid.values) {
        volume += value < 10 ? 10 - static_cast<double>(value) : 0;
        cells += value < 10 ? 1 : 0;
    }
    CHECK(list[0].sill_m == 10);
    CHECK(list[0].pit_m == 0);
    CHECK(list[0].depth_m() == 10);
    CHECK(list[0].area_m2 == cells);
    CHECK(list[0].volume_m3 == Approx(volume).epsilon(cells * height_quantum_m / volume)); // heights below 8 m
    CHECK(list[0].volume_m3 == Approx(3.14159265 * 1000 / 3).epsilon(0.01));               // π r² h / 3
    CHECK(list[0].pit == kerb::Point{30.5, -30.5});
}

TEST_CASE("Tanks in a cascade pass on what they cannot hold") {
    const auto grid = cascade();
    const auto found = find_depressions(grid);
    const auto list = depression_list(found.tree, grid);
    REQUIRE(list.size() == 3);
    for (const auto& tank : list) {
        CHECK(tank.volume_m3 == 32);
        CHECK(tank.area_m2 == 16);
    }
    const auto leaf = [&](std::size_t column) { return found.basin[grid.index({column, 3})]; };
    const auto after = [&](double into_first) {
        std::vector<Volume> poured(found.tree.leaves + 1);
        poured[leaf(2)] = volume_of(into_first);
        return pour(found.tree, poured);
    };
    const auto holds = [&](const Ponding& p, std::size_t column) { return cubic_metres(p.water[leaf(column)]); };
    const auto some = after(20), more = after(50), all = after(100);
    CHECK((holds(some, 2) == 20 && holds(some, 8) == 0 && some.left_map == 0));
    CHECK((holds(more, 2) == 32 && holds(more, 8) == 18 && holds(more, 14) == 0));
    CHECK((holds(all, 2) == 32 && holds(all, 8) == 32 && holds(all, 14) == 32));
    CHECK(cubic_metres(all.left_map) == 4);
    const auto levels = water_levels(found.tree, more);
    CHECK(levels[leaf(2)] == 9);
    CHECK(levels[leaf(8)] == 6 + 18.0 / 16);
    CHECK(levels[leaf(14)] == -std::numeric_limits<double>::infinity());
}

TEST_CASE("Bowls inside a bowl fill, spill into each other and merge") {
    // Two pits of 3 and 2 m below a saddle at 5 m, inside a bowl whose sill is at 7 m.
    const float heights[7][9] = {{9, 9, 9, 9, 9, 9, 9, 9, 9}, {9, 6, 6, 6, 6, 6, 6, 6, 9}, {9, 6, 2, 6, 5, 6, 3, 6, 9},
                                 {9, 6, 6, 6, 5, 6, 6, 6, 7}, {9, 6, 6, 5, 5, 5, 6, 6, 9}, {9, 6, 6, 6, 6, 6, 6, 6, 9},
                                 {9, 9, 9, 9, 9, 9, 9, 9, 9}};
    const auto grid = terrain(9, 7, 1, [&](std::size_t c, std::size_t r) { return heights[r][c]; });
    const auto found = find_depressions(grid);
    const auto summary = summarize(found.tree);
    CHECK(summary.outermost == 1);
    CHECK(summary.innermost >= 2);
    const auto list = depression_list(found.tree, grid);
    REQUIRE(list.size() == 1);
    CHECK(list[0].sill_m == 7);
    CHECK(list[0].area_m2 == 35);
    CHECK(list[0].volume_m3 == (28 * 1) + 5 + 4 + 5 * 2); // 28 cells at 6, pits 2 and 3, five at 5
    CHECK(list[0].pit_m == 2);
}

TEST_CASE("Equal sills: whichever way water goes, the sheet and its volume are one") {
    const auto grid = terrain(7, 5, 1, [](std::size_t c, std::size_t r) {
        return r == 2 && (c == 2 || c == 4) ? 1.0 : c == 0 || c == 6 || r == 0 || r == 4 ? (r == 2 ? 3.0 : 9.0) : 3.0;
    });
    const auto found = find_depressions(grid);
    CHECK(summarize(found.tree).capacity == height_quanta(4));
    // They touch at no cell below the sill, so they are two sheets.
    CHECK(summarize(found.tree).outermost == 2);
    const auto filled = filled_surface(grid, found);
    for (const auto value : filled.values) {
        CHECK(value >= 3);
    }
}

TEST_CASE("Water leaves through a cell without a value, or not") {
    auto grid = terrain(7, 7, 1, [](std::size_t c, std::size_t r) {
        return c == 0 || r == 0 || c == 6 || r == 6 ? 9.0 : c == 3 && r == 3 ? 0.0 : 4.0;
    });
    grid.at({5, 3}) = std::numeric_limits<float>::quiet_NaN();
    const auto open = find_depressions(grid);
    CHECK(cubic_metres(summarize(open.tree).capacity) == 4); // up to 4 m, where it finds the hole
    TerrainRim rim;
    rim.voids = Voids::wall;
    const auto wall = find_depressions(grid, {rim});
    CHECK(cubic_metres(summarize(wall.tree).capacity) == 9 + 23 * 5);
    const auto list = depression_list(open.tree, grid);
    REQUIRE(list.size() == 1);
    CHECK(list[0].edge_limited);
    // A marker, an infinity and NaN mean the same.
    for (const float none : {-9999.0F, std::numeric_limits<float>::infinity()}) {
        auto marked = grid;
        marked.nodata = -9999.0F;
        marked.at({5, 3}) = none;
        CHECK(find_depressions(marked).tree == open.tree);
    }
}

TEST_CASE("A hollow next to the outermost cells touches the rim, on whichever side") {
    // A roof that falls to all sides, with a pit in it: the pit's basin is the cells around it.
    const auto pit_at = [](std::size_t column, std::size_t row) {
        const auto grid = terrain(9, 7, 1, [&](std::size_t c, std::size_t r) {
            return c == column && r == row ? 1 : 5 + std::min({c, 8 - c, r, 6 - r});
        });
        const auto list = depression_list(find_depressions(grid).tree, grid);
        REQUIRE(list.size() == 1);
        return list[0].edge_limited;
    };
    for (const auto& [column, row] : {std::pair(1, 3), {2, 3}, {6, 3}, {7, 3}, {4, 1}, {4, 2}, {4, 4}, {4, 5}}) {
        CAPTURE(column, row);
        CHECK(pit_at(column, row));
    }
    for (const auto& [column, row] : {std::pair(3, 3), {4, 3}, {5, 3}}) {
        CAPTURE(column, row);
        CHECK_FALSE(pit_at(column, row));
    }
}

TEST_CASE("Water that just reaches a cell does not cover it, and two pits that are just full are one sheet") {
    const auto step = terrain(4, 3, 1, [](std::size_t c, std::size_t r) {
        return r != 1 ? 2 : c == 1 ? 0 : c == 2 ? 1 : 2;
    });
    const auto stair = find_depressions(step).tree;
    CHECK(stand_of(stair, 1, volume_of(1)) == Stand{1, 1});
    CHECK(stand_of(stair, 1, volume_of(2)) == Stand{1.5, 2});
    const auto pits = terrain(5, 3, 1, [](std::size_t c, std::size_t r) {
        return r != 1 || c == 0 || c == 4 ? 9 : c == 2 ? 3 : 0;
    });
    const auto tree = find_depressions(pits).tree;
    REQUIRE(tree.leaves == 2);
    for (const auto& [one, two] : {std::pair(3, 3), {6, 0}, {0, 6}}) {
        const auto full = pour(tree, std::vector<Volume>{0, volume_of(one), volume_of(two)});
        CHECK(sheets(tree, full) == std::vector<std::uint32_t>{3});
        CHECK(full.water[3] == volume_of(6));
    }
}

TEST_CASE("Water outside holds water inside back") {
    // A ditch that falls to the edge at 1 m; outside stands 3 m.
    const auto grid = terrain(
        10, 3, 1, [](std::size_t c, std::size_t r) { return r == 1 ? 1 + 0.5 * static_cast<double>(c) : 20.0; });
    CHECK(summarize(find_depressions(grid).tree).outermost == 0);
    TerrainRim rim;
    rim.edge = Edge::level;
    rim.level_m = 3;
    const auto held = find_depressions(grid, {rim});
    CHECK(cubic_metres(summarize(held.tree).capacity) == 2 + 1.5 + 1 + 0.5);
    rim.edge = Edge::wall;
    const auto closed = find_depressions(grid, {rim});
    const auto filled = filled_surface(grid, closed);
    CHECK(filled.values == grid.values); // nothing drains, so nothing says how high water would stand
}

TEST_CASE("A paraboloid's volume converges with the cells") {
    // z = r² / 100 up to a rim at 4 m (r = 20 m): V = π R² H / 2 = 2513.27 m³.
    for (const double cell : {2.0, 1.0, 0.5}) {
        const auto count = static_cast<std::size_t>(60 / cell);
        const auto grid = terrain(count, count, cell, [&](std::size_t c, std::size_t r) {
            const double x = (static_cast<double>(c) + 0.5) * cell - 30, y = (static_cast<double>(r) + 0.5) * cell - 30;
            return std::min((x * x + y * y) / 100, 4.0);
        });
        const auto list = depression_list(find_depressions(grid).tree, grid);
        REQUIRE(list.size() == 1);
        const double now = std::abs(list[0].volume_m3 / 2513.274123 - 1);
        CHECK(now < 1e-3 * cell * cell); // of second order
    }
}

TEST_CASE("Three thousand metres higher, the bowl holds the same water") {
    const auto bowl = [](double base) {
        return terrain(40, 40, 1, [base](std::size_t c, std::size_t r) {
            const double d = std::hypot(static_cast<double>(c) - 19.5, static_cast<double>(r) - 19.5);
            return base + std::floor(std::min(d, 15.0) * 256) / 256; // steps that a float has at both heights
        });
    };
    const auto low = bowl(0), high = bowl(3000);
    CHECK(summarize(find_depressions(low).tree).capacity == summarize(find_depressions(high).tree).capacity);
}

TEST_CASE("Maps without anything in them") {
    for (const auto& [columns, rows] : {std::pair<std::size_t, std::size_t>{0, 0}, {1, 1}, {1, 5}, {2, 2}}) {
        const auto found = find_depressions(terrain(columns, rows, 1, [](std::size_t, std::size_t) { return 5; }));
        CHECK(found.tree.leaves == 0);
        CHECK(found.tree.nodes.size() == 1);
    }
    auto unsound = terrain(3, 3, 1, [](std::size_t, std::size_t) { return 1; });
    unsound.values.pop_back();
    CHECK_THROWS_AS(find_depressions(unsound), kerb::UsageError);
    CHECK_THROWS_AS(find_depressions(terrain(3, 3, 1, [](std::size_t, std::size_t) { return 1; }), {{}, 1}),
                    kerb::UsageError);
    CHECK_THROWS_AS((DepressionPlan{70000, 70000, {}, 512}), kerb::ResourceError);
}
