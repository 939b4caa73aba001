// Which streets hang together?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/network/graph.hpp>

namespace kerb::network {

/// Streets that can be reached from each other, one-way or not.
struct Component {
    std::uint32_t first_node = 0; ///< the lowest
    std::int64_t nodes = 0, edges = 0;
    double length_m = 0;
    friend bool operator==(const Component&, const Component&) = default;
};

struct Components {
    std::vector<Component> items;       ///< the longest first, then by lowest node
    std::vector<std::uint32_t> of_node; ///< of each node: which of `items`
    double length_m = 0;                ///< of all streets
    /// Share of the length that hangs together with the largest; nullopt without streets.
    [[nodiscard]] std::optional<double> largest_share() const;
    friend bool operator==(const Components&, const Components&) = default;
};

/// \par Complexity O(nodes + edges) but for the inverse Ackermann function. \par Source union by rank with halved paths
/// (Tarjan & van Leeuwen 1984). Lengths are exact sums.
[[nodiscard]] Components components(const Graph& graph);

} // namespace kerb::network
