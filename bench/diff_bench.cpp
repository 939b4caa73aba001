#include <benchmark/benchmark.h>

#include <kerb/base/random.hpp>
#include <kerb/inventory/diff.hpp>

namespace {

using namespace kerb;

/// Lamps on a lattice of streets; on the later date a few are gone, some moved, and all may be numbered anew.
Inventory lamps(std::size_t count, bool later, bool numbered_anew) {
    Inventory city(Frame::from("EPSG:4547"));
    RandomStream draws(7, 1, 0);
    for (std::size_t i = 0; i < count; ++i) {
        Streetlight lamp;
        lamp.about.key = (numbered_anew ? "N" : "L") + std::to_string(i);
        lamp.about.owner = "city";
        const double shift = i % 10 == 0 && later ? draws.uniform() : 0;
        lamp.position = {500000 + static_cast<double>(i % 400) * 25 + shift,
                         3556000 + static_cast<double>(i / 400) * 40};
        if (!later || i % 100 != 0) {
            city.streetlights.push_back(std::move(lamp));
        }
    }
    return city;
}

void compare(benchmark::State& state, bool numbered_anew) {
    const auto count = static_cast<std::size_t>(state.range(0));
    const auto before = lamps(count, false, false), now = lamps(count, true, numbered_anew);
    DiffOptions options;
    options.threads = Threads{1};
    for (auto _ : state) {
        benchmark::DoNotOptimize(diff(before, now, options));
    }
}

void diff_by_key(benchmark::State& state) {
    compare(state, false);
}
BENCHMARK(diff_by_key)->Arg(100000)->UseRealTime()->Unit(benchmark::kMillisecond);

void diff_by_place(benchmark::State& state) {
    compare(state, true);
}
BENCHMARK(diff_by_place)->Arg(100000)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
