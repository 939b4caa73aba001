// One storm on a terrain: how high water stood, for how long, what drains took, and where all of it went.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/waterlogging/placed_drains.hpp>
#include <kerb/waterlogging/runoff.hpp>

namespace kerb::waterlogging {

/// A level over a leaf basin that one wants to know about.
struct Watch {
    std::uint32_t leaf = 0;
    double level_m = 0;
    friend bool operator==(const Watch&, const Watch&) = default;
};

/// What one inlet did in a storm.
struct InletWater {
    double offered_m3 = 0; ///< that it could have taken
    double taken_m3 = 0;
    double held_back_m3 = 0; ///< by what held most back
    DrainLimit limit;
};

/// What a storm did. Water is in quanta × cells.
struct StormWater {
    std::vector<double> highest_m;  ///< of each leaf basin; −∞ where it stayed dry; entry 0 is −∞
    std::vector<double> over_min;   ///< of each watch: minutes at or above its level; empty without time
    std::vector<InletWater> inlets; ///< empty without drains
    std::vector<double> through_m3; ///< each culvert
    Volume rain = 0;                ///< that fell
    Volume lost = 0;                ///< to the ground
    Volume left_map = 0;            ///< over the rim
    Volume drained = 0;             ///< by inlets
    Volume ponded = 0;              ///< what stands in the end
    /// What no term accounts for, as a share of the rain.
    [[nodiscard]] double balance_error() const;
};

/// Pours a storm on a terrain; without time (`Rain::length_s` empty) all at once and without drains. With drains each
/// step is cut into pieces of at most a minute: inlets on slopes take of the water that runs past them (what
/// comes to their basin over ground and from hollows above, in equal parts, up to what they take under
/// `flowing_depth_m`), inlets under water by the depth above
/// them, all as far as the network carries it. \pre the tree has curves; classes of surfaces and rain agree; with
/// `drains`, time \par Complexity for each step linear in the leaf basins, the inlets, and the own cells of sheets with
/// an inlet or watch
[[nodiscard]] StormWater run_storm(const DepressionTree& tree, const Surfaces& surfaces, const Rain& rain,
                                   std::span<const Watch> watches = {}, const PlacedInlets* inlets = nullptr);

} // namespace kerb::waterlogging
