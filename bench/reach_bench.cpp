#include <benchmark/benchmark.h>

#include <kerb/network/reach_each.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "sample.hpp"

namespace {

using namespace kerb;

/// Streets of size m and 200 of its buildings on them.
struct Town {
    network::Graph graph;
    std::vector<network::PlaceOnEdge> places;
};

const Town& town() {
    static const Town made = [] {
        const auto city = synth::sample_city({.seed = 7, .size = synth::Size::m});
        Lines roads;
        for (const auto& road : city.roads) {
            roads.push(road.centreline);
        }
        network::StreetInput input;
        input.lines = &roads;
        Town all;
        all.graph = network::street_graph(input).graph;
        Points at;
        for (std::size_t i = 0; i < 200; ++i) {
            const auto& place = city.buildings[i * city.buildings.size() / 200].place;
            if (const auto* area = std::get_if<MultiPolygon>(&place)) {
                at.push_back(bounds(*area).centre());
            } else if (const auto* point = std::get_if<Point>(&place)) {
                at.push_back(*point);
            }
        }
        all.places = network::snap(all.graph, roads, std::span<const Point>(at), {}).places;
        return all;
    }();
    return made;
}

network::ReachOptions within(int metres, int threads = 1) {
    return {.within = Metres{static_cast<double>(metres)}, .threads = Threads{threads}};
}

void reach_once(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(network::reach(town().graph, town().places, within(static_cast<int>(state.range(0)))));
    }
}
BENCHMARK(reach_once)->Arg(500)->Arg(2000)->Unit(benchmark::kMillisecond);

void reach_again(benchmark::State& state) {
    network::ReachSearch search(town().graph);
    network::Reach found;
    for (auto _ : state) {
        search.find(town().places, within(static_cast<int>(state.range(0))), found);
        benchmark::DoNotOptimize(found.stretches.data());
    }
}
BENCHMARK(reach_again)->Arg(500)->Arg(2000)->Unit(benchmark::kMillisecond);

void reach_of_each(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            network::reach_each(town().graph, town().places, within(500, static_cast<int>(state.range(0)))));
    }
}
BENCHMARK(reach_of_each)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
