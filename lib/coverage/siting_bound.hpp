// How good can any choice be? A bound from the Lagrangian relaxation, and better choices found on the way.
#pragma once

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>

#include "siting_core.hpp"

namespace kerb::coverage::detail {

struct Bound {
    /// Cost that any choice has at least, or quanta that any choice serves at most; safe against rounding.
    double value = 0;
    bool proven = false;            ///< no choice is better than `best`
    Choice best;                    ///< the best choice met
    std::vector<std::uint8_t> open; ///< of each site: may a choice better than `best` hold it?
};

/// Who serves `limits.need` for the least cost? With u_i ≥ 0 for "y_i ≤ Σ x_j" and λ ≥ 0 for "Σ w_i y_i ≥ need",
/// L(u) = Σ_j min(0, c_j − Σ_i u_i) + max_λ (λ·need − Σ_i max(0, λ w_i − u_i)) bounds the least cost from below.
/// Spacing is left out of the relaxation. \param first a choice that serves the need, or as much as was found
[[nodiscard]] Bound bound_for_need(const SitingCore& core, const SitingLimits& limits, Choice first, int iterations,
                                   Threads threads, const Progress& progress);

/// What do so many sites, or so much cost, serve at most? With 0 ≤ u_i ≤ w_i,
/// U(u) = Σ_i (w_i − u_i) + min_θ (θ·most + Σ_j max(0, Σ_i u_i − θ a_j)), a_j = 1 and most = count, or a_j = c_j and
/// most = budget, whichever is less, bounds what is served from above.
[[nodiscard]] Bound bound_for_limits(const SitingCore& core, const SitingLimits& limits, Choice first, int iterations,
                                     Threads threads, const Progress& progress);

} // namespace kerb::coverage::detail
