// Many small groups beside each other: what is a group's rate likely to be, given its neighbours?
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Circuits that share a cabinet or a road, roads that meet. Each pair once or more, in any order.
using NeighbourPair = std::pair<std::uint32_t, std::uint32_t>;

enum class NeighbourModel : std::uint8_t {
    icar, ///< all that differs is a pattern in space (Besag, York & Mollié 1991)
    bym2  ///< a share φ of the variance is a pattern, the rest each group's own (Riebler et al. 2016)
};

struct NeighbourOptions {
    NeighbourModel model = NeighbourModel::icar;
    std::optional<double> precision;     ///< τ > 0, of a past round; none: that which fits best
    std::optional<double> pattern_share; ///< φ of `bym2`, inside (0, 1); none: that of 0.1, 0.3 … 0.9 that fits best
    double limit = 0.02;                 ///< of `above_limit`
    double confidence = 0.95;
};

struct NeighbourRate {
    double rate = 0; ///< median of the posterior
    Interval bounds; ///< normal on the logit
    double above_limit = 0;
    friend bool operator==(const NeighbourRate&, const NeighbourRate&) = default;
};

struct NeighbourFit {
    std::vector<NeighbourRate> rates; ///< of each group, those in which nothing was looked at, too
    double mean_logit = 0;            ///< μ
    double deviation = 0;             ///< σ = 1/√τ of the logits about μ, typical of a group
    double pattern_share = 1;         ///< φ; 1 for `icar`
    double log_likelihood = 0;        ///< Laplace's, with flat μ, without the binomial coefficients
    double pooled_log_likelihood = 0; ///< the same for one rate of all
    bool pooled = false;              ///< one rate of all fits as well: σ = 0
    std::size_t components = 0;       ///< connected sets of groups, single ones included
};

/// logit p_i = μ + u_i with u of precision τ between neighbours. The pattern is scaled so that the geometric mean of
/// its variances is 1 in each connected set of groups (Sørbye & Rue 2014), sums to 0 in each, and is a deviate of its
/// own for a group without neighbours (Freni-Sterrantino, Ventrucci & Rue 2018); what connected sets differ by as
/// wholes is therefore told by `bym2` only. The mode for each τ by penalised least squares, reweighted, with a sparse
/// Cholesky factor; τ at the top of Laplace's marginal likelihood; bounds from the inverse's diagonal (Takahashi 1973).
/// What is unsure about τ and φ themselves is left out. Where no τ fits better than one rate of all, or all lamps are
/// alike, there is one rate, with Jeffreys' bounds. None when no lamp was looked at. \pre pairs name groups, counts are
/// counts, 0 < confidence < 1, τ > 0, φ inside (0, 1) \throws UsageError otherwise \par Complexity about 80 factors of
/// a matrix of n rows for `icar`, 250 of 2 n for `bym2` with φ to be found; a factor of a map is O(n log n) to O(n^1.5)
[[nodiscard]] std::optional<NeighbourFit> fit_neighbours(std::span<const Count> groups,
                                                         std::span<const NeighbourPair> pairs,
                                                         const NeighbourOptions& options = {});

} // namespace kerb::outage
