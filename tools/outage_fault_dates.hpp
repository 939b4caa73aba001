// Which moments of a record of faults can be meant?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/moment.hpp>

namespace kerb::tools {

/// A fault as it was read.
struct DatedFault {
    std::uint32_t record = 0; ///< position in the inventory's events or cases
    std::string key, asset;   ///< for issues
    Moment from;
    std::optional<Moment> to;
    std::vector<std::uint32_t> lamps;
    std::string district;
};

struct MeantFaults {
    std::vector<DatedFault> faults;
    bool days = false;         ///< most faults lack a time of day
    std::int64_t endless = 0;  ///< ends that were none: still open
    std::vector<Issue> issues; ///< of each fault that was set aside or had no end
};

/// Faults that begin in the time that is meant. Where most have times of day, those without are set aside, as hours
/// cannot be told of them. Unless the end of the record was given, a few far after the rest are set aside, and such
/// ends are none: `fault.late_record`. What is set aside is taken from `accounting`'s used.
[[nodiscard]] MeantFaults meant_faults(std::vector<DatedFault> faults, const std::string& layer, bool end_given,
                                       Accounting& accounting);

} // namespace kerb::tools
