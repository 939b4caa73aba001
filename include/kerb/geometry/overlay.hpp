// Where areas lie on each other, and where areas that should touch leave something out.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// A piece of ground.
struct Patch {
    MultiPolygon area;
    double area_m2 = 0; ///< in the square of the frame's unit
    Point place;        ///< a point inside
};

/// What two areas share; nothing when they only touch. \pre valid polygons. \par Third party GEOS.
[[nodiscard]] std::optional<Patch> common_area(const MultiPolygon& a, const MultiPolygon& b);

/// Holes of the union of all areas: ground that they surround and leave out. In the order of GEOS. \pre valid polygons
/// \par Third party GEOS. \par Complexity O(n log n) of all vertices, for areas that hardly overlap.
[[nodiscard]] std::vector<Patch> gaps_between(std::span<const MultiPolygon* const> areas);

} // namespace kerb
