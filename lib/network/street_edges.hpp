// Courses cut at nodes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/network/street_graph.hpp>

#include "courses.hpp"
#include "node_places.hpp"

namespace kerb::network::detail {

/// The first and the last point of an edge's course.
struct PointRange {
    std::uint32_t first = 0, last = 0;
};

struct CutStreets {
    Graph graph;
    std::vector<PointRange> course;  ///< of each edge
    std::int64_t without_length = 0; ///< kept parts that turned out to lie at one node
};

/// Nodes in the order of their first points, edges by line, then by chainage. A stretch of up to 2 mm whose ends are
/// one node is no edge of its own: what it measures goes to its neighbour, so that lengths add up.
/// \param scale of each line; empty: 1 \par Complexity O(n)
[[nodiscard]] CutStreets cut_at_nodes(const Courses& courses, const NodePlaces& places,
                                      std::span<const Direction> direction, std::span<const double> scale,
                                      Threads threads);

/// Edges that repeat another one's course point for point, in either direction and on its level.
[[nodiscard]] std::int64_t count_repeated(const Courses& courses, const CutStreets& streets, Threads threads);

} // namespace kerb::network::detail
