// Plain layers of a GeoPackage, straight from SQLite.
#pragma once

#include <optional>

#include <kerb/io/source.hpp>

#include "database.hpp"

class OGRLayer;

namespace kerb::io::detail {

/// Reads a layer whose every row is plain: a 2D point, line or area fit to be measured, or none in a layer without
/// places, and values of their columns' types. GDAL makes a feature of each row, which costs several times as much as
/// all else. nullopt as soon as a row is not plain, or where the request needs more than reading: then GDAL reads the
/// layer and says what is odd.
[[nodiscard]] std::optional<LayerRead> read_plain_rows(const Database& base, OGRLayer& layer,
                                                       const LayerRequest& request, const std::optional<Frame>& frame,
                                                       const Progress& progress);

} // namespace kerb::io::detail
