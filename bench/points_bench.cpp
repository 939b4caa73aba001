#include <benchmark/benchmark.h>

#include <kerb/coverage/points_within.hpp>

#include "sample.hpp"

namespace {

using namespace kerb;

/// Buildings with people, and the parks and lamps that may be near them, of size m.
struct Neighbourhood {
    Points buildings, lamps;
    std::vector<double> people;
    std::vector<MultiPolygon> parks;
};

const Neighbourhood& neighbourhood() {
    static const Neighbourhood made = [] {
        const auto city = synth::sample_city({.seed = 7, .size = synth::Size::m});
        Neighbourhood all;
        for (const auto& building : city.buildings) {
            const auto* area = std::get_if<MultiPolygon>(&building.place);
            const auto* point = std::get_if<Point>(&building.place);
            if (area == nullptr && point == nullptr) {
                continue;
            }
            all.buildings.push_back(area != nullptr ? bounds(*area).centre() : *point);
            all.people.push_back(building.population.value_or(0));
        }
        for (const auto& green : city.green_spaces) {
            if (!green.road_belt.value_or(false)) {
                all.parks.push_back(green.area);
            }
        }
        for (const auto& lamp : city.streetlights) {
            all.lamps.push_back(lamp.position);
        }
        return all;
    }();
    return made;
}

Threads threads_of(const benchmark::State& state) {
    return Threads{static_cast<int>(state.range(0))};
}

void nearest_lamp(benchmark::State& state) {
    coverage::AssetShapes assets;
    assets.points = neighbourhood().lamps;
    for (auto _ : state) {
        benchmark::DoNotOptimize(coverage::nearest_assets(neighbourhood().buildings, assets, threads_of(state)));
    }
}
BENCHMARK(nearest_lamp)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void nearest_park(benchmark::State& state) {
    coverage::AssetShapes assets;
    assets.areas = neighbourhood().parks;
    for (auto _ : state) {
        benchmark::DoNotOptimize(coverage::nearest_assets(neighbourhood().buildings, assets, threads_of(state)));
    }
}
BENCHMARK(nearest_park)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void within_park(benchmark::State& state) {
    coverage::AssetShapes assets;
    assets.areas = neighbourhood().parks;
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            coverage::within_reach(neighbourhood().buildings, assets, Metres{300}, threads_of(state)));
    }
}
BENCHMARK(within_park)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

void people_within(benchmark::State& state) {
    coverage::PointsInput input;
    input.points = neighbourhood().buildings;
    input.weights = neighbourhood().people;
    input.assets.areas = neighbourhood().parks;
    const coverage::PointsOptions options{.reach = Metres{300}, .threads = threads_of(state)};
    for (auto _ : state) {
        benchmark::DoNotOptimize(coverage::points_within(input, options));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(input.points.size()));
}
BENCHMARK(people_within)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
