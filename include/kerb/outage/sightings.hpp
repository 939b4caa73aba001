// One round of looking at lamps: who was looked at, what was seen, how the sample was drawn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/outage/faults.hpp>
#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/state_words.hpp>

namespace kerb::outage {

/// The looks of one name, or without names of one evening (noon to noon on the city's clock; a time that says its
/// offset is put on that clock, see place_of()).
struct Round {
    std::string name;
    std::optional<Moment> from, to; ///< of the looks that have a time
    std::int64_t looks = 0;
    friend bool operator==(const Round&, const Round&) = default;
};

/// Rounds of looks at lamps, the earliest end first; those without times before all, then by name.
[[nodiscard]] std::vector<Round> rounds_of(const Inventory& city, const LampIndex& index);

/// A round by lamp.
struct Sightings {
    Round round;
    std::vector<LampState> state; ///< by row of the table; `unknown` also where nobody looked
    std::vector<std::uint8_t> looked;
    std::vector<double> weight;                  ///< 1 / chance of being looked at; 1 where the records do not say
    std::vector<std::uint32_t> stratum, cluster; ///< from 0; equal where the records do not say
    std::vector<std::string> strata, clusters;
    bool designed = false;                       ///< the records tell of strata, clusters or weights
    Accounting accounting{};                     ///< of the looks
    std::int64_t repeated = 0, contradicted = 0; ///< further looks at a lamp in the round; the latest known one counts
    std::int64_t half_night = 0;                 ///< lamps that were dark after midnight as they should be: unknown
};

/// The looks of a round. A look at a pole tells of each of its heads where heads are counted; where poles are, a pole
/// is out when one of its heads is, and lit when one is lit and none out. What names no lamp (`sighting.no_lamp`), a
/// lamp that is not counted (`sighting.not_counted`), says what no list of words has (`sighting.no_word`), or has a
/// weight that is not above 0 and at most 1e9 (`sighting.bad_weight`) is an issue and skipped; looks at other assets
/// are passed over. Further looks at a lamp are told (`sighting.repeated`, `sighting.contradicted`); of those of one
/// time `out` counts, then `lit`, so the order of the records does not matter.
[[nodiscard]] Sightings sightings_of(const Inventory& city, const LampTable& table, const LampIndex& index,
                                     const StateWords& words, const Round& round, std::vector<Issue>& issues);

} // namespace kerb::outage
