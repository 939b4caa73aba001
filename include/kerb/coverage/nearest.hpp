// Which asset is nearest, and is there one within reach?
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>

namespace kerb::coverage {

/// The nearest asset of a point; without any asset the distance is infinite.
struct Nearest {
    double distance_m = std::numeric_limits<double>::infinity();
    std::uint32_t asset = no_asset; ///< its number in AssetShapes; of equally near ones the lowest
    friend bool operator==(const Nearest&, const Nearest&) = default;
};

/// The nearest asset of each point. Distances are those of kerb::distance and kerb::distance_to_segment to the last
/// bit, and 0 inside an area; equal ones are ties. Same bytes for any number of threads. \throws UsageError when a
/// coordinate is not finite. \par Complexity O(A + P·k), P points, A points and edges of the assets, k of them in the
/// cells up to the nearest one. Memory 20 B per point asset, at most 64 B per edge of a line or an area.
/// \par Source Rings of cells of a uniform grid, from the first that is not empty on; queries sorted by cell.
[[nodiscard]] std::vector<Nearest> nearest_assets(std::span<const Point> points, const AssetShapes& assets,
                                                  Threads threads = Threads{1});

/// Which points have an asset within `reach` (1: yes)? Closed: at exactly the distance it is. Stops at the first asset
/// found, so it is faster than asking for the nearest. \throws UsageError as above, and when the reach is negative.
[[nodiscard]] std::vector<std::uint8_t> within_reach(std::span<const Point> points, const AssetShapes& assets,
                                                     Metres reach, Threads threads = Threads{1});

} // namespace kerb::coverage
