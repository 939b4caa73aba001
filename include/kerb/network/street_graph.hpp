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
    /// their ends only, never along their courses.
    std::span<const std::int32_t> level;
    /// Local scale factor of each line (ground measure): lengths are divided by it; empty: 1.
    std::span<const double> line_scale;
};

struct StreetOptions {
    Noding noding = Noding::vertices;
    /// Ends within this of another end, or of the course of another line, are joined to it, and listed. 0: only points
    /// within 1 mm are one.
    Metres join = Metres{0};
    Threads threads = Threads{1};
};

/// An end of a line that was joined to what it did not touch.
struct JoinedEnd {
    std::uint32_t line = 0;       ///< whose end
    bool at_start = false;        ///< of its part: the first point or the last
    std::uint32_t part = 0;       ///< of the line, from 0
    Point from, to;               ///< where it ended, and where it was joined
    std::uint32_t other_line = 0; ///< to which
    double gap_m = 0;             ///< distance closed; it adds nothing to lengths
    friend bool operator==(const JoinedEnd&, const JoinedEnd&) = default;
};

struct Streets {
    Graph graph;
    std::vector<JoinedEnd> joined;   ///< by line, part and end
    std::int64_t without_length = 0; ///< parts of lines, dropped
    std::int64_t repeated = 0;       ///< edges that repeat another one's course point for point; both are kept
};

/// Lines cut at nodes. Points nearer than 1 mm are one (on a grid of 1 mm and its neighbours, the first by line and
/// place stands for all). Edges keep the chainage of their lines, so that an edge's stretch can be drawn and measured;
/// lengths of a line's edges add up to its own. Same bytes for any number of threads. \throws UsageError when spans do
/// not fit each other, a coordinate or a scale is not finite, or `join` is negative; Cancelled. \par Complexity O(n log
/// n) for n points, with `everywhere` besides O(crossings). Memory ≤ 64 B per point.
[[nodiscard]] Streets street_graph(const StreetInput& input, const StreetOptions& options = {},
                                   const Progress& progress = {});

} // namespace kerb::network
