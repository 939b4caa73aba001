// A project of QGIS that shows the layers of one GeoPackage.
#pragma once

#include <span>
#include <string>

#include <kerb/geometry/frame.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/inventory/feature_table.hpp>

namespace kerb::report {

struct ProjectLayer {
    std::string table;   ///< its name in the GeoPackage
    std::string title;   ///< what people see
    std::string section; ///< title of the group of the tree that it stands in; empty: none
    Shape shape = Shape::none;
    Box extent;
    std::string style; ///< QML, whose content is written as it is; empty: QGIS chooses
    bool shown = true; ///< at first
};

struct ProjectInput {
    std::string title;
    std::string file; ///< the GeoPackage's name; the project stands beside it
    Frame frame;      ///< of all layers
    std::span<const ProjectLayer> layers;
};

/// The project (.qgs) as XML: layers with their styles, groups in the order of their first layers, drawn points over
/// lines over areas whatever the groups, the map at the extent of all layers. Paths are relative. Layers without places
/// are left out. Texts are escaped, and what XML 1.0 cannot hold is dropped. The same bytes for the same input; read by
/// QGIS 3.16 and later. \par Complexity O(bytes)
[[nodiscard]] std::string qgis_project(const ProjectInput& input);

} // namespace kerb::report
