// Many small groups: what each one's rate is likely to be, given all the others.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// How rates are spread among groups: Beta with mean μ and precision M = 1/θ.
struct RateSpread {
    double mean = 0;
    double dispersion = 0;     ///< θ = 1/(α + β); 0: the groups do not differ by more than chance, and are pooled
    double log_likelihood = 0; ///< without the binomial coefficients
    bool converged = true;
    [[nodiscard]] bool pooled() const { return dispersion == 0; }
    [[nodiscard]] double intraclass_correlation() const { return dispersion / (1 + dispersion); }
};

/// Greatest likelihood of the beta-binomial (Griffiths 1973): Σ_k<x ln(μ + kθ) + Σ_k<n−x ln(1 − μ + kθ) − Σ_k<n ln(1 +
/// kθ), a form that keeps its digits up to θ = 0, where it is the binomial's. Started on a grid of θ, then damped
/// Newton in both; where the likelihood rises towards θ = 0 the groups are pooled, never an α of 10⁵⁸. Groups in which
/// nothing was looked at do not count. \par Complexity O(groups + largest n × steps)
[[nodiscard]] RateSpread fit_spread(std::span<const Count> groups);

/// A group's rate in the light of all.
struct ShrunkRate {
    double rate = 0;        ///< posterior mean
    Interval bounds;        ///< posterior quantiles; of the pooled rate, Jeffreys' of all together
    double above_limit = 0; ///< P(rate > limit | all)
    friend bool operator==(const ShrunkRate&, const ShrunkRate&) = default;
};

/// Empirical Bayes: Beta(α + x, β + n − x) (Efron & Morris; Carlin & Louis). What is unsure about μ and θ themselves is
/// left out, so intervals of very few groups are too narrow. Same order as `groups`.
[[nodiscard]] std::vector<ShrunkRate> shrink(std::span<const Count> groups, const RateSpread& spread, double limit,
                                             double confidence = 0.95);

/// P(at least so many out | rate), for each group; 1 where nothing was looked at. \pre 0 ≤ rate ≤ 1
[[nodiscard]] std::vector<double> upper_tails(std::span<const Count> groups, double rate);

/// Benjamini & Hochberg 1995: the least false discovery rate at which each would be called; same order as `p`.
/// \par Complexity O(n log n)
[[nodiscard]] std::vector<double> false_discovery(std::span<const double> p);

} // namespace kerb::outage
