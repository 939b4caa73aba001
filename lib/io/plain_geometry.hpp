// Geometries of a GeoPackage that need no GDAL: 2D, little endian, of their layer's type and fit to be measured.
#pragma once

#include <cstddef>
#include <string_view>

#include <ogr_core.h>

#include <kerb/inventory/feature_table.hpp>

namespace kerb::io::detail {

/// The shape of a layer of this type; nullopt when its rows are not read by append_plain().
[[nodiscard]] std::optional<Shape> plain_shape(OGRwkbGeometryType type);

/// Makes room for this many rows.
void reserve_geometry(GeometryColumn& column, std::size_t rows);

/// Appends the geometry in `blob` (OGC 12-128r18, clause 2.1.3) of a layer of this type. False when it is not plain;
/// the column is of no use then.
[[nodiscard]] bool append_plain(GeometryColumn& column, OGRwkbGeometryType type, std::string_view blob);

} // namespace kerb::io::detail
