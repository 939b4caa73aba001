// Which groups are the worst, when none of their rates is known for sure?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/outage/interval.hpp>
#include <kerb/outage/small_areas.hpp>

namespace kerb::outage {

/// What is known of a group's rate: Beta(α, β).
struct BetaRate {
    double alpha = 1, beta = 1; ///< both > 0
    friend bool operator==(const BetaRate&, const BetaRate&) = default;
};

/// Posteriors of groups under a spread of rates, same order; of a pooled spread all are that of all lamps together.
[[nodiscard]] std::vector<BetaRate> posteriors(std::span<const Count> groups, const RateSpread& spread);

/// P(the first's rate is above the second's), for rates known apart from each other.
/// \pre parameters > 0 and finite \throws UsageError otherwise
[[nodiscard]] double chance_worse(const BetaRate& first, const BetaRate& second);

struct RankOptions {
    std::int64_t worst = 10;       ///< k of "in the worst k"; more than there are groups: all of them
    std::size_t exact_up_to = 500; ///< groups; above, P(in the worst k) is simulated
    std::size_t draws = 2000;      ///< of the simulation: a standard error of at most 0.5/√draws
    std::uint64_t seed = 7;
    Threads threads{0};
};

struct GroupRank {
    double expected = 0; ///< 1 + Σ_j P(p_j > p_i): 1 would be the worst for sure
    double in_worst = 0; ///< P(among the worst k)
    friend bool operator==(const GroupRank&, const GroupRank&) = default;
};

/// Of each group, same order (Laird & Louis 1989). One lamp out of one does not top the list: its rate is hardly known,
/// so its rank is close to the middle. Expected ranks are integrals over the logit of the rate, P(in the worst k) one
/// over the distribution of the number of others that are worse, which is built from both ends and never subtracts.
/// Both have about nine digits; expected ranks add up to n (n + 1)/2. Above `exact_up_to` groups P(in the worst k) is
/// the share of draws, each from a stream of its own: the same for any number of threads.
/// \pre parameters > 0 and finite, worst ≥ 1, draws ≥ 1 \throws UsageError otherwise
/// \par Complexity O(points of the integral × distinct posteriors), and × groups × k up to `exact_up_to`;
/// O(draws × groups) above
[[nodiscard]] std::vector<GroupRank> rank_groups(std::span<const BetaRate> groups, const RankOptions& options = {});

/// The same from counts. Pooled groups do not differ: the middle rank and k/n for each.
[[nodiscard]] std::vector<GroupRank> rank_groups(std::span<const Count> groups, const RateSpread& spread,
                                                 const RankOptions& options = {});

} // namespace kerb::outage
