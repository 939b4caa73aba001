// Which parts of the lives of lamps did a log of events watch, and how old are they now?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/outage/availability.hpp>
#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/life.hpp>

namespace kerb::outage {

struct LampLivesOptions {
    Stretch window; ///< in which the log would have told of a failure
    /// Kinds of events that are the failure asked for; other faults of a lamp end its life without being one, as
    /// whatever was done then makes the lamp another.
    std::vector<EventKind> failures = {EventKind::off};
    bool renewed = false; ///< also the lives that begin with a repair; otherwise the first of each lamp alone
};

struct LampLives {
    std::vector<Life> lives;                ///< ages in years; the group is that of `Level::type`
    std::vector<std::optional<double>> age; ///< by row of the table, at the window's end; none: not known, or in repair
    std::int64_t undated = 0;               ///< lamps of which nobody knows when they were built
    std::int64_t untyped = 0;               ///< of which nobody knows the type
    std::int64_t built_after = 0;           ///< built after the window
    std::int64_t in_repair = 0;             ///< with a fault that lasts at the window's end
    std::int64_t before_built = 0;          ///< events of a lamp older than itself: of the one before it
    /// Events that were not used: `fault.no_lamp`, `fault.no_begin`, `fault.negative` (it ends before it begins).
    std::vector<Issue> issues;
};

/// A lamp was built when its head's record says (of several heads the oldest), else its pole's. Its first life is
/// entered at the age at which the window (or its service, if later) begins; it ends with the first fault of the lamp
/// itself, its pole or its head, or with the window. Faults of whole circuits and cabinets are no failure of a lamp. A
/// repair makes a lamp new. Years have 365.25 days. \par Complexity O(n log n)
[[nodiscard]] LampLives lamp_lives(const Inventory& city, const LampTable& table, const LampIndex& index,
                                   const LampLivesOptions& options);

} // namespace kerb::outage
