// How many lamps will fail in the days ahead?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/outage/life.hpp>

namespace kerb::outage {

/// A lamp that burns today.
struct LampAge {
    double age = 0;
    std::uint32_t group = 0; ///< whose life it has
};

struct ForecastOptions {
    double confidence = 0.95;
    std::uint64_t seed = 1;
    std::int64_t draws = 2000;
    Threads threads{0};
};

struct Forecast {
    std::int64_t lamps = 0;
    double mean = 0;     ///< Σ 1 − exp(−(H(age + ahead) − H(age))) with the lives as fitted
    Interval prediction; ///< of the number that will fail: by chance, and as lives are not known exactly; whole numbers
    friend bool operator==(const Forecast&, const Forecast&) = default;
};

struct Forecasts {
    Forecast all;                                ///< of the groups whose life is known
    std::vector<std::optional<Forecast>> groups; ///< none where no life was fitted
    std::int64_t left_out = 0;                   ///< lamps of such groups, or without an age
};

/// Failures in the time `ahead`. Each draw takes ln shape and ln scale of each group from their normal approximation
/// and then a binomial number of the lamps of about one age (up to 512 cells a group, by mean age; the mean is of every
/// lamp's own). A lamp that is replaced does not fail again. Draws are streams of (seed, draw, group): the same bits
/// for any number of threads and any order of lamps. \pre groups below the number of fits, ahead ≥ 0, draws ≥ 1, 0 <
/// confidence < 1 \throws UsageError otherwise \par Complexity O(n log n + draws · (cells + failures))
[[nodiscard]] Forecasts forecast_failures(std::span<const LampAge> lamps, std::span<const LifeFit> fits, double ahead,
                                          const ForecastOptions& options = {});

} // namespace kerb::outage
