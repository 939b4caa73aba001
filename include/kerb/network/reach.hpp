// What lies within a distance along the streets, and of which facility?
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
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
    /// PlaceOnEdge::item of the nearest source; the lowest one where several are nearest all along
    std::uint32_t item = no_source;
    double start_m = 0, end_m = 0;  ///< distance from the source at from_m and at to_m; between them it runs linearly
    friend bool operator==(const ReachedStretch&, const ReachedStretch&) = default;
};

/// The distance at a place of a stretch. \pre from_m ≤ x ≤ to_m
[[nodiscard]] double distance_at(const ReachedStretch& stretch, double x);

struct ReachedNode {
    std::uint32_t node = 0;
    double distance_m = 0;
    std::uint32_t item = no_source;
    friend bool operator==(const ReachedNode&, const ReachedNode&) = default;
};

struct Reach {
    /// By edge, then along it; they do not overlap. Where a source reaches no farther than the point at which it
    /// stands, or where a one-way street lets it go neither way, a stretch may be a point: from_m = to_m.
    std::vector<ReachedStretch> stretches;
    std::vector<ReachedNode> nodes; ///< by node
    friend bool operator==(const Reach&, const Reach&) = default;
};

/// Searches on one graph, one after the other. What is needed by node and edge is kept between calls, and only what a
/// search touched is cleared, so a call costs what lies within reach and not what the city has. Not for several threads
/// at once; objects for the same graph may run side by side.
class ReachSearch {
public:
    /// \param graph linked up (Graph::link_up); keep it alive \throws UsageError when it is not \par Complexity O(edges),
    /// once; 48 B per edge and 16 B per node
    explicit ReachSearch(const Graph& graph);
    ~ReachSearch();
    ReachSearch(ReachSearch&&) noexcept;
    ReachSearch& operator=(ReachSearch&&) noexcept;

    /// As reach().
    [[nodiscard]] Reach operator()(std::span<const PlaceOnEdge> sources, const ReachOptions& options,
                                   const Progress& progress = {});
    /// The same into an object that is used again.
    void find(std::span<const PlaceOnEdge> sources, const ReachOptions& options, Reach& found,
              const Progress& progress = {});
    /// One for another thread; the two share what is only read. \par Complexity O(1), memory 16 B per node as touched
    [[nodiscard]] ReachSearch another() const;

private:
    friend Reach reach(const Graph& graph, std::span<const PlaceOnEdge> sources, const ReachOptions& options,
                       const Progress& progress);
    struct State;
    explicit ReachSearch(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Distances from the nearest of `sources`, bounded: Dijkstra (1959) from all at once, with a queue of buckets (Dial
/// 1969), on edges that are reached in part to the very point. A source's distance is 0 (its access when that is
/// charged) on all of its stretch; one that stands at an end of an edge stands at the node. Exact but for the rounding
/// of sums: 1e-9 m in a city. Equal distances go to the lower item. Same bytes for any number of threads and order of
/// sources. \pre places lie on edges of the graph \throws UsageError otherwise, or when `within` or an access is no
/// length; Cancelled \par Complexity O(m log m) for the m edges reached, and O(nodes + edges) memory once
[[nodiscard]] Reach reach(const Graph& graph, std::span<const PlaceOnEdge> sources, const ReachOptions& options,
                          const Progress& progress = {});

/// How far a place is from its nearest source, and where on its stretch.
struct Nearby {
    double distance_m = 0; ///< the place's own access included when it is charged
    std::uint32_t item = no_source;
    double at_m = 0; ///< of the place's stretch, from the edge's `from`
    friend bool operator==(const Nearby&, const Nearby&) = default;
};

/// The nearest source of a place by what a search found; nullopt when it is not within reach. Of equal distances the
/// lower item. \pre `reach` is of these options \par Complexity O(log stretches)
[[nodiscard]] std::optional<Nearby> nearby(const Reach& reach, const PlaceOnEdge& place, const ReachOptions& options);

} // namespace kerb::network
