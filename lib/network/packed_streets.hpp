// A graph's edges and links as a search reads them: little memory at a time.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::network {

struct PackedStreets {
    struct Ends {
        std::uint32_t from, to;
        double length;
    };
    struct Way {
        std::uint32_t edge, to;
        double length;
    };

    explicit PackedStreets(const Graph& graph) {
        edges.reserve(graph.edges.size());
        for (const auto& edge : graph.edges) {
            edges.push_back({edge.from, edge.to, edge.length_m()});
        }
        ways.reserve(graph.links.size());
        for (const auto& link : graph.links) {
            ways.push_back({link.edge, link.to, edges[link.edge].length});
        }
    }

    std::vector<Ends> edges; ///< as Graph::edges
    std::vector<Way> ways;   ///< as Graph::links
};

} // namespace kerb::network
