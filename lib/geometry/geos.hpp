// The one door to GEOS.
#pragma once

#include <optional>

#include <kerb/geometry/validity.hpp>

namespace kerb::detail {

/// The first defect by the OGC rules. \pre rings are finite, closed and have at least four points
[[nodiscard]] std::optional<Defect> geos_defect(const MultiPolygon& polygons);
/// \pre as above
[[nodiscard]] std::optional<Point> geos_point_inside(const MultiPolygon& polygons);

} // namespace kerb::detail
