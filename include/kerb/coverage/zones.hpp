// Zones of a coverage: those of the geometry.
#pragma once

#include <kerb/geometry/zone_map.hpp>

namespace kerb::coverage {

using kerb::no_zone;
using kerb::ZoneMap;
using kerb::ZonePiece;

} // namespace kerb::coverage
