// Borders of reach cut at the borders of zones.
#pragma once

#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>

#include "reach_border.hpp"

namespace kerb::coverage::detail {

/// The borders of what lies in a zone and within reach, and of what lies in it and is not.
struct ZoneBorder {
    std::vector<BorderPiece> covered, open;
};

/// \param border of all reaches \param zones valid, in the same coordinates
/// Where a zone's border runs along that of the reach, the zone's decides alone, so nothing counts twice.
[[nodiscard]] std::vector<ZoneBorder> clip(const ReachIndex& index, std::span<const BorderPiece> border,
                                           std::span<const MultiPolygon> zones, Threads threads);

} // namespace kerb::coverage::detail
