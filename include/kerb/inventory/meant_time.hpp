// Which moments of a record can be meant?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/moment.hpp>

namespace kerb {

/// Systems write 1900-01-01 or 9999-12-31 where they know no date. In seconds as those of Moment.
struct MeantTime {
    static constexpr std::int64_t years_s = std::int64_t{20} * 36525 * 864;

    std::int64_t first = 0, last = 0; ///< begins before or after are not meant
    [[nodiscard]] bool begins(std::int64_t at) const { return at >= first && at <= last; }
    /// So late an end is none.
    [[nodiscard]] bool never(std::int64_t at) const { return at > last + years_s; }
};

/// From 1980 to the last begin that no gap of more than twenty years parts from the middle one.
/// \par Complexity O(n log n)
[[nodiscard]] MeantTime meant_time(std::span<const std::int64_t> begins);

/// The last of the moments that are meant: a few at the end (fewer than one in a hundred) that more than a year and a
/// day parts from all before are none, nor are those of which meant_time() says so. Of equal ones the first. \pre not
/// empty \par Complexity O(n); O(n log n) where the last is in doubt
[[nodiscard]] Moment last_meant(std::vector<Moment> moments);

} // namespace kerb
