// Tables' geometries and frames as GDAL's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ogrsf_frmts.h>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io::detail {

struct ReleaseReference {
    void operator()(OGRSpatialReference* reference) const { reference->Release(); }
};
using ReferencePtr = std::unique_ptr<OGRSpatialReference, ReleaseReference>;

/// \param path the output, as the error names it. \throws UsageError when columns of a table are not of equal length.
void check_places(const std::string& path, const std::vector<FeatureTable>& tables);
/// A row's geometry: a point, a multi-line, a multi-polygon, or null in a table without places.
[[nodiscard]] std::unique_ptr<OGRGeometry> geometry_of(const FeatureTable& table, std::size_t row);
/// By its EPSG code where it has one, else by its definition; x is east.
[[nodiscard]] ReferencePtr reference_of(const Frame& frame);

} // namespace kerb::io::detail
