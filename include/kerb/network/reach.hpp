// What lies within a distance along the streets, and of which facility?
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/network/graph.hpp>
#include <kerb/network/place.hpp>

namespace kerb::network {

inline constexpr std::uint32_t no_source = std::numeric_limits<std::uint32_t>::max();

/// Which way are one-way streets walked?
enum class Walk : std::uint8_t {
    either,  ///< on foot: one-way streets do not matter (the default)
    away,    ///< from the facilities outwards (a fire engine)
    towards, ///< to the facilities (a lorry to the landfill)
};

struct ReachOptions {
    Metres within;              ///< closed: a place at exactly this distance is reached
    bool charge_access = false; ///< PlaceOnEdge::access_m counts as walked; else it is free
    Walk walk = Walk::either;
    Threads threads = Threads{1};
};

/// A stretch of an edge that is reached, and nearest to one source. Of the stretches of one edge neighbours share an
/// end where sources meet.
struct ReachedStretch {
    std::uint32_t edge = 0;
    double from_m = 0, to_m = 0;    ///< from the edge's `from`; from_m ≤ to_m
    std::uint32_t item = no_source; ///< PlaceOnEdge::item of the nearest source; the lowest one on a tie
    double start_m = 0, end_m = 0;  ///< distance from the source at from_m and at to_m; between them it runs linearly
    friend bool operator==(const ReachedStretch&, const ReachedStretch&) = default;
};

struct ReachedNode {
    std::uint32_t node = 0;
    double distance_m = 0;
    std::uint32_t item = no_source;
    friend bool operator==(const ReachedNode&, const ReachedNode&) = default;
};

struct Reach {
    std::vector<ReachedStretch> stretches; ///< by edge, then along it; they do not overlap
    std::vector<ReachedNode> nodes;        ///< by node
};

/// Distances from the nearest of `sources`, bounded: Dijkstra (1959) from all at once, on edges that are reached in
/// part to the very point. Exact but for the rounding of sums: 1e-9 m in a city. Same bytes for any number of threads
/// and order of sources. \pre places lie on edges of the graph \throws UsageError otherwise; Cancelled \par Complexity
/// O(m log m) for the m edges reached, and O(edges) memory once
[[nodiscard]] Reach reach(const Graph& graph, std::span<const PlaceOnEdge> sources, const ReachOptions& options,
                          const Progress& progress = {});

} // namespace kerb::network
