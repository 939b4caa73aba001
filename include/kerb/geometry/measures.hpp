// Exact planar measures.
#pragma once

#include <optional>
#include <span>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// Distance of two points. Computed from differences, so eastings near 38,500,000 cost no accuracy beyond the input's.
[[nodiscard]] double distance(Point a, Point b);

/// Length of a chain in the unit of its coordinates; order-independent sum.
[[nodiscard]] double length(std::span<const Point> chain);
[[nodiscard]] double length(const MultiLineString& line);

/// Area of a closed ring, positive whichever way it turns.
[[nodiscard]] double ring_area(std::span<const Point> ring);
/// Area of the outer rings less the holes. Valid polygons only.
[[nodiscard]] double area(const MultiPolygon& polygons);

/// The stretch from `from_m` to `to_m` of a line's parts, chainage running on across parts. `stretch` may cross several
/// parts and then has several itself. Clamped to the line.
[[nodiscard]] MultiLineString stretch(const MultiLineString& line, double from, double to);

/// Distance of `p` to the segment a–b.
[[nodiscard]] double distance_to_segment(Point p, Point a, Point b);

/// Is `p` inside or on the boundary of `polygons` (even-odd; the boundary within `tolerance`)?
[[nodiscard]] bool covers(const MultiPolygon& polygons, Point p, double tolerance = 0);

/// A point well inside an area, the same for the same area (GEOS). None when the area is empty or no area.
[[nodiscard]] std::optional<Point> point_inside(const MultiPolygon& polygons);

} // namespace kerb
