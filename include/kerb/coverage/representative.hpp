// The one point that stands for a line or an area when distances are asked for.
#pragma once

#include <optional>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// The centroid when it lies in the area or on its border, else kerb::point_inside; nullopt for what is no area.
/// \par Complexity O(vertices)
[[nodiscard]] std::optional<Point> representative_point(const MultiPolygon& area);

/// The point half-way along, which lies on the line; nullopt for a line without points.
[[nodiscard]] std::optional<Point> representative_point(const MultiLineString& line);

} // namespace kerb::coverage
