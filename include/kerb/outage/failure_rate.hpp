// How often does a lamp fail, and how available is it when failures and repairs keep no memory?
#pragma once

#include <cstdint>
#include <optional>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Failures over the lamp-years in which they would have been seen.
struct FailureRate {
    std::int64_t failures = 0;
    double lamp_years = 0;
    std::optional<double> per_year; ///< none without lamp-years
    /// Exact for a Poisson count (Garwood 1936): chi-squared quantiles of 2n and 2n + 2 degrees over 2 T. 0 at the low
    /// end where nothing failed; endless at the high end without lamp-years. Lamps that fail together (a circuit) are
    /// not Poisson: then it is too narrow.
    Interval bounds;
    friend bool operator==(const FailureRate&, const FailureRate&) = default;
};

/// \pre failures ≥ 0, lamp_years ≥ 0 and finite, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] FailureRate failure_rate(std::int64_t failures, double lamp_years, double confidence = 0.95);

/// Availability when times of light and of repair are exponential and n of each were seen, `up` and `down` in all
/// (Trivedi 2002, example 10.27): 1 / (1 + r F), r = down/up, F the quantiles with (2n, 2n) degrees of freedom. [0, 1]
/// when n is 0. A check on the intervals of `availability`, which need no such times.
/// \pre n ≥ 0, up and down ≥ 0, not both 0 unless n is, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] Interval exponential_availability(std::int64_t n, double up, double down, double confidence = 0.95);

} // namespace kerb::outage
