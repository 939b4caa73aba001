#include <kerb/base/error.hpp>
#include <kerb/network/graph.hpp>
#include <kerb/network/street_graph.hpp>

#include "support/test.hpp"

using namespace kerb::network;

TEST_CASE("links stand at both ends of an edge, and twice where it is a loop") {
    Graph graph;
    graph.nodes = {{0, 0}, {10, 0}};
    graph.edges = {{0, 1, 0, 0, 10}, {1, 1, 1, 0, 30}};
    graph.line_begin = {0, 1, 2};
    graph.link_up();
    CHECK(graph.node_begin == std::vector<std::uint32_t>{0, 1, 4});
    CHECK(graph.links == std::vector<Link>{{0, 1}, {0, 0}, {1, 1}, {1, 1}});
    CHECK(graph.edges_of(1)[0].length_m() == 30);
}

TEST_CASE("an edge without its node is refused") {
    Graph graph;
    graph.nodes = {{0, 0}};
    graph.edges = {{0, 1, 0, 0, 10}};
    CHECK_THROWS_AS(graph.link_up(), kerb::UsageError);
}

TEST_CASE("An end joins a street that is drawn twice on both of its lines") {
    for (const bool turned : {false, true}) {
        kerb::Lines lines;
        const kerb::MultiLineString street = {{{0, 0}, {10, 0}}}, side = {{{5, 0.3}, {5, 8}}};
        for (const auto& line : turned ? std::vector{side, street, street} : std::vector{street, street, side}) {
            lines.push(line);
        }
        StreetInput input;
        input.lines = &lines;
        const auto streets = street_graph(input, {.join = kerb::Metres{0.4}});
        CHECK(streets.graph.edges.size() == 5);
        CHECK(streets.graph.nodes.size() == 4);
        CHECK(streets.joined.size() == 1);
    }
}
