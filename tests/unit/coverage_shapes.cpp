// Covered length of roads that are more than one straight piece: lattices, bends, own reaches, classes, scale.
#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/coverage/along_roads.hpp>

#include "support/coverage_scene.hpp"
#include "support/test.hpp"

using kerb::LineString;
using kerb::Point;
using kerb::Points;
using kerb::test::close_to;
using kerb::test::one_road;
using kerb::test::Scene;

namespace {

constexpr double east = 38'500'000, north = 2'500'000;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Along (3, 4)/5 and across (−4, 3)/5: exact for multiples of 5.
Point oblique(double along, double across) {
    return {east + (3 * along - 4 * across) / 5, north + (4 * along + 3 * across) / 5};
}

Points lattice(int count, double apart, double across) {
    Points lamps;
    for (int i = 0; i < count; ++i) {
        lamps.push_back(oblique(apart * (i + 0.5), across));
    }
    return lamps;
}

} // namespace

TEST_CASE("A lattice of lamps beside an oblique road covers equal chords") {
    constexpr int count = 50;
    for (const double across : {0.0, 5.0, -5.0}) {
        const auto road = LineString{oblique(0, 0), oblique(30 * count, 0)};
        const auto result = one_road(road, lattice(count, 30, across), 13).measure();
        const auto chord = 2 * std::sqrt(13 * 13 - across * across);
        CHECK(close_to(result.all.total_m, 30 * count, 30 * count));
        CHECK(close_to(result.all.covered_m, chord * count, 30 * count));
        CHECK(result.gaps.size() == count + 1);
        CHECK(close_to(kerb::test::gap_sum(result), 30 * count - chord * count, 30 * count));
    }
}

TEST_CASE("A lattice that closes leaves no gap") {
    const auto road = LineString{oblique(0, 0), oblique(1500, 0)};
    const auto result = one_road(road, lattice(50, 30, 0), 15).measure(); // touching discs
    CHECK(close_to(result.all.covered_m, 1500, 1500));
    CHECK(result.gaps.empty());
}

TEST_CASE("A road in many pieces is measured like the road in one") {
    LineString pieces;
    for (int i = 0; i <= 300; ++i) {
        pieces.push_back(oblique(5 * i, 0));
    }
    const auto whole = one_road({oblique(0, 0), oblique(1500, 0)}, lattice(50, 30, 5), 13).measure();
    const auto parts = one_road(pieces, lattice(50, 30, 5), 13).measure();
    CHECK(close_to(parts.all.covered_m, whole.all.covered_m, 1500));
    REQUIRE(parts.gaps.size() == whole.gaps.size());
    auto by_chainage = [](auto gaps) {
        std::sort(gaps.begin(), gaps.end(), [](const auto& a, const auto& b) { return a.from_m < b.from_m; });
        return gaps;
    };
    const auto left = by_chainage(parts.gaps), right = by_chainage(whole.gaps);
    for (std::size_t i = 0; i < left.size(); ++i) {
        CHECK(close_to(left[i].from_m, right[i].from_m, 1500));
        CHECK(close_to(left[i].to_m, right[i].to_m, 1500));
    }
}

TEST_CASE("Out and back counts both ways") {
    // Overlays that dissolve the doubled line say 60 of 100; the road has 200 m, of which 120 are covered.
    const auto road = LineString{{east, north}, {east + 100, north}, {east, north}};
    const auto result = one_road(road, {{east + 50, north}}, 30).measure();
    CHECK(close_to(result.all.total_m, 200, 200));
    CHECK(close_to(result.all.covered_m, 120, 200));
    REQUIRE(result.gaps.size() == 3); // the two at the turn are one
    CHECK(result.gaps[0].from_m == 80);
    CHECK(result.gaps[0].to_m == 120);
}

TEST_CASE("Every lamp has its own reach, and a lamp without one the standard") {
    Scene scene =
        one_road({{east, north}, {east + 1000, north}},
                 {{east + 100, north}, {east + 300, north}, {east + 500, north}, {east + 700, north + 60}}, 10);
    scene.asset_reach = {20, none, 0, 100};
    CHECK(close_to(scene.measure().all.covered_m, 40 + 20 + 0 + 160, 1000));
    scene.line_reach = {60}; // the road asks for 60 whatever the lamp: three discs and a tangent point
    CHECK(close_to(scene.measure().all.covered_m, 360, 1000));
    scene.line_reach = {none};
    CHECK(close_to(scene.measure().all.covered_m, 220, 1000));
}

TEST_CASE("Reaches of every size are found together") {
    // From 1 m to 8 km on one road of 20 km: the union is the large one's interval and what stands outside of it.
    Scene scene = one_road({{east, north}, {east + 20'000, north}}, {}, 1);
    for (int i = 0; i < 14; ++i) {
        scene.assets.push_back({east + 4000, north});
        scene.asset_reach.push_back(std::ldexp(1.0, i));
    }
    scene.assets.push_back({east + 15'000, north});
    scene.asset_reach.push_back(1);
    CHECK(close_to(scene.measure().all.covered_m, 4000 + 8192 + 2, 20'000));
}

TEST_CASE("Short gaps are ignored when asked to") {
    Scene scene = one_road({{east, north}, {east + 100, north}}, {{east + 20, north}, {east + 44, north}},
                           10); // gaps 10, 4 and 46
    CHECK(close_to(scene.measure().all.covered_m, 40, 100));
    scene.ignore_below = 5;
    CHECK(close_to(scene.measure().all.covered_m, 44, 100));
    CHECK(scene.measure().gaps.size() == 2);
    scene.ignore_below = 10; // as long as the limit is a gap
    CHECK(scene.measure().gaps.size() == 2);
    scene.ignore_below = 50;
    CHECK(scene.measure().all.share() == 1.0);
    CHECK(scene.measure().gaps.empty());
}

TEST_CASE("Parts that touch carry a gap on, parts that do not end it") {
    Scene scene;
    scene.reach = 10;
    scene.lines = {{{{east, north}, {east + 50, north}},
                    {{east + 50, north}, {east + 80, north}},
                    {{east + 200, north}, {east + 220, north}}}};
    const auto result = scene.measure();
    REQUIRE(result.gaps.size() == 2);
    CHECK(result.gaps[0].length_m() == 80);
    CHECK(result.gaps[1].from_m == 80); // chainage runs on without the jump
    CHECK(result.gaps[1].to_m == 100);
}

TEST_CASE("Classes add up and an empty class has no share") {
    Scene scene;
    scene.reach = 10;
    scene.lines = {{{{east, north}, {east + 100, north}}}, {{{east, north + 500}, {east + 300, north + 500}}}};
    scene.assets = {{east + 50, north}, {east + 10, north + 500}, {east + 200, north + 506}};
    scene.group = {2, 0};
    scene.groups = 3;
    const auto result = scene.measure();
    REQUIRE(result.groups.size() == 3);
    CHECK(close_to(result.groups[2].covered_m, 20, 100));
    CHECK(close_to(result.groups[0].covered_m, 36, 300));
    CHECK_FALSE(result.groups[1].share().has_value());
    CHECK(close_to(result.all.covered_m, 56, 400));
}

TEST_CASE("Ground measure divides lengths and stretches reaches by the scale factor") {
    Scene scene = one_road({{east, north}, {east + 100, north}}, {{east + 50, north}}, 10);
    scene.line_scale = {0.9996};
    const auto result = scene.measure();
    CHECK(close_to(result.all.total_m, 100 / 0.9996, 100));
    CHECK(close_to(result.all.covered_m, 20, 100)); // 10 m on the ground each way
    CHECK(close_to(kerb::test::gap_sum(result), 100 / 0.9996 - 20, 100));
}

TEST_CASE("Roads are lit by lamps that stand, at the reach of their class") {
    kerb::Road main, lane;
    main.centreline = {{{east, north}, {east + 100, north}}};
    main.road_class = kerb::RoadClass::arterial;
    lane.centreline = {{{east, north + 300}, {east + 100, north + 300}}};
    lane.road_class = kerb::RoadClass::lane;
    kerb::Streetlight on_main, on_lane, planned;
    on_main.position = {east + 50, north};
    on_lane.position = {east + 50, north + 300};
    planned.position = {east + 10, north};
    planned.about.status = kerb::Status::planned;
    std::vector<double> reach(static_cast<std::size_t>(kerb::RoadClass::other) + 1, none);
    reach[static_cast<std::size_t>(kerb::RoadClass::lane)] = 5;
    kerb::coverage::AlongRoadsOptions options{.reach = kerb::Metres{20}};
    options.reach_of_class_m = reach;
    const auto result =
        kerb::coverage::along_roads(std::vector{main, lane}, std::vector{on_main, on_lane, planned}, options);
    CHECK(result.lines.at(0).covered_m == 40);
    CHECK(result.lines.at(1).covered_m == 10);
    CHECK(result.groups.at(static_cast<std::size_t>(kerb::RoadClass::arterial)).covered_m == 40);
}

TEST_CASE("One lamp of a hair's reach does not make long roads slow") {
    // A level of tiny reaches once asked for a lookup every few millimetres: 10,000 km would take hours.
    Scene scene;
    scene.reach = 30;
    for (int i = 0; i < 1000; ++i) {
        scene.lines.push_back({{{east, north + 100.0 * i}, {east + 10'000, north + 100.0 * i}}});
        scene.assets.push_back({east + 5000, north + 100.0 * i});
        scene.asset_reach.push_back(i == 500 ? 0x1p-10 : i < 100 ? 0.0 : none);
    }
    const auto result = scene.measure();
    CHECK(close_to(result.all.covered_m, 899 * 60 + 0x1p-9, 1e7));
    scene.assets.assign(1000, {east, north}); // all on one place
    scene.asset_reach.assign(1000, 0x1p-10);
    CHECK(close_to(scene.measure().all.covered_m, 0x1p-10, 1e7));
}
