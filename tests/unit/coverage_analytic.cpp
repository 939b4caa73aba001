// Covered length and gaps against closed forms.
#include <algorithm>
#include <cmath>

#include "support/coverage_scene.hpp"
#include "support/test.hpp"

using kerb::Point;
using kerb::test::close_to;
using kerb::test::one_road;
using kerb::test::Scene;

namespace {

constexpr double east = 38'500'000,
                 north = 2'500'000; // a zone-prefixed easting: large, and exact in the offsets used here

Point at(double x, double y) {
    return {east + x, north + y};
}

/// A straight road along x from 0 to `length`.
Scene straight(double length, kerb::Points lamps, double reach) {
    return one_road({at(0, 0), at(length, 0)}, std::move(lamps), reach);
}

void check_covered(const Scene& scene, double covered, double total) {
    const auto result = scene.measure();
    INFO("covered " << result.all.covered_m << " of " << result.all.total_m << ", expected " << covered);
    CHECK(close_to(result.all.covered_m, covered, total));
    CHECK(close_to(result.all.total_m, total, total));
    CHECK(close_to(kerb::test::gap_sum(result), total - covered, total));
}

} // namespace

TEST_CASE("One lamp on a straight road covers twice its reach") {
    check_covered(straight(100, {at(50, 0)}, 10), 20, 100);
    check_covered(straight(100, {at(50, 0)}, 50), 100, 100);
    check_covered(straight(100, {at(50, 0)}, 49.5), 99, 100);
    check_covered(straight(100, {at(50, 0)}, 80), 100, 100);
}

TEST_CASE("A gap of a millimetre is a gap") {
    check_covered(straight(100, {at(64 + 0x1p-10, 0)}, 64), 100 - 0x1p-10, 100);
    check_covered(straight(100, {at(36 - 0x1p-10, 0)}, 64), 100 - 0x1p-10, 100);
}

TEST_CASE("A lamp beside the road covers a chord") {
    for (const double offset : {0.0, 0.5, 3.0, 6.0, 9.5, 9.99609375}) {
        const double chord = 2 * std::sqrt((10 - offset) * (10 + offset));
        check_covered(straight(100, {at(50, offset)}, 10), chord, 100);
        check_covered(straight(100, {at(50, -offset)}, 10), chord, 100);
    }
    check_covered(straight(100, {at(50, 6)}, 10), 16, 100); // 6-8-10
    check_covered(straight(100, {at(50, 10.5)}, 10), 0, 100);
}

TEST_CASE("Two lamps overlap as an interval union") {
    for (const double apart : {0.0, 1.0, 12.5, 19.0, 20.0, 21.0, 40.0}) {
        const double covered = 20 + std::min(apart, 20.0);
        check_covered(straight(200, {at(80, 0), at(80 + apart, 0)}, 10), covered, 200);
    }
    // One interval inside the other: only the larger counts.
    Scene nested = straight(200, {at(80, 0), at(82, 0)}, 10);
    nested.asset_reach = {30, 5};
    check_covered(nested, 60, 200);
}

TEST_CASE("A lamp beyond the end reaches back into the road") {
    check_covered(straight(100, {at(105, 0)}, 10), 5, 100);
    check_covered(straight(100, {at(-4, 3)}, 5), 0, 100); // touches the end point only
    check_covered(straight(100, {at(-2, 3)}, 5), 2, 100);
    check_covered(straight(100, {at(111, 0)}, 10), 0, 100);
}

TEST_CASE("An oblique road is measured like a straight one") {
    // Direction (3, 4) / 5, length 250; the lamp stands at 100 along, 5 across.
    // (Multiples of 5 along and across keep every coordinate exact at this easting.)
    const auto road = kerb::LineString{at(0, 0), at(150, 200)};
    check_covered(one_road(road, {at(60 - 4, 80 + 3)}, 13), 24, 250);
    check_covered(one_road(road, {at(60, 80), at(66, 88)}, 10), 30, 250);
}

TEST_CASE("A bend is covered on both legs") {
    // A right angle at (100, 0), the lamp on it, then off it by (−3, 0): 3 + 10 on one leg, √(100 − 9) on the other.
    const auto road = kerb::LineString{at(0, 0), at(100, 0), at(100, 50)};
    check_covered(one_road(road, {at(100, 0)}, 10), 20, 150);
    check_covered(one_road(road, {at(97, 0)}, 10), 13 + std::sqrt(91.0), 150);
    // Outside the corner by (6, −8): reach 10 touches the corner and covers nothing.
    check_covered(one_road(road, {at(106, -8)}, 10), 0, 150);
    // A hairpin 12 m apart: one lamp in the middle covers a chord of both legs.
    const auto hairpin = kerb::LineString{at(0, 0), at(100, 0), at(100, 12), at(0, 12)};
    check_covered(one_road(hairpin, {at(50, 6)}, 10), 32, 212);
}

TEST_CASE("No lamps: one gap as long as the road") {
    const auto result = straight(100, {}, 10).measure();
    CHECK(result.all.covered_m == 0);
    CHECK(result.all.share() == 0.0);
    REQUIRE(result.gaps.size() == 1);
    CHECK(result.gaps[0].from_m == 0);
    CHECK(result.gaps[0].to_m == 100);
}

TEST_CASE("A road without length has no share and no gap") {
    for (const auto& road : {kerb::LineString{at(5, 5), at(5, 5)}, kerb::LineString{at(5, 5), at(5, 5), at(5, 5)}}) {
        const auto result = one_road(road, {at(5, 5)}, 10).measure();
        CHECK(result.all.total_m == 0);
        CHECK(result.all.covered_m == 0);
        CHECK_FALSE(result.all.share().has_value());
        CHECK_FALSE(result.lines.at(0).share().has_value());
        CHECK(result.gaps.empty());
    }
}

TEST_CASE("Repeated points change nothing") {
    const auto doubled = kerb::LineString{at(0, 0), at(0, 0), at(40, 0), at(40, 0), at(100, 0), at(100, 0)};
    check_covered(one_road(doubled, {at(40, 6)}, 10), 16, 100);
    CHECK(one_road(doubled, {at(40, 6)}, 10).measure().gaps.size() == 2);
}

TEST_CASE("Reach 0 covers points, not length") {
    const auto result = straight(100, {at(50, 0), at(25, 3)}, 0).measure();
    CHECK(result.all.covered_m == 0);
    CHECK(result.all.total_m == 100);
    // The lamp on the road covers its own point (closed): two maximal uncovered stretches.
    REQUIRE(result.gaps.size() == 2);
    CHECK(result.gaps[0].length_m() == 50);
    CHECK(result.gaps[1].length_m() == 50);
}

TEST_CASE("Touching reaches leave no gap") {
    const auto touching = straight(40, {at(10, 0), at(30, 0)}, 10).measure();
    CHECK(touching.all.covered_m == 40);
    CHECK(touching.all.share() == 1.0);
    CHECK(touching.gaps.empty());
    // A disc that only touches the road covers one point of it.
    const auto tangent = straight(100, {at(50, 10)}, 10).measure();
    CHECK(tangent.all.covered_m == 0);
    CHECK(tangent.gaps.size() == 2);
}

TEST_CASE("A regular row of lamps") {
    // n lamps, d apart, reach r < d/2: 2·r·n; reach ≥ d/2: everything between the outer ends.
    kerb::Points row;
    for (int i = 0; i < 40; ++i) {
        row.push_back(at(25 + 50 * i, 0));
    }
    check_covered(straight(2000, row, 10), 800, 2000);
    check_covered(straight(2000, row, 24.5), 1960, 2000);
    check_covered(straight(2000, row, 25), 2000, 2000);
    CHECK(straight(2000, row, 25).measure().gaps.empty());
    CHECK(straight(2000, row, 24.5).measure().gaps.size() == 41);
}
