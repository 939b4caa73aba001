// Where on the streets does the nearest facility change?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::network {

/// A place as near to one facility as to another: there the allocation splits.
struct SplitPoint {
    std::uint32_t edge = 0;
    double at_m = 0;       ///< from the edge's `from`
    double distance_m = 0; ///< from either
    /// The nearer one before and after the place along the edge; at a node the one of the edge and that of the node.
    std::uint32_t item = no_source, other = no_source;
    friend bool operator==(const SplitPoint&, const SplitPoint&) = default;
};

/// All of them within reach, by edge and place. Where waves meet in a node, each edge whose facility lost it by a tie
/// has a split point at its end. Where one-way streets let two waves pass each other, places whose distances differ by
/// more than 1e-6 m are no split points. \par Complexity O(stretches · log nodes)
[[nodiscard]] std::vector<SplitPoint> split_points(const Graph& graph, const Reach& reach);

} // namespace kerb::network
