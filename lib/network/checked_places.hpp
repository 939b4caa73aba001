// Places on edges as the searches take them: looked at, and in one order.
#pragma once

#include <span>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::network {

/// The place with what is next to an end of its edge put there. \throws UsageError when it lies on no edge, is of no
/// item, or its access is no length
[[nodiscard]] PlaceOnEdge checked(const Graph& graph, PlaceOnEdge place);

/// All of them, checked, by edge, place on it, access if it is charged, and item.
[[nodiscard]] std::vector<PlaceOnEdge> sorted_places(const Graph& graph, std::span<const PlaceOnEdge> places,
                                                     bool charge);

} // namespace kerb::network
