#include <kerb/network/graph.hpp>

#include <numeric>

#include <kerb/base/error.hpp>

namespace kerb::network {

void Graph::link_up() {
    node_begin.assign(nodes.size() + 1, 0);
    for (const auto& edge : edges) {
        if (edge.from >= nodes.size() || edge.to >= nodes.size()) {
            throw UsageError({"network.edge_without_node", {{"line", edge.line}}});
        }
        ++node_begin[edge.from + 1];
        ++node_begin[edge.to + 1];
    }
    std::partial_sum(node_begin.begin(), node_begin.end(), node_begin.begin());
    links.resize(edges.size() * 2);
    auto next = node_begin;
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        links[next[edges[e].from]++] = {e, edges[e].to};
        links[next[edges[e].to]++] = {e, edges[e].from};
    }
}

} // namespace kerb::network
