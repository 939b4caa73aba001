// How many lamps have to be looked at?
#pragma once

#include <cstdint>
#include <optional>

namespace kerb::outage {

/// Design effect of clusters of `lamps` on average when two lamps of one are alike with an intraclass correlation ρ:
/// 1 + (m − 1) ρ (Kish 1965).
[[nodiscard]] double cluster_deff(double lamps, double correlation);

/// Lamps to look at in each cluster for the least variance at a given cost: √(c₁/c₂ · (1 − ρ)/ρ), at least 1 (Cochran
/// 1977, 10.6), when going to a cluster costs c₁ and looking at a lamp c₂. Infinite at ρ ≤ 0: whole clusters.
/// \pre costs > 0, ρ ≤ 1 \throws UsageError otherwise
[[nodiscard]] double lamps_per_cluster(double cluster_cost, double lamp_cost, double correlation);

/// Lamps for an interval of ± `half_width` about a rate: n0 = z² p (1 − p) / h² · deff, of a population
/// n0 / (1 + (n0 − 1)/N), rounded up. \pre 0 < rate < 1, half_width > 0, deff ≥ 1, population ≥ 1
/// \throws UsageError otherwise
[[nodiscard]] std::int64_t lamps_for_width(double rate, double half_width, double deff, std::int64_t population,
                                           double confidence = 0.95);

/// The fewest lamps of which none may be out to show that the rate is below `most_out`: ln(1 − confidence)/ln(1 − p),
/// rounded up. \pre 0 < most_out < 1 \throws UsageError otherwise
[[nodiscard]] std::int64_t lamps_all_lit(double most_out, double confidence = 0.95);

/// A rule "of n lamps at most c out".
struct CountRule {
    std::int64_t lamps = 0, most_out = 0;
    friend bool operator==(const CountRule&, const CountRule&) = default;
};
/// The rule with the fewest lamps by which a rate of `good` fails with at most `good_fails` and one of `bad` passes
/// with at most `bad_passes` (two-point plan, binomial). None with up to `most` lamps. \pre 0 ≤ good < bad < 1 \throws
/// UsageError otherwise \par Complexity O(c log most)
[[nodiscard]] std::optional<CountRule> two_point_rule(double good, double bad, double good_fails = 0.05,
                                                      double bad_passes = 0.05, std::int64_t most = 1'000'000);

} // namespace kerb::outage
