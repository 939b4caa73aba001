// Light of lamps at points: pairs of a point and a lamp that reaches it, a second and core.
#include <algorithm>
#include <cmath>

#include <benchmark/benchmark.h>

#include <kerb/coverage/illuminance.hpp>

namespace {

using namespace kerb;
using namespace kerb::coverage;

/// A road luminaire on planes of 5° and angles of 2.5°, as makers measure.
Photometry road_luminaire() {
    Photometry table;
    table.name = "bench";
    for (int c = 0; c <= 360; c += 5) {
        table.c_deg.push_back(c);
    }
    for (int g = 0; g <= 72; ++g) {
        table.gamma_deg.push_back(2.5 * g);
    }
    for (const auto c : table.c_deg) {
        for (const auto g : table.gamma_deg) {
            const double along = std::cos(c * 0.017453292519943295);
            table.cd.push_back(g > 90 ? 0 : 300 + 3000 * along * along * std::exp(-(g - 65) * (g - 65) / 225));
        }
    }
    return table;
}

/// Streets 60 m apart with lamps every 30 m, and points over all of them.
struct Town {
    std::vector<Photometry> tables = {road_luminaire()};
    std::vector<PlacedLuminaire> lamps;
    Points points;
    std::int64_t pairs = 0;

    Town() {
        for (int i = 0; i < 100; ++i) {
            for (int j = 0; j < 50; ++j) {
                PlacedLuminaire lamp;
                lamp.position = {500'000 + 30.0 * i, 3'500'000 + 60.0 * j};
                lamp.height_m = 9;
                lamps.push_back(lamp);
            }
        }
        for (int i = 0; i < 300; ++i) {
            for (int j = 0; j < 300; ++j) {
                points.push_back({500'000 + 9.7 * i, 3'500'000 + 9.3 * j});
            }
        }
        for (const auto& p : points) { // the lamps of each point by the definition
            for (int i = 0; i < 100; ++i) {
                const double dx = 500'000 + 30.0 * i - p.x;
                if (std::abs(dx) <= 45) {
                    const double across = std::sqrt(45.0 * 45 - dx * dx);
                    const double low = std::ceil((p.y - across - 3'500'000) / 60);
                    const double high = std::floor((p.y + across - 3'500'000) / 60);
                    pairs += static_cast<std::int64_t>(std::max(0.0, std::min(high, 49.0) - std::max(low, 0.0) + 1));
                }
            }
        }
    }
};

void point_lamp_pairs(benchmark::State& state) {
    static const Town town;
    const LightField field(town.tables, town.lamps);
    for (auto _ : state) {
        benchmark::DoNotOptimize(illuminance(field, town.points, Threads{1}));
    }
    state.counters["pairs"] =
        benchmark::Counter(static_cast<double>(town.pairs * state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(point_lamp_pairs)->Unit(benchmark::kMillisecond);

/// A point under a hundred lamps: the kernel without the search.
void pairs_of_one_mast(benchmark::State& state) {
    const std::vector<Photometry> tables = {road_luminaire()};
    std::vector<PlacedLuminaire> lamps;
    for (int i = 0; i < 100; ++i) {
        PlacedLuminaire lamp;
        lamp.position = {500'000 + 0.8 * (i % 10), 3'500'000 + 0.7 * (i / 10)};
        lamp.height_m = 12;
        lamps.push_back(lamp);
    }
    const LightField field(tables, lamps);
    double x = 0;
    for (auto _ : state) {
        x = x > 30 ? 0 : x + 0.37;
        benchmark::DoNotOptimize(field.lux({500'000 + x, 3'500'011 - x / 3}));
    }
    state.counters["pairs"] =
        benchmark::Counter(100.0 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(pairs_of_one_mast);

} // namespace
