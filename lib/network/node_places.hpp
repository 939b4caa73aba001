// Which points of courses are nodes?
#pragma once

#include <utility>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/network/street_graph.hpp>

#include "courses.hpp"

namespace kerb::network::detail {

struct NodePlaces {
    RawArray<std::uint32_t> first; ///< of each point: the first point of its node; no_point where it is at none
    std::vector<std::pair<std::uint32_t, Point>> moved; ///< first points that stand elsewhere as nodes, by point
};

/// Ends of parts are nodes, and with Noding::vertices points that courses of one level share. Points within 1 mm are
/// one: from west to east, then from south to north, one stands for all near it that are still their own, so the order
/// of lines does not matter. An end that shares its point with courses joins all of them, whatever their levels.
/// \par Source Points are hashed by cells of 25 cm in parts that fit a core's cache; those near a cell's rim look into
/// its neighbours. \par Complexity O(n), O(k log k) for k points near others
[[nodiscard]] NodePlaces find_node_places(const Courses& courses, Noding noding, Threads threads);

} // namespace kerb::network::detail
