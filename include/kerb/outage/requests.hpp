// What do requests of citizens tell where no lamp is known: when, of which zone, and do they lie where they say?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/outage/state_words.hpp>

namespace kerb::outage {

/// A request about a dark lamp.
struct PlacedRequest {
    std::uint32_t record = 0; ///< position in `Inventory::cases`
    Moment from;
    std::optional<Moment> to;                        ///< none: not yet done
    std::uint32_t named = no_asset, lies = no_asset; ///< zones: whose key its label is, and the one that holds it
    /// Its label names a zone, and its point lies outside of that one, and not within 1 µm of its border.
    bool misplaced = false;
};

struct Requests {
    std::vector<PlacedRequest> requests; ///< in the order of their records
    Accounting accounting;               ///< of requests about dark lamps; those of other matters are passed over
    std::int64_t misplaced = 0;
    std::int64_t unknown_zone = 0;             ///< whose label is the key of no zone, where there are zones
    std::vector<std::string> repeated_numbers; ///< keys that came before, in the order of their records
};

/// Needs no lamp. Skipped, and told: `fault.repeated_number` (the key of one before: the same request once more),
/// `fault.request_no_begin`, `fault.request_negative` (done before it was made); those called duplicates
/// (`fault.duplicate`) or rejected (`fault.rejected`) are counted. Misplaced ones are told (`fault.misplaced`) and
/// used. Each kind that is not listed is told once (`fault.other_kind`), with its number. \param zone_kind of the zones
/// \par Complexity O(n log n)
[[nodiscard]] Requests requests_of(const Inventory& city, const StateWords& words, const std::string& zone_kind,
                                   std::vector<Issue>& issues);

} // namespace kerb::outage
