// In which zones are there more requests for their people than elsewhere?
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <kerb/inventory/inventory.hpp>
#include <kerb/outage/scan.hpp>
#include <kerb/outage/state_words.hpp>

namespace kerb::outage {

/// Requests about dark lamps by zone.
struct ZoneCases {
    std::vector<std::uint32_t> zone; ///< positions in `Inventory::zones`, by key; those that have people
    Points centres;                  ///< a point inside each
    std::vector<double> population;
    std::vector<std::int64_t> cases;
    std::int64_t counted = 0;
    std::int64_t repeated = 0, rejected = 0; ///< called so by the city, and not counted
    std::int64_t outside = 0;                ///< in no zone, by place or by label
    std::int64_t without_people = 0;         ///< in a zone of which no population is known
    std::int64_t elsewhere = 0;              ///< counted where they lie, though their record names another zone
};

/// A request lies in the zone that holds its place, without a place there in that whose key its record names.
/// \param kind of the zones \par Complexity O(cases + zones)
[[nodiscard]] ZoneCases zone_cases(const Inventory& city, std::string_view kind, const StateWords& words);

/// Circles about the zones' centres, cases in proportion to people (Poisson): see scan_circles(). Of the clusters
/// `centre`, `last` and `lamps` are positions in the lists of `cases`.
[[nodiscard]] ScanResult scan_zones(const ZoneCases& cases, const ScanOptions& options, const Progress& progress = {});

} // namespace kerb::outage
