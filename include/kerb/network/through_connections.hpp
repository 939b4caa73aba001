// Which short links would open dead ends, and what would each be good for?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/network/dead_ends.hpp>
#include <kerb/network/graph.hpp>

namespace kerb::network {

struct ThroughOptions {
    Metres within = Metres{200};                      ///< greatest length of a link; closed
    double least_detour = 3;                          ///< the walk is at least so many times as long as the link
    Metres walk = Metres{500};                        ///< the walk in which streets are counted
    std::span<const MultiPolygon> barrier_areas = {}; ///< what a link must not cross: water, buildings, railway land
    const Lines* barrier_lines = nullptr;
    std::span<const double> line_scale =
        {}; ///< as StreetInput::line_scale; links are measured by that of the line they meet
    Threads threads = Threads{1};
};

/// A straight link from a dead end to a place on another street (打通).
struct ThroughConnection {
    std::uint32_t dead_end = 0; ///< its position among the dead ends
    std::uint32_t edge = 0;     ///< that the link meets
    double at_m = 0;            ///< where on it, from its `from`
    Point from, to;
    double link_m = 0;            ///< length of the link
    std::optional<double> walk_m; ///< today's shortest way between its ends; nullopt: there is none
    /// Streets that come within the walk of the dead end: what the link would open.
    double gained_m = 0;
    /// Walk over link; nullopt where there is no way today, or the link has no length: only a node is missing there.
    [[nodiscard]] std::optional<double> detour() const {
        return walk_m && link_m > 0 ? std::optional(*walk_m / link_m) : std::nullopt;
    }
    friend bool operator==(const ThroughConnection&, const ThroughConnection&) = default;
};

/// At most one link for each dead end, best first. A link runs straight from the dead end to the nearest place of a
/// street, is no longer than `within`, meets no other street and no barrier on its way, and spares a detour of at least
/// `least_detour`. The best one gains most: the length of streets within `walk` metres of the dead end on foot, with
/// the link less without, exact to the very point on an edge; of equal ones the shortest, then that to the lowest edge.
/// A link between two dead ends that is the best of both is told once, for the one that gains more. Ranked by gain,
/// then by link, then by dead end.
///
/// One-way streets are walked both ways. \pre `lines` are those the graph was made of \throws UsageError when an option
/// is out of range or spans do not fit; Cancelled. \par Complexity for each dead end O(s²) for the s segments within
/// `within` and one Dijkstra as far as the walks between the links' ends, and one of `walk` for each link.
[[nodiscard]] std::vector<ThroughConnection> through_connections(const Graph& graph, const Lines& lines,
                                                                 const DeadEnds& ends, const ThroughOptions& options,
                                                                 const Progress& progress = {});

} // namespace kerb::network
