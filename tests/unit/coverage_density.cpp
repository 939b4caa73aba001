// Densities that can be worked out by hand: borders, holes, overlaps, carriageways, people.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>

#include "support/coverage_scene.hpp"
#include "support/density_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using kerb::coverage::Density;
using kerb::test::block_area;
using kerb::test::block_ring;
using kerb::test::close_to;
using kerb::test::DensityScene;

namespace {

constexpr double east = 500'000, north = 3'500'000;

MultiPolygon area_at(double x, double y, double width, double height) {
    return block_area(east + x, north + y, width, height);
}

Point at(double x, double y) {
    return {east + x, north + y};
}

/// Two zones side by side, a square kilometre each.
DensityScene two_zones() {
    DensityScene scene;
    scene.zones = {area_at(0, 0, 1000, 1000), area_at(1000, 0, 1000, 1000)};
    return scene;
}

} // namespace

TEST_CASE("Length per zone is split at the border, and the border road counts once") {
    auto scene = two_zones();
    scene.lines = {{{at(500, 500), at(1750, 500)}}, {{at(1000, 0), at(1000, 1000)}}, {{at(-300, 10), at(100, 10)}}};
    for (const bool swapped : {false, true}) {
        scene.rank = swapped ? std::vector<std::uint32_t>{1, 0} : std::vector<std::uint32_t>{0, 1};
        const auto result = scene.measure();
        CHECK(result.zones[0].length_m == 500 + 100 + (swapped ? 0 : 1000));
        CHECK(result.zones[1].length_m == 750 + (swapped ? 1000 : 0));
        CHECK(result.outside.length_m == 300);
        CHECK(result.total.length_m == 2650);
        CHECK(result.inside.length_m == 2350);
        CHECK(result.zones[0].area_m2 == 1e6);
        CHECK(result.zones[0].km_per_km2() == result.zones[0].length_m / 1e3);
        CHECK(result.inside.km_per_km2() == 2.35 / 2);
        CHECK_FALSE(result.outside.km_per_km2().has_value());
    }
}

TEST_CASE("A hole is no ground of its zone, and what lies in it is outside") {
    auto scene = two_zones();
    scene.zones[0][0].holes.push_back(block_ring(east + 200, north + 200, 100, 100));
    scene.lines = {{{at(0, 250), at(1000, 250)}}};
    scene.points = {at(250, 250), at(500, 500), at(1000, 500), at(-1, -1)};
    scene.areas = {area_at(150, 150, 200, 200)};
    const auto result = scene.measure();
    CHECK(result.zones[0].area_m2 == 1e6 - 1e4);
    CHECK(result.zones[0].length_m == 900);
    CHECK(result.zones[0].count == 2); // the one on the border, too
    CHECK(result.zones[1].count == 0);
    CHECK(result.outside.count == 2);
    CHECK(result.zones[0].assets_m2 == 4e4 - 1e4);
    CHECK(result.outside.assets_m2 == 1e4);
    CHECK(result.total.assets_m2 == 4e4);
}

TEST_CASE("An enclave wholly inside of an asset is found though no edge of the asset meets it") {
    auto scene = two_zones();
    scene.zones[0][0].holes.push_back(block_ring(east + 200, north + 200, 100, 100));
    scene.zones.push_back(area_at(200, 200, 100, 100));
    scene.areas = {area_at(150, 150, 200, 200)};
    const auto result = scene.measure();
    CHECK(result.zones[2].assets_m2 == 1e4);
    CHECK(result.zones[2].ratio() == 1);
    CHECK(result.zones[0].assets_m2 == 3e4);
    CHECK(result.outside.assets_m2 == 0);
}

TEST_CASE("Areas that overlap count once, across a border as well") {
    auto scene = two_zones();
    // Together 900 … 1200 × 0 … 100, a hole of nothing; the third lies in the first; the fourth is apart.
    scene.areas = {area_at(900, 0, 200, 100), area_at(1000, 0, 200, 100), area_at(950, 20, 20, 20),
                   area_at(0, 900, 50, 50)};
    const auto result = scene.measure();
    CHECK(close_to(result.zones[0].assets_m2, 100 * 100 + 2500, 1e6));
    CHECK(close_to(result.zones[1].assets_m2, 200 * 100, 1e6));
    CHECK(close_to(result.total.assets_m2, 32'500, 1e6));
    CHECK(result.areas_left_out.empty());
}

TEST_CASE("An area that is not valid is left out and named") {
    auto scene = two_zones();
    const MultiPolygon bow_tie = {{{at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)}, {}}};
    scene.areas = {bow_tie, area_at(10, 10, 10, 10), {}};
    const auto result = scene.measure();
    CHECK(result.areas_left_out == std::vector<std::uint32_t>{0, 2});
    CHECK(result.total.assets_m2 == 100);
}

TEST_CASE("Ground that two zones claim counts for the lower rank, and is told") {
    auto scene = two_zones();
    scene.zones[1] = area_at(800, 0, 1000, 1000);
    scene.lines = {{{at(0, 500), at(1800, 500)}}};
    scene.points = {at(900, 1)};
    scene.areas = {area_at(700, 0, 200, 10)};
    const auto result = scene.measure();
    CHECK(result.zones[0].area_m2 == 1e6);
    CHECK(result.zones[0].overlapped_m2 == 0);
    CHECK(close_to(result.zones[1].area_m2, 8e5, 1e6));
    CHECK(close_to(result.zones[1].overlapped_m2, 2e5, 1e6));
    CHECK(close_to(result.inside.area_m2, 1.8e6, 1e6));
    CHECK(result.zones[0].length_m == 1000);
    CHECK(result.zones[0].overlapped_m == 200);
    CHECK(result.zones[1].length_m == 800);
    CHECK(result.zones[0].count == 1);
    CHECK(close_to(result.zones[0].assets_m2, 2000, 1e6));
    CHECK(result.zones[1].assets_m2 == 0);
    CHECK(result.inside.ratio().value() <= 1);
}

TEST_CASE("Three zones on one another are shared out without a rest") {
    DensityScene scene;
    scene.zones = {area_at(0, 0, 300, 100), area_at(100, 0, 300, 100), area_at(200, 0, 300, 100)};
    scene.areas = {area_at(0, 0, 500, 100)};
    const auto result = scene.measure();
    CHECK(close_to(result.inside.area_m2, 5e4, 1e5));
    CHECK(close_to(result.zones[1].area_m2, 1e4, 1e5));
    CHECK(close_to(result.zones[2].area_m2, 1e4, 1e5));
    for (const auto& zone : result.zones) {
        CHECK(zone.ratio().value() == Approx(1));
    }
    CHECK(result.outside.assets_m2 == 0);
}

TEST_CASE("Each of two carriageways counts half, on either side of a border") {
    auto scene = two_zones();
    scene.lines = {{{at(995, 0), at(995, 1000)}}, {{at(1005, 1000), at(1005, 0)}}, {{at(0, 5), at(100, 5)}}};
    scene.weight = {coverage::carriageway_weight, coverage::carriageway_weight, 1};
    scene.group = {0, 0, 1};
    scene.groups = 2;
    const auto result = scene.measure();
    CHECK(result.zones[0].length_m == 600);
    CHECK(result.zones[1].length_m == 500);
    CHECK(result.total.length_m == 1100);
    CHECK(result.groups_m == std::vector<double>{1000, 100});
    CHECK(result.zone_groups_m == std::vector<double>{500, 100, 500, 0, 0, 0});
}

TEST_CASE("Rates have their k and N, and none without an N") {
    auto scene = two_zones();
    scene.population = {5000, std::numeric_limits<double>::quiet_NaN()};
    scene.lines = {{{at(0, 5), at(500, 5)}}};
    scene.points = {at(1, 1), at(2, 2), at(3, 3)};
    scene.areas = {area_at(0, 0, 100, 100)};
    const auto result = scene.measure();
    const auto& zone = result.zones[0];
    CHECK(zone.per_km() == 6);
    CHECK(zone.per_km2() == 3);
    CHECK(zone.ratio() == 0.01);
    CHECK(zone.m_per_person() == 0.1);
    CHECK(zone.m2_per_person() == 2);
    CHECK(zone.per_1000_people() == 0.6);
    CHECK(zone.people_per_km2() == 5000);
    CHECK_FALSE(result.zones[1].per_km().has_value());
    CHECK_FALSE(result.zones[1].m2_per_person().has_value());
    CHECK_FALSE(result.inside.population.has_value()); // one zone's is not known
    CHECK_FALSE(result.outside.people_per_km2().has_value());
    CHECK(Density{}.ratio() == std::nullopt);
}

TEST_CASE("Ground measure divides lengths by the scale, and areas by its square") {
    auto scene = two_zones();
    scene.zone_scale = {2, 1};
    scene.line_scale = {0.5};
    scene.lines = {{{at(0, 5), at(500, 5)}}};
    scene.areas = {area_at(0, 0, 100, 100)};
    const auto result = scene.measure();
    CHECK(result.zones[0].area_m2 == 25e4);
    CHECK(result.zones[0].length_m == 1000);
    CHECK(result.zones[0].assets_m2 == 2500);
}

TEST_CASE("Without zones, or with nothing to measure, everything is outside or none") {
    DensityScene scene;
    scene.lines = {{{at(0, 0), at(10, 0)}}, {{at(5, 5), at(5, 5)}}};
    scene.points = {at(0, 0)};
    scene.areas = {area_at(0, 0, 1, 1)};
    const auto result = scene.measure();
    CHECK(result.total.length_m == 10);
    CHECK(result.outside.count == 1);
    CHECK(result.outside.assets_m2 == 1);
    CHECK_FALSE(result.total.km_per_km2().has_value());
    CHECK(DensityScene{}.measure().total == Density{});
}

TEST_CASE("Input that cannot be measured is refused") {
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    const auto refused = [](auto&& change) {
        auto scene = two_zones();
        scene.lines = {{{at(0, 0), at(10, 0)}}};
        change(scene);
        CHECK_THROWS_AS(scene.measure(), UsageError);
    };
    refused([&](DensityScene& s) { s.lines[0][0][0].x = nan; });
    refused([&](DensityScene& s) { s.points = {{nan, 0}}; });
    refused([&](DensityScene& s) { s.zones[0][0].outer[1].y = std::numeric_limits<double>::infinity(); });
    refused([&](DensityScene& s) { s.areas = {{{block_ring(0, 0, 9, 9), {block_ring(nan, 1, 2, 2)}}}}; });
    refused([&](DensityScene& s) { s.weight = {1.5}; });
    refused([&](DensityScene& s) { s.weight = {nan}; });
    refused([&](DensityScene& s) { s.population = {1}; });
    refused([&](DensityScene& s) { s.group = {3}; });
    refused([&](DensityScene& s) { s.zone_scale = {0, 1}; });
}
