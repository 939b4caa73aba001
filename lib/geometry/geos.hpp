// The one door to GEOS.
#pragma once

#include <optional>
#include <vector>

#include <kerb/geometry/validity.hpp>

namespace kerb::detail {

/// The first defect by the OGC rules. \pre rings are finite, closed and have at least four points
[[nodiscard]] std::optional<Defect> geos_defect(const MultiPolygon& polygons);

/// A piece of the plane: its outer ring (only where asked for), area, and a point inside.
struct Piece {
    Points outline;
    double area = 0;
    Point place;
};

/// What two areas share; nothing when that is no area, or when GEOS cannot tell. \pre as above
[[nodiscard]] std::optional<Piece> geos_overlap(const MultiPolygon& a, const MultiPolygon& b);

/// The holes of the union of `areas`, and what is left of `whole`. \pre valid
[[nodiscard]] std::vector<Piece> geos_uncovered(const std::vector<const MultiPolygon*>& areas,
                                                const std::vector<const MultiPolygon*>& whole);
/// \pre as above
[[nodiscard]] std::optional<Point> geos_point_inside(const MultiPolygon& polygons);

} // namespace kerb::detail
