// The ground that is nearer to one point than to the others.
#pragma once

#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::io::detail {

/// For each place the ground nearer to it than to any other, within a circle (24 corners) of `reach_m` around it;
/// closed rings. Of several at one place the first has it, and the others nothing. \par Complexity O(places · those
/// within twice the reach)
[[nodiscard]] std::vector<Points> nearest_ground(const Points& places, double reach_m);

} // namespace kerb::io::detail
