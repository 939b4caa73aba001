#include <benchmark/benchmark.h>

#include <kerb/coverage/along_lines.hpp>

#include "sample.hpp"

namespace {

using namespace kerb;
using bench::sample;

void along_lines(benchmark::State& state) {
    const coverage::ZoneMap zones(sample().districts, sample().rank);
    coverage::AlongLinesInput input;
    input.lines = &sample().roads;
    input.assets.points = sample().lamps;
    input.zones = state.range(1) != 0 ? &zones : nullptr;
    const coverage::AlongLinesOptions options{.reach = Metres{30},
                                              .threads = Threads{static_cast<int>(state.range(0))}};
    for (auto _ : state) {
        benchmark::DoNotOptimize(coverage::along_lines(input, options));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample().roads.size()));
}
BENCHMARK(along_lines)
    ->ArgNames({"threads", "zones"})
    ->ArgsProduct({{1, 2}, {0, 1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void zone_map(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(coverage::ZoneMap(sample().districts, sample().rank));
    }
}
BENCHMARK(zone_map)->Unit(benchmark::kMillisecond);

void zone_split(benchmark::State& state) {
    const coverage::ZoneMap zones(sample().districts, sample().rank);
    const auto& points = sample().roads.points;
    std::vector<coverage::ZonePiece> pieces;
    std::size_t i = 0;
    for (auto _ : state) {
        pieces.clear();
        zones.split(points[i], points[i + 1], pieces);
        benchmark::DoNotOptimize(pieces.data());
        i = i + 2 < points.size() ? i + 1 : 0;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(zone_split);

} // namespace
