// Where does water go? Inlet → manhole → conduit → outfall or pump, as a directed graph.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/inventory/relations.hpp>

namespace kerb {

/// What stands at a node, in the order in which a key is looked up.
enum class NodeClass : std::uint8_t { manhole, outfall, pump_station, storage, inlet };

/// What leads from node to node.
enum class DrainEdgeClass : std::uint8_t { conduit, pump_station, inlet };

struct DrainEdge {
    std::uint32_t from, to; ///< nodes
    DrainEdgeClass what;
    std::uint32_t position; ///< in the list of its class
    friend bool operator==(const DrainEdge&, const DrainEdge&) = default;
};

/// Nodes are numbered class by class. Keys are looked up among manholes, outfalls, pump stations and storages, where
/// one that several classes have is ambiguous, and leads to the first; then among inlets. Edges are conduits, pump
/// stations and inlets that stand there today (not planned, not removed) and whose ends are found. An inlet that is
/// tapped into a conduit leads to where the conduit does.
struct DrainNetwork {
    std::array<std::uint32_t, 6> begin = {}; ///< class c has the nodes begin[c] … begin[c + 1] − 1
    std::vector<DrainEdge> edges;            ///< conduits, then pump stations, then inlets, by position
    std::vector<Link> conduit_from, conduit_to, pump_to, inlet_to, catchment_to; ///< by position; `at` is a node
    std::vector<Link> inlet_conduit; ///< by position; `at` is the position of a conduit
    std::vector<std::uint32_t> out_begin,
        out; ///< edges that leave node n: out[out_begin[n]] … out[out_begin[n + 1] − 1]

    [[nodiscard]] std::uint32_t size() const { return begin.back(); }
    [[nodiscard]] std::uint32_t node(NodeClass what, std::uint32_t position) const {
        return begin[static_cast<std::size_t>(what)] + position;
    }
    [[nodiscard]] NodeClass class_of(std::uint32_t node) const;
    [[nodiscard]] std::uint32_t position_of(std::uint32_t node) const {
        return node - begin[static_cast<std::size_t>(class_of(node))];
    }
    /// The edges that leave a node, by their number.
    [[nodiscard]] std::span<const std::uint32_t> leaving(std::uint32_t node) const {
        return std::span(out).subspan(out_begin[node], out_begin[node + 1] - out_begin[node]);
    }
};

[[nodiscard]] DrainNetwork drain_network(const Inventory& city, Threads threads = Threads(0));

/// Key and place of what stands at a node.
[[nodiscard]] const std::string& key_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node);
[[nodiscard]] Place place_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node);

/// Where the flow from each node comes to.
struct FlowEnds {
    std::vector<std::uint8_t> arrives; ///< 1: some way down leads to an outfall, a pump station or a storage
    std::vector<std::uint32_t> stop;   ///< where it does not: the node at which the first way down ends, or turns back
};
[[nodiscard]] FlowEnds flow_ends(const DrainNetwork& network);

/// Nodes from which water comes back to them: the strongly connected components with an edge inside, each with its
/// nodes in order; components in the order of their first nodes.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> cycles(const DrainNetwork& network);

/// Nodes that no conduit, pump station or inlet that stands there today names, in order; inlets are none of them.
[[nodiscard]] std::vector<std::uint32_t> isolated_nodes(const Inventory& city, const DrainNetwork& network);

} // namespace kerb
