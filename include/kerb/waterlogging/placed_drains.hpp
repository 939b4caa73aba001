// Where on a terrain do inlets and culverts take their water from?
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/inventory/roads.hpp>
#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/drain_model.hpp>

namespace kerb::waterlogging {

/// A pipe under a road from one low place to another. The tree stays the terrain's: water that stands at the higher
/// end goes to the lower one, as much as the pipe carries under that head.
struct Culvert {
    std::uint32_t position = 0;              ///< in the inventory's bridges
    std::array<std::uint32_t, 2> basin = {}; ///< leaf basins of its ends; `off_map`
    std::array<double, 2> ground_m = {};     ///< bed at its ends
    double conveyance_m3s = 0, length_m = 0;
};

/// Inlets and culverts on a terrain: where each takes its water from.
struct PlacedInlets {
    const DrainModel* drains = nullptr;
    std::vector<std::uint32_t> basin; ///< leaf basin of each; `off_map`; `no_basin` outside of the terrain
    std::vector<double> ground_m;     ///< height of the terrain there
    std::vector<std::uint32_t> cell;  ///< index of that cell; `no_basin` outside
    std::vector<double> clogging;     ///< share of each that is blocked
    std::vector<Culvert> culverts;
    double cell_m2 = 1;
    double flowing_depth_m = 0.03; ///< of the sheet that runs past an inlet on a slope
};
/// An inlet takes the water of the lowest of the cell that it is in and the eight around it: positions are worth no
/// more, and gutters lie below the kerb. \par Complexity O(inlets)
[[nodiscard]] PlacedInlets place_inlets(const Grid& terrain, const Depressions& found, const DrainModel& drains,
                                        const DrainRules& rules);

/// The culverts among bridges whose ends lie on the terrain, each end at the lowest cell beside it. Width and clearance
/// make a box, one of them a circle; without either, and without a line or area, it is left out and said so.
[[nodiscard]] std::vector<Culvert> place_culverts(const Grid& terrain, const Depressions& found,
                                                  std::span<const Bridge> bridges, const DrainRules& rules,
                                                  std::vector<Issue>& issues);

} // namespace kerb::waterlogging
