// How far do the records of a city reach?
#pragma once

#include <optional>

#include <kerb/base/moment.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// The latest time that an inspection, a reading, an event or a case tells of: as of then a city is judged when nobody
/// says otherwise. A few far after the rest are not meant, see last_meant(). Plans and due dates, which lie ahead, are
/// not asked. Nothing without such records. \par Complexity O(records)
[[nodiscard]] std::optional<Moment> latest_record(const Inventory& city);

} // namespace kerb
