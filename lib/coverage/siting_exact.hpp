// The integer program, solved by branch and bound where a solver is built in.
#pragma once

#include <optional>

#include "siting_core.hpp"

namespace kerb::coverage::detail {

struct Exact {
    std::optional<Choice> better; ///< than the one known
    bool proven = false;          ///< there is none better than `better`, or than the one known
    /// Where it is not proven: what a choice better than the one known costs at least, or serves at most (in quanta).
    double bound = 0;
};

/// Looks for a choice better than `known`, among the open sites, which serves the need (`for_need`) or keeps the
/// limits. One thread, stopped by the number of nodes, so the same every time. nullopt without a solver, or when it
/// fails.
[[nodiscard]] std::optional<Exact> solve_exactly(const SitingCore& core, const SitingLimits& limits, bool for_need,
                                                 std::span<const std::uint8_t> open, const Choice& known,
                                                 int node_limit);

} // namespace kerb::coverage::detail
