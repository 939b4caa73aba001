// What each depression holds, from the cells that it can cover.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/depression_tree.hpp>

namespace kerb::waterlogging::detail {

/// Gives the tree its cells, capacities and curves. Cells of an outermost depression are sorted by height and go,
/// ascending, to the lowest node whose sill is above them; nodes that have been passed are skipped ever after, so no
/// depth of nesting makes it slow.
void add_curves(const Grid& terrain, const std::vector<std::uint32_t>& basin, DepressionTree& tree, Threads threads);

/// From the cells that each node has and its children have not, and (in `capacity`) the sum of their heights, to cells
/// and capacities of whole nodes.
void complete_totals(DepressionTree& tree);

} // namespace kerb::waterlogging::detail
