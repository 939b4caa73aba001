// Do recorded levels and the terrain stand on one height datum?
#pragma once

#include <functional>
#include <optional>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb::waterlogging {

/// What the ground levels of manholes say of their height datum: they stand on the terrain, so where they lie above or
/// below it in common (the Wusong datum 吴淞高程 lies some 1.7 m under the one of 1985), levels of pipes and heights of
/// the terrain must not be put together. Nothing is moved: which of the two is right the records do not say.
/// \param ground_m height of the terrain at a place; none off it
/// \return the warning `drains.other_datum` for the layer, with how many were compared, their median above the terrain
///     and the middle half; none with fewer than 10 manholes, a median within half a metre, or a middle half that is as
///     wide as the median is far (a coarse terrain, not a shift). \par Complexity O(m log m), m manholes
[[nodiscard]] std::optional<Issue> other_datum(const Inventory& city,
                                               const std::function<std::optional<double>(Point)>& ground_m);

} // namespace kerb::waterlogging
