#include <kerb/network/reach.hpp>

#include <algorithm>
#include <array>
#include <bit>

#include <kerb/base/error.hpp>

#include "bound_queue.hpp"
#include "checked_places.hpp"
#include "edge_waves.hpp"
#include "index_set.hpp"
#include "packed_streets.hpp"
#include "zeroed.hpp"

namespace kerb::network {
namespace {

/// Distances as whole numbers, the greater the nearer, so that 0 may stand for "not reached" and one comparison
/// decides.
std::uint64_t nearness_of(double distance) {
    return ~std::bit_cast<std::uint64_t>(distance); // of doubles ≥ 0 the bits ascend with the value
}

double distance_of(std::uint64_t nearness) {
    return std::bit_cast<double>(~nearness);
}

} // namespace

struct ReachSearch::State {
    struct Label {
        std::uint64_t nearness; ///< 0: not reached
        std::uint32_t item;
    };

    State(const Graph& streets, std::shared_ptr<const PackedStreets> packed_streets)
        : graph(&streets),
          packed(std::move(packed_streets)),
          labels(streets.nodes.size()),
          reached(streets.nodes.size()),
          touched(streets.edges.size()) {}

    void arrive(std::uint32_t node, double distance, std::uint32_t item);
    void start_from(const PlaceOnEdge& place, double cost);
    void spread(const Progress& progress);
    void leave(const BoundQueue::Entry& at);
    void write(std::span<const PlaceOnEdge> places, bool charge, Reach& found);
    void write_block(std::span<const std::uint32_t> edges, EdgeCover& cover, std::span<const PlaceOnEdge>& places,
                     std::vector<ReachedStretch>& stretches) const;
    [[nodiscard]] PackedStreets::Ends ends_of(std::uint32_t e) const {
        if (packed != nullptr) {
            return packed->edges[e];
        }
        const auto& edge = graph->edges[e];
        return {edge.from, edge.to, edge.length_m()};
    }
    [[nodiscard]] Wave wave_at(std::uint32_t node, double place) const {
        const auto& label = labels[node];
        return label.nearness == 0 ? Wave{} : Wave{place, distance_of(label.nearness), label.item};
    }
    [[nodiscard]] bool outdated(const BoundQueue::Entry& entry) const {
        const auto& label = labels[entry.node];
        return label.nearness != nearness_of(entry.distance) || label.item != entry.item;
    }
    void clear() {
        reached.for_each([&](std::uint32_t node) { labels[node] = {}; });
        reached.clear();
        touched.clear();
    }

    const Graph* graph;
    std::shared_ptr<const PackedStreets> packed; // nullptr: the graph's own edges and links are read
    Zeroed<Label> labels;                        // of the nodes
    IndexSet reached, touched;
    BoundQueue queue;
    double within = 0;
    std::uint64_t beyond = 0; // nearness of what is just out of reach
    Walk walk = Walk::either;
};

namespace {

/// The stretches of an edge on which nothing stands: what comes in at its ends, up to where that meets or ends. Written
/// first and kept if it is any, for the processor has no way to guess. \param next room for two \return how many
std::size_t plain_stretches(std::uint32_t e, double length, const Wave& from, const Wave& to, double within,
                            ReachedStretch* next) {
    const auto up = from.distance_m, down = to.distance_m;
    const auto met = meeting(up, down, length);
    const auto until = up + met <= within ? met : within - up;
    const auto since = down + (length - met) <= within ? met : length - (within - down);
    std::size_t count = 0;
    next[count] = {e, 0, until, from.item, up, std::min(up + until, within)};
    count += until > 0 ? 1 : 0;
    next[count] = {e, since, length, to.item, std::min(down + (length - since), within), down};
    count += since < length ? 1 : 0;
    return count;
}

} // namespace

// State is exported with its class, so that the compiler may not inline its functions unless they say so.

/// A label for a node: kept when it is nearer than the one there, or as near and of a lower item.
inline void ReachSearch::State::arrive(std::uint32_t node, double distance, std::uint32_t item) {
    auto& label = labels[node];
    const auto nearness = nearness_of(distance);
    if (nearness <= std::max(label.nearness, beyond) && (nearness != label.nearness || item >= label.item)) {
        return;
    }
    label = {nearness, item};
    reached.add(node);
    if (packed != nullptr) {
        __builtin_prefetch(&packed->ways[graph->node_begin[node]]);
    }
    queue.push({distance, item, node});
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

inline void ReachSearch::State::leave(const BoundQueue::Entry& at) {
    if (outdated(at)) {
        return; // a nearer one came in between
    }
    const auto begin = graph->node_begin[at.node], end = graph->node_begin[at.node + 1];
    if (packed != nullptr && walk == Walk::either) {
        for (auto i = begin; i < end; ++i) {
            const auto& way = packed->ways[i];
            touched.add(way.edge);
            arrive(way.to, at.distance + way.length, at.item);
        }
        return;
    }
    for (auto i = begin; i < end; ++i) {
        const auto& link = graph->links[i];
        const auto& edge = graph->edges[link.edge];
        const auto way = passable(edge, walk);
        touched.add(link.edge);
        if (at.node == edge.from ? way.up : way.down) {
            arrive(link.to, at.distance + edge.length_m(), at.item);
        }
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
    found.stretches.reserve(touched.size() * 3 / 2);
    std::vector<std::uint32_t> block;
    const auto flush = [&] {
        write_block(block, cover, places, found.stretches);
        block.clear();
    };
    touched.for_each([&](std::uint32_t e) {
        if (packed != nullptr) {
            __builtin_prefetch(&packed->edges[e]);
        }
        block.push_back(e);
        if (block.size() == 64) {
            flush();
        }
    });
    flush();
    found.nodes.reserve(reached.size());
    reached.for_each([&](std::uint32_t node) {
        found.nodes.push_back({node, distance_of(labels[node].nearness), labels[node].item});
    });
}

/// Some edges, ascending. \param places that are left, those of the edges are taken off
void ReachSearch::State::write_block(std::span<const std::uint32_t> edges, EdgeCover& cover,
                                     std::span<const PlaceOnEdge>& places,
                                     std::vector<ReachedStretch>& stretches) const {
    std::array<ReachedStretch, 128> written; // NOLINT(*-member-init): written before it is read
    std::size_t count = 0;
    for (const auto e : edges) {
        const auto edge = ends_of(e);
        const auto from = wave_at(edge.from, 0), to = wave_at(edge.to, edge.length);
        if (walk == Walk::either && (places.empty() || places.front().edge != e)) {
            count += plain_stretches(e, edge.length, from, to, within, written.data() + count);
            continue;
        }
        stretches.insert(stretches.end(), written.begin(), written.begin() + static_cast<std::ptrdiff_t>(count));
        count = 0;
        const auto other =
            std::find_if(places.begin(), places.end(), [&](const auto& place) { return place.edge != e; });
        const auto own = static_cast<std::size_t>(other - places.begin());
        cover.append({e, edge.length, passable(graph->edges[e], walk), from, to}, places.first(own), stretches);
        places = places.subspan(own);
    }
    stretches.insert(stretches.end(), written.begin(), written.begin() + static_cast<std::ptrdiff_t>(count));
}

namespace {

void check_linked(const Graph& graph) {
    if (graph.node_begin.size() != graph.nodes.size() + 1 || graph.links.size() != graph.edges.size() * 2) {
        throw UsageError({"network.not_linked", {}});
    }
}

} // namespace

ReachSearch::ReachSearch(const Graph& graph) {
    check_linked(graph);
    state_ = std::make_unique<State>(graph, std::make_shared<const PackedStreets>(graph));
}

ReachSearch::ReachSearch(std::unique_ptr<State> state) : state_(std::move(state)) {}

ReachSearch ReachSearch::another() const {
    return ReachSearch(std::make_unique<State>(*state_->graph, state_->packed));
}

ReachSearch::~ReachSearch() = default;
ReachSearch::ReachSearch(ReachSearch&&) noexcept = default;
ReachSearch& ReachSearch::operator=(ReachSearch&&) noexcept = default;

void ReachSearch::find(std::span<const PlaceOnEdge> sources, const ReachOptions& options, Reach& found,
                       const Progress& progress) {
    const auto within = options.within.value();
    if (!(within >= 0 && within <= 1e12)) {
        throw UsageError({"network.bad_within", {{"value", within}}});
    }
    found.stretches.clear();
    found.nodes.clear();
    report_progress(progress, "network.reaching", 0);
    const auto places = sorted_places(*state_->graph, sources, options.charge_access);
    state_->within = within;
    state_->beyond = nearness_of(within) - 1;
    state_->walk = options.walk;
    state_->queue.start(within, sources.size());
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
    check_linked(graph);
    // To pack the streets would cost more than one search saves by it.
    ReachSearch once(std::make_unique<ReachSearch::State>(graph, nullptr));
    return once(sources, options, progress);
}

} // namespace kerb::network
