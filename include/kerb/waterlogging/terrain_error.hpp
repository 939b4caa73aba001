// A terrain as it might be in truth: the model plus an error that neighbours share.
#pragma once

#include <cstdint>

#include <kerb/base/parallel.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::waterlogging {

/// Errors of a terrain model.
struct TerrainError {
    double sigma_m = 0;  ///< standard deviation of a height
    double range_m = 50; ///< neighbours within it err alike; beyond twice as far they err on their own; a cell at least
    std::uint64_t seed = 7;
};

/// One realisation: normal numbers (sums of twelve uniform ones, so none beyond 6 σ) at the nodes of a lattice of
/// `range_m`, linear between them, and scaled so that the deviation is `sigma_m` at every cell (Fisher & Tate 2006,
/// "Causes and consequences of error in digital elevation models", on why errors are drawn correlated). Cells without
/// a value stay so. The same for any number of threads. \par Complexity linear in the cells
[[nodiscard]] Grid with_error(const Grid& terrain, const TerrainError& error, std::uint32_t realisation,
                              Threads threads = Threads(1));

} // namespace kerb::waterlogging
