// What GDAL does not tell of a GeoJSON file.
#pragma once

#include <optional>
#include <string>

namespace kerb::io::detail {

/// The text of a member of the outermost object; nullopt when there is none.
[[nodiscard]] std::optional<std::string> outer_member(const std::string& path, const std::string& name);

/// How a GeoJSON file's `crs` is understood. GDAL takes what it does not understand for WGS 84, without a word, and
/// opens what a name leads it to: `elsewhere`.
enum class GeoJsonCrs : unsigned char { absent, none, understood, unknown, elsewhere };
[[nodiscard]] GeoJsonCrs crs_of_geojson(const std::string& path);

} // namespace kerb::io::detail
