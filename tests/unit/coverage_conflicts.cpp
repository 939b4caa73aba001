// Conflicts that can be worked out by hand: every pair of shapes, borders, buffers, periods.
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/conflicts.hpp>

#include "support/density_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;

namespace {

constexpr double east = 500'000, north = 3'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

MultiPolygon area_at(double x, double y, double width, double height) {
    return test::block_area(east + x, north + y, width, height);
}

Lines lines_of(const std::vector<MultiLineString>& features) {
    Lines lines;
    for (const auto& feature : features) {
        lines.push(feature);
    }
    return lines;
}

ConflictsOptions how(double buffer, Border border) {
    ConflictsOptions options;
    options.buffer = Metres{buffer};
    options.border = border;
    return options;
}

std::vector<Conflict> found(const Shapes& of, const Shapes& against, double buffer = 0, Border border = Border::open) {
    ConflictsInput input;
    input.of = of;
    input.against = against;
    return conflicts(input, how(buffer, border)).conflicts;
}

Shapes points(const Points& all) {
    return std::span<const Point>(all);
}

Shapes areas(const std::vector<MultiPolygon>& all) {
    return std::span<const MultiPolygon>(all);
}

} // namespace

TEST_CASE("A point has its depth inside, its distance outside, and nothing on an open border") {
    std::vector<MultiPolygon> green = {area_at(0, 0, 100, 100)};
    green[0][0].holes.push_back(test::block_ring(east + 40, north + 40, 20, 20));
    const Points boards = {at(10, 30), at(35, 50), at(100, 50), at(101, 50), at(50, 50), at(-1.5, 50)};
    const auto inside = found(points(boards), areas(green));
    REQUIRE(inside.size() == 2);
    CHECK(inside[0].of == 0);
    CHECK(inside[0].depth_m == 10);
    CHECK(inside[1].depth_m == 5); // to the hole
    const auto closed = found(points(boards), areas(green), 0, Border::closed);
    REQUIRE(closed.size() == 3);
    CHECK(closed[2].of == 2);
    CHECK(closed[2].kind == ConflictKind::touch);
    const auto open_1 = found(points(boards), areas(green), 1);
    CHECK(open_1.size() == 3); // on the border is within 1 m; at exactly 1 m the buffer's border is open
    const auto closed_1 = found(points(boards), areas(green), 1, Border::closed);
    REQUIRE(closed_1.size() == 4);
    CHECK(closed_1[3].of == 3);
    CHECK(closed_1[3].kind == ConflictKind::near);
    CHECK(closed_1[3].distance_m == 1);
    CHECK_FALSE(closed_1[3].depth_m.has_value());
    CHECK(found(points(boards), areas(green), 11).size() == 6);
}

TEST_CASE("A line has its length inside; along the border it touches") {
    const std::vector<MultiPolygon> green = {area_at(0, 0, 100, 100), area_at(200, 0, 100, 100)};
    const auto lines = lines_of({{{at(-50, 50), at(250, 50)}},
                                 {{at(0, 0), at(100, 0)}},
                                 {{at(-10, 90), at(20, 120)}},
                                 {{at(10, 10), at(20, 10)}, {at(100, 90), at(90, 90), at(90, 150)}}});
    const auto open = found(&lines, areas(green));
    REQUIRE(open.size() == 3);
    CHECK(open[0].length_m == 100);
    CHECK(open[1].of == 0);
    CHECK(open[1].against == 1);
    CHECK(open[1].length_m == 50);
    CHECK(open[2].of == 3);
    CHECK(open[2].length_m == 30);
    const auto closed = found(&lines, areas(green), 0, Border::closed);
    REQUIRE(closed.size() == 5); // the line along the border, and the one through the corner (0, 100)
    CHECK(closed[3].of == 1);
    CHECK(closed[3].kind == ConflictKind::touch);
    CHECK(closed[4].of == 2);
    CHECK(closed[4].distance_m == 0);
}

TEST_CASE("Areas share ground, a border, or a buffer") {
    const std::vector<MultiPolygon> of = {area_at(0, 0, 10, 10), area_at(20, 0, 10, 10), area_at(2, 2, 3, 3)};
    const std::vector<MultiPolygon> against = {area_at(5, 0, 15, 10), area_at(33, 14, 5, 5)};
    const auto open = found(areas(of), areas(against));
    REQUIRE(open.size() == 1);
    CHECK(open[0].overlap_m2 == Approx(50));
    const auto closed = found(areas(of), areas(against), 0, Border::closed);
    REQUIRE(closed.size() == 3);
    CHECK(closed[1].of == 1);
    CHECK(closed[1].kind == ConflictKind::touch);
    CHECK(closed[2].of == 2);
    const auto near = found(areas(of), areas(against), 5, Border::closed);
    REQUIRE(near.size() == 4);
    CHECK(near[3].distance_m == 5); // 3, 4, 5
    CHECK(found(areas(of), areas(against), 5).size() == 3);
}

TEST_CASE("An area inside of another overlaps with all of it, in its hole not at all") {
    std::vector<MultiPolygon> ring = {area_at(0, 0, 100, 100)};
    ring[0][0].holes.push_back(test::block_ring(east + 40, north + 40, 20, 20));
    const std::vector<MultiPolygon> small = {area_at(10, 10, 2, 3), area_at(45, 45, 10, 10)};
    const auto result = found(areas(small), areas(ring));
    REQUIRE(result.size() == 1);
    CHECK(result[0].overlap_m2 == Approx(6));
    const auto near = found(areas(small), areas(ring), 5, Border::closed);
    REQUIRE(near.size() == 2);
    CHECK(near[1].distance_m == 5);
}

TEST_CASE("Lines and points have no border: they conflict where they meet") {
    const auto pipes = lines_of({{{at(0, 0), at(100, 0)}}, {{at(0, 3), at(50, 3)}}});
    const auto cables = lines_of({{{at(50, -10), at(50, 10)}}, {{at(80, 0), at(150, 0)}}});
    const auto result = found(&pipes, &cables);
    REQUIRE(result.size() == 3);
    CHECK(result[0].length_m == 20);
    CHECK(result[1].length_m == 0);
    CHECK(result[2].of == 1);
    const Points trees = {at(50, 3), at(50, 4), at(300, 0)};
    const auto with_trees = found(points(trees), &pipes);
    REQUIRE(with_trees.size() == 1);
    CHECK(with_trees[0].kind == ConflictKind::overlap);
    CHECK(found(&pipes, points(trees), 1, Border::closed).size() == 2);
    CHECK(found(points(trees), points(trees)).size() == 3);
    const Points other = {at(50, 4)};
    CHECK(found(points(other), points(trees), 1.5).size() == 2);
}

TEST_CASE("The measure does not depend on which side is asked") {
    const std::vector<MultiPolygon> green = {area_at(0, 0, 100, 100)};
    const auto lines = lines_of({{{at(-50, 50), at(50, 50)}}});
    const Points boards = {at(10, 30)};
    CHECK(found(areas(green), &lines).at(0).length_m == 50);
    CHECK(found(areas(green), points(boards)).at(0).depth_m == 10);
}

TEST_CASE("A layer against itself: each pair once, never an asset with itself") {
    const std::vector<MultiPolygon> permits = {area_at(0, 0, 10, 10), area_at(5, 0, 10, 10), area_at(8, 0, 10, 10),
                                               area_at(500, 0, 10, 10)};
    ConflictsInput input;
    input.of = input.against = areas(permits);
    input.same = true;
    auto result = conflicts(input, {});
    REQUIRE(result.conflicts.size() == 3);
    CHECK(result.conflicts[0].of == 1); // 70
    CHECK(result.conflicts[0].against == 2);
    CHECK(result.of_count == 3);
    CHECK(result.of_total == 4);

    const std::vector<Period> periods = {{0, 10}, {10, 20}, {21, std::numeric_limits<std::int64_t>::max()}, {}};
    input.of_period = input.against_period = periods;
    result = conflicts(input, {});
    REQUIRE(result.conflicts.size() == 1); // the first two meet at 10, both included
    CHECK(result.conflicts[0].period == Period{10, 10});
    CHECK(result.of_count == 2);
}

TEST_CASE("An open end lasts") {
    const Points a = {at(0, 0)}, b = {at(0, 0)};
    ConflictsInput input;
    input.of = points(a);
    input.against = points(b);
    const std::vector<Period> open_end = {{100, Period{}.to}}, late = {{1'000'000'000, 1'000'000'001}},
                              early = {{0, 99}};
    input.of_period = open_end;
    input.against_period = late;
    REQUIRE(conflicts(input, {}).conflicts.size() == 1);
    CHECK(conflicts(input, {}).conflicts[0].period == late[0]);
    input.against_period = early;
    CHECK(conflicts(input, {}).conflicts.empty());
}

TEST_CASE("Areas that are not valid are left out, and what cannot be measured is refused") {
    const MultiPolygon bow_tie = {{{at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)}, {}}};
    const std::vector<MultiPolygon> of = {bow_tie, area_at(0, 0, 5, 5)};
    ConflictsInput input;
    input.of = input.against = areas(of);
    auto result = conflicts(input, {});
    CHECK(result.of_left_out == std::vector<std::uint32_t>{0});
    CHECK(result.of_total == 1);
    CHECK(result.conflicts.size() == 1);
    const Points bad = {{std::numeric_limits<double>::quiet_NaN(), 0}};
    input.of = points(bad);
    CHECK_THROWS_AS(conflicts(input, {}), UsageError);
    CHECK_THROWS_AS(found(areas(of), areas(of), -1), UsageError);
    input.of = areas(of);
    const std::vector<Period> one = {{}};
    input.of_period = one;
    CHECK_THROWS_AS(conflicts(input, {}), UsageError);
    CHECK(conflicts({}, {}).conflicts.empty());
}
