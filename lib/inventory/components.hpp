// Strongly connected components of a directed graph.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kerb::detail {

/// Edges in two flat arrays: node n leads to target[begin[n]] … target[begin[n + 1] − 1].
struct Digraph {
    std::vector<std::uint32_t> begin = {0}, target;

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(begin.size() - 1); }
    [[nodiscard]] std::span<const std::uint32_t> next(std::uint32_t node) const {
        return std::span(target).subspan(begin[node], begin[node + 1] - begin[node]);
    }
};

/// Components of more than one node, and single nodes that lead to themselves: each with its nodes in order, in the
/// order of their first nodes. Tarjan's algorithm with a stack of its own. \par Complexity O(nodes + edges)
[[nodiscard]] std::vector<std::vector<std::uint32_t>> circles(const Digraph& graph);

} // namespace kerb::detail
