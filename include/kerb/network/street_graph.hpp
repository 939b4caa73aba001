// How do lines become a graph?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/network/graph.hpp>

namespace kerb::network {

/// Where lines meet.
enum class Noding : std::uint8_t {
    vertices,   ///< where they share a point of their courses, as maps of streets are drawn (the default)
    ends,       ///< only where their ends meet
    everywhere, ///< also where courses merely cross, on one level
};

/// May a line be walked one way only?
enum class Direction : std::uint8_t { both, forward, backward };

/// Lines as plain spans, in metres of one plane. Nothing is copied; keep it alive.
struct StreetInput {
    const Lines* lines = nullptr;
    std::span<const Direction> direction; ///< of each line; empty: both
    /// Level of each line (a bridge 1, the street below 0, a tunnel −1); empty: 0. Lines on different levels meet at
    /// ends only: where an end of one stands on a point of another (a bridge lands on a street that runs through).
    /// Where both run through they do not meet.
    std::span<const std::int32_t> level;
    /// Local scale factor of each line (ground measure): lengths are divided by it; empty: 1.
    std::span<const double> line_scale;
};

struct StreetOptions {
    Noding noding = Noding::vertices;
    /// Loose ends (nothing else is at their point) within this of another end, or else of the course of another line of
    /// their level, are joined to it, and listed; with Noding::ends to other ends only. 0: only points within 1 mm are
    /// one. Parts no longer than this join nothing, so that a stub is not joined to the junction that it starts from.
    Metres join = Metres{0};
    Threads threads = Threads{1};
};

/// An end of a line that was joined to what it did not touch.
struct JoinedEnd {
    std::uint32_t line = 0;       ///< whose end
    bool at_start = false;        ///< of its part: the first point or the last
    std::uint32_t part = 0;       ///< of the line, from 0
    Point from, to;               ///< where it ended, and where it was joined: the last place of a chain of loose ends
    std::uint32_t other_line = 0; ///< to which
    double gap_m = 0;             ///< distance closed; it adds nothing to lengths
    friend bool operator==(const JoinedEnd&, const JoinedEnd&) = default;
};

struct Streets {
    Graph graph;
    std::vector<JoinedEnd> joined;   ///< by line, part and end
    std::int64_t without_length = 0; ///< parts of lines that lie at one node, dropped
    std::int64_t repeated = 0;       ///< edges that repeat another one's course point for point; both are kept
};

/// Lines cut at nodes. Ends of parts are nodes, also a ring's. Points nearer than 1 mm are one: from west to east one
/// stands for all near it that are still their own. Nodes are numbered by their first point on the lines; where they
/// stand, and what they join, does not depend on the order of lines. With Noding::everywhere, which ones cross is
/// decided exactly, and a crossing stands at the same point of both lines.
///
/// Edges keep the chainage of their lines, so that an edge's stretch can be drawn and measured; lengths of a line's
/// edges add up to its own, less parts that were dropped. Same bytes for any number of threads. \throws UsageError when
/// spans do not fit each other, a coordinate or a scale is not finite, or `join` is negative; ResourceError at 2^31
/// points; Cancelled. \par Complexity O(n) for n points in a city, with `everywhere` besides O(pairs of near segments).
/// Memory about 64 B per point, 150 B with `everywhere`. \par Source Points are hashed by place in parts that one
/// thread each fills; Shewchuk's exact orientation (1997) for crossings.
[[nodiscard]] Streets street_graph(const StreetInput& input, const StreetOptions& options = {},
                                   const Progress& progress = {});

} // namespace kerb::network
