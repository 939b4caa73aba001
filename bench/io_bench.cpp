#include <cstdlib>

#include <benchmark/benchmark.h>

#include <kerb/io/source.hpp>

namespace {

using namespace kerb;

/// Reads a layer of the GeoPackage that KERB_BENCH_CITY names.
void read_layer(benchmark::State& state, const char* layer, Shape shape, const std::vector<std::string>& columns) {
    const char* city = std::getenv("KERB_BENCH_CITY");
    if (city == nullptr) {
        state.SkipWithError("KERB_BENCH_CITY names no file");
        return;
    }
    std::int64_t rows = 0;
    for (auto _ : state) {
        const auto read = io::read_layer(city, {layer, shape, columns, {}});
        rows += read.accounting.read;
    }
    state.SetItemsProcessed(rows);
}
BENCHMARK_CAPTURE(read_layer, roads, "roads", Shape::line, {"key", "road_class"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_layer, streetlights, "streetlights", Shape::point, {})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_layer, zones, "zones", Shape::polygon, {"key"})->Unit(benchmark::kMillisecond);

} // namespace
