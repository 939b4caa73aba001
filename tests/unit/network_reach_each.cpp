// Facilities by themselves: what each reaches, and which targets are near it.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/network/reach_each.hpp>

#include "support/street_scene.hpp"
#include "support/test.hpp"

using kerb::Metres;
using kerb::test::stands;
using kerb::test::streets_of;
using namespace kerb::network;

TEST_CASE("each facility reaches its own stretches, though another one is nearer") {
    const auto graph = streets_of(2, {{0, 1, 1000}});
    const std::vector<PlaceOnEdge> sources = {stands(8, 0, 500), stands(3, 0, 400), stands(3, 0, 900)};
    const auto each = reach_each(graph, sources, {.within = Metres{150}});
    CHECK(each.items == std::vector<std::uint32_t>{3, 8});
    CHECK(each.begin == std::vector<std::size_t>{0, 4, 6});
    CHECK(std::vector(each.of(0).begin(), each.of(0).end()) ==
          std::vector<ReachedStretch>{
              {0, 250, 400, 3, 150, 0}, {0, 400, 550, 3, 0, 150}, {0, 750, 900, 3, 150, 0}, {0, 900, 1000, 3, 0, 100}});
    CHECK(std::vector(each.of(1).begin(), each.of(1).end()) ==
          std::vector<ReachedStretch>{{0, 350, 500, 8, 150, 0}, {0, 500, 650, 8, 0, 150}});
    CHECK(reach_each(graph, {}, {.within = Metres{150}}).begin == std::vector<std::size_t>{0});
}

TEST_CASE("targets within reach of each facility, once each, by their nearest place") {
    const auto graph = streets_of(3, {{0, 1, 100}, {1, 2, 100}});
    const std::vector<PlaceOnEdge> sources = {stands(0, 0, 0, 10), stands(1, 1, 100)};
    const std::vector<PlaceOnEdge> targets = {stands(7, 0, 100, 5), stands(7, 1, 0, 5), stands(4, 1, 50),
                                              {2, 0, 20, 60, 1},    stands(9, 1, 100, 500)};
    const auto free = targets_within(graph, sources, targets, {.within = Metres{120}});
    CHECK(free.items == std::vector<std::uint32_t>{0, 1});
    CHECK(std::vector(free.of(0).begin(), free.of(0).end()) == std::vector<TargetWithin>{{2, 20}, {7, 100}});
    CHECK(std::vector(free.of(1).begin(), free.of(1).end()) ==
          std::vector<TargetWithin>{{4, 50}, {7, 100}, {9, 0}});
    const auto charged = targets_within(graph, sources, targets, {.within = Metres{115}, .charge_access = true});
    CHECK(std::vector(charged.of(0).begin(), charged.of(0).end()) == std::vector<TargetWithin>{{2, 31}, {7, 115}});
    CHECK(std::vector(charged.of(1).begin(), charged.of(1).end()) == std::vector<TargetWithin>{{4, 50}, {7, 105}});
    const std::vector<PlaceOnEdge> off = {stands(0, 7, 0)};
    CHECK_THROWS_AS(targets_within(graph, sources, off, {.within = Metres{1}}), kerb::UsageError);
}

TEST_CASE("any number of threads gives the same lists") {
    std::vector<kerb::test::Street> streets;
    for (std::uint32_t i = 0; i < 400; ++i) { // a chequered town of 20 × 10 corners and odd lengths
        streets.push_back({i % 200, (i * 7 + i / 200 + 1) % 200, 40 + std::fmod(i * 37.25, 60)});
    }
    const auto graph = streets_of(200, streets);
    std::vector<PlaceOnEdge> sources, targets;
    for (std::uint32_t i = 0; i < 300; ++i) {
        const auto length = graph.edges[i].length_m();
        sources.push_back(stands(i % 90, i, length / 3, i % 7));
        targets.push_back(stands(i, 399 - i, graph.edges[399 - i].length_m() / 2, i % 5));
    }
    const ReachOptions one{.within = Metres{400}, .charge_access = true, .threads = kerb::Threads{1}};
    const auto each = reach_each(graph, sources, one);
    const auto near = targets_within(graph, sources, targets, one);
    CHECK(each.items.size() == 90);
    CHECK(near.entries.size() > 90);
    for (const int threads : {2, 4}) {
        auto more = one;
        more.threads = kerb::Threads{threads};
        CHECK(reach_each(graph, sources, more) == each);
        CHECK(targets_within(graph, sources, targets, more) == near);
    }
}

TEST_CASE("what a visit throws ends the search, and so does a stop") {
    const auto graph = streets_of(2, {{0, 1, 100}});
    const std::vector<PlaceOnEdge> sources = {stands(0, 0, 0)};
    CHECK_THROWS_AS(for_each_reach(graph, sources, {.within = Metres{1}},
                                   [](auto, auto, auto&) { throw kerb::UsageError({"network.bad_within", {}}); }),
                    kerb::UsageError);
    CHECK_THROWS_AS(reach_each(graph, sources, {.within = Metres{1}}, [](auto, double) { return false; }),
                    kerb::Cancelled);
}
