// Places within 1 mm of each other become one.
#pragma once

#include <utility>
#include <vector>

#include "place_table.hpp"

namespace kerb::network::detail {

/// Says of each such point which is the first of its node, and where that stands when it is not where it was.
void resolve_near(std::span<const Point> points, std::vector<NearEntry> entries, std::span<std::uint32_t> first,
                  std::vector<std::pair<std::uint32_t, Point>>& moved);

} // namespace kerb::network::detail
