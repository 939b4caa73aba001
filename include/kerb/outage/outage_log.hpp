// From when to when was a lamp out: events of a log, and requests of citizens.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/state_words.hpp>

namespace kerb::outage {

/// An event or request during which lamps were out.
struct Fault {
    std::uint32_t record = 0; ///< position in `Inventory::events` or `cases`
    Moment from;
    std::optional<Moment> to; ///< none: not yet ended
    Named named = Named::nothing;
    std::vector<std::uint32_t> lamps; ///< rows of the table
    double distance_m = 0;            ///< from the place of a request to its lamp; 0 where it names one
    /// Of requests: the earlier fault that it tells of again.
    std::optional<std::uint32_t> repeats;
    ReportSource source = ReportSource::unknown;
};

struct FaultLog {
    std::vector<Fault> faults; ///< by begin, then by record
    Accounting accounting;     ///< of the events or requests about lamps; those of other matters are passed over
    std::int64_t by_key = 0, by_place = 0;
    std::int64_t marked_repeats = 0, found_repeats = 0; ///< requests called duplicates, and those that look like one
};

/// Events of kinds by which a lamp is out. Skipped, and told: `fault.no_lamp`, `fault.not_counted`, `fault.no_begin`,
/// `fault.negative` (it ends before it begins), `fault.repeated` (the same asset, kind and begin as one before).
[[nodiscard]] FaultLog faults_of_events(const Inventory& city, const LampIndex& index, const StateWords& words,
                                        std::vector<Issue>& issues);

/// Requests about dark lamps, matched by the key that they name, else to the nearest lamp within `within_m`; of equally
/// near ones the lowest key. A request that its city calls a duplicate, or about a lamp of which an earlier request is
/// still open, repeats that one. Those without a lamp near (`fault.no_lamp`) are counted, and told; rejected ones
/// (`fault.rejected`) are counted. Each kind that is not listed is told once (`fault.other_kind`), with its number.
[[nodiscard]] FaultLog faults_of_requests(const Inventory& city, const LampTable& table, const LampIndex& index,
                                          const StateWords& words, double within_m, std::vector<Issue>& issues);

/// Lamps that are out at a moment by a log. \param at on the city's clock
[[nodiscard]] std::vector<std::uint8_t> dark_at(const FaultLog& log, std::size_t lamps, const Moment& at);

} // namespace kerb::outage
