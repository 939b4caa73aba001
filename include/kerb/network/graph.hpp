// Streets as a graph: nodes where lines meet, and edges that know which stretch of which line they are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::network {

/// A stretch of one part of a line between two nodes.
struct Edge {
    std::uint32_t from = 0, to = 0; ///< nodes; the same for a loop
    std::uint32_t line = 0;         ///< the feature that it is a stretch of
    double from_m = 0, to_m = 0;    ///< chainage along the line, running on across its parts; from_m < to_m
    bool forward = true;            ///< may be walked from `from` to `to`
    bool backward = true;           ///< may be walked from `to` to `from`
    [[nodiscard]] double length_m() const { return to_m - from_m; }
    friend bool operator==(const Edge&, const Edge&) = default;
};

/// A way out of a node.
struct Link {
    std::uint32_t edge = 0;
    std::uint32_t to = 0; ///< the node at its other end
    friend bool operator==(const Link&, const Link&) = default;
};

/// Nodes and edges as plain values. Loops, parallel edges and parts that do not hang together are streets too.
struct Graph {
    Points nodes;
    std::vector<Edge> edges;               ///< by line, then by chainage
    std::vector<std::uint32_t> line_begin; ///< of each line's edges; lines + 1
    std::vector<std::uint32_t> node_begin; ///< of each node's links; nodes + 1
    /// By node, then by edge: each edge stands at both of its ends (a loop twice), whichever way it may be walked.
    std::vector<Link> links;

    [[nodiscard]] std::span<const Edge> edges_of(std::size_t line) const {
        return std::span(edges).subspan(line_begin[line], line_begin[line + 1] - line_begin[line]);
    }
    [[nodiscard]] std::span<const Link> links_of(std::size_t node) const {
        return std::span(links).subspan(node_begin[node], node_begin[node + 1] - node_begin[node]);
    }
    /// Fills `node_begin` and `links` from `edges`. \throws UsageError when an edge ends at no node
    void link_up();
    friend bool operator==(const Graph&, const Graph&) = default;
};

} // namespace kerb::network
