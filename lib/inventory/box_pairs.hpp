// Pairs of boxes that meet.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb::detail {

/// Every pair (i < j) of boxes that meet or touch, each once, sorted. Empty boxes meet none. \par Complexity O(n log n
/// + pairs) for boxes of similar size.
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> meeting_boxes(const std::vector<Box>& boxes);

} // namespace kerb::detail
