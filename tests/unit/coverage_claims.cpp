// How many answer for each stretch of a road, on figures that can be worked out by hand.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/claims_along_lines.hpp>

#include "support/test.hpp"

using kerb::LineString;
using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Point;
using kerb::coverage::ClaimedLength;
using kerb::coverage::ClaimsAlongLinesInput;
using kerb::coverage::ClaimsAlongLinesOptions;
using kerb::coverage::ClaimsAlongLinesResult;
using kerb::coverage::ClaimStretch;
using kerb::coverage::no_zone;
using kerb::coverage::ZoneMap;

namespace {

constexpr double east = 38'500'000, north = 3'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return {{{at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1), at(x0, y0)}, {}}};
}

/// A road of 100 m to the east, and who claims it.
struct Street {
    std::vector<MultiLineString> roads = {{{at(0, 0), at(100, 0)}}};
    std::vector<MultiLineString> lines;
    std::vector<MultiPolygon> areas;
    std::vector<std::uint32_t> owner;
    std::vector<double> beside, scale;
    kerb::Points points;
    const ZoneMap* zones = nullptr;

    [[nodiscard]] ClaimsAlongLinesResult measure(const ClaimsAlongLinesOptions& options = {},
                                                 const kerb::Progress& progress = {}) const {
        kerb::Lines all, claims;
        for (const auto& road : roads) {
            all.push(road);
        }
        for (const auto& line : lines) {
            claims.push(line);
        }
        ClaimsAlongLinesInput input;
        input.lines = &all;
        input.claims = {points, &claims, areas};
        input.owner = owner;
        input.line_beside_m = beside;
        input.line_scale = scale;
        input.zones = zones;
        return claims_along_lines(input, options, progress);
    }
};

Street claimed_by(std::vector<MultiLineString> lines, std::vector<std::uint32_t> owner) {
    Street street;
    street.lines = std::move(lines);
    street.owner = std::move(owner);
    return street;
}

} // namespace

TEST_CASE("A claim on the road's own line takes what it runs along, and stops square at its ends") {
    const auto found = claimed_by({{{at(20, 0), at(70, 0)}}}, {7}).measure();
    CHECK(found.all == ClaimedLength{100, 50, 50, 0});
    CHECK(found.lines == std::vector{found.all});
    CHECK(found.none == std::vector<ClaimStretch>{{0, 70, 100, no_zone, {}}, {0, 0, 20, no_zone, {}}});
    CHECK(found.several.empty());
    CHECK(found.all.none_share() == 0.5);
    CHECK(found.all.one_share() == 0.5);
    CHECK(found.all.several_share() == 0);
}

TEST_CASE("Two owners are double, one owner twice is not") {
    const std::vector<MultiLineString> lines = {{{at(0, 0), at(60, 0)}}, {{at(40, 0), at(100, 0)}}};
    CHECK(claimed_by(lines, {3, 3}).measure().all == ClaimedLength{100, 0, 100, 0});
    const auto found = claimed_by(lines, {9, 3}).measure();
    CHECK(found.all == ClaimedLength{100, 0, 80, 20});
    CHECK(found.several == std::vector<ClaimStretch>{{0, 40, 60, no_zone, {3, 9}}});
}

TEST_CASE("Who takes part in a double stretch is told for it as a whole") {
    const auto found =
        claimed_by({{{at(0, 0), at(50, 0)}}, {{at(0, 0), at(100, 0)}}, {{at(100, 0), at(50, 0)}}}, {5, 4, 6}).measure();
    CHECK(found.several == std::vector<ClaimStretch>{{0, 0, 100, no_zone, {4, 5, 6}}});
}

TEST_CASE("A line at the kerb counts up to the distance, closed; each road has its own") {
    auto street = claimed_by({{{at(0, 8), at(100, 8)}}}, {1});
    CHECK(street.measure().all.none_m == 100);
    CHECK(street.measure({.beside = kerb::Metres{8}}).all.one_m == 100);
    CHECK(street.measure({.beside = kerb::Metres{7.999}}).all.one_m == 0);
    street.beside = {8};
    CHECK(street.measure().all.one_m == 100);
    street.beside = {std::numeric_limits<double>::quiet_NaN()};
    CHECK(street.measure().all.one_m == 0);
}

TEST_CASE("A line that turns away by 30 degrees counts, one that turns more does not, either way along") {
    const auto slanted = [](double degrees, bool back) {
        const double angle = degrees * std::acos(-1.0) / 180;
        const Point end = at(50 + 10 * std::cos(angle), 10 * std::sin(angle));
        return claimed_by({{back ? LineString{end, at(50, 0)} : LineString{at(50, 0), end}}}, {1}).measure();
    };
    for (const bool back : {false, true}) {
        CHECK(slanted(30, back).all.one_m > 8);
        CHECK(slanted(31, back).all.one_m == 0);
        // 10 m along its own direction, seen under the angle: to 10/cos 20° of the road, less than 5 m off it.
        CHECK(slanted(20, back).all.one_m == Approx(10 / std::cos(20 * std::acos(-1.0) / 180)).epsilon(1e-9));
    }
    const auto crossing = claimed_by({{{at(50, -40), at(50, 40)}}}, {1}).measure();
    CHECK(crossing.all == ClaimedLength{100, 100, 0, 0});
}

TEST_CASE("On the outside of a bend the claim goes on, on the inside it overlaps itself") {
    // The road turns by 45°, the claim with it, 3 m inside or outside: nothing is left open at the bend.
    const double s = std::sqrt(0.5), turn = std::tan(std::acos(-1.0) / 8);
    Street street;
    street.roads = {{{at(-100, 0), at(0, 0), at(100 * s, 100 * s)}}};
    street.owner = {1};
    for (const double side : {-3.0, 3.0}) { // to the right, to the left
        const Point bend = at(-side * turn, side);
        const Point end = at(100 * s - side * s, 100 * s + side * s);
        street.lines = {{{at(-100, side), bend, end}}};
        const auto found = street.measure();
        CHECK(found.all.one_m == Approx(200).epsilon(1e-10));
        CHECK(found.none.empty());
    }
    // A claim that turns into a street at right angles leaves the street that goes straight on alone.
    street.roads = {{{at(-100, 0), at(100, 0)}}};
    street.lines = {{{at(-100, 0), at(0, 0), at(0, 100)}}};
    CHECK(street.measure().all == ClaimedLength{200, 100, 100, 0});
}

TEST_CASE("Parts of a claim that touch go on as one; so do those of a road") {
    const double s = std::sqrt(0.5), turn = std::tan(std::acos(-1.0) / 8);
    Street street;
    street.roads = {{{at(-100, 0), at(0, 0)}, {at(0, 0), at(100 * s, 100 * s)}}};
    street.owner = {1};
    const Point bend = at(-3 * turn, 3);
    street.lines = {{{at(-100, 3), bend}, {bend, at(97 * s, 103 * s)}}};
    CHECK(street.measure().none.empty());
    street.lines = {{{at(-100, 0), at(-50, 0)}}};
    CHECK(street.measure().none.at(0).length_m() == Approx(150));
    street.roads = {{{at(-100, 0), at(0, 0)}, {at(10, 0), at(60, 0)}}};
    const auto apart = street.measure();
    CHECK(apart.none == std::vector<ClaimStretch>{{0, 50, 100, no_zone, {}}, {0, 100, 150, no_zone, {}}});
}

TEST_CASE("An area claims what lies in it, not its holes, whatever the direction; its border is its own") {
    Street street;
    street.areas = {box(10, -5, 90, 5)};
    street.areas[0][0].holes = {{at(40, -2), at(60, -2), at(60, 2), at(40, 2), at(40, -2)}};
    street.owner = {2};
    CHECK(street.measure().all == ClaimedLength{100, 40, 60, 0});
    street.areas = {box(0, 0, 100, 30), box(20, -30, 80, 0)};
    street.owner = {2, 4};
    const auto border = street.measure();
    CHECK(border.all == ClaimedLength{100, 0, 40, 60});
    CHECK(border.several == std::vector<ClaimStretch>{{0, 20, 80, no_zone, {2, 4}}});
    street.areas = {box(0, 1e-5, 100, 30)};
    street.owner = {2};
    CHECK(street.measure().all.none_m == 100);
}

TEST_CASE("Lines and areas are owned alike") {
    auto street = claimed_by({{{at(0, 1), at(50, 1)}}}, {8, 8});
    street.areas = {box(30, -5, 80, 5)};
    CHECK(street.measure().all == ClaimedLength{100, 20, 80, 0});
    street.owner = {8, 9};
    CHECK(street.measure().all == ClaimedLength{100, 20, 60, 20});
}

TEST_CASE("Short stretches are told, not listed") {
    const auto street = claimed_by({{{at(0, 0), at(48, 0)}}, {{at(47, 0), at(97, 0)}}}, {1, 2});
    const auto found = street.measure({.ignore_below = kerb::Metres{3}});
    CHECK(found.none == std::vector<ClaimStretch>{{0, 97, 100, no_zone, {}}}); // exactly 3 m is listed
    CHECK(found.several.empty());
    CHECK(found.short_several.count == 1);
    CHECK(found.short_several.length_m == 1);
    CHECK(found.short_none.count == 0);
    CHECK(found.all == ClaimedLength{100, 3, 96, 1});
}

TEST_CASE("Zones share the lengths, and a stretch belongs to that of its longest share") {
    const std::vector<MultiPolygon> areas = {box(-10, -50, 30, 50), box(30, -50, 90, 50)};
    const std::vector<std::uint32_t> rank = {0, 1};
    const ZoneMap zones(areas, rank);
    auto street = claimed_by({{{at(60, 0), at(80, 0)}}}, {1});
    street.zones = &zones;
    const auto found = street.measure();
    CHECK(found.zones == std::vector<ClaimedLength>{{30, 30, 0, 0}, {60, 40, 20, 0}});
    CHECK(found.outside_zones == ClaimedLength{10, 10, 0, 0});
    CHECK(found.none == std::vector<ClaimStretch>{{0, 0, 60, 0, {}}, {0, 80, 100, 1, {}}});
}

TEST_CASE("Ground measure divides lengths and multiplies distances") {
    auto street = claimed_by({{{at(0, 4), at(50, 4)}}}, {1});
    street.scale = {2};
    const auto found = street.measure({.beside = kerb::Metres{2}});
    CHECK(found.all == ClaimedLength{50, 25, 25, 0});
    CHECK(found.none == std::vector<ClaimStretch>{{0, 25, 50, no_zone, {}}});
    street.scale = {0.5};
    CHECK(street.measure({.beside = kerb::Metres{7.9}}).all.none_m == 200);
}

TEST_CASE("Repeated points, lines without length, claims of one point and rings") {
    Street street;
    street.roads = {{{at(0, 0), at(50, 0), at(50, 0), at(100, 0)}}, {{at(5, 5), at(5, 5)}}, {}};
    street.lines = {{{at(0, 0), at(0, 0), at(30, 0), at(30, 0), at(60, 0)}}, {{at(80, 0), at(80, 0)}}, {}};
    street.owner = {1, 2, 3};
    const auto found = street.measure();
    CHECK(found.lines == std::vector<ClaimedLength>{{100, 40, 60, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}});
    CHECK(found.none == std::vector<ClaimStretch>{{0, 60, 100, no_zone, {}}});
    CHECK_FALSE(found.lines[1].none_share());
    // A ring of twelve corners, claimed 2 m outside, has no open corner where it begins.
    street.roads = {{{}}};
    street.lines = {{{}}};
    street.owner = {1};
    for (int i = 0; i <= 12; ++i) {
        const double angle = (i % 12) * std::acos(-1.0) / 6;
        street.roads[0][0].push_back(at(40 * std::cos(angle), 40 * std::sin(angle)));
        street.lines[0][0].push_back(at(38 * std::cos(angle), 38 * std::sin(angle)));
    }
    CHECK(street.measure().all.none_m == 0);
}

TEST_CASE("Roads that nobody claims, and claims without a road") {
    Street street;
    CHECK(street.measure().all == ClaimedLength{100, 100, 0, 0});
    street.roads.clear();
    CHECK(street.measure().lines.empty());
    CHECK_FALSE(street.measure().all.none_share());
}

TEST_CASE("Claims that cannot be counted are refused") {
    const auto code_of = [](const Street& street, const ClaimsAlongLinesOptions& options = {}) -> std::string {
        try {
            static_cast<void>(street.measure(options));
        } catch (const kerb::UsageError& error) {
            return error.message().code;
        }
        return "accepted";
    };
    const auto street = claimed_by({{{at(0, 0), at(50, 0)}}}, {1});
    auto wrong = street;
    wrong.owner = {};
    CHECK(code_of(wrong) == "coverage.size_differs");
    wrong = street;
    wrong.points = {at(0, 0)};
    CHECK(code_of(wrong) == "claims_kernel.points");
    wrong = street;
    wrong.beside = {-1};
    CHECK(code_of(wrong) == "coverage.bad_reach_at");
    wrong = street;
    wrong.lines[0][0][0].x = std::numeric_limits<double>::quiet_NaN();
    CHECK(code_of(wrong) == "coverage.not_finite");
    CHECK(code_of(street, {.most_turn_deg = 61}) == "claims_kernel.turn");
    CHECK(code_of(street, {.beside = kerb::Metres{-1}}) == "coverage.bad_length");
    CHECK(code_of(street) == "accepted");
    CHECK_THROWS_AS(street.measure({}, [](std::string_view, double) { return false; }), kerb::Cancelled);
}
