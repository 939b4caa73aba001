#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/network/street_graph.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::network;

namespace {

Lines lines_of(const std::vector<MultiLineString>& features) {
    Lines lines;
    for (const auto& feature : features) {
        lines.push(feature);
    }
    return lines;
}

Streets streets_of(const Lines& lines, Noding noding = Noding::vertices, double join = 0,
                   const std::vector<std::int32_t>& level = {}) {
    StreetInput input;
    input.lines = &lines;
    input.level = level;
    return street_graph(input, {.noding = noding, .join = Metres{join}});
}

std::size_t degree_at(const Graph& graph, Point p) {
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        if (distance(graph.nodes[n], p) < 1e-3) {
            return graph.links_of(n).size();
        }
    }
    return 0;
}

double length_of(const Graph& graph, std::size_t line) {
    double sum = 0;
    for (const auto& edge : graph.edges_of(line)) {
        sum += edge.length_m();
    }
    return sum;
}

// A street from west to east and one from south to north that cross at (50, 0).
const MultiLineString across = {{{0, 0}, {50, 0}, {100, 0}}};
const MultiLineString up = {{{50, -40}, {50, 0}, {50, 60}}};

} // namespace

TEST_CASE("streets that share a vertex meet there") {
    const auto streets = streets_of(lines_of({across, up}));
    CHECK(streets.graph.nodes == Points{{0, 0}, {50, 0}, {100, 0}, {50, -40}, {50, 60}});
    CHECK(streets.graph.edges == std::vector<Edge>{{0, 1, 0, 0, 50, true, true},
                                                   {1, 2, 0, 50, 100, true, true},
                                                   {3, 1, 1, 0, 40, true, true},
                                                   {1, 4, 1, 40, 100, true, true}});
    CHECK(streets.graph.line_begin == std::vector<std::uint32_t>{0, 2, 4});
    CHECK(degree_at(streets.graph, {50, 0}) == 4);
    CHECK((streets.without_length == 0 && streets.repeated == 0 && streets.joined.empty()));
}

TEST_CASE("a vertex that nobody shares is no node") {
    const auto streets = streets_of(lines_of({across}));
    CHECK(streets.graph.nodes == Points{{0, 0}, {100, 0}});
    CHECK(streets.graph.edges.size() == 1);
}

TEST_CASE("with ends alone courses do not meet") {
    const auto streets = streets_of(lines_of({across, up, {{{100, 0}, {100, 5}}}, {{{50, 0}, {70, 9}}}}), Noding::ends);
    CHECK(streets.graph.edges.size() == 4);
    CHECK(degree_at(streets.graph, {100, 0}) == 2);
    CHECK(degree_at(streets.graph, {50, 0}) == 1);
}

TEST_CASE("an overpass is not joined to the street below") {
    const auto lines = lines_of({across, up});
    const auto streets = streets_of(lines, Noding::vertices, 0, {0, 1});
    CHECK(streets.graph.edges.size() == 2);
    CHECK(degree_at(streets.graph, {50, 0}) == 0);
    CHECK(streets_of(lines, Noding::everywhere, 0, {0, 1}).graph.edges.size() == 2);
}

TEST_CASE("a level has a node of its own where others pass") {
    const auto more = lines_of({across, up, {{{0, -50}, {50, 0}, {100, 50}}}, {{{0, 50}, {50, 0}, {100, -50}}}});
    const auto streets = streets_of(more, Noding::vertices, 0, {0, 1, 0, 1});
    CHECK(streets.graph.edges.size() == 8);
    CHECK(streets.graph.nodes.size() == 10);
    CHECK(streets.graph.edges[0].to != streets.graph.edges[2].to);
}

TEST_CASE("a bridge's ends meet what they land on, whatever its level") {
    const Lines lines = lines_of({across, {{{50, 0}, {50, 80}}}, {{{50, 80}, {90, 80}}}});
    const auto streets = streets_of(lines, Noding::vertices, 0, {0, 1, 0});
    CHECK(degree_at(streets.graph, {50, 0}) == 3);
    CHECK(degree_at(streets.graph, {50, 80}) == 2);
}

TEST_CASE("courses that merely cross are joined everywhere, and at the same place of both") {
    const Lines lines = lines_of({{{{0, 0}, {90, 30}}}, {{{0, 31}, {77, 1}}}, {{{10, 0}, {10, 1}}}});
    CHECK(streets_of(lines).graph.edges.size() == 3);
    const auto streets = streets_of(lines, Noding::everywhere);
    CHECK(streets.graph.edges.size() == 5);
    CHECK(streets.graph.nodes.size() == 7);
    CHECK(length_of(streets.graph, 0) == Approx(std::hypot(90, 30)).epsilon(1e-14));
    CHECK(length_of(streets.graph, 1) == Approx(std::hypot(77, 30)).epsilon(1e-14));
    // y = x / 3 and y = 31 − 30 x / 77.
    const double x = 31 / (1 / 3.0 + 30 / 77.0);
    CHECK(degree_at(streets.graph, {x, x / 3}) == 4);
    CHECK(streets.graph.edges[0].to_m == Approx(std::hypot(x, x / 3)).epsilon(1e-14));
}

TEST_CASE("an end on the course of another street meets it everywhere") {
    const Lines lines = lines_of({{{{0, 0}, {100, 0}}}, {{{30, 0}, {30, 20}}}, {{{60, -10}, {60, 0.0004}, {61, 9}}}});
    CHECK(streets_of(lines).graph.edges.size() == 3);
    const auto streets = streets_of(lines, Noding::everywhere);
    CHECK(degree_at(streets.graph, {30, 0}) == 3);
    CHECK(degree_at(streets.graph, {60, 0.0004}) == 4);
    CHECK(length_of(streets.graph, 0) == 100);
}

TEST_CASE("streets that lie on each other share what they share everywhere") {
    const auto streets = streets_of(lines_of({{{{0, 0}, {100, 0}}}, {{{40, 0}, {160, 0}}}}), Noding::everywhere);
    CHECK(streets.graph.edges.size() == 4);
    CHECK(streets.repeated == 1);
    CHECK(degree_at(streets.graph, {40, 0}) == 3);
}

TEST_CASE("rings, loops and lollipops") {
    const Points ring = {{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}};
    auto alone = streets_of(lines_of({{ring}})).graph;
    CHECK(alone.nodes == Points{{0, 0}});
    REQUIRE(alone.edges.size() == 1);
    CHECK((alone.edges[0].from == alone.edges[0].to && alone.edges[0].length_m() == 40));
    auto held = streets_of(lines_of({{ring}, {{{10, 10}, {20, 20}}}})).graph;
    CHECK(held.edges.size() == 3);
    CHECK(degree_at(held, {10, 10}) == 3);
    // A line that returns to its own course.
    auto six = streets_of(lines_of({{{{0, 0}, {50, 0}, {60, 10}, {70, 0}, {50, 0}}}})).graph;
    CHECK(six.edges.size() == 2);
    CHECK(degree_at(six, {50, 0}) == 3);
    // There and back again.
    auto back = streets_of(lines_of({{{{0, 0}, {50, 0}, {0, 0}}}})).graph;
    REQUIRE(back.edges.size() == 1);
    CHECK((back.edges[0].from == back.edges[0].to && back.edges[0].length_m() == 100));
}

TEST_CASE("parallel streets are two, repeated ones are told") {
    const Points straight = {{0, 0}, {40, 0}}, bent = {{0, 0}, {20, 5}, {40, 0}};
    const auto two = streets_of(lines_of({{straight}, {bent}}));
    CHECK((two.graph.edges.size() == 2 && two.graph.nodes.size() == 2 && two.repeated == 0));
    const Points turned(bent.rbegin(), bent.rend());
    const Lines lines = lines_of({{bent}, {turned}, {straight}, {bent}});
    const auto repeated = streets_of(lines, Noding::ends);
    CHECK((repeated.graph.edges.size() == 4 && repeated.repeated == 2));
    const auto cut = streets_of(lines); // at the vertex that they share, too
    CHECK((cut.graph.edges.size() == 7 && cut.repeated == 4));
}

TEST_CASE("chainage runs on across parts") {
    const auto streets =
        streets_of(lines_of({{{{0, 0}, {30, 0}}, {{50, 0}, {60, 0}, {60, 40}}}, {{{60, 0}, {90, 0}}}}));
    const auto edges = streets.graph.edges_of(0);
    REQUIRE(edges.size() == 3);
    CHECK((edges[0].from_m == 0 && edges[0].to_m == 30));
    CHECK((edges[1].from_m == 30 && edges[1].to_m == 40));
    CHECK((edges[2].from_m == 40 && edges[2].to_m == 80));
}

TEST_CASE("repeated points, parts without length and empty input") {
    const auto streets =
        streets_of(lines_of({{{{0, 0}, {0, 0}, {5, 0}, {5, 0}, {5, 0}, {9, 0}, {9, 0}}, {{3, 3}, {3, 3}}},
                             {{{5, 0}, {5, 0.0002}}},
                             {},
                             {{{7, 7}}}}));
    CHECK(streets.without_length == 3);
    CHECK(streets.graph.nodes == Points{{0, 0}, {9, 0}});
    CHECK(streets.graph.line_begin == std::vector<std::uint32_t>{0, 1, 1, 1, 1});
    CHECK(streets_of(Lines{}).graph.edges.empty());
}

TEST_CASE("points within a millimetre are one, and lengths stay") {
    const Lines lines = lines_of({{{{0, 0}, {50, 0}}}, {{{50.0009, 0}, {100, 0}}}, {{{50, 0.0011}, {50, 9}}}});
    const auto graph = streets_of(lines).graph;
    CHECK(graph.nodes.size() == 5);
    CHECK(graph.edges[0].to == graph.edges[1].from);
    CHECK(graph.nodes[graph.edges[0].to] == Point{50, 0});
    CHECK(length_of(graph, 1) == Approx(49.9991).epsilon(1e-14));
    // A curve of points 0.9 mm apart does not shrink to one.
    Points fine;
    for (int i = 0; i <= 1000; ++i) {
        fine.push_back({i * 0.0009, 0});
    }
    const auto curve = streets_of(lines_of({{fine}})).graph;
    REQUIRE(curve.edges.size() == 1);
    CHECK(curve.nodes.size() == 2);
    CHECK(curve.edges[0].length_m() == Approx(0.9).epsilon(1e-12));
}

TEST_CASE("near points become one across the rims of cells") {
    // The rims lie where 4 x + 0.37 is whole.
    for (int i = 0; i < 400; ++i) {
        const double x = (i - 0.37) / 4;
        const Lines lines =
            lines_of({{{{x - 5, x}, {x - 0.0003, x - 0.0003}}}, {{{x + 0.0003, x + 0.0003}, {x + 7, 0}}}});
        CHECK(streets_of(lines).graph.nodes.size() == 3);
    }
}

TEST_CASE("one-way streets and scales") {
    const Lines lines = lines_of({across, up});
    StreetInput input;
    input.lines = &lines;
    const std::vector<Direction> way = {Direction::forward, Direction::backward};
    const std::vector<double> scale = {1, 2};
    input.direction = way;
    input.line_scale = scale;
    const auto graph = street_graph(input).graph;
    CHECK((graph.edges[0].forward && !graph.edges[0].backward));
    CHECK((!graph.edges[2].forward && graph.edges[2].backward));
    CHECK((graph.edges[2].to_m == 20 && graph.edges[3].to_m == 50));
}

TEST_CASE("loose ends are joined and listed") {
    const Lines lines = lines_of({{{{0, 0}, {100, 0}}}, {{{100.3, 0.4}, {150, 40}}}, {{{40, 0.4}, {40, 30}}}});
    const auto before = streets_of(lines);
    CHECK((before.graph.nodes.size() == 6 && before.joined.empty()));
    const auto streets = streets_of(lines, Noding::vertices, 0.5);
    CHECK(streets.graph.nodes.size() == 5);
    REQUIRE(streets.joined.size() == 2);
    CHECK(streets.joined[0] == JoinedEnd{1, true, 0, {100.3, 0.4}, {100, 0}, 0, distance({100.3, 0.4}, {100, 0})});
    CHECK(streets.joined[1] == JoinedEnd{2, true, 0, {40, 0.4}, {40, 0}, 0, 0.4});
    CHECK(degree_at(streets.graph, {40, 0}) == 3);
    CHECK(length_of(streets.graph, 0) == 100);
    CHECK(length_of(streets.graph, 2) == Approx(29.6).epsilon(1e-14));
    CHECK(streets_of(lines, Noding::ends, 0.5).joined.size() == 1);
    CHECK(streets_of(lines, Noding::vertices, 0.4).joined.size() == 1);
    // On another level only ends are joined.
    CHECK(streets_of(lines, Noding::vertices, 0.5, {0, 1, 1}).joined.size() == 1);
}

TEST_CASE("an end that is joined already, and a stub, join nothing") {
    const Lines lines = lines_of({across, up, {{{50, 0}, {50.3, 0.2}}}, {{{0, 0}, {0, 0.4}, {9, 9}}}});
    CHECK(streets_of(lines, Noding::vertices, 0.5).joined.empty());
}

TEST_CASE("a chain of loose ends has one node") {
    const Lines lines = lines_of({{{{0, 0}, {-50, 0}}}, {{{0.4, 0}, {0, 50}}}, {{{0.7, 0}, {50, 0}}}});
    const auto streets = streets_of(lines, Noding::vertices, 0.5);
    CHECK(streets.graph.nodes.size() == 4);
    CHECK(streets.joined.size() == 2);
    CHECK(degree_at(streets.graph, {0.4, 0}) == 3);
}

TEST_CASE("a nearly closed ring is closed") {
    const auto streets = streets_of(lines_of({{{{0, 0}, {50, 0}, {50, 50}, {0, 0.3}}}}), Noding::vertices, 0.5);
    CHECK(streets.graph.nodes.size() == 1);
    CHECK(streets.graph.edges.size() == 1);
    CHECK(streets.joined.size() == 1);
}

TEST_CASE("what cannot be is refused") {
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(streets_of(lines_of({{{{0, 0}, {nan, 0}}}})), UsageError);
    CHECK_THROWS_AS(streets_of(lines_of({{{{0, 0}, {1, 2e12}}}})), UsageError);
    CHECK_THROWS_AS(streets_of(lines_of({across}), Noding::ends, -1), UsageError);
    CHECK_THROWS_AS(streets_of(lines_of({across}), Noding::ends, nan), UsageError);
    CHECK_THROWS_AS(streets_of(lines_of({across}), Noding::ends, 0, {1, 2}), UsageError);
    const Lines lines = lines_of({across});
    StreetInput input;
    input.lines = &lines;
    const std::vector<double> scale = {nan};
    input.line_scale = scale;
    CHECK_THROWS_AS(street_graph(input), UsageError);
    input.lines = nullptr;
    CHECK_THROWS_AS(street_graph(input), UsageError);
    input.lines = &lines;
    input.line_scale = {};
    CHECK_THROWS_AS(street_graph(input, {}, [](std::string_view, double) { return false; }), Cancelled);
}
