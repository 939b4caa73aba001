// What the inventory does not know, as water shows it; what land cover means.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/drain_hints.hpp>
#include <kerb/waterlogging/land_cover.hpp>

#include "support/test.hpp"

using kerb::Grid;
using kerb::Inventory;
using namespace kerb::waterlogging;
using Kind = DrainHint::Kind;

namespace {

/// A bowl of 3 m radius around (20, 20), 1 m deep.
Grid bowl() {
    auto grid = Grid::filled(40, 40, {{0, 40}, 1, 1});
    for (std::size_t row = 0; row < 40; ++row) {
        for (std::size_t column = 0; column < 40; ++column) {
            const double r = std::hypot(double(column) - 20, double(row) - 20);
            grid.at({column, row}) = static_cast<float>(std::min(9 + r * r / 9, 10.0) - 0.001 * double(column));
        }
    }
    return grid;
}

Inventory city_with_inlet(kerb::Point place) {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    kerb::Outfall outfall;
    outfall.about.key = "O1";
    outfall.position = {39, 1};
    city.outfalls = {outfall};
    kerb::Inlet inlet;
    inlet.about.key = "I1";
    inlet.position = place;
    inlet.manhole = "O1";
    city.inlets = {inlet};
    return city;
}

} // namespace

TEST_CASE("A pond without an inlet near, and an inlet that is not where the water is") {
    const auto grid = bowl();
    const auto found = find_depressions(grid);
    REQUIRE(found.tree.leaves >= 1);
    const auto leaf = found.basin[grid.index({20, 20})];
    const PondPlace ponds[] = {{leaf, {20.5, 19.5}, grid.at({20, 20})}};
    const auto& rules = DrainRules::builtin();
    const auto hints_with = [&](kerb::Point place, double radius) {
        const auto city = city_with_inlet(place);
        const DrainModel drains(city, rules, [&grid](kerb::Point p) { return value_at(grid, p); });
        const auto placed = place_inlets(grid, found, drains, rules);
        return drain_hints(city, grid, found, &placed, ponds, {radius});
    };
    CHECK(hints_with({20.5, 19.5}, 5).empty());
    const auto off = hints_with({23.5, 19.5}, 5); // the lowest cell beside it is 2 m from the middle
    REQUIRE(off.size() == 1);
    CHECK(off[0].kind == Kind::inlet_off_low_spot);
    CHECK(off[0].value == Approx(4.0 / 9).margin(0.01));
    const auto far = hints_with({35, 19.5}, 5);
    REQUIRE(far.size() == 1);
    CHECK(far[0].kind == Kind::no_inlet_near);
    CHECK(far[0].value == Approx(14.5));
}

TEST_CASE("Conduits against the grade and underpasses without a pump") {
    const auto grid = bowl();
    const auto found = find_depressions(grid);
    auto city = city_with_inlet({20, 20});
    for (const double down : {3.0, 3.004, 3.2}) {
        kerb::Conduit conduit;
        conduit.about.key = "C";
        conduit.course = {{{1, 2}, {3, 4}}};
        conduit.invert_up_m = 3;
        conduit.invert_down_m = down;
        city.conduits.push_back(conduit);
    }
    kerb::Bridge bridge;
    bridge.about.key = "B";
    bridge.kind = kerb::BridgeKind::underpass;
    bridge.place = kerb::Point{20.5, 19.5};
    city.bridges = {bridge};
    auto hints = drain_hints(city, grid, found, nullptr, {});
    REQUIRE(hints.size() == 2);
    CHECK((hints[0].kind == Kind::against_grade && hints[0].position == 2 && hints[0].value == Approx(0.2)));
    CHECK((hints[0].place.x == 1 && hints[0].place.y == 2));
    CHECK((hints[1].kind == Kind::underpass_without_pump && hints[1].value > 0.9));
    kerb::PumpStation pump;
    pump.place = kerb::Point{60, 20};
    city.pump_stations = {pump};
    CHECK(drain_hints(city, grid, found, nullptr, {}).size() == 1);
}

TEST_CASE("Codes of land cover are surfaces, and a code in two places is refused") {
    CHECK(LandCover::builtin().surface_of(10) == Surface::green);
    CHECK(LandCover::builtin().surface_of(80) == Surface::road);
    CHECK(LandCover::builtin().surface_of(12345) == Surface::rest);
    const auto read = [](const char* text) { return LandCover::from_toml(kerb::parse_toml(text, "x.toml")); };
    CHECK(read("[surface]\nroof = [5]").surface_of(5) == Surface::roof);
    CHECK_THROWS_AS(read("[surface]\nroof = [5]\ngreen = [5]"), kerb::SourceError);
    CHECK_THROWS_AS(read("[surface]\nroof = [5.5]"), kerb::SourceError);
    CHECK_THROWS_AS(read("[surface]\nsand = [5]"), kerb::SourceError);
}
