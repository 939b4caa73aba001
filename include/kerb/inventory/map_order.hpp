// In which order do layers lie on a map?
#pragma once

#include <iterator>
#include <vector>

#include <kerb/inventory/feature_table.hpp>

namespace kerb {

/// Points over lines over areas, what has no place last; layers of one shape in the order given. QGIS stacks the layers
/// of a GeoPackage in the order in which they were made. \param shape_of tells the shape of an element of `layers`
template <class Layers, class ShapeOf>
[[nodiscard]] auto in_map_order(const Layers& layers, const ShapeOf& shape_of) {
    std::vector<decltype(&*std::begin(layers))> ordered;
    for (const auto shape : {Shape::point, Shape::line, Shape::polygon, Shape::none}) {
        for (const auto& layer : layers) {
            if (shape_of(layer) == shape) {
                ordered.push_back(&layer);
            }
        }
    }
    return ordered;
}

} // namespace kerb
