// How deep does water stand in a street that carries it downhill? The moving water that ponds leave out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/inventory/roads.hpp>
#include <kerb/waterlogging/placed_drains.hpp>
#include <kerb/waterlogging/runoff.hpp>

namespace kerb::waterlogging {

/// What flows are reckoned from.
struct ConveyanceInput {
    const Grid* terrain = nullptr;
    const Depressions* found = nullptr;
    std::span<const std::uint8_t> surface_of_cell; ///< as for `surfaces_of`; empty: all of class 0
    std::span<const std::uint32_t> road_of_cell;   ///< 1 + position of the road, 0 none
    std::span<const Road> roads;
    std::span<const double> highest_m;    ///< of each leaf basin in the storm: hollows that reached their sill pass on
    const PlacedInlets* inlets = nullptr; ///< none: nothing is caught on the way
    const Rain* rain = nullptr;           ///< with time
};

/// The largest flow on one road.
struct StreetFlow {
    std::uint32_t road = 0;
    Point place;
    double depth_m = 0, flow_m3s = 0, slope = 0;
    bool over_brim = false; ///< more than the street holds: the depth is a lower bound
    double length_m = 0;    ///< of cells deeper than asked for, a cell counting with its width
};

struct Conveyance {
    std::vector<float> depth_m;      ///< of each cell of a carriageway; NaN elsewhere
    std::vector<StreetFlow> streets; ///< deeper than asked for, the deepest first
};

/// Peak flow by the rational method along the way that water takes (each cell to its lowest neighbour, full hollows
/// over their outlet): Q = Σψ·A · i(t_c), i being the storm's highest mean over t_c, and t_c the time of entry plus the
/// longest way above at a velocity, both of the rules; each inlet on the way takes what it can under the sheet of the
/// rules. Depth is the normal depth (Manning) of a gutter of triangular section with the rules' cross slope (FHWA
/// HEC-22, 3rd ed., equation 4-2), and where that is wider than half the carriageway, not less than that of a sheet
/// over its whole width, and not more than the rules' brim, over which water leaves the street. Steady, without
/// backwater or storage: a check beside the static ponds, not a forecast. \pre sizes fit; `rain` has time \par
/// Complexity linear in the cells \par Memory 20 bytes a cell
[[nodiscard]] Conveyance street_conveyance(const ConveyanceInput& input, const DrainRules& rules, double deeper_than_m);

/// Normal depth in a street of half width `half_m`. \pre slope, roughness, cross slope > 0
[[nodiscard]] double gutter_depth_m(double flow_m3s, double slope, double cross_slope, double roughness, double half_m);

} // namespace kerb::waterlogging
