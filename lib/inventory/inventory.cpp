#include <kerb/inventory/inventory.hpp>

namespace kerb {
namespace {

void add_to(Box&, std::monostate) {}

void add_to(Box& box, Point p) {
    box.add(p);
}

void add_to(Box& box, const MultiLineString& lines) {
    for (const auto& chain : lines) {
        box.add(bounds(chain));
    }
}

void add_to(Box& box, const MultiPolygon& area) {
    box.add(bounds(area));
}

void add_to(Box& box, const Place& place) {
    std::visit([&box](const auto& geometry) { add_to(box, geometry); }, place);
}

} // namespace

Box bounds(const Inventory& city) {
    Box box;
    for_each_class(city, [&box](const auto& assets) {
        for (const auto& asset : assets) {
            if constexpr (!std::is_void_v<decltype(geometry_of(asset))>) {
                add_to(box, geometry_of(asset));
            }
        }
    });
    return box;
}

} // namespace kerb
