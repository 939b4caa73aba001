// Where on the map is a place of an edge?
#pragma once

#include <kerb/geometry/types.hpp>
#include <kerb/network/graph.hpp>

namespace kerb::network {

/// The point at `at_m` from the edge's `from`. Clamped to the line. \param lines those of the graph \param scale of the
/// edge's line, by which its lengths were divided \par Complexity O(points of the line)
[[nodiscard]] Point place_point(const Graph& graph, const Lines& lines, std::uint32_t edge, double at_m,
                                double scale = 1);

} // namespace kerb::network
