// Scans for clusters of lamps that are out: one core.
#include <cmath>

#include <benchmark/benchmark.h>

#include <kerb/base/random.hpp>
#include <kerb/outage/scan.hpp>

namespace {

using namespace kerb;
using outage::ScanOptions;

/// Lamps spread over a square at 400 to the square kilometre, with a share of them out.
struct Town {
    Points places;
    std::vector<std::int64_t> out;

    Town(std::size_t lamps, double rate) {
        RandomStream random(11, 0, lamps);
        const double side = std::sqrt(static_cast<double>(lamps) / 400) * 1000;
        for (std::size_t i = 0; i < lamps; ++i) {
            places.push_back({random.uniform(0, side), random.uniform(0, side)});
            out.push_back(static_cast<double>(i) < rate * static_cast<double>(lamps) ? 1 : 0);
        }
    }
    [[nodiscard]] outage::ScanCounts counts() const { return {outage::ScanModel::bernoulli, out}; }
};

/// One pass with 999 replicas on one thread.
ScanOptions one_pass(double most_share) {
    ScanOptions options;
    options.most_share = most_share;
    options.most_clusters = 1;
    options.threads = Threads{1};
    return options;
}

/// Circles: lamps, and the share in a window in percent.
void scan_circles(benchmark::State& state) {
    const Town town(static_cast<std::size_t>(state.range(0)), 0.03);
    const auto options = one_pass(static_cast<double>(state.range(1)) / 100);
    for (auto _ : state) {
        benchmark::DoNotOptimize(outage::scan_circles(town.places, town.counts(), options));
    }
}
BENCHMARK(scan_circles)->Args({3'000, 50})->Args({3'000, 10})->Args({30'000, 10})->Unit(benchmark::kMillisecond);

/// Circles of at most 500 m.
void scan_circles_by_radius(benchmark::State& state) {
    const Town town(static_cast<std::size_t>(state.range(0)), 0.03);
    auto options = one_pass(0.10);
    options.most_radius = Metres{500};
    for (auto _ : state) {
        benchmark::DoNotOptimize(outage::scan_circles(town.places, town.counts(), options));
    }
}
BENCHMARK(scan_circles_by_radius)->Arg(30'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// Cases in proportion to the lamps of cells.
void scan_circles_poisson(benchmark::State& state) {
    Town town(static_cast<std::size_t>(state.range(0)), 0.03);
    std::vector<double> population(town.places.size());
    RandomStream random(12, 0, 0);
    for (auto& p : population) {
        p = random.uniform(0.5, 2);
    }
    const outage::ScanCounts counts{outage::ScanModel::poisson, town.out, population};
    const auto options = one_pass(0.50);
    for (auto _ : state) {
        benchmark::DoNotOptimize(outage::scan_circles(town.places, counts, options));
    }
}
BENCHMARK(scan_circles_poisson)->Arg(3'000)->Unit(benchmark::kMillisecond);

/// Streets in blocks of 100 m with a lamp every 33 m.
void scan_network(benchmark::State& state) {
    const auto side = static_cast<std::uint32_t>(state.range(0));
    outage::StreetGraph streets;
    streets.nodes = side * side;
    std::vector<outage::LampOnStreet> lamps;
    std::vector<std::int64_t> out;
    RandomStream random(13, 0, side);
    const auto add = [&](std::uint32_t from, std::uint32_t to) {
        for (const double at : {0.0, 33.0, 66.0}) {
            lamps.push_back({static_cast<std::uint32_t>(streets.edges.size()), at});
            out.push_back(random.uniform() < 0.03 ? 1 : 0);
        }
        streets.edges.push_back({from, to, 100});
    };
    for (std::uint32_t i = 0; i < streets.nodes; ++i) {
        if (i % side + 1 < side) {
            add(i, i + 1);
        }
        if (i + side < streets.nodes) {
            add(i, i + side);
        }
    }
    const outage::LampNetwork network(streets, lamps);
    auto options = one_pass(0.10);
    options.most_radius = Metres{static_cast<double>(state.range(1))};
    for (auto _ : state) {
        benchmark::DoNotOptimize(outage::scan_network(network, {outage::ScanModel::bernoulli, out}, options));
    }
    state.counters["lamps"] = static_cast<double>(lamps.size());
}
BENCHMARK(scan_network)->Args({23, 1'000'000})->Args({71, 500})->Unit(benchmark::kMillisecond);

/// Circuits of 50 lamps.
void scan_runs(benchmark::State& state) {
    const auto circuits = static_cast<std::uint32_t>(state.range(0));
    std::vector<outage::LampOnCircuit> lamps;
    std::vector<std::int64_t> out;
    RandomStream random(14, 0, circuits);
    for (std::uint32_t c = 0; c < circuits; ++c) {
        for (int i = 0; i < 50; ++i) {
            lamps.push_back({c, i * 30.0});
            out.push_back(random.uniform() < 0.03 ? 1 : 0);
        }
    }
    const auto options = one_pass(0.10);
    for (auto _ : state) {
        benchmark::DoNotOptimize(outage::scan_runs(lamps, {outage::ScanModel::bernoulli, out}, options));
    }
}
BENCHMARK(scan_runs)->Arg(2'000)->Unit(benchmark::kMillisecond);

} // namespace
