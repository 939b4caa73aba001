// Lit and shaded stretches, gaps, lengths of a kind, dead ends and what other analyses say, on a few lines.
#include <cmath>

#include "support/scorecard_scene.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::add_asset;
using kerb::test::check_value;
using kerb::test::measured;
using kerb::test::missing;
using kerb::test::two_districts;

namespace {

Road& add_road(Inventory& city, const std::string& key, Points line, RoadClass road_class = RoadClass::arterial) {
    auto& road = add_asset(city.roads, key);
    road.centreline = {std::move(line)};
    road.road_class = road_class;
    return road;
}

void add_lamp(Inventory& city, double x, double y) {
    add_asset(city.streetlights, "l" + std::to_string(city.streetlights.size())).position = Point{x, y};
}

const std::string lit =
    "unit = '%'\nop = 'lit_length'\nnumerator = { layer = 'streetlights' }\n"
    "denominator = { layer = 'roads' }\n";
const std::string spacing =
    "op = 'spacing_gap'\nbetter = 'low'\nnumerator = { layer = 'streetlights' }\n"
    "denominator = { layer = 'roads' }\n";

} // namespace

TEST_CASE("A lamp lights the road as far as its class allows, over the border, too") {
    auto city = two_districts();
    add_road(city, "r1", {{900, 500}, {1100, 500}});
    add_road(city, "r2", {{100, 100}, {200, 100}, {200, 100}}, RoadClass::lane);
    add_lamp(city, 990, 500);
    add_lamp(city, 150, 100);
    const auto found = measured(city, lit + "within = '30 m'\n");
    check_value(found.zones[0], 40 + 60, 200, 0.5); // 960…1000 and 120…180
    check_value(found.zones[1], 20, 100, 0.2);
    check_value(found.all, 120, 300, 0.4);
    CHECK(found.worst == std::vector<std::string>{"r1", "r2"});
    const auto by_class = measured(city, lit + "within = '30 m'\nlimit_of_class = { lane = '10 m' }\n");
    check_value(by_class.zones[0], 40 + 20, 200, 0.3);
    city.streetlights.clear();
    CHECK(missing(measured(city, lit + "within = '30 m'\n")) == "scorecard_missing.layer");
}

TEST_CASE("Gaps are stretches beyond the limit, and whole lines without any") {
    auto city = two_districts();
    add_road(city, "r1", {{100, 500}, {300, 500}}); // lamps at 10, 50, 140, 195 m
    for (const double x : {110, 150, 240, 295}) {
        add_lamp(city, x, 502);
    }
    add_road(city, "r2", {{950, 100}, {1050, 100}}); // bare, over the border
    add_road(city, "r3", {{100, 50}, {130, 50}});    // bare, but shorter than the limit
    const auto found = measured(city, spacing + "unit = 'm'\nlimit = '60 m'\n");
    check_value(found.zones[0], 90 + 50, 200 + 50 + 30, 140);
    check_value(found.zones[1], 50, 50, 50);
    check_value(found.all, 190, 330, 190);
    CHECK(found.worst == std::vector<std::string>{"r2", "r1"});
    CHECK(*measured(city, spacing + "unit = 'km'\nlimit = '60 m'\n").all.value == Approx(0.19));
    CHECK(*measured(city, spacing + "unit = '%'\nlimit = '60 m'\n").all.value == Approx(190.0 / 330));
    CHECK(missing(measured(city, spacing + "unit = 'm'\nlimit_of_class = { lane = '60 m' }\n")) ==
          "scorecard_missing.lines"); // no road has a limit
}

TEST_CASE("A share of length has no part in what nobody knows") {
    auto city = two_districts();
    const auto add = [&](const std::string& key, double x, double to, DrainSystem system) {
        auto& conduit = add_asset(city.conduits, key);
        conduit.course = {{{x, 10}, {to, 10}}};
        conduit.system = system;
    };
    add("c1", 900, 1100, DrainSystem::storm);
    add("c2", 100, 200, DrainSystem::combined);
    add("c3", 300, 400, DrainSystem::unknown);
    add("c4", 300, 400, DrainSystem::gas);
    const std::string separate =
        "unit = '%'\nop = 'length_ratio'\n"
        "numerator = { layer = 'conduits', system = ['storm', 'sewage'] }\n";
    const auto found = measured(city, separate +
                                          "denominator = { layer = 'conduits', system = ['storm', 'sewage', "
                                          "'combined'] }\n");
    check_value(found.zones[0], 100, 200, 0.5);
    check_value(found.zones[1], 100, 100, 1);
    check_value(found.all, 200, 300, 2.0 / 3);
    CHECK(found.worst == std::vector<std::string>{"c2"});
    const auto all = measured(city, separate + "denominator = { layer = 'conduits' }\n");
    check_value(all.all, 200, 400, 0.5);
    CHECK(all.all.completeness == Approx(0.8)); // c3 is not known
    const auto none = measured(city, separate + "denominator = { layer = 'conduits', system = 'heating' }\n");
    CHECK((!none.all.value && none.missing && none.zones.size() == 2)); // conduits, but none that is meant
}

TEST_CASE("Dead ends are ends with one way out, away from the border of what was surveyed") {
    auto city = two_districts();
    add_road(city, "frame", {{0, 0}, {1900, 0}, {1900, 900}, {0, 900}, {0, 0}});
    add_road(city, "cross", {{500, 0}, {500, 900}});
    add_road(city, "blind", {{500, 0}, {700, 300}});
    city.roads[0].centreline = {{{0, 0}, {500, 0}, {1900, 0}, {1900, 900}, {500, 900}, {0, 900}, {0, 0}}};
    const auto found = measured(city,
                                "unit = 'count'\nbetter = 'low'\nop = 'dead_ends'\n"
                                "denominator = { layer = 'roads' }\n");
    check_value(found.zones[0], 1, 3, 1); // the end, and two junctions
    CHECK_FALSE(found.zones[1].value);
    CHECK(found.worst == std::vector<std::string>{"blind"});
}

TEST_CASE("What was not computed elsewhere is said to be missing") {
    auto city = two_districts();
    add_road(city, "r1", {{950, 500}, {1050, 500}});
    auto& conduit = add_asset(city.conduits, "c1");
    conduit.course = {{{0, 10}, {100, 10}}};
    const std::string carries =
        "unit = '%'\nop = 'pipe_capacity'\nreturn_period = 3\ndenominator = { layer = 'conduits' }\n";
    const std::string under =
        "op = 'sink_depth'\nbetter = 'low'\nlimit = '0.15 m'\ndenominator = { layer = 'roads' }\n";
    const std::string level = "unit = '%'\nop = 'light_level'\nstandard = 'cjj45'\ndenominator = { layer = 'roads' }\n";
    CHECK(missing(measured(city, carries)) == "scorecard_missing.capacity");
    CHECK(missing(measured(city, under + "unit = 'm'\n")) == "scorecard_missing.water");
    CHECK(missing(measured(city, level)) == "scorecard_missing.lighting");
}

TEST_CASE("Conduits, depths and light as the caller says") {
    auto city = two_districts();
    add_road(city, "r1", {{950, 500}, {1050, 500}});
    add_road(city, "r2", {{0, 0}, {10, 0}});
    for (int i = 0; i < 3; ++i) {
        auto& conduit = add_asset(city.conduits, "c" + std::to_string(i));
        conduit.course = {{{0, 10}, {100.0 * (i + 1), 10}}};
    }
    MeasureInput input;
    input.conduit_carries = [](std::uint32_t i, double years) {
        return i == 2 || years != 3 ? std::nullopt : std::optional(i == 1);
    };
    input.water_depth_m = [](Point p) {
        return p.x < 5 ? std::nullopt : std::optional(p.x > 980 && p.x < 1010 ? 0.2 : 0.15); // 0.15 is not above it
    };
    input.road_light_met = [](std::uint32_t i, const std::string& standard) {
        return i == 0 && standard == "cjj45" ? std::optional(false) : std::nullopt;
    };
    const auto pipes = measured(
        city, "unit = '%'\nop = 'pipe_capacity'\nreturn_period = 3\ndenominator = { layer = 'conduits' }\n", input);
    check_value(pipes.all, 200, 300, 2.0 / 3);
    CHECK(pipes.all.completeness == 0.5);
    CHECK(pipes.worst == std::vector<std::string>{"c0"});
    const auto deep = measured(city,
                               "unit = 'm'\nop = 'sink_depth'\nbetter = 'low'\nlimit = '0.15 m'\n"
                               "denominator = { layer = 'roads' }\n",
                               input);
    check_value(deep.zones[0], 20, 55, 20);
    check_value(deep.zones[1], 10, 50, 10);
    check_value(deep.all, 30, 105, 30);
    const auto light = measured(
        city, "unit = '%'\nop = 'light_level'\nstandard = 'cjj45'\ndenominator = { layer = 'roads' }\n", input);
    check_value(light.all, 0, 1, 0);
    CHECK(light.all.completeness == 0.5);
    auto& bridge = add_asset(city.bridges, "u");
    bridge.place = Point{990, 500};
    bridge.kind = BridgeKind::underpass;
    add_asset(city.bridges, "v").place = Point{500, 500};
    city.bridges.back().kind = BridgeKind::underpass;
    const auto dry = measured(city,
                              "unit = '%'\nop = 'sink_depth'\nlimit = '0.15 m'\nreversed = true\n"
                              "denominator = { layer = 'bridges', kind = 'underpass' }\n",
                              input);
    check_value(dry.all, 1, 2, 0.5);
    CHECK(dry.worst == std::vector<std::string>{"u"});
}
