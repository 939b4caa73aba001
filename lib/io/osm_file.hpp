// Which files are OpenStreetMap extracts.
#pragma once

#include <cstdint>
#include <string>

namespace kerb::io {

/// Begins the file like an OSM PBF (a blob header of type OSMHeader)? False for anything else, unreadable files too.
[[nodiscard]] bool is_osm_pbf(const std::string& path);

/// The canonical path of a regular OSM PBF file within the size limit.
/// \throws SourceError when it does not exist or is no OSM PBF, PolicyError when it is no regular file or too large.
[[nodiscard]] std::string checked_osm_path(const std::string& path, std::int64_t size_limit);

} // namespace kerb::io
