// A choice made better by exchanging one site for another.
#pragma once

#include "siting_core.hpp"

namespace kerb::coverage::detail {

/// Gives a site up and, by exchanges that serve more and cost no more, tries to serve the need without it; as often as
/// that succeeds. \pre the choice serves the need, else it stays \param work entries to look at, at most
void swap_for_need(const SitingCore& core, const SitingLimits& limits, Choice& choice, std::size_t work);

/// Exchanges as long as one serves more and keeps the limits.
void swap_for_limits(const SitingCore& core, const SitingLimits& limits, Choice& choice, std::size_t work);

} // namespace kerb::coverage::detail
