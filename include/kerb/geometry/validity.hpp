// Is a geometry fit to be measured, and if not, why and where?
#pragma once

#include <optional>
#include <string>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// What is wrong with a geometry.
struct Defect {
    std::string reason; ///< `geometry.self_intersection`, `geometry.hole_outside`, `geometry.too_few_points`, …
    Point place;        ///< where, if finite coordinates allow to say
};

/// Checks a polygon by the OGC rules (GEOS). Non-finite coordinates, unclosed rings and rings of fewer than four points
/// are found before GEOS is called, which would not survive them.
[[nodiscard]] std::optional<Defect> find_defect(const MultiPolygon& polygons);
/// Checks a line: at least two points per part, finite, and a length above zero.
[[nodiscard]] std::optional<Defect> find_defect(const MultiLineString& line);
[[nodiscard]] std::optional<Defect> find_defect(Point p);

} // namespace kerb
