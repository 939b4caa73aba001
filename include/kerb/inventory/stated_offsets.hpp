// On which clocks were the records of a city written?
#pragma once

#include <cstdint>
#include <set>

#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// The offsets from UTC, in minutes, that events, cases and readings state for their times. With more than one of them,
/// times that are compared by what the clock showed (Moment) may be hours apart from what was meant. Looks are put on
/// one clock where they are used, so they are not asked. \par Complexity O(records)
[[nodiscard]] std::set<std::int16_t> stated_offsets(const Inventory& city);

} // namespace kerb
