#include <kerb/network/reach_each.hpp>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <tuple>

#include "checked_places.hpp"

namespace kerb::network {
namespace {

/// Searches of one graph, lent out to whoever works.
class Searches {
public:
    explicit Searches(const Graph& graph) : first_(graph) {}

    /// A search and memory for what it finds; given back at the end.
    struct Lent {
        ReachSearch search;
        Reach found;
    };
    Lent take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) {
            return {first_.another(), {}};
        }
        auto lent = std::move(idle_.back());
        idle_.pop_back();
        return lent;
    }
    void give_back(Lent&& lent) {
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(lent));
    }

private:
    ReachSearch first_;
    std::mutex mutex_;
    std::vector<Lent> idle_;
};

/// Places by item, and where each item's begin.
struct ByItem {
    std::vector<PlaceOnEdge> places;
    std::vector<std::uint32_t> items;
    std::vector<std::size_t> begin;
};

ByItem by_item(const Graph& graph, std::span<const PlaceOnEdge> sources, bool charge) {
    ByItem all;
    all.places = sorted_places(graph, sources, charge);
    std::stable_sort(all.places.begin(), all.places.end(),
                     [](const auto& a, const auto& b) { return a.item < b.item; });
    for (std::size_t i = 0; i < all.places.size(); ++i) {
        if (i == 0 || all.places[i].item != all.places[i - 1].item) {
            all.items.push_back(all.places[i].item);
            all.begin.push_back(i);
        }
    }
    all.begin.push_back(all.places.size());
    return all;
}

template <class Entry>
EachList<Entry> joined(std::vector<std::uint32_t>&& items, std::vector<std::vector<Entry>>&& lists) {
    EachList<Entry> list;
    list.items = std::move(items);
    list.begin.resize(lists.size() + 1);
    for (std::size_t i = 0; i < lists.size(); ++i) {
        list.begin[i + 1] = list.begin[i] + lists[i].size();
    }
    list.entries.reserve(list.begin.back());
    for (auto& entries : lists) {
        list.entries.insert(list.entries.end(), entries.begin(), entries.end());
        std::vector<Entry>().swap(entries);
    }
    return list;
}

/// The nearest place of a target on a stretch, if they share any.
void add_target(const PlaceOnEdge& target, const ReachedStretch& stretch, const ReachOptions& options,
                std::vector<TargetWithin>& found) {
    const auto low = std::max(target.from_m, stretch.from_m), high = std::min(target.to_m, stretch.to_m);
    if (low > high) {
        return;
    }
    const auto distance =
        std::min(distance_at(stretch, low), distance_at(stretch, high)) + (options.charge_access ? target.access_m : 0);
    if (distance <= options.within.value()) {
        found.push_back({target.item, distance});
    }
}

/// Of each target the nearest.
void keep_nearest(std::vector<TargetWithin>& found) {
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::tuple(a.target, a.distance_m) < std::tuple(b.target, b.distance_m);
    });
    found.erase(
        std::unique(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.target == b.target; }),
        found.end());
    found.shrink_to_fit();
}

} // namespace

TargetsByEdge::TargetsByEdge(const Graph& graph, std::span<const PlaceOnEdge> targets)
    : places_(sorted_places(graph, targets, true)), edge_begin_(graph.edges.size() + 1) {
    for (const auto& place : places_) {
        ++edge_begin_[place.edge + 1];
    }
    std::partial_sum(edge_begin_.begin(), edge_begin_.end(), edge_begin_.begin());
}

std::vector<TargetWithin> TargetsByEdge::within(const Reach& reach, const ReachOptions& options) const {
    std::vector<TargetWithin> found;
    for (const auto& stretch : reach.stretches) {
        for (auto t = edge_begin_[stretch.edge]; t < edge_begin_[stretch.edge + 1]; ++t) {
            add_target(places_[t], stretch, options, found);
        }
    }
    keep_nearest(found);
    return found;
}

std::vector<std::uint32_t> for_each_reach(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                          const ReachOptions& options, const EachVisit& visit,
                                          const Progress& progress) {
    constexpr std::size_t block = 8, wave = 512;
    auto all = by_item(graph, sources, options.charge_access);
    Searches searches(graph);
    for (std::size_t first = 0; first < all.items.size(); first += wave) {
        const auto count = std::min(wave, all.items.size() - first);
        for_each_block(count, block, options.threads, [&](std::size_t begin, std::size_t end) {
            auto lent = searches.take();
            for (auto i = first + begin; i < first + end; ++i) {
                const auto own = std::span(all.places).subspan(all.begin[i], all.begin[i + 1] - all.begin[i]);
                lent.search.find(own, options, lent.found);
                visit(i, all.items[i], lent.found);
            }
            searches.give_back(std::move(lent));
        });
        report_progress(progress, "network.reaching",
                        static_cast<double>(first + count) / static_cast<double>(all.items.size()));
    }
    return std::move(all.items);
}

EachList<ReachedStretch> reach_each(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                    const ReachOptions& options, const Progress& progress) {
    std::vector<std::vector<ReachedStretch>> lists(sources.size());
    auto items = for_each_reach(
        graph, sources, options,
        [&](std::size_t place, std::uint32_t, Reach& found) { lists[place] = found.stretches; }, progress);
    lists.resize(items.size());
    return joined(std::move(items), std::move(lists));
}

EachList<TargetWithin> targets_within(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                      std::span<const PlaceOnEdge> targets, const ReachOptions& options,
                                      const Progress& progress) {
    const TargetsByEdge all(graph, targets);
    std::vector<std::vector<TargetWithin>> lists(sources.size());
    auto items = for_each_reach(
        graph, sources, options,
        [&](std::size_t place, std::uint32_t, Reach& found) { lists[place] = all.within(found, options); }, progress);
    lists.resize(items.size());
    return joined(std::move(items), std::move(lists));
}

} // namespace kerb::network
