// What should have been done by a date and was not?
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include <kerb/base/moment.hpp>
#include <kerb/inventory/inventory.hpp>

namespace kerb {

/// Projects, milestones of projects, inspections of bridges, works with a permit.
enum class Promise : std::uint8_t { project, milestone, inspection, permit };

inline constexpr std::array<std::string_view, 4> promise_codes = {"project", "milestone", "inspection", "permit"};

/// A record that is late.
struct Overdue {
    Promise promise = Promise::project;
    std::uint32_t asset = 0; ///< its position in the layer of its kind
    Moment due;
    std::int64_t days = 0; ///< from the day it was due to the day it is looked at
    friend bool operator==(const Overdue&, const Overdue&) = default;
};

/// records = dated + those without a date, which nobody can call late.
struct OverdueCount {
    std::int64_t records = 0, dated = 0, overdue = 0;
    friend bool operator==(const OverdueCount&, const OverdueCount&) = default;
};

struct OverdueResult {
    std::array<OverdueCount, promise_codes.size()> counts; ///< by Promise
    std::vector<Overdue> list;                             ///< latest first, then by kind and position
};

/// A promise is overdue when its day (or time) has passed as of `as_of` and nothing says that it was kept: a project
/// whose planned end passed without an actual one, unless it is done or cancelled; a milestone whose planned day passed
/// without an actual one; a bridge whose inspection was due and that was not inspected since; a site still at work
/// after the end of its permit. What was done late is not overdue any more. Removed assets are not asked. \par
/// Complexity O(n log n)
[[nodiscard]] OverdueResult find_overdue(const Inventory& city, const Moment& as_of);

} // namespace kerb
