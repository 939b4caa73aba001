// Decks out of the terrain, lower sills, culverts, and terrain error.
#include <cmath>
#include <numeric>

#include <kerb/waterlogging/conditioning.hpp>
#include <kerb/waterlogging/ponding.hpp>
#include <kerb/waterlogging/storm_run.hpp>
#include <kerb/waterlogging/surface_losses.hpp>
#include <kerb/waterlogging/terrain_error.hpp>

#include "support/test.hpp"

using kerb::Grid;
using namespace kerb::waterlogging;

namespace {

using Decks = std::vector<std::vector<std::uint32_t>>;

/// A road along column 5 … 7 that falls to the south, 4 m below the ground beside it; over it a deck in rows 8 … 11.
Grid cutting() {
    auto grid = Grid::filled(13, 20, {{0, 40}, 2, 2});
    for (std::size_t row = 0; row < 20; ++row) {
        for (std::size_t column = 0; column < 13; ++column) {
            const bool road = column >= 5 && column <= 7, deck = row >= 8 && row <= 11;
            grid.at({column, row}) = (road && !deck ? 6.0F : 10.0F) - 0.01F * static_cast<float>(row);
        }
    }
    return grid;
}

Depressions two_tanks(Grid& grid) {
    grid = Grid::filled(9, 5, {{0, 5}, 1, 1}, std::nullopt, 9);
    for (std::size_t row = 1; row < 4; ++row) {
        for (const std::size_t column : {1, 2, 3}) {
            grid.at({column, row}) = 4;
        }
        for (const std::size_t column : {5, 6, 7}) {
            grid.at({column, row}) = 2;
        }
        grid.at({4, row}) = 6;
    }
    return find_depressions(grid, {{Voids::open, Edge::open, 0}, 64});
}

kerb::Bridge culvert(double width, double clearance) {
    kerb::Bridge made;
    made.about.key = "BR-1";
    made.kind = kerb::BridgeKind::culvert;
    made.place = kerb::MultiLineString{{{3.5, 2.5}, {5.5, 2.5}}};
    made.width_m = width;
    made.clearance_m = clearance;
    made.length_m = 10;
    return made;
}

} // namespace

TEST_CASE("A deck over a low road is taken out, and nothing else is changed") {
    auto grid = cutting();
    const auto before = grid;
    std::vector<std::uint32_t> deck;
    for (std::size_t row = 8; row <= 11; ++row) {
        for (std::size_t column = 3; column <= 9; ++column) { // wider than the road: it rests on the banks
            deck.push_back(static_cast<std::uint32_t>(grid.index({column, row})));
        }
    }
    const auto all = remove_decks(grid, Decks{deck});
    REQUIRE(all.size() == 1);
    const auto& removed = all.front();
    CHECK(removed.before_m - removed.after_m == Approx(4).margin(0.02));
    for (std::size_t row = 0; row < 20; ++row) {
        for (std::size_t column = 0; column < 13; ++column) {
            INFO(column << " " << row);
            const bool road = column >= 5 && column <= 7;
            CHECK(grid.at({column, row}) == Approx((road ? 6.0 : 10.0) - 0.01 * double(row)).margin(1e-5));
            CHECK(grid.at({column, row}) <= before.at({column, row}));
        }
    }
    // The dam is gone: water above it runs off.
    CHECK(summarize(find_depressions(before).tree).capacity > 0);
    CHECK(summarize(find_depressions(grid).tree).capacity == 0);
}

TEST_CASE("A lower sill lets as much water go as lies above it") {
    Grid grid;
    const auto found = two_tanks(grid);
    const auto tree = with_lower_sill(found.tree, static_cast<std::uint32_t>(found.tree.nodes.size() - 1), 0.05);
    REQUIRE(found.tree.nodes.back().parent == off_map);
    REQUIRE(tree);
    const auto& was = found.tree.nodes.back();
    const auto& now = tree->nodes.back();
    CHECK(double{was.sill_m} - now.sill_m == Approx(0.05).margin(1e-6));
    CHECK(was.capacity - now.capacity == height_quanta(was.sill_m) * was.cells - height_quanta(now.sill_m) * was.cells);
    // Inner hollows share their water with others.
    CHECK(!with_lower_sill(found.tree, 1, 0.05));
}

TEST_CASE("A culvert drains the higher pond to the lower one until their levels meet, and no drop is lost") {
    Grid grid;
    const auto found = two_tanks(grid);
    REQUIRE(found.tree.leaves == 2);
    const auto& rules = DrainRules::builtin();
    std::vector<kerb::Issue> issues;
    const kerb::Bridge bridges[] = {culvert(0.05, 0.05)};
    PlacedInlets placed;
    placed.culverts = place_culverts(grid, found, bridges, rules, issues);
    REQUIRE(placed.culverts.size() == 1);
    CHECK(issues.empty());
    const auto& link = placed.culverts.front();
    CHECK((link.ground_m[0] == 4 && link.ground_m[1] == 2));
    const auto upper = link.basin[0], lower = link.basin[1];
    const kerb::Inventory nothing(kerb::Frame::from("EPSG:4547"));
    const DrainModel drains(nothing, rules, [](kerb::Point) { return std::nullopt; });
    placed.drains = &drains;
    placed.cell_m2 = 1;
    // 0.5 m of water in the upper tank after one step, then time to drain. What falls on the walls runs off somewhere;
    // only sums count.
    auto surfaces = surfaces_of(found);
    Rain rain{{60}, {0.5}, {{0.5}}};
    for (int i = 0; i < 60; ++i) {
        rain.length_s.push_back(60);
        rain.fallen_m.push_back(0);
        rain.excess_m[0].push_back(0);
    }
    const Watch watches[] = {{upper, 4.01}, {lower, 2.01}};
    const auto dry = run_storm(found.tree, surfaces, rain, watches);
    const auto wet = run_storm(found.tree, surfaces, rain, watches, &placed);
    CHECK(dry.over_min[0] == 61);
    CHECK(wet.over_min[0] < 61);
    CHECK(wet.over_min[0] > 0);
    CHECK(wet.highest_m[lower] > dry.highest_m[lower]);
    CHECK(wet.balance_error() < 1e-12);
    REQUIRE(wet.through_m3.size() == 1);
    // Nearly all of what stood in the upper tank went through (its bed is the tank's floor).
    CHECK(wet.through_m3[0] == Approx((dry.highest_m[upper] - 4) * 9).epsilon(0.05));
    const kerb::Bridge without[] = {culvert(0, 0)};
    CHECK(place_culverts(grid, found, without, rules, issues).empty());
    CHECK(issues.size() == 1);
}

TEST_CASE("Two decks side by side hide nothing from each other") {
    const auto between = [](const Grid& grid, std::size_t first, std::size_t last) {
        std::vector<std::uint32_t> cells;
        for (auto row = first; row <= last; ++row) {
            for (std::size_t column = 4; column <= 8; ++column) {
                cells.push_back(static_cast<std::uint32_t>(grid.index({column, row})));
            }
        }
        return cells;
    };
    auto grid = cutting();
    const auto removed = remove_decks(grid, Decks{between(grid, 8, 9), between(grid, 10, 11)});
    REQUIRE(removed.size() == 2);
    CHECK((removed[0].cells == 6 && removed[1].cells == 6));
    CHECK(summarize(find_depressions(grid).tree).capacity == 0);
    // A deck off the map has no cells.
    CHECK(remove_decks(grid, Decks(1)).front().cells == 0);
}

TEST_CASE("A wide culvert brings two ponds to one level and no further") {
    Grid grid;
    const auto found = two_tanks(grid);
    PlacedInlets placed;
    const kerb::Inventory nothing(kerb::Frame::from("EPSG:4547"));
    const DrainModel drains(nothing, DrainRules::builtin(), [](kerb::Point) { return std::nullopt; });
    placed.drains = &drains;
    // Beds at the lower tank's floor, so that all of it can go back too.
    placed.culverts = {{0, {1, 2}, {2, 2}, 1000, 1}};
    if (grid.values[found.tree.nodes[1].pit] == 2) {
        std::swap(placed.culverts[0].basin[0], placed.culverts[0].basin[1]);
    }
    const auto surfaces = surfaces_of(found);
    // Less than fills the lower tank to the upper one's floor, more than that, and more than both hold.
    for (const double rain_m : {0.2, 1.5, 4.0}) {
        INFO(rain_m);
        Rain rain{{60, 60, 60}, {rain_m, 0, 0}, {{rain_m, 0, 0}}};
        const auto water = run_storm(found.tree, surfaces, rain, {}, &placed);
        CHECK(water.balance_error() < 1e-12);
        const auto still = pour(found.tree, [&] {
            const auto at_once = rain_at_once(rain_m);
            RunoffSteps steps(surfaces, at_once);
            return std::vector<Volume>(steps.next());
        }());
        const auto levels = water_levels(found.tree, still);
        // Nowhere above what the storm alone makes of the higher of the two.
        CHECK(std::max(water.highest_m[1], water.highest_m[2]) <= std::max(levels[1], levels[2]) + 1e-6);
    }
}

TEST_CASE("Terrain error has the deviation asked for at every cell, neighbours err alike, far ones do not") {
    auto grid = Grid::filled(120, 90, {{0, 180}, 2, 2}, std::nullopt, 50);
    grid.at({7, 7}) = std::nanf("");
    const TerrainError error{0.1, 20, 42};
    constexpr std::uint32_t count = 1500;
    double square_node = 0, square_middle = 0, near = 0, far = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto made = with_error(grid, error, i);
        const auto e = [&made](std::size_t c, std::size_t r) { return double{made.at({c, r})} - 50; };
        square_node += e(30, 30) * e(30, 30);   // next to a node of the lattice
        square_middle += e(35, 35) * e(35, 35); // between four
        near += e(35, 35) * e(36, 35);
        far += e(35, 35) * e(75, 35);
        CHECK(std::isnan(made.at({7, 7})));
    }
    // 3 σ of an estimate of a variance from 1500 numbers is 11 %.
    CHECK(square_node / count == Approx(0.01).epsilon(0.12));
    CHECK(square_middle / count == Approx(0.01).epsilon(0.12));
    CHECK(near / count > 0.009);
    CHECK(std::abs(far / count) < 0.001);
    CHECK(same_cells(with_error(grid, error, 3, kerb::Threads(4)), with_error(grid, error, 3)));
    CHECK(!same_cells(with_error(grid, error, 3), with_error(grid, error, 4)));
    // A range below a cell is a cell.
    CHECK(same_cells(with_error(grid, {0.1, 0, 42}, 3), with_error(grid, {0.1, 2, 42}, 3)));
}
