// Links against a graph in which they are drawn: shortest ways of all pairs, edges split at their places.
#include <algorithm>
#include <cmath>

#include <kerb/geometry/measures.hpp>
#include <kerb/network/components.hpp>
#include <kerb/network/street_graph.hpp>
#include <kerb/network/through_connections.hpp>

#include "support/property.hpp"

using namespace kerb;
using namespace kerb::network;

namespace {

constexpr double no_way = std::numeric_limits<double>::infinity();

struct Way {
    std::size_t from, to;
    double length;
};

/// Shortest ways between all nodes (Floyd 1962).
std::vector<std::vector<double>> all_ways(std::size_t nodes, const std::vector<Way>& ways) {
    std::vector<std::vector<double>> d(nodes, std::vector<double>(nodes, no_way));
    for (std::size_t n = 0; n < nodes; ++n) {
        d[n][n] = 0;
    }
    for (const auto& way : ways) {
        d[way.from][way.to] = std::min(d[way.from][way.to], way.length);
        d[way.to][way.from] = d[way.from][way.to];
    }
    for (std::size_t k = 0; k < nodes; ++k) {
        for (std::size_t i = 0; i < nodes; ++i) {
            for (std::size_t j = 0; j < nodes; ++j) {
                d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
            }
        }
    }
    return d;
}

/// Length of ways within `walk` of a node.
double within(const std::vector<std::vector<double>>& d, const std::vector<Way>& ways, std::size_t node, double walk) {
    double sum = 0;
    for (const auto& way : ways) {
        sum += std::min(way.length, std::max(0.0, walk - d[node][way.from]) + std::max(0.0, walk - d[node][way.to]));
    }
    return sum;
}

Lines any_streets() {
    Lines lines;
    const auto count = *rc::gen::inRange(2, 9);
    for (int l = 0; l < count; ++l) {
        LineString course;
        const auto points = *rc::gen::inRange(2, 5);
        for (int i = 0; i < points; ++i) {
            course.push_back({*rc::gen::inRange(0, 6) * 50.0, *rc::gen::inRange(0, 6) * 50.0});
        }
        lines.push({course});
    }
    return lines;
}

} // namespace

TEST_CASE("A link's walk and gain are those of a graph that has it") {
    test::holds("links", [] {
        const auto lines = any_streets();
        StreetInput input;
        input.lines = &lines;
        const auto graph =
            street_graph(input, {.noding = *rc::gen::element(Noding::vertices, Noding::everywhere)}).graph;
        const MultiPolygon area = {{{{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4}, {-1e4, -1e4}}, {}}};
        DeadEndOptions all;
        all.area = &area;
        const auto ends = dead_ends(graph, lines, all);
        ThroughOptions options;
        options.walk = Metres{*rc::gen::element(60.0, 150.0, 400.0)};
        options.within = Metres{*rc::gen::element(40.0, 120.0)};
        options.least_detour = *rc::gen::element(1.0, 2.5);
        const auto links = through_connections(graph, lines, ends, options);
        options.threads = Threads{4};
        RC_ASSERT(links == through_connections(graph, lines, ends, options));
        std::vector<Way> ways;
        for (const auto& edge : graph.edges) {
            ways.push_back({edge.from, edge.to, edge.length_m()});
        }
        const auto before = all_ways(graph.nodes.size(), ways);
        double last = no_way;
        for (const auto& link : links) {
            const auto& end = ends.items[link.dead_end];
            const auto& edge = graph.edges[link.edge];
            RC_ASSERT(link.from == graph.nodes[end.node]);
            RC_ASSERT(std::abs(distance(link.from, link.to) - link.link_m) < 1e-9);
            RC_ASSERT(link.link_m <= options.within.value());
            const double walk = std::min(before[end.node][edge.from] + link.at_m,
                                         before[end.node][edge.to] + edge.length_m() - link.at_m);
            RC_ASSERT(link.walk_m.has_value() == (walk < no_way));
            if (link.walk_m) {
                RC_ASSERT(std::abs(*link.walk_m - walk) < 1e-9);
                RC_ASSERT(walk >= options.least_detour * link.link_m);
            }
            // The edge in two at the link's place, and the link itself, of which no length counts.
            auto split = ways;
            const auto place = graph.nodes.size();
            split[link.edge] = {edge.from, place, link.at_m};
            split.push_back({place, edge.to, edge.length_m() - link.at_m});
            auto with = split;
            with.push_back({end.node, place, link.link_m});
            const auto after = all_ways(place + 1, with);
            const double gain = within(after, split, end.node, options.walk.value()) -
                                within(before, ways, end.node, options.walk.value());
            RC_ASSERT(std::abs(link.gained_m - gain) < 1e-6);
            RC_ASSERT(link.gained_m <= last);
            last = link.gained_m;
        }
    });
}

TEST_CASE("Components are what ways lead to, and dead ends have one way out") {
    test::holds("components", [] {
        const auto lines = any_streets();
        StreetInput input;
        input.lines = &lines;
        const auto graph = street_graph(input).graph;
        std::vector<Way> ways;
        for (const auto& edge : graph.edges) {
            ways.push_back({edge.from, edge.to, edge.length_m()});
        }
        const auto d = all_ways(graph.nodes.size(), ways);
        const auto found = components(graph);
        for (std::size_t a = 0; a < graph.nodes.size(); ++a) {
            for (std::size_t b = 0; b < graph.nodes.size(); ++b) {
                RC_ASSERT((found.of_node[a] == found.of_node[b]) == (d[a][b] < no_way));
            }
        }
        DeadEndOptions options;
        const MultiPolygon area = {{{{-1e4, -1e4}, {1e4, -1e4}, {1e4, 1e4}, {-1e4, 1e4}, {-1e4, -1e4}}, {}}};
        options.area = &area;
        const auto ends = dead_ends(graph, lines, options);
        std::size_t single = 0;
        for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
            single += graph.links_of(n).size() == 1 ? 1 : 0;
        }
        RC_ASSERT(ends.items.size() == single);
        for (const auto& end : ends.items) {
            if (end.junction != no_node) {
                RC_ASSERT(graph.links_of(end.junction).size() > 2);
                RC_ASSERT(std::abs(d[end.node][end.junction] - end.blind_m) < 1e-9);
            }
        }
    });
}
