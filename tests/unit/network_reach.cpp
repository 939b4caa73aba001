// Reach along networks that can be worked by hand.
#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/network/split_points.hpp>

#include "support/street_scene.hpp"
#include "support/test.hpp"

using kerb::Metres;
using kerb::test::reached_length;
using kerb::test::stands;
using kerb::test::streets_of;
using namespace kerb::network;

namespace {

using Stretches = std::vector<ReachedStretch>;
using Nodes = std::vector<ReachedNode>;

Reach within(const Graph& graph, const std::vector<PlaceOnEdge>& sources, double metres, Walk walk = Walk::either,
             bool charged = false) {
    return reach(graph, sources, {.within = Metres{metres}, .charge_access = charged, .walk = walk});
}

} // namespace

TEST_CASE("on a line a facility reaches its distance to both sides") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const auto found = within(graph, {stands(7, 0, 400)}, 250);
    CHECK(found.stretches == Stretches{{0, 150, 400, 7, 250, 0}, {0, 400, 650, 7, 0, 250}});
    CHECK(found.nodes.empty());
}

TEST_CASE("a line is reached to its ends and no farther") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    const auto found = within(graph, {stands(0, 0, 30)}, 120);
    CHECK(found.stretches == Stretches{{0, 0, 30, 0, 30, 0}, {0, 30, 100, 0, 0, 70}, {1, 0, 50, 0, 70, 120}});
    CHECK(found.nodes == Nodes{{0, 30, 0}, {1, 70, 0}});
}

TEST_CASE("a node at exactly the distance is reached, and nothing beyond it") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    const auto found = within(graph, {stands(0, 0, 0)}, 100);
    CHECK(found.stretches == Stretches{{0, 0, 100, 0, 0, 100}});
    CHECK(found.nodes == Nodes{{0, 0, 0}, {1, 100, 0}});
    CHECK(within(graph, {stands(0, 0, 0)}, std::nextafter(100.0, 0.0)).nodes == Nodes{{0, 0, 0}});
}

TEST_CASE("round a cycle the waves meet opposite") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}, {2, 0, 100}});
    const auto found = within(graph, {stands(3, 0, 0)}, 1000);
    CHECK(found.stretches ==
          Stretches{{0, 0, 100, 3, 0, 100}, {1, 0, 50, 3, 100, 150}, {1, 50, 100, 3, 150, 100}, {2, 0, 100, 3, 100, 0}});
    CHECK(reached_length(within(graph, {stands(3, 0, 0)}, 120)) == 240);
}

TEST_CASE("from the middle of a star all its arms are reached alike") {
    const auto graph = streets_of(5, {{0, 1, 80}, {2, 0, 80}, {0, 3, 40}, {4, 0, 200}});
    const auto found = within(graph, {stands(0, 0, 0), stands(0, 1, 80), stands(0, 2, 0), stands(0, 3, 200)}, 60);
    CHECK(reached_length(found) == 60 + 60 + 40 + 60);
    CHECK(found.nodes == Nodes{{0, 0, 0}, {3, 40, 0}});
    CHECK(found.stretches.back() == ReachedStretch{3, 140, 200, 0, 60, 0});
}

TEST_CASE("what stands at a node may be told of any of its edges") {
    const auto graph = streets_of(4, {{0, 1, 80}, {1, 2, 80}, {1, 3, 80}});
    const auto once = within(graph, {stands(0, 1, 0)}, 50);
    CHECK(once == within(graph, {stands(0, 0, 80), stands(0, 1, 0), stands(0, 2, 0)}, 50));
    CHECK(reached_length(once) == 150);
}

TEST_CASE("two facilities of one edge share it half-way") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const auto found = within(graph, {stands(1, 0, 700), stands(2, 0, 300)}, 250);
    CHECK(found.stretches == Stretches{{0, 50, 300, 2, 250, 0},
                                       {0, 300, 500, 2, 0, 200},
                                       {0, 500, 700, 1, 200, 0},
                                       {0, 700, 950, 1, 0, 250}});
}

TEST_CASE("the middle of a long edge stays unreached") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const auto found = within(graph, {stands(0, 0, 0), stands(1, 0, 1000)}, 300);
    CHECK(found.stretches == Stretches{{0, 0, 300, 0, 0, 300}, {0, 700, 1000, 1, 300, 0}});
    const auto touching = within(graph, {stands(0, 0, 0), stands(1, 0, 1000)}, 500);
    CHECK(touching.stretches == Stretches{{0, 0, 500, 0, 0, 500}, {0, 500, 1000, 1, 500, 0}});
}

TEST_CASE("what does not hang together is not reached; a bridge is no crossing") {
    // 0–1 runs over 2–3: they share no node. 4–5 stands alone.
    const auto graph = streets_of(6, {{0, 1, 100}, {2, 3, 100}, {4, 5, 100}});
    const auto found = within(graph, {stands(0, 0, 50)}, 10000);
    CHECK(reached_length(found) == 100);
    CHECK(found.nodes == Nodes{{0, 50, 0}, {1, 50, 0}});
}

TEST_CASE("one-way streets are walked away from a facility, or towards it") {
    const auto graph = streets_of(3, {{0, 1, 100, true, false}, {1, 2, 100, true, false}});
    const auto source = stands(0, 0, 60);
    CHECK(within(graph, {source}, 80, Walk::away).stretches ==
          Stretches{{0, 60, 100, 0, 0, 40}, {1, 0, 40, 0, 40, 80}});
    CHECK(within(graph, {source}, 80, Walk::towards).stretches == Stretches{{0, 0, 60, 0, 60, 0}});
    CHECK(reached_length(within(graph, {source}, 80)) == 60 + 80);
}

TEST_CASE("at the end of a one-way street one is at the node, whichever way it goes") {
    const auto graph = streets_of(3, {{0, 1, 100, false, true}, {0, 2, 50}});
    CHECK(within(graph, {stands(0, 0, 0)}, 80, Walk::away).stretches == Stretches{{0, 0, 0, 0, 0, 0}, {1, 0, 50, 0, 0, 50}});
}

TEST_CASE("of parallel edges the short one carries, and the long one is met from both ends") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 0, 300}, {1, 2, 100}});
    const auto found = within(graph, {stands(0, 2, 100)}, 400);
    CHECK(found.nodes == Nodes{{0, 200, 0}, {1, 100, 0}, {2, 0, 0}});
    // On the long one: d(from) = 100, d(to) = 200, length 300: met at 200 from its start.
    CHECK(found.stretches == Stretches{{0, 0, 100, 0, 200, 100},
                                       {1, 0, 200, 0, 100, 300},
                                       {1, 200, 300, 0, 300, 200},
                                       {2, 0, 100, 0, 100, 0}});
}

TEST_CASE("a loop is met from its one node both ways") {
    const auto graph = streets_of(2, {{0, 1, 100}, {1, 1, 200}});
    const auto found = within(graph, {stands(0, 0, 50)}, 100);
    CHECK(found.stretches == Stretches{{0, 0, 50, 0, 50, 0},
                                       {0, 50, 100, 0, 0, 50},
                                       {1, 0, 50, 0, 50, 100},
                                       {1, 150, 200, 0, 100, 50}});
    // On the loop itself, a third of the way round.
    const auto inside = within(graph, {stands(0, 1, 50)}, 1000);
    CHECK(inside.stretches == Stretches{{0, 0, 100, 0, 150, 50},
                                        {1, 0, 50, 0, 50, 0},
                                        {1, 50, 150, 0, 0, 100},
                                        {1, 150, 200, 0, 100, 50}});
}

TEST_CASE("a park beside a street is at hand on all of its stretch") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const auto found = within(graph, {{4, 0, 300, 500, 0}}, 100);
    CHECK(found.stretches ==
          Stretches{{0, 200, 300, 4, 100, 0}, {0, 300, 500, 4, 0, 0}, {0, 500, 600, 4, 0, 100}});
    // Stretches that overlap: the lower item has what both have.
    const auto both = within(graph, {{4, 0, 300, 500, 0}, {2, 0, 400, 700, 0}}, 100);
    CHECK(both.stretches == Stretches{{0, 200, 300, 4, 100, 0},
                                      {0, 300, 400, 4, 0, 0},
                                      {0, 400, 700, 2, 0, 0},
                                      {0, 700, 800, 2, 0, 100}});
}

TEST_CASE("a charged access shortens the reach, a free one does not") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    CHECK(reached_length(within(graph, {stands(0, 0, 500, 40)}, 100)) == 200);
    CHECK(reached_length(within(graph, {stands(0, 0, 500, 40)}, 100, Walk::either, true)) == 120);
    CHECK(within(graph, {stands(0, 0, 500, 100)}, 100, Walk::either, true).stretches ==
          Stretches{{0, 500, 500, 0, 100, 100}});
    CHECK(within(graph, {stands(0, 0, 500, 101)}, 100, Walk::either, true).stretches.empty());
}

TEST_CASE("a farther source that takes up a stretch gives way where a nearer one arrives") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const auto found = within(graph, {{0, 0, 0, 1000, 50}, {1, 0, 500, 500, 20}}, 100, Walk::either, true);
    CHECK(found.stretches == Stretches{{0, 0, 470, 0, 50, 50},
                                       {0, 470, 500, 1, 50, 20},
                                       {0, 500, 530, 1, 20, 50},
                                       {0, 530, 1000, 0, 50, 50}});
}

TEST_CASE("nothing within nothing but where the facility stands") {
    const auto graph = streets_of(2, {{0, 1, 100}});
    CHECK(within(graph, {stands(0, 0, 40), stands(1, 0, 40)}, 0).stretches == Stretches{{0, 40, 40, 0, 0, 0}});
    CHECK(within(graph, {{0, 0, 40, 60, 0}}, 0).stretches == Stretches{{0, 40, 60, 0, 0, 0}});
    CHECK(within(graph, {stands(0, 0, 100)}, 0).nodes == Nodes{{1, 0, 0}});
    CHECK(within(graph, {}, 100).stretches.empty());
}

TEST_CASE("ties go to the lower item") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    const auto found = within(graph, {stands(9, 0, 0), stands(5, 1, 100)}, 500);
    CHECK(found.nodes == Nodes{{0, 0, 9}, {1, 100, 5}, {2, 0, 5}});
    CHECK(found.stretches == Stretches{{0, 0, 100, 9, 0, 100}, {1, 0, 100, 5, 100, 0}});
    const auto same = within(graph, {stands(9, 0, 0), stands(5, 0, 0)}, 500);
    CHECK(std::all_of(same.stretches.begin(), same.stretches.end(), [](const auto& s) { return s.item == 5; }));
}

TEST_CASE("a search leaves nothing behind for the next") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    ReachSearch search(graph);
    const std::vector<PlaceOnEdge> one = {stands(0, 0, 0)}, two = {stands(1, 1, 100)}, off = {stands(0, 5, 0)};
    const ReachOptions options{.within = Metres{150}};
    const auto first = search(one, options);
    CHECK(search(two, options) == reach(graph, two, options));
    CHECK_THROWS_AS(search(off, options), kerb::UsageError);
    CHECK_THROWS_AS(search(one, options, [](auto, double) { return false; }), kerb::Cancelled);
    CHECK(search(one, options) == first);
}

TEST_CASE("places off the edges and lengths that are none are refused") {
    const auto graph = streets_of(2, {{0, 1, 100}});
    const auto nan = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_AS(within(graph, {stands(0, 1, 0)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, 101)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, -1)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, nan)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {{0, 0, 20, 10, 0}}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(no_source, 0, 0)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, 0, nan)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, 0, -1)}, 10), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, 0)}, -1), kerb::UsageError);
    CHECK_THROWS_AS(within(graph, {stands(0, 0, 0)}, nan), kerb::UsageError);
    CHECK_THROWS_AS(within(Graph{{{0, 0}}, {}, {0}, {}, {}}, {}, 1), kerb::UsageError);
    CHECK(within(graph, {stands(0, 0, 100 + 1e-9)}, 10).nodes == Nodes{{1, 0, 0}});
}

TEST_CASE("the distance of a place is found on its stretch") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const ReachOptions options{.within = Metres{250}, .charge_access = true};
    const auto found = within(graph, {stands(1, 0, 700), stands(2, 0, 300)}, 250);
    CHECK(nearby(found, stands(0, 0, 120, 30), options) == Nearby{210, 2, 120});
    CHECK(nearby(found, stands(0, 0, 120, 71), options) == std::nullopt);
    CHECK(nearby(found, stands(0, 0, 500), options) == Nearby{200, 1, 500});
    CHECK(nearby(found, stands(0, 0, 950), options) == Nearby{250, 1, 950});
    CHECK(nearby(found, stands(0, 0, 950.001), options) == std::nullopt);
    CHECK(nearby(found, {0, 0, 0, 1000, 5}, options) == Nearby{5, 1, 700});
    CHECK(nearby(found, {0, 0, 0, 60, 0}, options) == Nearby{240, 2, 60});
}

TEST_CASE("the allocation splits where two facilities are equally near, on an edge and in a node") {
    const auto line = streets_of(2, {{0, 1, 1000}});
    const auto found = within(line, {stands(1, 0, 700), stands(2, 0, 300), stands(1, 0, 750)}, 250);
    CHECK(split_points(line, found) == std::vector<SplitPoint>{{0, 500, 200, 2, 1}});
    const auto tie = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    CHECK(split_points(tie, within(tie, {stands(9, 0, 0), stands(5, 1, 100)}, 500)) ==
          std::vector<SplitPoint>{{0, 100, 100, 9, 5}});
    CHECK(split_points(tie, within(tie, {stands(9, 0, 0), stands(9, 1, 100)}, 500)).empty());
    CHECK(split_points(tie, within(tie, {stands(9, 0, 0), stands(5, 1, 100)}, 99)).empty());
}
