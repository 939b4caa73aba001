// Places within 1 mm of each other become one.
#pragma once

#include <utility>
#include <vector>

#include "place_table.hpp"

namespace kerb::network::detail {

/// A point whose place has others near it.
struct NearEntry {
    RecordId record;
    std::uint32_t index = 0;
    bool is_end = false;
};

/// Says of each such point which is the first of its node, and where that stands when it is not where it was.
/// \param near pairs of records, in any order, perhaps twice
void resolve_near(const PlaceTable& table, std::span<const Point> points, std::vector<NearPair> near,
                  std::vector<NearEntry> entries, std::span<std::uint32_t> first,
                  std::vector<std::pair<std::uint32_t, Point>>& moved);

} // namespace kerb::network::detail
