#include <benchmark/benchmark.h>

#include <kerb/geometry/point_grid.hpp>

#include "sample.hpp"

namespace {

using namespace kerb;
using bench::sample;

void point_grid(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(PointGrid(sample().lamps, 30));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(sample().lamps.size()));
}
BENCHMARK(point_grid)->Unit(benchmark::kMillisecond);

void point_grid_visit(benchmark::State& state) {
    const PointGrid grid(sample().lamps, 30);
    std::size_t i = 0, found = 0;
    for (auto _ : state) {
        Box box;
        box.add(sample().lamps[i]);
        grid.visit(box.grown(30), [&](Point, std::uint32_t) { ++found; });
        i = i + 1 < sample().lamps.size() ? i + 1 : 0;
    }
    benchmark::DoNotOptimize(found);
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(point_grid_visit);

} // namespace
