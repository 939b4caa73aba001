// Ranks by simulation.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <kerb/outage/ranking.hpp>

namespace kerb::outage {

/// In what share of `options.draws` each group is among the `worst`: each draw from a stream of its own, counted in
/// whole numbers, so the same for any number of threads.
[[nodiscard]] std::vector<double> worst_by_draws(std::span<const BetaRate> groups, std::size_t worst,
                                                 const RankOptions& options);

} // namespace kerb::outage
