// One storm on a terrain: how high water stood, for how long, and where all of it went.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/waterlogging/depression_tree.hpp>
#include <kerb/waterlogging/runoff.hpp>

namespace kerb::waterlogging {

/// A level over a leaf basin that one wants to know about.
struct Watch {
    std::uint32_t leaf = 0;
    double level_m = 0;
    friend bool operator==(const Watch&, const Watch&) = default;
};

/// What a storm did. Water is in quanta × cells.
struct StormWater {
    std::vector<double> highest_m; ///< of each leaf basin; −∞ where it stayed dry; entry 0 is −∞
    std::vector<double>
        over_min;        ///< of each watch: minutes at or above its level until the storm ends; empty without time
    Volume rain = 0;     ///< that fell
    Volume lost = 0;     ///< to the ground
    Volume left_map = 0; ///< over the rim
    Volume ponded = 0;   ///< what stands in the end
    /// What no term accounts for, as a share of the rain.
    [[nodiscard]] double balance_error() const;
};

/// Pours a storm on a terrain, step by step; without time (`Rain::step_s` = 0) all at once. \pre the tree has curves;
/// classes of surfaces and rain agree \par Complexity for each step linear in the leaf basins, and in the own cells of
/// the sheets that are watched
[[nodiscard]] StormWater run_storm(const DepressionTree& tree, const Surfaces& surfaces, const Rain& rain,
                                   std::span<const Watch> watches = {});

} // namespace kerb::waterlogging
