// Is the promise kept, broken, or can nobody tell yet?
#pragma once

#include <cstdint>
#include <optional>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

enum class Verdict : std::uint8_t {
    no_data,
    met,        ///< even the upper bound is within the limit
    not_met,    ///< even the lower bound is beyond
    cannot_tell ///< the interval has the limit inside
};

/// What a limit and an interval say. \param bounds of the rate of lamps that are out, by an exact method
[[nodiscard]] Verdict verdict_of(const Count& count, const Interval& bounds, double most_out);

/// P(rate ≤ limit | count) under Jeffreys' prior; none without data.
[[nodiscard]] std::optional<double> chance_met(const Count& count, double most_out);

/// The same for numbers that need not be whole: what a design effect leaves of a sample. \pre 0 ≤ out ≤ n, n > 0
[[nodiscard]] double chance_met(double out, double n, double most_out);

/// P(at most `most_out` of all lamps are out) when `rest` lamps were not looked at and are out as the others are
/// (beta-binomial, Jeffreys' prior); 0 or 1 when none is left. \pre rest ≥ 0 \par Complexity O(most_out)
[[nodiscard]] double chance_met_of_all(const Count& seen, std::int64_t rest, std::int64_t most_out);

/// How many more lamps, found out at the rate seen so far, until Clopper–Pearson's interval leaves the limit; none when
/// that rate is the limit, when more than `most` would be needed, or without data. 0 when it can be told already.
/// \par Complexity O(log most) intervals
[[nodiscard]] std::optional<std::int64_t> more_to_tell(const Count& count, double most_out, double confidence = 0.95,
                                                       std::int64_t most = 1'000'000);

/// The same for numbers that need not be whole: what a design effect leaves of a sample. \pre 0 ≤ out ≤ n, n > 0
[[nodiscard]] std::optional<std::int64_t> more_to_tell(double out, double n, double most_out, double confidence = 0.95,
                                                       std::int64_t most = 1'000'000);

/// The two risks of a rule "of n lamps at most c out" against a limit: that one who keeps exactly the limit fails, and
/// that one with `bad` out passes. \pre 0 ≤ c ≤ n, rates in [0, 1]
struct RuleRisks {
    double kept_fails = 0, broken_passes = 0;
};
[[nodiscard]] RuleRisks risks_of_rule(std::int64_t n, std::int64_t c, double limit, double bad);

} // namespace kerb::outage
