#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/network/components.hpp>
#include <kerb/network/street_graph.hpp>
#include <kerb/network/through_connections.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::network;

namespace {

struct Town {
    Lines lines;
    Graph graph;

    explicit Town(const std::vector<LineString>& streets) {
        for (const auto& street : streets) {
            lines.push({street});
        }
        StreetInput input;
        input.lines = &lines;
        graph = street_graph(input).graph;
    }
    /// Nothing is at the boundary.
    [[nodiscard]] DeadEnds ends() const {
        static const MultiPolygon everywhere = {
            {{{-1e6, -1e6}, {1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}, {-1e6, -1e6}}, {}}};
        DeadEndOptions options;
        options.area = &everywhere;
        return dead_ends(graph, lines, options);
    }
    [[nodiscard]] std::vector<ThroughConnection> links(ThroughOptions options = {}) const {
        return through_connections(graph, lines, ends(), options);
    }
};

// A block of 400 m by 100 m, closed; two lanes lead into it from the north and from the south side, 20 m apart.
const std::vector<LineString> block = {{{0, 0}, {200, 0}, {400, 0}, {400, 100}, {200, 100}, {0, 100}, {0, 0}},
                                       {{200, 0}, {200, 40}},
                                       {{200, 100}, {200, 60}}};

} // namespace

TEST_CASE("components hang together, the longest first") {
    const Town town({{{0, 0}, {10, 0}}, {{50, 0}, {80, 0}, {80, 40}}, {{80, 40}, {90, 40}}, {{0, 90}, {10, 90}}});
    const auto found = components(town.graph);
    REQUIRE(found.items.size() == 3);
    CHECK(found.items[0] == Component{2, 3, 2, 80});
    CHECK(found.items[1] == Component{0, 2, 1, 10});
    CHECK(found.items[2] == Component{5, 2, 1, 10});
    CHECK(found.of_node == std::vector<std::uint32_t>{1, 1, 0, 0, 0, 2, 2});
    CHECK(found.length_m == 100);
    CHECK(found.largest_share() == 0.8);
    CHECK(!components(Graph{}).largest_share());
}

TEST_CASE("a dead end leads back to the first junction, past bends of several streets") {
    const Town town({{{0, 0}, {50, 0}, {100, 0}}, {{50, 0}, {50, 30}}, {{50, 30}, {80, 30}, {80, 40}}});
    const auto found = town.ends();
    REQUIRE(found.items.size() == 3);
    CHECK(found.items[0].blind_m == 70);
    CHECK(town.graph.nodes[found.items[0].node] == Point{80, 40});
    CHECK(town.graph.nodes[found.items[0].junction] == Point{50, 0});
    CHECK((found.items[1].blind_m == 50 && found.items[2].blind_m == 50));
    CHECK((found.junctions == 1 && found.of() == 4 && found.share() == 0.75));
}

TEST_CASE("a street by itself has two dead ends and no junction, a ring has none") {
    const auto alone = Town({{{0, 0}, {60, 0}}}).ends();
    REQUIRE(alone.items.size() == 2);
    CHECK((alone.items[0].junction == no_node && alone.items[0].blind_m == 60));
    const auto ring = Town({{{0, 0}, {60, 0}, {60, 60}, {0, 0}}}).ends();
    CHECK((ring.items.empty() && ring.of() == 0 && !ring.share()));
}

TEST_CASE("ends at the boundary and those that are meant to be are told apart") {
    const Town town({{{0, 0}, {50, 0}, {100, 0}}, {{50, 0}, {50, 30}}, {{50, 0}, {55, -40}}, {{55, -40}, {55, -90}}});
    DeadEndOptions options;
    options.margin = Metres{5};
    const std::vector<std::uint8_t> designed = {0, 1, 0, 0};
    options.designed = designed;
    auto found =
        dead_ends(town.graph, town.lines, options); // the box of all streets: west, east, south and north end lie on it
    CHECK((found.items.empty() && found.at_boundary == 4 && found.designed == 0));
    options.margin = Metres{0};
    CHECK(dead_ends(town.graph, town.lines, options) == found);
    options.margin = Metres{5};
    const MultiPolygon area = {{{{-90, -80}, {90, -80}, {90, 90}, {-90, 90}, {-90, -80}}, {}}};
    options.area = &area;
    found = dead_ends(town.graph, town.lines, options); // two ends lie outside, one is meant to be
    CHECK((found.items.size() == 1 && found.at_boundary == 2 && found.designed == 1));
    CHECK(town.graph.nodes[found.items[0].node] == Point{0, 0});
    const std::vector<std::uint8_t> few = {1};
    options.designed = few;
    CHECK_THROWS_AS(dead_ends(town.graph, town.lines, options), UsageError);
}

TEST_CASE("the box of all streets holds their bends, not only where they meet") {
    // A ring road with its only nodes on its south side, and a blind street of 300 m inside of it.
    const Town town(
        {{{0, 0}, {500, 0}, {1000, 0}}, {{0, 0}, {0, 1000}, {1000, 1000}, {1000, 0}}, {{500, 0}, {500, 300}}});
    const auto found = dead_ends(town.graph, town.lines);
    REQUIRE(found.items.size() == 1);
    CHECK((found.items[0].blind_m == 300 && found.at_boundary == 0 && found.junctions == 1));
}

TEST_CASE("the margin is on the ground where the streets' lengths are") {
    const Town town(
        {{{0, 0}, {0, 100}, {100, 100}, {100, 0}, {0, 0}}, {{50, 0}, {50, 30}}, {{0, 0}, {50, 0}, {100, 0}}});
    DeadEndOptions options;
    options.margin = Metres{20};
    CHECK(dead_ends(town.graph, town.lines, options).items.size() == 1);
    const std::vector<double> stretched = {1.6, 1.6, 1.6}; // 30 m in the plane are less than 20 m on the ground
    options.line_scale = stretched;
    CHECK(dead_ends(town.graph, town.lines, options).at_boundary == 1);
    const std::vector<double> few = {1.6};
    options.line_scale = few;
    CHECK_THROWS_AS(dead_ends(town.graph, town.lines, options), UsageError);
}

TEST_CASE("the link between two lanes is found once, with its detour and what it opens") {
    const Town town(block);
    REQUIRE(town.ends().items.size() == 2);
    const auto links = town.links();
    REQUIRE(links.size() == 1);
    CHECK((links[0].from == Point{200, 40} && links[0].to == Point{200, 60}));
    CHECK(links[0].link_m == 20);
    // Down 40, around 200 + 100 + 200, back 40.
    CHECK(links[0].walk_m == 580);
    CHECK(links[0].detour() == 29);
    // Within 500 m: 460 m both ways from (200, 0) is all but 80 m of the ring, 40 m of them on each side of (200, 100),
    // and nothing of the other lane; with the link all.
    CHECK(links[0].gained_m == Approx(80 + 40).epsilon(1e-12));
}

TEST_CASE("what a link opens is counted to the very point") {
    ThroughOptions options;
    options.walk = Metres{100};
    const auto links = Town(block).links(options);
    REQUIRE(links.size() == 1);
    // 100 − 20 − 40 = 40 m in both directions from (200, 100), and the other lane; before, nothing of it.
    CHECK(links[0].gained_m == Approx(40 + 40 + 40).epsilon(1e-12));
    options.walk = Metres{30};
    const auto near = Town(block).links(options);
    REQUIRE(near.size() == 1);
    CHECK(near[0].gained_m == Approx(10).epsilon(1e-12)); // of the other lane
}

TEST_CASE("a link is no longer than asked, and spares a detour") {
    ThroughOptions options;
    options.within = Metres{20};
    CHECK(Town(block).links(options).size() == 1);
    options.within = Metres{19.999};
    CHECK(Town(block).links(options).empty());
    options.within = Metres{200};
    options.least_detour = 30;
    CHECK(Town(block).links(options).empty());
    options.least_detour = 29;
    CHECK(Town(block).links(options).size() == 1);
}

TEST_CASE("barriers stand in the way of links") {
    const std::vector<MultiPolygon> river = {{{{{150, 45}, {250, 45}, {250, 55}, {150, 55}, {150, 45}}, {}}}};
    ThroughOptions options;
    options.barrier_areas = river;
    for (const auto& link : Town(block).links(options)) {
        CHECK(link.to != Point{200, 60});
        CHECK(link.to != Point{200, 40});
    }
    Lines rails;
    rails.push({{{-500, 50}, {900, 50}}});
    options.barrier_areas = {};
    options.barrier_lines = &rails;
    CHECK(Town(block).links(options).empty());
}

TEST_CASE("a barrier that ends at the dead end itself is none") {
    const std::vector<MultiPolygon> shore = {{{{{150, 30}, {250, 30}, {250, 40}, {150, 40}, {150, 30}}, {}}}};
    ThroughOptions options;
    options.barrier_areas = shore;
    CHECK(Town(block).links(options).size() == 1);
}

TEST_CASE("a link does not run across another street") {
    auto streets = block;
    streets.push_back({{100, 50}, {300, 50}}); // by itself, between the lanes
    const auto links = Town(streets).links();
    REQUIRE(!links.empty());
    for (const auto& link : links) {
        CHECK(link.link_m <= std::hypot(100, 50));
        CHECK(!(link.from == Point{200, 40} && link.to == Point{200, 60}));
    }
}

TEST_CASE("streets that nobody can reach are gained without a detour to tell") {
    const Town town({{{0, 0}, {100, 0}}, {{130, -50}, {130, 70}}});
    const auto links = town.links();
    REQUIRE(!links.empty());
    CHECK((links[0].from == Point{100, 0} && links[0].to == Point{130, 0}));
    CHECK((!links[0].walk_m && !links[0].detour()));
    CHECK(links[0].gained_m == 120);
}

TEST_CASE("links that nothing can be said of are refused") {
    const Town town(block);
    ThroughOptions options;
    options.least_detour = 0.5;
    CHECK_THROWS_AS(town.links(options), UsageError);
    options = {};
    options.within = Metres{-1};
    CHECK_THROWS_AS(town.links(options), UsageError);
    const Lines none;
    CHECK_THROWS_AS(through_connections(town.graph, none, town.ends(), {}), UsageError);
    CHECK_THROWS_AS(
        through_connections(town.graph, town.lines, town.ends(), {}, [](std::string_view, double) { return false; }),
        Cancelled);
    CHECK(through_connections(Graph{}, none, {}, {}).empty());
}
