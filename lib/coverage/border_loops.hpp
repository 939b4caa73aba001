// Pieces of border joined end to end: the areas that they bound, exactly, and as polygons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/coverage/within_reach.hpp>

#include "reach_border.hpp"

namespace kerb::coverage::detail {

/// A closed border: the numbers of its pieces and the area to its left, negative for a hole.
struct Loop {
    std::vector<std::uint32_t> pieces;
    double area = 0;
};

struct Loops {
    std::vector<Loop> loops;
    double area = 0;    ///< of all together
    bool closed = true; ///< false: an end found no beginning near it, so the area is wrong
};

/// Joins each piece to one that begins within `within_m` of its end, the most to the left where there are several. The
/// area is Green's: half the integral of x dy − y dx, over arcs as arcs; what is between an end and its beginning is
/// crossed on a straight line. \par Complexity O(n log n)
[[nodiscard]] Loops join(std::span<const BorderPiece> pieces, double within_m);

/// A connected area drawn with straight edges, and its area before that.
struct Drawn {
    Polygon polygon;
    double area = 0;
};

/// Outer loops with the holes that lie in them. \param stroke how arcs become chains
[[nodiscard]] std::vector<Drawn> draw(std::span<const BorderPiece> pieces, const Loops& loops, const Stroke& stroke);

} // namespace kerb::coverage::detail
