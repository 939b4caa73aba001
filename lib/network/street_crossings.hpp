// Where courses cross or touch each other without a common point.
#pragma once

#include <vector>

#include <kerb/base/parallel.hpp>

#include "street_courses.hpp"

namespace kerb::network::detail {

/// Points to put into segments so that those of one level meet in points: of each pair that crosses, the crossing,
/// computed once for both; of a point within 1 mm of another segment, the point itself. Which ones cross is decided
/// exactly. \par Complexity O(n + pairs in shared cells)
[[nodiscard]] std::vector<Cut> find_cuts(const Courses& courses, Threads threads);

} // namespace kerb::network::detail
