// Which moments of a record of faults can be meant?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb::tools {

/// A fault as it was read.
struct DatedFault {
    std::uint32_t record = 0; ///< position in the inventory's events or cases
    std::string key;          ///< for issues
    Moment from;
    std::optional<Moment> to;
    std::vector<std::uint32_t> lamps;
    std::string district;
};

/// Systems write 1900-01-01 or 9999-12-31 where they know no date.
struct MeantTime {
    static constexpr std::int64_t years_s = std::int64_t{20} * 36525 * 864;

    std::int64_t first = 0, last = 0; ///< begins before or after are not meant
    [[nodiscard]] bool begins(std::int64_t at) const { return at >= first && at <= last; }
    /// So late an end is none.
    [[nodiscard]] bool never(std::int64_t at) const { return at > last + years_s; }
};

/// From 1980 to the last begin that no gap of more than twenty years parts from the middle one.
[[nodiscard]] MeantTime meant_time(std::span<const std::int64_t> begins);

/// The last of the moments that are meant: a few at the end (fewer than one in a hundred) that a year and a day or more
/// parts from all before are none, nor are those of which meant_time() says so. \pre not empty
/// \par Complexity O(n log n)
[[nodiscard]] Moment last_meant(std::vector<Moment> moments);
/// Times of events, readings and, without any of these, requests that lie after `last`: `fault.late_record`, for each
/// record.
[[nodiscard]] std::vector<Issue> records_after(const Inventory& city, const Moment& last);

struct MeantFaults {
    std::vector<DatedFault> faults;
    bool days = false;         ///< most faults lack a time of day
    std::int64_t endless = 0;  ///< ends that were none: still open
    std::vector<Issue> issues; ///< of each fault that was set aside or had no end
};

/// Faults that begin in the time that is meant. Where most have times of day, those without are set aside, as hours
/// cannot be told of them. What is set aside is taken from `accounting`'s used.
[[nodiscard]] MeantFaults meant_faults(std::vector<DatedFault> faults, const std::string& layer,
                                       Accounting& accounting);

} // namespace kerb::tools
