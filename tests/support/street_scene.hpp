// Small networks written down by hand.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::test {

/// An edge by its nodes and its length.
struct Street {
    std::uint32_t from, to;
    double length;
    bool forward = true, backward = true;
};

/// A graph whose lines are its edges, one each.
inline network::Graph streets_of(std::uint32_t nodes, const std::vector<Street>& streets) {
    network::Graph graph;
    graph.nodes.resize(nodes);
    graph.line_begin = {0};
    for (const auto& street : streets) {
        const auto line = static_cast<std::uint32_t>(graph.edges.size());
        graph.edges.push_back({street.from, street.to, line, 0, street.length, street.forward, street.backward});
        graph.line_begin.push_back(line + 1);
    }
    graph.link_up();
    return graph;
}

inline network::PlaceOnEdge stands(std::uint32_t item, std::uint32_t edge, double at, double access = 0) {
    return {item, edge, at, at, access};
}

inline double reached_length(const network::Reach& reach) {
    double sum = 0;
    for (const auto& stretch : reach.stretches) {
        sum += stretch.to_m - stretch.from_m;
    }
    return sum;
}

} // namespace kerb::test
