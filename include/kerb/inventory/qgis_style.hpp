// Styles as QGIS reads them from `layer_styles` and from projects.
#pragma once

#include <string>

#include <kerb/base/message.hpp>
#include <kerb/inventory/schema.hpp>

namespace kerb {

/// The style (QML) with the titles of the layer's columns as aliases, and its codes as lists to choose from. QGIS 3.22
/// takes codes and ranges from `gpkg_schema` where its GDAL is 3.5 or later, but titles from a style alone. A text that
/// is no style stays as it is. O(bytes).
[[nodiscard]] std::string with_fields(const std::string& qml, const LayerSchema& layer, Language language);

} // namespace kerb
