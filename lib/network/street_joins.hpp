// Ends that nearly touch another line.
#pragma once

#include <vector>

#include <kerb/network/street_graph.hpp>

#include "street_courses.hpp"

namespace kerb::network::detail {

struct Joins {
    std::vector<JoinedEnd> ends;
    std::vector<MovedEnd> moved;
    std::vector<Cut> cuts;
};

/// What joins the loose ends: the nearest node with an end of a line within `join` (of equally near ones the one
/// farthest west, then south); where there is none, and unless Noding::ends, the nearest place on the course of another
/// line of its level. Parts no longer than `join` join nothing, and an end joins the other end of its own part only
/// when that is longer than twice `join`. \par Complexity O(n)
[[nodiscard]] Joins find_joins(const Courses& courses, const StreetOptions& options);

} // namespace kerb::network::detail
