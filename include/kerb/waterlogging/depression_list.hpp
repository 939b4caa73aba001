// Depressions as a planner reads them: where, how deep, how large.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/geometry/types.hpp>
#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depressions.hpp>

namespace kerb::waterlogging {

/// An outermost depression, filled to its sill.
struct Depression {
    std::uint32_t node = 0;       ///< in the tree
    Point pit, spill;             ///< centres of its lowest cell and of the cell over which it spills
    double pit_m = 0, sill_m = 0; ///< levels
    double area_m2 = 0, volume_m3 = 0;
    double catchment_m2 = 0;   ///< ground that drains into it, itself included
    bool edge_limited = false; ///< that ground touches the rim: it may be larger
    [[nodiscard]] double depth_m() const { return sill_m - pit_m; }
};

/// All outermost depressions, the largest volume first; of equal ones, the one whose pit comes first by index.
/// \pre the tree has curves
[[nodiscard]] std::vector<Depression> depression_list(const DepressionTree& tree, const Grid& terrain);

/// For each leaf basin, 1 + its place in a list of nodes that contain it; 0 for none. Entry 0 is 0.
[[nodiscard]] std::vector<std::uint32_t> places_in(const DepressionTree& tree, const std::vector<std::uint32_t>& nodes);

/// Of each cell: 1 + the place of the depression in `list` that covers it when full, or 0.
[[nodiscard]] std::vector<std::uint32_t> covered_cells(const Grid& terrain, const Depressions& found,
                                                       const std::vector<Depression>& list,
                                                       Threads threads = Threads(1));

} // namespace kerb::waterlogging
