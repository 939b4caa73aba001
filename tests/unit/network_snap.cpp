#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::network;

namespace {

struct Town {
    Lines lines;
    Graph graph;

    explicit Town(const std::vector<MultiLineString>& features, Noding noding = Noding::vertices) {
        for (const auto& feature : features) {
            lines.push(feature);
        }
        StreetInput input;
        input.lines = &lines;
        graph = street_graph(input, {.noding = noding}).graph;
    }
    [[nodiscard]] SnappedPlaces snap(const Points& points, double within = 50) const {
        return network::snap(graph, lines, std::span<const Point>(points), {.within = Metres{within}});
    }
    [[nodiscard]] SnappedPlaces snap(const std::vector<MultiPolygon>& areas, double within = 50) const {
        return network::snap(graph, lines, std::span<const MultiPolygon>(areas), {.within = Metres{within}});
    }
    [[nodiscard]] SnappedPlaces snap_line(const MultiLineString& line, double within = 50) const {
        Lines items;
        items.push(line);
        return network::snap(graph, lines, &items, {.within = Metres{within}});
    }
};

// Edges 0, 1 from west to east, 2, 3 from south to north; all meet at (50, 0).
Town cross_roads() {
    return Town({{{{0, 0}, {50, 0}, {100, 0}}}, {{{50, -40}, {50, 0}, {50, 60}}}});
}

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return {{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}, {}}};
}

using Places = std::vector<PlaceOnEdge>;

} // namespace

TEST_CASE("a point stands at the nearest place") {
    const auto found = cross_roads().snap(Points{{20, 5}, {53, 30}, {70, 51}});
    CHECK(found.places == Places{{0, 0, 20, 20, 5}, {1, 3, 30, 30, 3}, {2, 3, 51, 51, 20}});
    CHECK(found.off_streets.empty());
}

TEST_CASE("a point at a node stands on all of its edges") {
    const auto found = cross_roads().snap(Points{{50, 0}, {100, 3}, {103, 4}});
    CHECK(found.places == Places{{0, 0, 50, 50, 0},
                                 {0, 1, 0, 0, 0},
                                 {0, 2, 40, 40, 0},
                                 {0, 3, 0, 0, 0},
                                 {1, 1, 50, 50, 3},
                                 {2, 1, 50, 50, 5}});
}

TEST_CASE("of equally near streets the lowest edge has it") {
    const auto found = cross_roads().snap(Points{{40, 10}, {60, -10}});
    CHECK(found.places == Places{{0, 0, 40, 40, 10}, {1, 1, 10, 10, 10}});
}

TEST_CASE("the distance is closed, and what is farther is off the streets") {
    const auto found = cross_roads().snap(Points{{-50, 0}, {-50.001, 0}, {1e6, 1e6}}, 50);
    CHECK(found.places == Places{{0, 0, 0, 0, 50}});
    CHECK(found.off_streets == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("a node on a loop is at both of its ends") {
    const Town town({{{{0, 0}, {10, 0}, {10, 10}, {0, 0}}}});
    const auto found = town.snap(Points{{-3, 0}});
    const double size = 20 + std::sqrt(200.0);
    REQUIRE(found.places.size() == 2);
    CHECK(found.places[0] == PlaceOnEdge{0, 0, 0, 0, 3});
    CHECK((found.places[1].edge == 0 && found.places[1].from_m == Approx(size)));
}

TEST_CASE("parts of a line have ends of their own") {
    const Town town({{{{0, 0}, {30, 0}}, {{50, 0}, {60, 0}}}});
    const auto found = town.snap(Points{{31, 0}, {49, 0}, {55, 1}});
    CHECK(found.places == Places{{0, 0, 30, 30, 1}, {1, 1, 0, 0, 1}, {2, 1, 5, 5, 1}});
}

TEST_CASE("an area takes up the streets inside of it and on its border") {
    const auto town = cross_roads();
    // Streets run in from west (30 … 50 on edge 0), north (0 … 20 on edge 3), and along the border in the south.
    CHECK(town.snap({box(30, 0, 60, 20)}).places == Places{{0, 0, 30, 50, 0}, {0, 1, 0, 10, 0}, {0, 3, 0, 20, 0}});
    // Edges that run right through, or that merely touch the corner.
    CHECK(town.snap({box(45, -90, 55, -10)}).places == Places{{0, 2, 0, 30, 0}});
    CHECK(town.snap({box(20, 0, 25, 9)}).places == Places{{0, 0, 20, 25, 0}});
    CHECK(town.snap({box(100, 0, 120, 9)}).places == Places{{0, 1, 50, 50, 0}});
}

TEST_CASE("a hole is not in the area, its border is") {
    MultiPolygon park = box(10, -20, 90, 20);
    park[0].holes.push_back({{20, -10}, {80, -10}, {80, 10}, {20, 10}, {20, -10}});
    CHECK(cross_roads().snap({park}).places ==
          Places{{0, 0, 10, 20, 0}, {0, 1, 30, 40, 0}, {0, 2, 20, 30, 0}, {0, 3, 10, 20, 0}});
}

TEST_CASE("an area that no street enters stands at its nearest place") {
    const auto town = cross_roads();
    CHECK(town.snap({box(20, 7, 40, 30)}).places == Places{{0, 0, 20, 20, 7}}); // all along 20 … 40; the first
    CHECK(town.snap({box(60, 20, 70, 30)}).places == Places{{0, 3, 20, 20, 10}});
    const auto corner = town.snap({box(103, 4, 120, 30), box(300, 300, 310, 310), {}});
    CHECK(corner.places == Places{{0, 1, 50, 50, 5}});
    CHECK(corner.off_streets == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("a line takes up what it shares with the streets and where it crosses them") {
    const auto town = cross_roads();
    CHECK(town.snap_line({{{10, -5}, {10, 5}}}).places == Places{{0, 0, 10, 10, 0}});
    CHECK(town.snap_line({{{10, 5}, {20, 0}, {35, 0}, {40, 9}, {58, 9}}}).places ==
          Places{{0, 0, 20, 35, 0}, {0, 3, 9, 9, 0}});
    CHECK(town.snap_line({{{10, 4}, {30, 3}}}).places == Places{{0, 0, 30, 30, 3}});
    CHECK(town.snap_line({{{10, 4}, {30, 60}}}, 3).off_streets == std::vector<std::uint32_t>{0});
}

TEST_CASE("at a crossing without a vertex a point stands on all four edges") {
    const Town town({{{{0, 0}, {90, 30}}}, {{{0, 30}, {90, 0}}}}, Noding::everywhere);
    const auto found = town.snap(Points{{45, 15}});
    CHECK(found.places.size() == 4);
    for (const auto& place : found.places) {
        CHECK(place.access_m == Approx(0).margin(1e-12));
    }
}

TEST_CASE("scales divide places and access") {
    Lines lines;
    lines.push({{{0, 0}, {100, 0}}});
    const std::vector<double> scale = {2};
    StreetInput input;
    input.lines = &lines;
    input.line_scale = scale;
    const auto graph = street_graph(input).graph;
    const Points items = {{40, 60}, {40, 62}};
    const auto found = snap(graph, lines, std::span<const Point>(items), {.within = Metres{30}, .line_scale = scale});
    CHECK(found.places == Places{{0, 0, 20, 20, 30}});
    CHECK(found.off_streets == std::vector<std::uint32_t>{1});
}

TEST_CASE("snapping refuses what it cannot place") {
    const auto town = cross_roads();
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(town.snap(Points{{nan, 0}}), UsageError);
    CHECK_THROWS_AS(town.snap(Points{{0, 0}}, -1), UsageError);
    CHECK_THROWS_AS(town.snap({box(0, 0, nan, 1)}), UsageError);
    const Lines none;
    const Points items = {{0, 0}};
    CHECK_THROWS_AS(snap(town.graph, none, std::span<const Point>(items), {}), UsageError);
    CHECK(snap(Graph{}, none, std::span<const Point>(items), {}).off_streets.size() == 1);
    CHECK(town.snap(Points{}).places.empty());
}
