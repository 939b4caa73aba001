// OpenStreetMap extracts (.osm.pbf) as layers of tagged points, lines and areas.
#pragma once

#include <string>
#include <vector>

#include <kerb/base/progress.hpp>
#include <kerb/io/source.hpp>

namespace kerb::io {

/// Reads the objects that carry any of `keys` (all tagged objects when empty): nodes as layer `points`, open ways as
/// `lines`, closed ways and multipolygon relations as `areas` (closed highways stay lines unless area=yes). Every tag
/// becomes a text column `key` (of keys not asked for the 256 most frequent; the rest goes to `tags`, one line
/// `key=value` each); the object's id is in `osm_id` (`n123`, `w45`, `r6`). Frame EPSG:4326. Of a line
/// cut by the extract's edge the stretches inside are kept (issue `osm.cut_way`); areas that are cut or cannot be
/// assembled become issues and are counted. \throws PolicyError, SourceError as read_layer.
/// \par Third party libosmium.
[[nodiscard]] LayerRead read_osm(const std::string& path, const std::vector<std::string>& keys = {},
                                 const SourceOptions& options = {}, const Progress& progress = {});

} // namespace kerb::io
