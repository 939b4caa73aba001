// What does each facility reach on its own, whatever the others do?
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <kerb/network/reach.hpp>

namespace kerb::network {

/// Called once for each item that has a source, from several threads at once and in any order. `place` counts the items
/// by number, from 0; `found` is the caller's to change until the call returns.
using EachVisit = std::function<void(std::size_t place, std::uint32_t item, Reach& found)>;

/// Reach of each item of `sources` by itself: an item's places (a park's gates) start together. \return the items, each
/// once, ascending: their places count for `visit` \throws UsageError as reach(); what `visit` throws; Cancelled
/// \par Complexity the sum over items of what each reaches, on `options.threads` threads with 16 B per node each
std::vector<std::uint32_t> for_each_reach(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                          const ReachOptions& options, const EachVisit& visit,
                                          const Progress& progress = {});

/// Lists of several items, one after the other.
template <class Entry>
struct EachList {
    std::vector<std::uint32_t> items; ///< those that have a source, ascending
    std::vector<std::size_t> begin;   ///< of each item's entries; items + 1
    std::vector<Entry> entries;

    [[nodiscard]] std::span<const Entry> of(std::size_t place) const {
        return std::span(entries).subspan(begin[place], begin[place + 1] - begin[place]);
    }
    friend bool operator==(const EachList&, const EachList&) = default;
};

/// The stretches that each item reaches; those of different items overlap. Same bytes for any number of threads.
/// \throws UsageError as reach(); Cancelled
[[nodiscard]] EachList<ReachedStretch> reach_each(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                                  const ReachOptions& options, const Progress& progress = {});

/// A target within reach of an item.
struct TargetWithin {
    std::uint32_t target = 0; ///< PlaceOnEdge::item of the target
    double distance_m = 0;    ///< both accesses included when they are charged
    friend bool operator==(const TargetWithin&, const TargetWithin&) = default;
};

/// Targets on a graph, to be found by what was reached.
class TargetsByEdge {
public:
    /// \throws UsageError as reach() for its sources \par Complexity O(n log n) for n targets; 4 B per edge
    TargetsByEdge(const Graph& graph, std::span<const PlaceOnEdge> targets);
    /// Targets within reach, by number, each once by its nearest place. May be called from several threads.
    [[nodiscard]] std::vector<TargetWithin> within(const Reach& reach, const ReachOptions& options) const;

private:
    std::vector<PlaceOnEdge> places_;
    std::vector<std::uint32_t> edge_begin_;
};

/// Which targets are within reach of each item of `sources`, and how far? A target with several places counts once, by
/// the nearest. By target. Same bytes for any number of threads and order of places. \throws UsageError as reach(), also
/// for targets; Cancelled \par Complexity as for_each_reach, and O(targets log targets) once
[[nodiscard]] EachList<TargetWithin> targets_within(const Graph& graph, std::span<const PlaceOnEdge> sources,
                                                    std::span<const PlaceOnEdge> targets, const ReachOptions& options,
                                                    const Progress& progress = {});

} // namespace kerb::network
