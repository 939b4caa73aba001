// Which outages are on which lists: a patrol, a log of events, requests of citizens?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/outage/outage_log.hpp>
#include <kerb/outage/sightings.hpp>

namespace kerb::outage {

/// An outage as one list has it.
struct ListedOutage {
    std::vector<std::uint32_t> lamps; ///< rows of the table; several: a whole circuit
    Moment from;
    std::optional<Moment> to;   ///< none: not yet ended
    std::optional<Point> place; ///< of a request that names no lamp
    friend bool operator==(const ListedOutage&, const ListedOutage&) = default;
};

struct OutageList {
    std::string name;                  ///< `patrol`, `events`, `tickets`
    std::vector<ListedOutage> outages; ///< those that repeat another left out
    std::int64_t records = 0, by_key = 0, by_place = 0, repeats = 0;
};

/// Faults of a log, without those that repeat an earlier one. \param requests the records of a log of requests, else
/// empty: their places
[[nodiscard]] OutageList list_of(const FaultLog& log, std::span<const Case> requests, std::string name);
/// Lamps that a round saw out, at the round's time.
[[nodiscard]] OutageList list_of(const Sightings& seen, std::string name);

struct LinkOptions {
    Moment from, to; ///< the one window of all lists
    /// Outages that last during the window, at most one a lamp; false: those that begin in it.
    bool lasting = false;
    double within_m = 25;               ///< a request without a lamp is of one so near
    std::vector<std::uint8_t> in_frame; ///< by lamp: could every list have it? Empty: of all lamps
};

struct LinkedOutage {
    std::uint32_t lamp = 0;
    Moment from; ///< the first that any list says
    std::optional<Moment> to;
    std::uint8_t lists = 0; ///< bit l: list l has it
};

struct LinkedLists {
    std::vector<LinkedOutage> outages;                 ///< by lamp, then begin
    std::int64_t outside_window = 0, not_in_frame = 0; ///< linked outages
    /// Whole circuits, known from currents, are no lamps' outages: theirs, and what other lists have of their lamps.
    std::int64_t wide = 0, of_wide = 0;
};

/// Two records are one outage when their lamp is the same and their times overlap; a request without a lamp is of the
/// nearest lamp within reach that another list has at the time, else of the nearest. Lists are taken in their order, a
/// list's records by begin, each to the first outage that the list does not have yet. A day ends with its last second.
/// \pre at most 8 lists \throws UsageError otherwise \par Complexity O(n log n)
[[nodiscard]] LinkedLists link_lists(const LampTable& table, std::span<const OutageList> lists,
                                     const LinkOptions& options);

} // namespace kerb::outage
