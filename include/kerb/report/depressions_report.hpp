// The depressions of a terrain as JSON and CSV.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <kerb/waterlogging/depression_list.hpp>

namespace kerb::report {

/// What is said of a terrain as a whole.
struct DepressionFigures {
    waterlogging::TreeSummary tree;
    double capacity_m3 = 0;      ///< of the outermost depressions, from the tree
    double filled_volume_m3 = 0; ///< between the filled surface and the terrain, cell by cell
    std::int64_t cells = 0, nodata_cells = 0;
    double cell_m2 = 0;
    std::string frame;
};

/// `{"depressions","nested","capacity_m3","filled_volume_m3","largest":[…],"frame","cells","nodata_cells","cell_m2"}`.
/// \param top at most so many of the largest; `depressions` counts all
[[nodiscard]] std::string depressions_json(const DepressionFigures& figures,
                                           std::span<const waterlogging::Depression> list, std::size_t top);

/// A row for each depression, the largest first.
[[nodiscard]] std::string depressions_csv(std::span<const waterlogging::Depression> list);

} // namespace kerb::report
