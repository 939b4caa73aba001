#include <kerb/inventory/inventory.hpp>

namespace kerb {
namespace {

Box bounds_of(Point p) {
    Box box;
    box.add(p);
    return box;
}

Box bounds_of(const MultiLineString& lines) {
    Box box;
    for (const auto& chain : lines) {
        box.add(bounds(chain));
    }
    return box;
}

Box bounds_of(const MultiPolygon& area) {
    return bounds(area);
}

} // namespace

Box bounds(const Inventory& city) {
    Box box;
    for (const auto& road : city.roads) {
        box.add(bounds_of(road.centreline));
    }
    for (const auto& light : city.streetlights) {
        box.add(light.position);
    }
    for (const auto& green : city.green_spaces) {
        box.add(bounds(green.area));
    }
    for (const auto& zone : city.zones) {
        box.add(bounds(zone.area));
    }
    for (const auto& other : city.others) {
        box.add(std::visit([](const auto& geometry) { return bounds_of(geometry); }, other.geometry));
    }
    return box;
}

} // namespace kerb
