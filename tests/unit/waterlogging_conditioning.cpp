// Decks out of the terrain, lower sills, culverts, and terrain error.
#include <cmath>
#include <numeric>

#include <kerb/waterlogging/conditioning.hpp>
#include <kerb/waterlogging/storm_run.hpp>
#include <kerb/waterlogging/surface_losses.hpp>
#include <kerb/waterlogging/terrain_error.hpp>

#include "support/test.hpp"

using kerb::Grid;
using namespace kerb::waterlogging;

namespace {

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
    const auto removed = remove_deck(grid, deck);
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
    // In the first minute: Manning under the head of that level above the other bed's water.
    const kerb::Bridge without[] = {culvert(0, 0)};
    CHECK(place_culverts(grid, found, without, rules, issues).empty());
    CHECK(issues.size() == 1);
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
}
