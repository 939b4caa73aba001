#include <vector>

#include <benchmark/benchmark.h>

#include <kerb/base/random.hpp>
#include <kerb/outage/small_areas.hpp>
#include <kerb/outage/survey.hpp>

namespace {

using namespace kerb::outage;

/// Circuits of 20 to 60 lamps; a tenth of them four times as bad as the others.
std::vector<Count> circuits(std::size_t number) {
    std::vector<Count> made;
    for (std::size_t c = 0; c < number; ++c) {
        kerb::RandomStream random(7, 1, c);
        const double rate = (random.uniform() < 0.1 ? 0.08 : 0.02) * (0.5 + random.uniform());
        Count count{0, 20 + random.below(41)};
        for (std::int64_t i = 0; i < count.of; ++i) {
            count.out += random.uniform() < rate ? 1 : 0;
        }
        made.push_back(count);
    }
    return made;
}

void fit_and_shrink(benchmark::State& state) {
    const auto groups = circuits(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const auto spread = fit_spread(groups);
        benchmark::DoNotOptimize(shrink(groups, spread, 0.02));
    }
}
BENCHMARK(fit_and_shrink)->Arg(10'000)->Unit(benchmark::kMillisecond);

/// The same numbers as `versus/r_survey.R`: a million lamps on 20,000 roads in 10 strata, 20 districts.
struct Sample {
    std::vector<SampledLamp> lamps;
    std::vector<std::uint32_t> district;
};

const Sample& sample(bool shuffled) {
    const auto make = [](bool mixed) {
        constexpr std::uint64_t rows = 1'000'000, step = 600'011; // step and rows have no divisor in common
        Sample made;
        for (std::uint64_t k = 0; k < rows; ++k) {
            const auto i = mixed ? k * step % rows : k;
            const auto road = static_cast<std::uint32_t>(i / 50);
            const bool out = (i * 7919 + i / 50 * 104'729) % 1009 < (road % 10 == 0 ? 150 : 15);
            made.lamps.push_back({road / 2000, road, 1.0 + road / 2000, out, true});
            made.district.push_back((road * 7 + static_cast<std::uint32_t>(i % 50) / 25) % 20);
        }
        return made;
    };
    static const Sample in_order = make(false), mixed = make(true);
    return shuffled ? mixed : in_order;
}

void survey_of_million(benchmark::State& state) {
    const auto& from = sample(state.range(0) != 0);
    SurveyShares made;
    for (auto _ : state) {
        made = survey_shares(from.lamps, from.district, 20);
        benchmark::DoNotOptimize(made);
    }
    if (made.all) {
        state.counters["share"] = made.all->share;
        state.counters["standard_error"] = made.all->standard_error;
        state.counters["lo"] = made.all->bounds.lo;
        state.counters["hi"] = made.all->bounds.hi;
    }
}
BENCHMARK(survey_of_million)->ArgName("shuffled")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

} // namespace
