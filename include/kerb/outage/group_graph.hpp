// Which roads meet, and which circuits lie beside each other?
#pragma once

#include <vector>

#include <kerb/outage/lamp_table.hpp>
#include <kerb/outage/neighbours.hpp>

namespace kerb::outage {

/// Pairs of groups of a level, lower number first, ascending, each once. Roads meet where end points of their lines lie
/// within a centimetre; circuits (and cabinets) are neighbours when they have lamps on one road, or on roads that meet.
/// Of any other level none. \par Complexity O(n log n) for roads of bounded degree
[[nodiscard]] std::vector<NeighbourPair> neighbour_pairs(const Inventory& city, const LampTable& table, Level level);

} // namespace kerb::outage
