// What an inventory says twice, or against itself.
#pragma once

#include <string_view>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// Streetlights against the zones of `kind`. `zone.outside`: no such zone holds the light. For lights with a label in
/// `district`: `zone.label_unknown` when no zone bears it as key or name, `zone.label_differs` when the zone that holds
/// the light is another one. Nothing when there are no such zones or no light has a label.
/// \par Complexity O(lights × zones) boxes, one point-in-polygon test per box hit.
[[nodiscard]] std::vector<Issue> check_zone_labels(const Inventory& city, std::string_view kind = "district");

/// Streetlights within `tolerance_m` of an earlier one: `asset.duplicate_place`, on the later one.
[[nodiscard]] std::vector<Issue> check_duplicate_places(const Inventory& city, double tolerance_m = 0.01);

/// All of the above, in that order.
[[nodiscard]] std::vector<Issue> check_records(const Inventory& city);

} // namespace kerb
