// The reaches of assets taken apart: discs around vertices, slabs along edges, and the outlines that may show.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/coverage/assets.hpp>

namespace kerb::coverage::detail {

inline constexpr std::uint32_t no_outline = 0xffffffff;

/// What lies within `radius` of a vertex.
struct Disc {
    Point centre;
    double radius = 0;
    std::uint32_t arc = no_outline; ///< its piece of the outline
};

/// What lies within `radius` of an edge, beside it: the rectangle whose middle line the edge is.
struct Slab {
    Point from, along; ///< one end, and the direction as a unit vector
    double length = 0, radius = 0;
    std::uint32_t left = no_outline, right = no_outline; ///< its pieces of the outline
};

/// Counterclockwise around a disc, from one angle to a greater one, at most 2π on.
struct OutlineArc {
    std::uint32_t disc = 0;
    double from = 0, to = 0;
};

/// A straight line; the reach lies to its left.
struct OutlineSide {
    Point from, along;
    double length = 0;
};

/// Reach = discs ∪ slabs ∪ insides of polygons. Its border is made of what shows of the arcs and sides: those of an
/// offset curve, so nothing on the inner side of a polygon's edge and no arc where the border turns inwards.
struct ReachParts {
    std::vector<Disc> discs;
    std::vector<Slab> slabs;
    std::vector<OutlineArc> arcs;
    std::vector<OutlineSide> sides;
};

/// \param assets in coordinates near 0 \param reach_m one for each, > 0
[[nodiscard]] ReachParts take_apart(const AssetShapes& assets, std::span<const double> reach_m);

/// A ring without points that repeat the one before (the last is the first no more), counterclockwise when asked so.
[[nodiscard]] Points open_ring(const Points& ring, bool counterclockwise);

} // namespace kerb::coverage::detail
