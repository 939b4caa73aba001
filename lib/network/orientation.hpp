// On which side of a line does a point lie?
#pragma once

#include <kerb/geometry/types.hpp>

namespace kerb::network::detail {

/// 1 when c lies to the left of a → b, −1 to the right, 0 on it: exact for all finite coordinates below 1e12.
/// \par Source Shewchuk (1997), a filter and, where it cannot tell, an expansion.
[[nodiscard]] int side_of(Point a, Point b, Point c);

} // namespace kerb::network::detail
