// Zones: who owns a border road, a gap, a lamp outside.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>

#include "support/coverage_scene.hpp"
#include "support/test.hpp"

using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::no_zone;
using kerb::coverage::ZoneMap;
using kerb::coverage::ZonePiece;
using kerb::test::close_to;
using kerb::test::one_road;

namespace {

constexpr double east = 38'500'000, north = 2'500'000;

Points ring(double x, double y, double width, double height) {
    return {{east + x, north + y},
            {east + x + width, north + y},
            {east + x + width, north + y + height},
            {east + x, north + y + height},
            {east + x, north + y}};
}

MultiPolygon block(double x, double y, double width, double height) {
    return {{ring(x, y, width, height), {}}};
}

Point at(double x, double y) {
    return {east + x, north + y};
}

ZoneMap map_of(const std::vector<MultiPolygon>& zones, std::vector<std::uint32_t> rank = {}) {
    for (auto i = static_cast<std::uint32_t>(rank.size()); i < zones.size(); ++i) {
        rank.push_back(i);
    }
    return {zones, rank};
}

} // namespace

TEST_CASE("A road on a border counts once, for the zone of the lowest rank") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 1000, 500), block(0, 500, 1000, 500)};
    for (const bool swapped : {false, true}) {
        const auto map = map_of(zones, swapped ? std::vector<std::uint32_t>{1, 0} : std::vector<std::uint32_t>{0, 1});
        auto scene = one_road({at(0, 500), at(1000, 500)}, {at(500, 500)}, 100);
        scene.zones = &map;
        const auto result = scene.measure();
        const std::size_t owner = swapped ? 1 : 0;
        CHECK(result.zones.at(owner).total_m == 1000);
        CHECK(result.zones.at(owner).covered_m == 200);
        CHECK(result.zones.at(1 - owner).total_m == 0);
        CHECK_FALSE(result.zones.at(1 - owner).share().has_value());
        CHECK(result.overlapped_m == 0);
        CHECK(result.gaps.at(0).zone == owner);
    }
}

TEST_CASE("A disc across a border serves both zones, and an asset outside serves inside") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 100, 100), block(100, 0, 100, 100)};
    const auto map = map_of(zones);
    auto scene = one_road({at(0, 50), at(200, 50)}, {at(95, 50), at(205, 50)}, 20);
    scene.zones = &map;
    const auto result = scene.measure();
    CHECK(close_to(result.zones[0].covered_m, 25, 100)); // 75 … 100
    CHECK(close_to(result.zones[1].covered_m, 30, 100)); // 100 … 115 and 185 … 200, the latter from outside
    CHECK(result.outside_zones.total_m == 0);
    CHECK(result.zones[0].total_m + result.zones[1].total_m == result.all.total_m);
    REQUIRE(result.gaps.size() == 2);
    CHECK(result.gaps[0].zone == 0); // 0 … 75
    CHECK(result.gaps[1].zone == 1); // 115 … 185
}

TEST_CASE("A gap across a border is one gap, of the zone that has more of it") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 100, 100), block(100, 0, 100, 100)};
    const auto map = map_of(zones);
    auto scene = one_road({at(30, 50), at(200, 50)}, {}, 20);
    scene.zones = &map;
    REQUIRE(scene.measure().gaps.size() == 1);
    CHECK(scene.measure().gaps[0].zone == 1); // 70 against 100
    scene.lines = {{{at(0, 50), at(200, 50)}}};
    CHECK(scene.measure().gaps[0].zone == 0); // a tie goes to the lower rank
    scene.lines = {{{at(-500, 50), at(200, 50)}}};
    CHECK(scene.measure().gaps[0].zone == no_zone); // most of it lies outside
}

TEST_CASE("What lies outside of every zone is accounted for") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 100, 100)};
    const auto map = map_of(zones);
    auto scene = one_road({at(-100, 50), at(300, 50)}, {at(0, 50)}, 10);
    scene.zones = &map;
    const auto result = scene.measure();
    CHECK(result.zones[0].total_m == 100);
    CHECK(result.zones[0].covered_m == 10);
    CHECK(result.outside_zones.total_m == 300);
    CHECK(result.outside_zones.covered_m == 10);
}

TEST_CASE("A hole is outside, its border inside") {
    auto zone = block(0, 0, 300, 300);
    zone[0].holes.push_back(ring(100, 100, 100, 100));
    const std::vector<MultiPolygon> zones = {zone};
    const auto map = map_of(zones);
    auto scene = one_road({at(0, 150), at(300, 150)}, {}, 1);
    scene.zones = &map;
    CHECK(scene.measure().zones[0].total_m == 200);
    CHECK(scene.measure().outside_zones.total_m == 100);
    scene.lines = {{{at(100, 100), at(200, 100)}}};
    CHECK(scene.measure().zones[0].total_m == 100);
    CHECK(map.zone_of(at(150, 150)) == no_zone);
    CHECK(map.zone_of(at(100, 150)) == 0);
    CHECK(map.zone_of(at(50, 50)) == 0);
}

TEST_CASE("Length that several zones claim is measured once and reported") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 200, 100), block(150, 0, 200, 100)};
    const auto map = map_of(zones);
    auto scene = one_road({at(0, 50), at(350, 50)}, {}, 1);
    scene.zones = &map;
    const auto result = scene.measure();
    CHECK(result.zones[0].total_m == 200);
    CHECK(result.zones[1].total_m == 150);
    CHECK(result.overlapped_m == 50);
}

TEST_CASE("An island is a part of its zone") {
    auto zone = block(0, 0, 100, 100);
    zone.push_back(block(500, 0, 100, 100)[0]);
    const std::vector<MultiPolygon> zones = {zone, block(100, 0, 400, 100)};
    const auto map = map_of(zones);
    auto scene = one_road({at(0, 50), at(600, 50)}, {}, 1);
    scene.zones = &map;
    CHECK(scene.measure().zones[0].total_m == 200);
    CHECK(scene.measure().zones[1].total_m == 400);
    std::vector<ZonePiece> pieces;
    map.split(at(0, 50), at(600, 50), pieces);
    REQUIRE(pieces.size() == 3);
    CHECK(pieces.front().from == 0);
    CHECK(pieces.back().to == 1);
    CHECK(pieces[0].to == pieces[1].from);
    CHECK(pieces[1].to == pieces[2].from);
}

TEST_CASE("A road that slants along a border within rounding is not chopped") {
    // Half a micrometre of digitising noise on a shared border of 1 km.
    const std::vector<MultiPolygon> zones = {block(0, 0, 1000, 500), block(0, 500, 1000, 500)};
    const auto map = map_of(zones);
    auto scene = one_road({at(0, 500 - 4e-7), at(500, 500 + 4e-7), at(1000, 500 - 4e-7)}, {}, 1);
    scene.zones = &map;
    CHECK(scene.measure().zones[0].total_m == scene.measure().all.total_m);
}

TEST_CASE("Zones that cannot be used are refused") {
    const std::vector<MultiPolygon> zones = {block(0, 0, 100, 100), block(100, 0, 100, 100)};
    CHECK_THROWS_AS(ZoneMap(zones, std::vector<std::uint32_t>{0}), kerb::UsageError);
    CHECK_THROWS_AS(ZoneMap(zones, std::vector<std::uint32_t>{1, 1}), kerb::UsageError);
    auto broken = zones;
    broken[1][0].outer[2].y = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(ZoneMap(broken, std::vector<std::uint32_t>{0, 1}), kerb::UsageError);
}

TEST_CASE("No zones: everything is outside") {
    const auto map = map_of({});
    auto scene = one_road({at(0, 0), at(100, 0)}, {at(50, 0)}, 10);
    scene.zones = &map;
    CHECK(scene.measure().outside_zones.covered_m == 20);
    CHECK(map.zone_of(at(0, 0)) == no_zone);
}

TEST_CASE("A zone without any ground has nothing, and changes nothing of the others") {
    const auto map = map_of({{}, block(0, 0, 100, 100), {}, block(100, 0, 100, 100)});
    auto scene = one_road({at(0, 50), at(200, 50)}, {at(50, 50)}, 10);
    scene.zones = &map;
    const auto result = scene.measure();
    CHECK(result.zones[0].total_m + result.zones[2].total_m == 0);
    CHECK(result.zones[1].total_m == 100);
    CHECK(result.zones[1].covered_m == 20);
    CHECK(result.zones[3].total_m == 100);
    CHECK(map.zone_of(at(150, 50)) == 3);
    CHECK(map.zone_of(at(-1, 50)) == no_zone);
    const auto none = map_of({{}, {}});
    CHECK(none.zone_of(at(0, 0)) == no_zone);
}
