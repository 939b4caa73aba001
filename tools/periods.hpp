// When assets are there, as records say it.
#pragma once

#include <optional>
#include <string>

#include <kerb/base/moment.hpp>
#include <kerb/coverage/conflicts.hpp>

namespace kerb::tools {

/// A day lasts from its first second to its last; a missing moment is open. It may end before it starts.
inline coverage::Period period_between(const std::optional<Moment>& start, const std::optional<Moment>& end) {
    constexpr std::int64_t last_second = 86399; // of a day
    coverage::Period period;
    if (start) {
        period.from = start->seconds;
    }
    if (end) {
        period.to = end->has_time ? end->seconds : end->seconds + last_second;
    }
    return period;
}

/// The ends of a period; empty where it is open.
inline std::string begin_text(const coverage::Period& period) {
    return period.from == coverage::Period().from ? "" : to_text(Moment{period.from, true});
}
inline std::string end_text(const coverage::Period& period) {
    return period.to == coverage::Period().to ? "" : to_text(Moment{period.to, true});
}

} // namespace kerb::tools
