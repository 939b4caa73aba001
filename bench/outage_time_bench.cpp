// Times of repair, lives and availability of a million rows.
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <benchmark/benchmark.h>

#include <kerb/base/random.hpp>
#include <kerb/outage/availability.hpp>
#include <kerb/outage/forecast.hpp>
#include <kerb/outage/sun.hpp>
#include <kerb/outage/survival.hpp>

namespace {

using namespace kerb;
using namespace kerb::outage;

constexpr std::uint64_t rows = 1'000'000;

/// Three types of lamps, censored; those of a record that began late entered it old.
const std::vector<Life>& lives(bool late) {
    const auto make = [](bool entered_late) {
        std::vector<Life> all;
        for (std::uint64_t i = 0; all.size() < rows; ++i) {
            RandomStream random(1, 1, i);
            const auto group = static_cast<std::uint32_t>(i % 3);
            const double life =
                (1000 + 500 * group) * std::pow(-std::log(1 - random.uniform()), 1 / (1.2 + 0.3 * group));
            const double entered = entered_late ? random.uniform(0, 800) : 0, until = entered + random.uniform(0, 3000);
            if (life > entered) {
                all.push_back({entered, std::min(life, until), life <= until, group});
            }
        }
        // The same rows for the peer.
        if (const char* folder = std::getenv("KERB_BENCH_ROWS"); folder != nullptr) {
            std::ofstream file(std::string(folder) + (entered_late ? "/late.f64" : "/new.f64"), std::ios::binary);
            for (const auto& l : all) {
                const double row[] = {l.entered, l.until, l.failed ? 1.0 : 0.0, static_cast<double>(l.group)};
                file.write(reinterpret_cast<const char*>(row), sizeof row);
            }
        }
        return all;
    };
    static const auto made_new = make(false), made_late = make(true);
    return late ? made_late : made_new;
}

std::vector<Duration> durations(bool late) {
    std::vector<Duration> all;
    for (const auto& life : lives(late)) {
        all.push_back({life.entered, life.until, life.failed});
    }
    return all;
}

void repair_curve(benchmark::State& state) {
    const auto all = durations(state.range(0) != 0);
    double median = 0;
    for (auto _ : state) {
        const Survival curve(all);
        median = curve.time_of(0.5).value_or(0);
    }
    state.counters["median"] = median;
}
BENCHMARK(repair_curve)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void weibull_lives(benchmark::State& state) {
    const auto& all = lives(state.range(0) != 0);
    std::vector<LifeFit> fits;
    for (auto _ : state) {
        fits = fit_lives(all, 3);
    }
    for (std::size_t g = 0; g < fits.size(); ++g) {
        state.counters["ln_scale_" + std::to_string(g)] = std::log(fits[g].weibull->scale);
        state.counters["shape_" + std::to_string(g)] = fits[g].weibull->shape;
    }
}
BENCHMARK(weibull_lives)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void forecast_month(benchmark::State& state) {
    const auto fits = fit_lives(lives(true), 3);
    std::vector<LampAge> lamps;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        lamps.push_back({static_cast<double>(i % 2999), i % 3});
    }
    ForecastOptions options;
    options.threads = Threads(1);
    for (auto _ : state) {
        benchmark::DoNotOptimize(forecast_failures(lamps, fits, 30, options));
    }
}
BENCHMARK(forecast_month)->Unit(benchmark::kMillisecond);

/// 100,000 lamps for a year with ten outages each and a series by weeks; by all hours, and by the night.
void availability_year(benchmark::State& state) {
    const auto from = Moment::day(2023, 1, 1), to = Moment::day(2024, 1, 1);
    std::vector<LampInService> lamps;
    std::vector<LampOutage> outages;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        lamps.push_back({{from.seconds, to.seconds}, i / 50, i % 20});
        RandomStream random(2, 1, i);
        for (int k = 0; k < 10; ++k) {
            const auto down = from.seconds + random.below(365U * 86400U);
            outages.push_back({i, down, down + random.below(10U * 86400U)});
        }
    }
    AvailabilityOptions options;
    options.groups = 20;
    options.bins = week_edges({from.seconds, to.seconds});
    if (state.range(0) != 0) {
        const Nights nights({32.13, 114.07, 480}, Moment{options.bins.front()}, Moment{options.bins.back()});
        options.counted = [nights](std::int64_t a, std::int64_t b) { return nights.seconds(a, b); };
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(availability(lamps, outages, {}, options));
    }
}
BENCHMARK(availability_year)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void nights_of_ten_years(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(Nights({32.13, 114.07, 480}, Moment::day(2014, 1, 1), Moment::day(2024, 1, 1)));
    }
}
BENCHMARK(nights_of_ten_years)->Unit(benchmark::kMillisecond);

} // namespace
