#include <kerb/inventory/drain_network.hpp>

#include <algorithm>
#include <numeric>

#include "components.hpp"

namespace kerb {
namespace {

constexpr std::size_t block = 16384;

/// Looks a key up among all that a conduit may begin or end at.
class NodeKeys {
public:
    NodeKeys(const Inventory& city, const DrainNetwork& network)
        : network_(network),
          of_class_{KeyIndex(city.manholes), KeyIndex(city.outfalls), KeyIndex(city.pump_stations),
                    KeyIndex(city.storages), KeyIndex(city.inlets)} {}

    [[nodiscard]] Link find(std::string_view key) const {
        Link link{no_asset, key.empty() ? Link::State::silent : Link::State::broken};
        for (std::size_t c = 0; c < of_class_.size() && !key.empty(); ++c) {
            const auto at = of_class_[c].find(key);
            if (at == no_asset || (link.found() && c == inlets)) {
                continue;
            }
            link.state = link.found() ? Link::State::ambiguous : Link::State::found;
            link.at = link.found() ? link.at : network_.begin[c] + at;
        }
        return link;
    }

private:
    static constexpr auto inlets = static_cast<std::size_t>(NodeClass::inlet);
    const DrainNetwork& network_;
    std::array<KeyIndex, 5> of_class_;
};

void number_nodes(const Inventory& city, DrainNetwork& network) {
    const std::array<std::size_t, 5> counts = {city.manholes.size(), city.outfalls.size(), city.pump_stations.size(),
                                               city.storages.size(), city.inlets.size()};
    for (std::size_t c = 0; c < counts.size(); ++c) {
        network.begin[c + 1] = network.begin[c] + static_cast<std::uint32_t>(counts[c]);
    }
}

Link look_up(const NodeKeys& keys, std::string_view key) {
    return keys.find(key);
}
Link look_up(const KeyIndex& keys, std::string_view key) {
    return follow(keys, key);
}

template <class Asset, class Keys, class KeyOf>
std::vector<Link> resolve(const std::vector<Asset>& assets, const Keys& keys, Threads threads, KeyOf&& key_of) {
    std::vector<Link> links(assets.size());
    for_each_block(assets.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            const std::string& key = key_of(assets[i]);
            links[i] = look_up(keys, key);
        }
    });
    return links;
}

/// The node that an inlet drains to, itself or through the conduit that it is tapped into.
std::uint32_t end_of_inlet(const DrainNetwork& network, std::uint32_t inlet) {
    const auto conduit = network.inlet_conduit[inlet].at;
    const bool through = !network.inlet_to[inlet].found() && conduit != no_asset;
    return through ? network.conduit_to[conduit].at : network.inlet_to[inlet].at;
}

void add_edges(const Inventory& city, DrainNetwork& network) {
    const auto add = [&network](DrainEdgeClass what, std::uint32_t position, Status status, std::uint32_t from,
                                std::uint32_t to) {
        if (in_place(status) && from != no_asset && to != no_asset) {
            network.edges.push_back({from, to, what, position});
        }
    };
    for (std::uint32_t i = 0; i < city.conduits.size(); ++i) {
        add(DrainEdgeClass::conduit, i, city.conduits[i].about.status, network.conduit_from[i].at,
            network.conduit_to[i].at);
    }
    for (std::uint32_t i = 0; i < city.pump_stations.size(); ++i) {
        add(DrainEdgeClass::pump_station, i, city.pump_stations[i].about.status,
            network.node(NodeClass::pump_station, i), network.pump_to[i].at);
    }
    for (std::uint32_t i = 0; i < city.inlets.size(); ++i) {
        add(DrainEdgeClass::inlet, i, city.inlets[i].about.status, network.node(NodeClass::inlet, i),
            end_of_inlet(network, i));
    }
}

/// Groups the numbers of the edges by one of their ends.
template <class EndOf>
void group_edges(const DrainNetwork& network, EndOf&& end_of, std::vector<std::uint32_t>& begin,
                 std::vector<std::uint32_t>& edges) {
    begin.assign(network.size() + std::size_t{1}, 0);
    for (const auto& edge : network.edges) {
        ++begin[end_of(edge)];
    }
    std::inclusive_scan(begin.begin(), begin.end(), begin.begin());
    edges.resize(network.edges.size());
    for (auto e = static_cast<std::uint32_t>(network.edges.size()); e-- > 0;) {
        edges[--begin[end_of(network.edges[e])]] = e;
    }
}

/// Calls `visit` with the asset at a node.
template <class Visit>
decltype(auto) with_node(const Inventory& city, const DrainNetwork& network, std::uint32_t node, Visit&& visit) {
    const auto i = network.position_of(node);
    switch (network.class_of(node)) {
        case NodeClass::manhole:
            return visit(city.manholes[i]);
        case NodeClass::outfall:
            return visit(city.outfalls[i]);
        case NodeClass::pump_station:
            return visit(city.pump_stations[i]);
        case NodeClass::storage:
            return visit(city.storages[i]);
        case NodeClass::inlet:
            break;
    }
    return visit(city.inlets[i]);
}

/// From the nodes where water may end against the flow.
std::vector<std::uint8_t> arrivals(const DrainNetwork& network) {
    std::vector<std::uint32_t> in_begin, in;
    group_edges(
        network, [](const DrainEdge& edge) { return edge.to; }, in_begin, in);
    std::vector<std::uint8_t> arrives(network.size(), 0);
    std::vector<std::uint32_t> open;
    for (auto node = network.node(NodeClass::outfall, 0); node < network.node(NodeClass::inlet, 0); ++node) {
        arrives[node] = 1;
        open.push_back(node);
    }
    while (!open.empty()) {
        const auto node = open.back();
        open.pop_back();
        for (auto i = in_begin[node]; i < in_begin[node + 1]; ++i) {
            const auto from = network.edges[in[i]].from;
            if (arrives[from] == 0) {
                arrives[from] = 1;
                open.push_back(from);
            }
        }
    }
    return arrives;
}

} // namespace

NodeClass DrainNetwork::class_of(std::uint32_t node) const {
    const auto next = std::upper_bound(begin.begin(), begin.end(), node);
    return static_cast<NodeClass>(next - begin.begin() - 1);
}

DrainNetwork drain_network(const Inventory& city, Threads threads) {
    DrainNetwork network;
    number_nodes(city, network);
    const NodeKeys keys(city, network);
    network.conduit_from =
        resolve(city.conduits, keys, threads, [](const Conduit& c) -> const std::string& { return c.from; });
    network.conduit_to =
        resolve(city.conduits, keys, threads, [](const Conduit& c) -> const std::string& { return c.to; });
    network.pump_to =
        resolve(city.pump_stations, keys, threads, [](const PumpStation& p) -> const std::string& { return p.to; });
    network.inlet_to =
        resolve(city.inlets, keys, threads, [](const Inlet& i) -> const std::string& { return i.manhole; });
    network.inlet_conduit = resolve(city.inlets, KeyIndex(city.conduits), threads,
                                    [](const Inlet& i) -> const std::string& { return i.conduit; });
    network.catchment_to =
        resolve(city.catchments, keys, threads, [](const Catchment& c) -> const std::string& { return c.outlet; });
    add_edges(city, network);
    group_edges(
        network, [](const DrainEdge& edge) { return edge.from; }, network.out_begin, network.out);
    return network;
}

const std::string& key_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node) {
    return with_node(city, network, node, [](const auto& asset) -> const std::string& { return asset.about.key; });
}

Place place_of(const Inventory& city, const DrainNetwork& network, std::uint32_t node) {
    return with_node(city, network, node, [](const auto& asset) { return Place(geometry_of(asset)); });
}

FlowEnds flow_ends(const DrainNetwork& network) {
    FlowEnds ends{arrivals(network), std::vector<std::uint32_t>(network.size(), no_asset)};
    std::vector<std::uint32_t> path;
    for (std::uint32_t start = 0; start < network.size(); ++start) {
        auto node = start;
        auto stop = no_asset;
        // A node on the path is its own stop until the path's end is known, so a circle ends where it closes.
        while (stop == no_asset && ends.arrives[node] == 0) {
            if (ends.stop[node] != no_asset) {
                stop = ends.stop[node];
                break;
            }
            ends.stop[node] = node;
            path.push_back(node);
            const auto ways = network.leaving(node);
            stop = ways.empty() ? node : no_asset;
            node = ways.empty() ? node : network.edges[ways.front()].to;
        }
        for (const auto passed : path) {
            ends.stop[passed] = stop;
        }
        path.clear();
    }
    return ends;
}

std::vector<std::vector<std::uint32_t>> cycles(const DrainNetwork& network) {
    detail::Digraph graph;
    graph.begin = network.out_begin;
    graph.target.reserve(network.out.size());
    for (const auto edge : network.out) {
        graph.target.push_back(network.edges[edge].to);
    }
    return detail::circles(graph);
}

std::vector<std::uint32_t> isolated_nodes(const Inventory& city, const DrainNetwork& network) {
    std::vector<std::uint8_t> named(network.size(), 0);
    const auto name = [&named](Status status, std::initializer_list<Link> links) {
        for (const auto& link : links) {
            if (in_place(status) && link.found()) {
                named[link.at] = 1;
            }
        }
    };
    for (std::size_t i = 0; i < city.conduits.size(); ++i) {
        name(city.conduits[i].about.status, {network.conduit_from[i], network.conduit_to[i]});
    }
    for (std::size_t i = 0; i < city.pump_stations.size(); ++i) {
        name(city.pump_stations[i].about.status, {network.pump_to[i]});
    }
    for (std::size_t i = 0; i < city.inlets.size(); ++i) {
        name(city.inlets[i].about.status, {network.inlet_to[i]});
    }
    std::vector<std::uint32_t> isolated;
    for (std::uint32_t node = 0; node < network.node(NodeClass::inlet, 0); ++node) {
        if (named[node] == 0) {
            isolated.push_back(node);
        }
    }
    return isolated;
}

} // namespace kerb
