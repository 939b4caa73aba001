// Working hours of a city's offices: 工作日, 工作时.
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <kerb/base/moment.hpp>

namespace kerb::scorecard {

/// Which seconds count. The calendar `clock` counts all.
struct WorkCalendar {
    std::array<bool, 7> work_day = {true, true, true, true, true, false, false}; ///< from Monday on
    std::vector<std::pair<std::int64_t, std::int64_t>> spans; ///< seconds of a day, ascending and apart; half open
    std::set<std::int64_t> holidays, made_up;                 ///< days since 1970-01-01: off, and worked in return

    [[nodiscard]] bool works(std::int64_t day) const;
    /// Working seconds of a day.
    [[nodiscard]] std::int64_t day_seconds() const;
    /// The moment when `seconds` of work are done that began at `from`. \pre some day of the week is worked
    [[nodiscard]] std::int64_t after(std::int64_t from, std::int64_t seconds) const;
};

/// Names of `data/calendars/`, sorted, without their ending.
[[nodiscard]] std::vector<std::string> calendar_names();
/// \throws UsageError when there is none of this name; SourceError for what no calendar may say
[[nodiscard]] WorkCalendar calendar_named(std::string_view name);

} // namespace kerb::scorecard
