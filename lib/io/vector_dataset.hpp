// Files of layers, opened by GDAL.
#pragma once

#include <memory>
#include <string>

#include "gate.hpp"
#include "geojson.hpp"

class GDALDataset;
class OGRLayer;

namespace kerb::io::detail {

using VectorDataset = std::unique_ptr<GDALDataset, void (*)(GDALDataset*)>;

/// GDAL looks up a system's name while it opens the file, in others if the name says so; so this comes first.
/// \throws FrameError `source.unknown_crs`, PolicyError `source.crs_elsewhere`
[[nodiscard]] GeoJsonCrs checked_crs(const Admitted& file, const SourceOptions& options);

/// \throws SourceError for what cannot be read or has no layers, ResourceError for too many of them
[[nodiscard]] VectorDataset open_vectors(const Admitted& file, const SourceOptions& options, GdalScope& scope);

/// How the text of a Shapefile is encoded; empty for other formats, which say it in their own way.
[[nodiscard]] std::string encoding_of(OGRLayer& layer, const Admitted& file, const SourceOptions& options);

} // namespace kerb::io::detail
