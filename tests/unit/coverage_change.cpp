// What lines gain and lose between two dates, on figures that can be worked out by hand.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/change_along_lines.hpp>

#include "support/coverage_scene.hpp"
#include "support/naive_points.hpp"
#include "support/test.hpp"

using kerb::MultiLineString;
using kerb::Point;
using kerb::coverage::ChangeAlongLinesInput;
using kerb::coverage::ChangeAlongLinesResult;
using kerb::coverage::Gap;
using kerb::coverage::ZoneMap;
using kerb::test::close_to;
using kerb::test::OwnAssets;

namespace {

constexpr double east = 500'000, north = 3'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

struct TwoDates {
    std::vector<MultiLineString> roads = {{{at(0, 0), at(200, 0)}}};
    OwnAssets before, now;
    std::vector<double> before_reach, scale;
    std::vector<std::uint32_t> group;
    const ZoneMap* zones = nullptr;
    double ignore = 0;

    [[nodiscard]] ChangeAlongLinesResult measure(const kerb::Progress& progress = {}) const {
        kerb::Lines lines;
        for (const auto& road : roads) {
            lines.push(road);
        }
        ChangeAlongLinesInput input;
        input.now.lines = &lines;
        input.now.assets = now.shapes();
        input.now.line_scale = scale;
        input.now.line_group = group;
        input.now.groups = group.empty() ? 0 : 2;
        input.now.zones = zones;
        input.before = before.shapes();
        input.before_reach_m = before_reach;
        return change_along_lines(input, {.reach = kerb::Metres{10}, .ignore_gaps_below = kerb::Metres{ignore}},
                                  progress);
    }
};

TwoDates lamps(kerb::Points before, kerb::Points now) {
    TwoDates dates;
    dates.before.points = std::move(before);
    dates.now.points = std::move(now);
    return dates;
}

} // namespace

TEST_CASE("A lamp that moved loses on one side and gains on the other") {
    const auto change = lamps({at(50, 0)}, {at(56, 0)}).measure();
    CHECK(change.before.all.covered_m == 20);
    CHECK(change.now.all.covered_m == 20);
    CHECK(change.all.gained_m == 6);
    CHECK(change.all.lost_m == 6);
    CHECK(change.gained == std::vector<Gap>{{0, 60, 66}});
    CHECK(change.lost == std::vector<Gap>{{0, 40, 46}});
    CHECK(change.lines == std::vector{change.all});
}

TEST_CASE("A lamp between others gains only what they did not cover") {
    const auto change = lamps({at(50, 0), at(80, 0)}, {at(50, 0), at(65, 0), at(80, 0)}).measure();
    CHECK(change.gained == std::vector<Gap>{{0, 60, 70}});
    CHECK(change.lost.empty());
    CHECK(change.all.lost_m == 0);
}

TEST_CASE("One new lamp can gain several stretches, the longest first") {
    // Old lamps cover 30–50 and 52–72 of what a new disc with a chord of 10–90 covers.
    auto dates = lamps({at(40, 0), at(62, 0)}, {at(40, 0), at(62, 0)});
    dates.now.areas = {{{{at(20, -5), at(80, -5), at(80, 5), at(20, 5), at(20, -5)}, {}}}};
    const auto change = dates.measure();
    CHECK(change.gained == std::vector<Gap>{{0, 10, 30}, {0, 72, 90}, {0, 50, 52}});
    CHECK(change.all.gained_m == 40);
}

TEST_CASE("A stretch runs on over bends and touching parts, and ends where parts do not touch") {
    auto dates = lamps({at(50, 0)}, {});
    dates.roads = {{{at(0, 0), at(45, 0), at(55, 0)}, {at(55, 0), at(100, 0)}, {at(300, 0), at(310, 0)}}};
    CHECK(dates.measure().lost == std::vector<Gap>{{0, 40, 60}});
    dates.before.points = {at(98, 0), at(302, 0)};
    CHECK(dates.measure().lost == std::vector<Gap>{{0, 88, 100}, {0, 100, 110}});
}

TEST_CASE("The zone of a stretch is that of its longest share, and sums follow the border") {
    const std::vector<kerb::MultiPolygon> areas = {
        {{{at(-10, -10), at(47, -10), at(47, 10), at(-10, 10), at(-10, -10)}, {}}},
        {{{at(47, -10), at(100, -10), at(100, 10), at(47, 10), at(47, -10)}, {}}}};
    const std::vector<std::uint32_t> rank = {0, 1};
    const ZoneMap zones(areas, rank);
    auto dates = lamps({at(105, 0)}, {at(50, 0)});
    dates.zones = &zones;
    dates.group = {1};
    const auto change = dates.measure();
    CHECK(change.gained == std::vector<Gap>{{0, 40, 60, 1}});
    CHECK(change.lost == std::vector<Gap>{{0, 95, 115, kerb::coverage::no_zone}});
    CHECK(close_to(change.zones.at(0).gained_m, 7, 200));
    CHECK(close_to(change.zones.at(1).gained_m, 13, 200));
    CHECK(close_to(change.zones.at(1).lost_m, 5, 200));
    CHECK(close_to(change.outside_zones.lost_m, 15, 200));
    CHECK(change.groups.at(1).gained_m == 20);
    CHECK(change.groups.at(0).gained_m == 0);
    CHECK(close_to(change.zone_groups.at(3).lost_m, 5, 200)); // zone 1, class 1
}

TEST_CASE("Gaps that are ignored are covered on both dates") {
    // Before: 2 m dark between two lamps. That counts as covered, so the lamp that closes it gains nothing.
    auto dates = lamps({at(50, 0), at(72, 0)}, {at(50, 0), at(61, 0), at(72, 0)});
    CHECK(dates.measure().all.gained_m == 2);
    dates.ignore = 5;
    CHECK(dates.measure().all.gained_m == 0);
    CHECK(dates.measure().gained.empty());
}

TEST_CASE("Reaches of the earlier date and ground measure count") {
    auto dates = lamps({at(50, 0)}, {at(50, 0)});
    dates.before_reach = {4};
    CHECK(dates.measure().all.gained_m == 12);
    dates.scale = {0.5};
    CHECK(dates.measure().all.gained_m == 12); // reaches halve on the plane, lengths double on the ground
    CHECK(dates.measure().gained == std::vector<Gap>{{0, 90, 96}, {0, 104, 110}});
}

TEST_CASE("Nothing before, nothing now, no lines") {
    CHECK(lamps({}, {at(50, 0)}).measure().all.gained_m == 20);
    CHECK(lamps({at(50, 0)}, {}).measure().all.lost_m == 20);
    auto dates = lamps({}, {});
    CHECK(dates.measure().gained.empty());
    dates.roads.clear();
    dates.group = {};
    CHECK(dates.measure().lines.empty());
    CHECK_FALSE(dates.measure().now.all.share().has_value());
}

TEST_CASE("Either date is checked, and a change can be stopped") {
    const auto code_of = [](const TwoDates& dates) -> std::string {
        try {
            static_cast<void>(dates.measure());
        } catch (const kerb::UsageError& error) {
            return error.message().code;
        }
        return "accepted";
    };
    auto dates = lamps({at(50, 0)}, {at(50, 0)});
    dates.before_reach = {1, 2};
    CHECK(code_of(dates) == "coverage.size_differs");
    dates.before_reach = {-1};
    CHECK(code_of(dates) == "coverage.bad_reach_at");
    dates = lamps({at(std::numeric_limits<double>::quiet_NaN(), 0)}, {});
    CHECK(code_of(dates) == "coverage.not_finite");
    CHECK_THROWS_AS(lamps({}, {}).measure([](std::string_view, double) { return false; }), kerb::Cancelled);
}
