// The one door to GEOS. What GEOS cannot do is an Error (Outcome::bug) or std::bad_alloc, never an empty answer.
#pragma once

#include <optional>

#include <span>
#include <vector>

#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

namespace kerb::detail {

/// The first defect by the OGC rules. \pre rings are finite, closed and have at least four points
[[nodiscard]] std::optional<Defect> geos_defect(const MultiPolygon& polygons);
/// \pre as above
[[nodiscard]] std::optional<Point> geos_point_inside(const MultiPolygon& polygons);
/// \pre as above, and valid
[[nodiscard]] double geos_shared_area(const MultiPolygon& a, const MultiPolygon& b);
[[nodiscard]] std::optional<Patch> geos_common_area(const MultiPolygon& a, const MultiPolygon& b);
/// \pre as above, and valid
[[nodiscard]] MultiPolygon geos_united(std::span<const MultiPolygon* const> areas);
/// The faces that lines cut the plane into, those of finite area.
[[nodiscard]] MultiPolygon geos_faces(const MultiLineString& lines);
/// \pre as above, and valid
[[nodiscard]] MultiPolygon geos_without(const MultiPolygon& area, std::span<const MultiPolygon* const> others);
/// \pre as above, and valid
[[nodiscard]] MultiPolygon geos_grown(const MultiPolygon& area, double by, int quarter_edges);
/// \pre as above, and valid
[[nodiscard]] std::vector<Patch> geos_gaps(std::span<const MultiPolygon* const> areas,
                                           std::span<const MultiPolygon* const> whole);

/// \pre as above, and valid
[[nodiscard]] ReachOverlay geos_overlay_reach(const MultiPolygon& area, std::span<const Place> assets,
                                              std::span<const double> reach_m, int quarter_edges);

} // namespace kerb::detail
