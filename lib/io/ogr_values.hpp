// Tables' geometries as GDAL's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ogrsf_frmts.h>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io::detail {

/// \param path the output, as the error names it. \throws UsageError when its columns are not of equal length.
void check_places(const std::string& path, const FeatureTable& table);
/// A row's geometry: a point, a multi-line, a multi-polygon, or null in a table without places.
[[nodiscard]] std::unique_ptr<OGRGeometry> geometry_of(const FeatureTable& table, std::size_t row);

} // namespace kerb::io::detail
