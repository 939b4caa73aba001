#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/geometry/validity.hpp>

#include "support/test.hpp"

using kerb::Box;
using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::Polygon;

namespace {

Points square(double x, double y, double size) {
    return {{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}};
}

std::string reason(const MultiPolygon& polygons) {
    const auto defect = kerb::find_defect(polygons);
    return defect ? defect->reason : "none";
}

std::string line_reason(const MultiLineString& line) {
    const auto defect = kerb::find_defect(line);
    return defect ? defect->reason : "none";
}

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST_CASE("Lengths and areas are exact far from the origin") {
    constexpr double x = 38'500'000, y = 2'500'000;
    CHECK(kerb::distance({x, y}, {x + 3, y + 4}) == 5);
    CHECK(kerb::length(Points{{x, y}, {x + 3, y + 4}, {x + 3, y + 10}}) == 11);
    CHECK(kerb::length(MultiLineString{{{x, y}, {x + 1, y}}, {{x + 9, y}, {x + 9, y + 2}}}) == 3);
    CHECK(kerb::ring_area(square(x, y, 0.5)) == 0.25);
    auto clockwise = square(x, y, 10);
    std::reverse(clockwise.begin(), clockwise.end());
    CHECK(kerb::ring_area(clockwise) == 100);
    CHECK(kerb::area({Polygon{square(x, y, 10), {square(x + 1, y + 1, 2)}}, Polygon{square(x + 20, y, 1), {}}}) == 97);
    Points circle;
    for (int i = 0; i < 360; ++i) {
        const auto a = i * std::numbers::pi / 180;
        circle.push_back({x + 100 * std::cos(a), y + 100 * std::sin(a)});
    }
    circle.push_back(circle.front());
    CHECK(kerb::ring_area(circle) == Approx(180 * 1e4 * std::sin(std::numbers::pi / 180)).epsilon(1e-9));
}

TEST_CASE("Nothing has no length, area or bounds") {
    CHECK(kerb::length(Points{}) == 0);
    CHECK(kerb::length(Points{{1, 2}}) == 0);
    CHECK(kerb::ring_area(Points{}) == 0);
    CHECK(kerb::area({}) == 0);
    CHECK(kerb::bounds(Points{}).empty());
    CHECK(kerb::bounds(MultiPolygon{}).empty());
    const auto box = kerb::bounds(MultiPolygon{{square(1, 2, 3), {}}, {square(-1, 0, 1), {}}});
    CHECK(box.min_x == -1);
    CHECK(box.max_y == 5);
}

TEST_CASE("A stretch is cut at both ends and runs on across parts") {
    const MultiLineString line = {{{0, 0}, {10, 0}, {10, 10}}, {{20, 0}, {30, 0}}};
    CHECK(kerb::stretch(line, 2, 5) == MultiLineString{{{2, 0}, {5, 0}}});
    CHECK(kerb::stretch(line, 8, 12) == MultiLineString{{{8, 0}, {10, 0}, {10, 2}}});
    CHECK(kerb::stretch(line, 15, 25) == MultiLineString{{{10, 5}, {10, 10}}, {{20, 0}, {25, 0}}});
    CHECK(kerb::stretch(line, 20, 25) == MultiLineString{{{20, 0}, {25, 0}}});
    CHECK(kerb::stretch(line, -5, 100) == line);
    CHECK(kerb::stretch(line, 5, 5).empty());
    CHECK(kerb::stretch(line, 31, 40).empty());
    CHECK(kerb::length(kerb::stretch(line, 3.3, 27.7)) == Approx(24.4).epsilon(1e-14));
}

TEST_CASE("Distance to a segment") {
    CHECK(kerb::distance_to_segment({5, 3}, {0, 0}, {10, 0}) == 3);
    CHECK(kerb::distance_to_segment({-3, 4}, {0, 0}, {10, 0}) == 5);
    CHECK(kerb::distance_to_segment({13, 4}, {0, 0}, {10, 0}) == 5);
    CHECK(kerb::distance_to_segment({3, 4}, {0, 0}, {0, 0}) == 5);
}

TEST_CASE("Inside, outside, in a hole, on the boundary") {
    const MultiPolygon polygons = {Polygon{square(0, 0, 10), {square(4, 4, 2)}}, Polygon{square(20, 0, 5), {}}};
    CHECK(kerb::covers(polygons, {1, 1}));
    CHECK(kerb::covers(polygons, {21, 1}));
    CHECK_FALSE(kerb::covers(polygons, {5, 5}));
    CHECK_FALSE(kerb::covers(polygons, {15, 1}));
    CHECK(kerb::covers(polygons, {4, 5}));
    CHECK(kerb::covers(polygons, {0, 0}));
    CHECK(kerb::covers(polygons, {10, 7}));
    CHECK_FALSE(kerb::covers(polygons, {10.05, 7}));
    CHECK(kerb::covers(polygons, {10.05, 7}, 0.1));
    CHECK_FALSE(kerb::covers({}, {0, 0}));
    // A ray through vertices counts once.
    const MultiPolygon diamond = {Polygon{{{0, -1}, {1, 0}, {0, 1}, {-1, 0}, {0, -1}}, {}}};
    CHECK(kerb::covers(diamond, {0, 0}));
    CHECK_FALSE(kerb::covers(diamond, {-2, 0}));
    CHECK_FALSE(kerb::covers(diamond, {-2, 1}));
}

TEST_CASE("Polygons are checked by the OGC rules, with the place") {
    const auto outer = square(0, 0, 10);
    CHECK(reason({Polygon{outer, {square(1, 1, 2)}}}) == "none");
    CHECK(reason({Polygon{outer, {}}, Polygon{square(20, 0, 5), {}}}) == "none");
    CHECK(reason({Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, {}}}) == "geometry.self_intersection");
    const auto bow_tie = kerb::find_defect(MultiPolygon{Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}, {0, 0}}, {}}});
    CHECK(bow_tie->place == Point{1, 1});
    CHECK(reason({Polygon{outer, {square(20, 20, 1)}}}) == "geometry.hole_outside");
    CHECK(reason({Polygon{outer, {square(1, 1, 8), square(2, 2, 2)}}}) == "geometry.nested_holes");
    CHECK(reason({Polygon{outer, {}}, Polygon{square(1, 1, 2), {}}}) == "geometry.nested_shells");
    CHECK(reason({Polygon{outer, {}}, Polygon{square(5, 5, 10), {}}}) == "geometry.self_intersection");
    CHECK(reason({Polygon{{{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}, {0, 0}}, {}}}) == "geometry.ring_self_intersection");
    CHECK(reason({Polygon{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}, {}}}) == "geometry.too_few_points");
}

TEST_CASE("A convex ring needs no GEOS, and no other ring passes for one") {
    // A second part sends the first one through GEOS.
    const Polygon apart{square(1000, 1000, 1), {}};
    const Polygon star{{{0, 3}, {2, -3}, {-3, 1}, {3, 1}, {-2, -3}, {0, 3}}, {}}; // turns one way, but twice round
    CHECK(reason({star}) == "geometry.self_intersection");
    std::mt19937 random(7);
    int convex = 0;
    for (int round = 0; round < 20000; ++round) {
        Polygon ring;
        const auto corners = 3 + random() % 4;
        for (std::size_t i = 0; i < corners; ++i) {
            ring.outer.push_back({static_cast<double>(random() % 7), static_cast<double>(random() % 7)});
        }
        ring.outer.push_back(ring.outer.front());
        convex += reason({ring}) == "none" ? 1 : 0;
        REQUIRE(reason({ring}) == reason({ring, apart}));
    }
    CHECK(convex > 1000);
}

TEST_CASE("What GEOS would not survive is found before") {
    CHECK(reason({}) == "geometry.empty");
    CHECK(reason({Polygon{}}) == "geometry.empty");
    CHECK(reason({Polygon{{{0, 0}, {1, 0}, {0, 0}}, {}}}) == "geometry.too_few_points");
    CHECK(reason({Polygon{square(0, 0, 9), {{}}}}) == "geometry.too_few_points");
    CHECK(reason({Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, {}}}) == "geometry.not_closed");
    CHECK(reason({Polygon{{{0, 0}, {1, 0}, {not_a_number, 1}, {0, 0}}, {}}}) == "geometry.not_finite");
    CHECK(reason({Polygon{square(0, 0, 9), {{{1, 1}, {2, not_a_number}, {2, 2}, {1, 1}}}}}) == "geometry.not_finite");
    CHECK(reason({Polygon{square(0, 0, 1e300), {}}}) == "geometry.out_of_range");
}

TEST_CASE("Lines and points are checked") {
    CHECK(line_reason({{{0, 0}, {1, 0}}}) == "none");
    CHECK(line_reason({}) == "geometry.empty");
    CHECK(line_reason({{{0, 0}}}) == "geometry.too_few_points");
    CHECK(line_reason({{{0, 0}, {1, 0}}, {}}) == "geometry.too_few_points");
    CHECK(line_reason({{{1, 1}, {1, 1}}}) == "geometry.zero_length");
    CHECK(line_reason({{{1, 1}, {not_a_number, 1}}}) == "geometry.not_finite");
    CHECK_FALSE(kerb::find_defect(Point{1, 2}).has_value());
    CHECK(kerb::find_defect(Point{1, not_a_number})->reason == "geometry.not_finite");
}

TEST_CASE("A grid of nothing, of one place, and of one far stray") {
    int visits = 0;
    const auto count = [&](Point, std::uint32_t) { ++visits; };
    kerb::PointGrid(Points{}, 10).visit(Box{-1, -1, 1, 1}, count);
    CHECK(visits == 0);
    kerb::PointGrid(Points{{5, 5}, {5, 5}}, 10).visit(Box{4, 4, 6, 6}, count);
    CHECK(visits == 2);
    visits = 0;
    const kerb::PointGrid stray(Points{{0, 0}, {1, 1}, {1e9, 1e9}}, 1e-3);
    CHECK(stray.size() == 3);
    stray.visit(Box{-1, -1, 2e9, 2e9}, count);
    CHECK(visits == 3);
}

TEST_CASE("An area grows by discs and slabs, drawn a little short") {
    const kerb::MultiPolygon area = {{square(0, 0, 10), {square(3, 3, 4)}}};
    constexpr double pi = 3.141592653589793;
    const double hole = 4 - 2.0; // shrinks by 1 on each side, and keeps its corners
    const double exact = 100 + 4 * 10 * 1 + pi - hole * hole;
    const double drawn = kerb::area(kerb::grown(area, 1));
    CHECK(drawn < exact);
    CHECK(drawn > exact - pi * 2e-4);
    CHECK(kerb::grown(area, 0) == area);
    const kerb::MultiPolygon bow = {{{{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}}, {}}};
    CHECK(kerb::grown(bow, 1) == bow);
}

TEST_CASE("Ground that two areas claim belongs to the one of the lower rank") {
    const auto square = [](double x) {
        return MultiPolygon{{{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}, {x, 0}}, {}}};
    };
    const std::vector<MultiPolygon> areas = {square(0), square(6), square(10), square(40), square(6)};
    const std::vector<std::uint32_t> rank = {2, 1, 3, 0, 4};
    const auto own = each_once(areas, rank, 1e-3);
    REQUIRE(own.size() == 5);
    CHECK(std::abs(area(own[0]) - 60) < 1e-9);
    CHECK(own[1] == areas[1]);
    CHECK(std::abs(area(own[2]) - 40) < 1e-9);
    CHECK(own[3] == areas[3]);
    CHECK(own[4].empty());
    CHECK(each_once(areas, rank, 1e3) == areas);
    CHECK(each_once(areas, rank, 1e-3, kerb::Threads{4}) == own);
}
