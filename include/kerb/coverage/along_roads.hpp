// Lit roads: along_lines for the inventory's own types.
#pragma once

#include <span>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/inventory/assets.hpp>

namespace kerb::coverage {

struct AlongRoadsOptions {
    Metres reach; ///< for lamps without a reach of their own
    Metres ignore_gaps_below = Metres{0};
    Threads threads = Threads{1};
    /// Reach by road class, indexed by RoadClass; NaN or absent: the lamp's own or `reach`.
    std::span<const double> reach_of_class_m = {};
    std::span<const double> road_scale = {}; ///< as AlongLinesInput::line_scale
    const ZoneMap* zones = nullptr;
};

/// Covered length and gaps of `roads` lit by `streetlights`; groups are the values of RoadClass. Streetlights that are
/// removed or planned do not light; luminaires that are out do (this is where lamps stand, not whether they burn).
[[nodiscard]] AlongLinesResult along_roads(std::span<const Road> roads, std::span<const Streetlight> streetlights,
                                           const AlongRoadsOptions& options, const Progress& progress = {});

} // namespace kerb::coverage
