#include <kerb/network/reach.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>

#include "bound_queue.hpp"
#include "edge_waves.hpp"
#include "index_set.hpp"
#include "zeroed.hpp"

namespace kerb::network {
namespace {

constexpr double farthest_m = 1e12;

/// The place with its ends where they belong, or nothing when it is not on an edge.
PlaceOnEdge checked(const Graph& graph, PlaceOnEdge place) {
    const auto fail = [&](const char* code) { throw UsageError({code, {{"item", place.item}}}); };
    if (place.edge >= graph.edges.size() || place.item == no_source) {
        fail("network.place_off_edges");
    }
    const auto length = graph.edges[place.edge].length_m();
    const auto slack = 1e-6;
    if (!(place.from_m >= -slack && place.to_m <= length + slack && place.from_m <= place.to_m)) {
        fail("network.place_off_edges");
    }
    if (!(place.access_m >= 0 && place.access_m <= farthest_m)) {
        fail("network.bad_access");
    }
    const auto put = [&](double x) {
        return x < same_place_m ? 0 : length - x < same_place_m ? length : x;
    };
    place.from_m = put(place.from_m);
    place.to_m = put(place.to_m);
    return place;
}

std::vector<PlaceOnEdge> sorted_places(const Graph& graph, std::span<const PlaceOnEdge> sources, bool charge) {
    std::vector<PlaceOnEdge> places;
    places.reserve(sources.size());
    std::transform(sources.begin(), sources.end(), std::back_inserter(places),
                   [&](const PlaceOnEdge& place) { return checked(graph, place); });
    const auto key = [charge](const PlaceOnEdge& place) {
        return std::tuple(place.edge, place.from_m, place.to_m, charge ? place.access_m : 0, place.item);
    };
    std::sort(places.begin(), places.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return places;
}

} // namespace

struct ReachSearch::State {
    struct Label {
        double distance;
        std::uint32_t item_and_1; ///< 0: not reached
    };

    explicit State(const Graph& streets)
        : graph(&streets), labels(streets.nodes.size()), reached(streets.nodes.size()), touched(streets.edges.size()) {}

    void arrive(std::uint32_t node, double distance, std::uint32_t item);
    void start_from(const PlaceOnEdge& place, double cost);
    void spread(const Progress& progress);
    void leave(const BoundQueue::Entry& at);
    void write(std::span<const PlaceOnEdge> places, bool charge, Reach& found);
    [[nodiscard]] Wave wave_at(std::uint32_t node, double place) const {
        const auto& label = labels[node];
        return label.item_and_1 == 0 ? Wave{} : Wave{place, label.distance, label.item_and_1 - 1};
    }
    void clear() {
        reached.for_each([&](std::uint32_t node) { labels[node] = {}; });
        reached.clear();
        touched.clear();
    }

    const Graph* graph;
    Zeroed<Label> labels; // of the nodes
    IndexSet reached, touched;
    BoundQueue queue;
    double within = 0;
    Walk walk = Walk::either;
};

/// A label for a node: kept when it is nearer than the one there, or as near and of a lower item.
void ReachSearch::State::arrive(std::uint32_t node, double distance, std::uint32_t item) {
    auto& label = labels[node];
    const bool better = label.item_and_1 == 0 || distance < label.distance ||
                        (distance == label.distance && item + 1 < label.item_and_1);
    if (distance <= within && better) {
        label = {distance, item + 1};
        reached.add(node);
        queue.push({distance, item, node});
    }
}

void ReachSearch::State::start_from(const PlaceOnEdge& place, double cost) {
    const auto& edge = graph->edges[place.edge];
    const auto length = edge.length_m();
    const auto way = passable(edge, walk);
    touched.add(place.edge);
    if (place.from_m == 0 || way.down) {
        arrive(edge.from, cost + place.from_m, place.item);
    }
    if (place.to_m == length || way.up) {
        arrive(edge.to, cost + (length - place.to_m), place.item);
    }
}

void ReachSearch::State::leave(const BoundQueue::Entry& at) {
    const auto& label = labels[at.node];
    if (label.distance != at.distance || label.item_and_1 != at.item + 1) {
        return; // a nearer one came in between
    }
    for (const auto& link : graph->links_of(at.node)) {
        touched.add(link.edge);
        const auto& edge = graph->edges[link.edge];
        if (walk != Walk::either) {
            const auto way = passable(edge, walk);
            if (!(at.node == edge.from ? way.up : way.down)) {
                continue;
            }
        }
        arrive(link.to, at.distance + edge.length_m(), at.item);
    }
}

void ReachSearch::State::spread(const Progress& progress) {
    constexpr std::size_t step = 1U << 16U;
    BoundQueue::Entry next{};
    for (std::size_t taken = 1; queue.pop(next); ++taken) {
        leave(next);
        if (taken % step == 0) {
            report_progress(progress, "network.reaching", within > 0 ? next.distance / within : 1);
        }
    }
}

void ReachSearch::State::write(std::span<const PlaceOnEdge> places, bool charge, Reach& found) {
    EdgeCover cover(within, charge);
    found.stretches.reserve(touched.size() + touched.size() / 8);
    std::size_t next = 0;
    touched.for_each([&](std::uint32_t e) {
        const auto& edge = graph->edges[e];
        const auto first = next;
        while (next < places.size() && places[next].edge == e) {
            ++next;
        }
        const auto length = edge.length_m();
        cover.append({e, length, passable(edge, walk), wave_at(edge.from, 0), wave_at(edge.to, length)},
                     places.subspan(first, next - first), found.stretches);
    });
    found.nodes.reserve(reached.size());
    reached.for_each([&](std::uint32_t node) {
        found.nodes.push_back({node, labels[node].distance, labels[node].item_and_1 - 1});
    });
}

ReachSearch::ReachSearch(const Graph& graph) {
    if (graph.node_begin.size() != graph.nodes.size() + 1 || graph.links.size() != graph.edges.size() * 2) {
        throw UsageError({"network.not_linked", {}});
    }
    state_ = std::make_unique<State>(graph);
}

ReachSearch::~ReachSearch() = default;
ReachSearch::ReachSearch(ReachSearch&&) noexcept = default;
ReachSearch& ReachSearch::operator=(ReachSearch&&) noexcept = default;

void ReachSearch::find(std::span<const PlaceOnEdge> sources, const ReachOptions& options, Reach& found,
                       const Progress& progress) {
    const auto within = options.within.value();
    if (!(within >= 0 && within <= farthest_m)) {
        throw UsageError({"network.bad_within", {{"value", within}}});
    }
    found.stretches.clear();
    found.nodes.clear();
    report_progress(progress, "network.reaching", 0);
    const auto places = sorted_places(*state_->graph, sources, options.charge_access);
    state_->within = within;
    state_->walk = options.walk;
    state_->queue.start(within);
    const std::unique_ptr<State, void (*)(State*)> cleaned(state_.get(), [](State* state) { state->clear(); });
    std::vector<PlaceOnEdge> started;
    started.reserve(places.size());
    for (const auto& place : places) {
        const auto cost = options.charge_access ? place.access_m : 0;
        if (cost <= within) {
            started.push_back(place);
            state_->start_from(place, cost);
        }
    }
    state_->spread(progress);
    state_->write(started, options.charge_access, found);
}

Reach ReachSearch::operator()(std::span<const PlaceOnEdge> sources, const ReachOptions& options,
                              const Progress& progress) {
    Reach found;
    find(sources, options, found, progress);
    return found;
}

Reach reach(const Graph& graph, std::span<const PlaceOnEdge> sources, const ReachOptions& options,
            const Progress& progress) {
    return ReachSearch(graph)(sources, options, progress);
}

} // namespace kerb::network
