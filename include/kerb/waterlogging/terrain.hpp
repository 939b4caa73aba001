// How a terrain ends: at the edge of the map, and at cells that have no value.
#pragma once

#include <cstdint>

namespace kerb::waterlogging {

/// What water does at cells without a value.
enum class Voids : std::uint8_t {
    open, ///< it leaves the map there
    wall  ///< no water passes
};

/// What water does at the edge of the map.
enum class Edge : std::uint8_t {
    open, ///< it leaves the map over every cell of the edge
    wall, ///< no water passes
    level ///< outside stands water at `TerrainRim::level_m`: cells of the edge at or above it drain, lower ones do so
          ///< only when they are filled to it
};

/// The end of a terrain. A catchment that touches an open or walled rim may be larger in truth: its water is a lower
/// bound, and its basin is marked (`DepressionNode::touches_rim`).
struct TerrainRim {
    Voids voids = Voids::open;
    Edge edge = Edge::open;
    double level_m = 0; ///< of the water outside, with `Edge::level`
    friend bool operator==(const TerrainRim&, const TerrainRim&) = default;
};

} // namespace kerb::waterlogging
