// Areas against areas: where do they lie on each other, and what do they leave out?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

/// A piece of ground.
struct Patch {
    MultiPolygon area;
    double area_m2 = 0; ///< in the square of the frame's unit
    Point place;        ///< a point inside
};

/// What two areas share; nothing when they only touch, or when one is not valid. \par Third party GEOS.
[[nodiscard]] std::optional<Patch> common_area(const MultiPolygon& a, const MultiPolygon& b);

/// How much ground two areas share, in the square of the frame's unit. Quicker than common_area, which looks for
/// defects and a place. \pre both are valid \par Third party GEOS.
[[nodiscard]] double shared_area(const MultiPolygon& a, const MultiPolygon& b);

/// Two of many areas and what they share.
struct AreaOverlap {
    std::uint32_t first = 0, second = 0; ///< first < second
    Patch common;
};

/// Every pair that shares at least `least_m2`, ordered by `second`, then by `first`; the same for any number of
/// threads. Areas that are not valid have no part in it. \par Third party GEOS, Boost's R-tree.
/// \par Complexity O(n log n) for boxes, one overlay per pair whose boxes share that much.
[[nodiscard]] std::vector<AreaOverlap> find_overlaps(std::span<const MultiPolygon* const> areas, double least_m2,
                                                     Threads threads = Threads(0));

/// All areas as one; what is not valid has no part in it. \par Third party GEOS.
[[nodiscard]] MultiPolygon united(std::span<const MultiPolygon* const> areas);

/// What each area shares with all of `land` together; empty where that is nothing. Land that is not valid has no part
/// in it; the same for any number of threads. \par Third party GEOS. \par Complexity one overlay per area and the land
/// near it.
[[nodiscard]] std::vector<MultiPolygon> clipped(std::span<const MultiPolygon> areas,
                                                std::span<const MultiPolygon* const> land,
                                                Threads threads = Threads(0));

/// The largest connected part of the ground that rings lie around counterclockwise more often than clockwise; of rings
/// that do not cross that is the polygon itself. Empty when there is none. For outlines that were drawn coarsely.
/// \par Third party GEOS. \pre finite, closed rings of at least four points
[[nodiscard]] Polygon untangled(const Polygon& polygon);

/// What the others leave of an area; the area itself when it is not valid. \par Third party GEOS.
[[nodiscard]] MultiPolygon without(const MultiPolygon& area, std::span<const MultiPolygon* const> others);

/// Areas of which each piece of ground belongs to one, that of the lowest rank: an area less those of a lower rank that
/// take at least `least_m2` of it. One that nobody takes from stays as it is, to the bit; the same for any number of
/// threads. \pre one unique rank for each area \par Third party GEOS, Boost's R-tree. \par Complexity as find_overlaps
[[nodiscard]] std::vector<MultiPolygon> each_once(std::span<const MultiPolygon> areas,
                                                  std::span<const std::uint32_t> rank, double least_m2,
                                                  Threads threads = Threads(0));

/// Everything within `by` of an area, drawn with straight edges: quarters of circles have `quarter_edges` edges, so it
/// is short by up to by·(1 − cos(π / 4·quarter_edges)). An area that is not valid stays as it is. \pre by ≥ 0 \par
/// Third party GEOS.
[[nodiscard]] MultiPolygon grown(const MultiPolygon& area, double by, int quarter_edges = 64);

/// Ground of at least `least_m2` that all areas together leave out: what they surround (holes of their union), and what
/// is left of `whole`. From south to north, then from west to east. Areas that are not valid have no part in it.
/// \par Third party GEOS. \par Complexity O(n log n) of all vertices, for areas that hardly overlap.
[[nodiscard]] std::vector<Patch> gaps_between(std::span<const MultiPolygon* const> areas,
                                              std::span<const MultiPolygon* const> whole, double least_m2);

/// What reaches leave of an area, drawn with straight edges.
struct ReachOverlay {
    double total_m2 = 0, covered_m2 = 0;
    std::vector<Patch> open;
};

/// An area against everything within a distance of assets, by polygons: quarters of circles have `quarter_edges` edges,
/// so the reach is short by up to 1 − cos(π / 4·quarter_edges) of itself. An empty `area` stands for everywhere.
/// \throws Error (Outcome::bug) when GEOS cannot. \pre valid areas, distances ≥ 0, one for each asset \par Third party
/// GEOS.
[[nodiscard]] ReachOverlay overlay_reach(const MultiPolygon& area, std::span<const Place> assets,
                                         std::span<const double> reach_m, int quarter_edges);

} // namespace kerb
