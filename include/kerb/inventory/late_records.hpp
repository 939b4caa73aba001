// Records that lie far after the rest, and the moment as of which the rest tells.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// Which records are asked for their times.
struct TimedRecords {
    bool events = false, readings = false, requests = false;
};

struct RecordTimes {
    TimedRecords asked;
    Moment last;              ///< the last that is meant, see last_meant()
    std::vector<Moment> late; ///< those after it, in order; ends that no one can know are none

    /// Does nothing speak of this moment: neither is it meant, nor does it lie between the first and the last late one?
    [[nodiscard]] bool beyond(const Moment& at) const;
};

/// Begins and ends of the records that are asked, without dates that stand for none; nothing without any.
/// \par Complexity O(n), see last_meant()
[[nodiscard]] std::optional<RecordTimes> record_times(const Inventory& city, const TimedRecords& asked);

/// `fault.late_record`. \param option that sets the end of the record, where there is one
[[nodiscard]] Issue late_record(const std::string& layer, const std::string& key, const std::string& asset,
                                const Moment& moment, const Moment& last, const std::string& option);
/// That of each record that was asked and lies after the last moment that is meant.
[[nodiscard]] std::vector<Issue> late_records(const Inventory& city, const RecordTimes& times,
                                              const std::string& option);
/// `fault.odd_end` of each event or request, of those that are asked, whose end lies more than twenty years after `at`:
/// it is counted as open. \par Complexity O(n)
[[nodiscard]] std::vector<Issue> odd_ends(const Inventory& city, const TimedRecords& asked, const Moment& at);

} // namespace kerb
