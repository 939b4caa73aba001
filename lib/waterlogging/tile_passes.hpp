// The lowest passes between the basins of a tile.
#pragma once

#include <vector>

#include "descent.hpp"

namespace kerb::waterlogging::detail {

/// Ascending; of all passes between two basins the lowest, and of those only the ones that no detour inside the tile
/// undercuts: a pass that is the highest of a circle is in no spanning tree of lowest passes, whatever lies beyond.
/// Basins of cells beyond the tile are numbered as they are met.
[[nodiscard]] std::vector<TilePass> lowest_passes(Descent& descent, const DepressionPlan& plan);

} // namespace kerb::waterlogging::detail
