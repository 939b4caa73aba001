// Which ground is measured: zones, the land in them, or all land?
#pragma once

#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/types.hpp>
#include <kerb/geometry/working_frame.hpp>

#include "layer_values.hpp"
#include "session.hpp"

namespace kerb::tools {

/// Ground in cells, none of which lies on another.
struct Ground {
    std::vector<MultiPolygon> cells;
    std::vector<double> scale; ///< of each cell; empty when areas are the plane's own
};

[[nodiscard]] const std::vector<MultiPolygon>& areas_of(const LoadedLayer& layer);

/// One cell for each zone. What several claim is the ground of the one whose key comes first; how much that is, is
/// said.
[[nodiscard]] Ground zone_ground(const Session& session, const LoadedLayer& zones, const WorkingFrame& frame,
                                 Threads threads);

/// The land in each cell of the zones' ground; without zones the parts that the land falls into.
[[nodiscard]] Ground land_ground(const Ground* zones, std::span<const MultiPolygon* const> land,
                                 const WorkingFrame& frame, Threads threads);

} // namespace kerb::tools
