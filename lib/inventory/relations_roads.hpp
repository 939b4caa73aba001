// The centrelines of roads as segments for a grid.
#pragma once

#include <functional>
#include <vector>

#include <kerb/geometry/segment_grid.hpp>
#include <kerb/inventory/roads.hpp>

namespace kerb::detail {

/// The segments of the roads that are `taken`, in order; `line` is the road's position. What is not finite is left out.
[[nodiscard]] std::vector<Segment> road_segments(const std::vector<Road>& roads,
                                                 const std::function<bool(const Road&)>& taken);

} // namespace kerb::detail
