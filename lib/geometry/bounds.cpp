#include <kerb/geometry/types.hpp>

namespace kerb {

Box bounds(std::span<const Point> points) {
    Box box;
    for (const auto p : points) {
        box.add(p);
    }
    return box;
}

Box bounds(const MultiPolygon& polygons) {
    Box box;
    for (const auto& polygon : polygons) {
        box.add(bounds(polygon.outer));
    }
    return box;
}

} // namespace kerb
