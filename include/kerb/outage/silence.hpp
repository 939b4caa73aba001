// When did the controllers of lamps not speak?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/outage/availability.hpp>
#include <kerb/outage/lamp_index.hpp>

namespace kerb::outage {

/// Of each lamp with a controller of its own (readings that name the lamp, its pole or its head), from its first
/// reading within the window or before: the stretches that begin `silence_s` after a reading and end at the next one,
/// or with the window. Before its first reading a lamp is not taken to have a controller. By lamp, then by time. \pre
/// silence_s ≥ 0 \par Complexity O(n log n)
[[nodiscard]] std::vector<LampSilence> silences_of(const Inventory& city, const LampIndex& index, const Stretch& window,
                                                   std::int64_t silence_s = 86400);

} // namespace kerb::outage
