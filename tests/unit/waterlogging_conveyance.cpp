// Moving water on streets.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/waterlogging/carriageways.hpp>
#include <kerb/waterlogging/conveyance.hpp>
#include <kerb/waterlogging/surface_losses.hpp>

#include "support/test.hpp"

using kerb::Grid;
using kerb::Road;
using namespace kerb::waterlogging;

TEST_CASE("Normal depth in a gutter is HEC-22's, and in a wide street Manning's") {
    // Q = 0.376/n · Sx^(5/3) · S^(1/2) · T^(8/3), d = T · Sx.
    const double n = 0.016, sx = 0.02, s = 0.01, spread = 2.5;
    const double q = 0.376 / n * std::pow(sx, 5.0 / 3) * std::sqrt(s) * std::pow(spread, 8.0 / 3);
    CHECK(gutter_depth_m(q, s, sx, n, 10) == Approx(spread * sx).epsilon(1e-12));
    // Beyond the crown: a sheet over the whole width, V = R^(2/3) √S / n with R = d.
    const double wide = 0.3, half = 4, sheet = 2 * half * wide * std::pow(wide, 2.0 / 3) * std::sqrt(s) / n;
    CHECK(gutter_depth_m(sheet, s, sx, n, half) == Approx(wide).epsilon(1e-12));
    CHECK(gutter_depth_m(0, s, sx, n, half) == 0);
}

TEST_CASE("A width that cannot be is none") {
    const auto grid = Grid::filled(20, 20, {{0, 40}, 2, 2});
    Road road;
    road.about.key = "r";
    road.centreline = {{{20, 40}, {20, 0}}};
    road.road_class = kerb::RoadClass::local;
    const Road unstated[] = {road};
    const auto expected = carriageway_cells(grid, unstated);
    CHECK(odd_widths(unstated).empty());
    for (const double odd : {-9999.0, 0.0, 200.01, 9999.0, 1e308, double(INFINITY), double(NAN)}) {
        road.width_m = odd;
        const Road roads[] = {road};
        CHECK(!kerb::recorded_width_m(road));
        CHECK(width_of(road) == assumed_width_m);
        CHECK(carriageway_cells(grid, roads) == expected);
        const auto told = odd_widths(roads);
        REQUIRE(told.size() == 1);
        CHECK((told[0].reason == "roads.odd_width" && told[0].key == "r" && told[0].located && told[0].x == 20));
    }
    for (const double good : {0.5, 7.0, kerb::widest_road_m}) {
        road.width_m = good;
        CHECK(kerb::recorded_width_m(road) == good);
        CHECK(odd_widths(std::span(&road, 1)).empty());
    }
    road.width_m = -9999;
    road.about.status = kerb::Status::planned;
    CHECK(odd_widths(std::span(&road, 1)).empty());
}

TEST_CASE("Marking carriageways can be stopped, also within one long piece of road") {
    const auto grid = Grid::filled(1000, 1000, {{0, 1000}, 1, 1});
    Road road;
    road.centreline = {{{0, 0}, {1000, 1000}}};
    road.road_class = kerb::RoadClass::local;
    const std::span<const Road> roads(&road, 1);
    int asked = 0;
    const auto cells = carriageway_cells(grid, roads, [&](std::string_view stage, double) {
        ++asked;
        return stage == "progress.carriageways";
    });
    CHECK(asked > 3);
    CHECK(cells == carriageway_cells(grid, roads));
    int left = 2;
    const auto stop = [&left](std::string_view, double) { return --left > 0; };
    CHECK_THROWS_AS(carriageway_cells(grid, roads, stop), kerb::Cancelled);
}

TEST_CASE("The flow down a street is that of the rational method for all ground above it") {
    // A valley: both sides fall to a street in the middle, which falls to the south by 1 %.
    constexpr std::size_t columns = 21, rows = 60;
    auto grid = Grid::filled(columns, rows, {{0, 120}, 2, 2});
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            grid.at({column, row}) = static_cast<float>(20 - 0.02 * double(row) + 0.2 * std::abs(double(column) - 10));
        }
    }
    const auto found = find_depressions(grid);
    REQUIRE(summarize(found.tree).capacity == 0);
    Road road;
    road.centreline = {{{21, 120}, {21, 0}}};
    road.width_m = 2;
    road.road_class = kerb::RoadClass::local;
    const Road roads[] = {road};
    const auto on = carriageway_cells(grid, roads);
    // 60 mm/h for an hour, half of which runs off: whatever t_c, i is the same.
    Rain rain;
    for (int i = 0; i < 12; ++i) {
        rain.length_s.push_back(300);
        rain.fallen_m.push_back(0.005);
    }
    rain.excess_m = {std::vector<double>(12, 0.0025)};
    const std::vector<double> dry(found.tree.leaves + 1, -INFINITY);
    const auto& rules = DrainRules::builtin();
    const auto made = street_conveyance({&grid, &found, {}, on, roads, dry, nullptr, &rain}, rules, 0.0);
    REQUIRE(made.streets.size() == 1);
    const double intensity = 0.06 / 3600, area = double(columns * rows) * 4;
    CHECK(made.streets[0].flow_m3s == Approx(intensity * 0.5 * area).epsilon(1e-3));
    CHECK(made.streets[0].depth_m == Approx(gutter_depth_m(made.streets[0].flow_m3s, made.streets[0].slope,
                                                           rules.street_cross_slope, rules.street_roughness, 1)));
    // Half way down: water from k cells beside the street comes in k rows further down.
    const double above = (30 + 2 * (300 - 55)) * 4;
    const auto half = made.depth_m[grid.index({10, 29})];
    CHECK(half ==
          Approx(gutter_depth_m(intensity * 0.5 * above, 0.01, rules.street_cross_slope, rules.street_roughness, 1))
              .epsilon(0.01));
    CHECK(std::isnan(made.depth_m[grid.index({2, 29})]));
}

TEST_CASE("A full hollow with hundreds of lowest places passes on all of its water, once") {
    // A basin of 40 × 40 cells with a pit in every second cell, full; its outlet leads to a street.
    constexpr std::size_t size = 44, rows = 60;
    auto grid = Grid::filled(size, rows, {{0, 60}, 1, 1}, std::nullopt, 12);
    for (std::size_t row = 1; row <= 40; ++row) {
        for (std::size_t column = 1; column <= 40; ++column) {
            grid.at({column, row}) = column % 2 == 1 && row % 2 == 1 ? 9.0F : 9.5F;
        }
    }
    for (std::size_t row = 41; row < rows; ++row) {
        grid.at({20, row}) = static_cast<float>(10 - 0.02 * double(row - 40));
    }
    const auto found = find_depressions(grid);
    REQUIRE(found.tree.leaves >= 400);
    Road road;
    road.centreline = {{{20.5, 19}, {20.5, 0}}};
    road.width_m = 1;
    road.road_class = kerb::RoadClass::local;
    const Road roads[] = {road};
    const auto on = carriageway_cells(grid, roads);
    Rain rain{{3600}, {0.06}, {{0.06}}};
    const std::vector<double> full(found.tree.leaves + 1, 100);
    const auto made = street_conveyance({&grid, &found, {}, on, roads, full, nullptr, &rain}, DrainRules::builtin(), 0);
    REQUIRE(made.streets.size() == 1);
    // At the end of the street: all that drains to the pits, and the street itself. t_c is within the hour.
    const auto to_pits =
        std::count_if(found.basin.begin(), found.basin.end(), [](auto basin) { return basin != off_map; });
    CHECK(made.streets[0].flow_m3s >= 0.06 / 3600 * double(to_pits + 18) * 0.999);
    CHECK(made.streets[0].flow_m3s <= 0.06 / 3600 * double(size * rows) * 1.001);
}
