// How wide a road is, by its record.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/roads.hpp>

namespace kerb {

/// No carriageway is wider: a mistake of unit, or a number that stands for "not known".
inline constexpr double widest_road_m = 200;

/// The record's, if it can be: above 0 and at most `widest_road_m`. Else none, and who asks takes a usual one.
[[nodiscard]] std::optional<double> recorded_width_m(const Road& road);
/// Roads in place whose width cannot be (-9999, 0, 9999): `roads.odd_width`, for each.
[[nodiscard]] std::vector<Issue> odd_widths(std::span<const Road> roads);

} // namespace kerb
