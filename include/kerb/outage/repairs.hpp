// How long do repairs take, of all faults and of each group of them?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/availability.hpp>
#include <kerb/outage/interval.hpp>
#include <kerb/outage/survival.hpp>

namespace kerb::outage {

/// One fault: a lamp, or a cable with sixty of them. Seconds on the city's clock.
struct FaultSpan {
    std::int64_t from = 0;
    std::optional<std::int64_t> to; ///< none: not yet repaired
};

/// In what times are told. Records that give days without a time of day are counted in days: a fault of day 3 that is
/// repaired on day 5 took 2 days, one that is repaired on its own day 0.
enum class RepairUnit : std::uint8_t { hours, days };

struct RepairOptions {
    RepairUnit unit = RepairUnit::hours;
    Stretch window; ///< in which the record would have told of a repair; of days: midnights
    double confidence = 0.95;
    std::vector<double> within;       ///< limits, in units
    std::optional<double> mean_until; ///< of the restricted mean, in units
};

/// Share repaired within a limit, of all faults, those still open and those older than the record included.
struct RepairWithin {
    double limit = 0;
    std::optional<double> share; ///< none when no fault was watched for so long
    Interval bounds;             ///< log–log (Kalbfleisch & Prentice 1980); Clopper–Pearson's where none or all are
};

/// A point of the curve of faults that are still open, from an age on.
struct RepairStep {
    double at = 0;
    std::int64_t at_risk = 0, repaired = 0;
    double open = 1;
    Interval bounds;
};

struct RepairTimes {
    std::int64_t faults = 0;           ///< that the window tells something of, or would if they lasted
    std::int64_t repaired = 0;         ///< within the window
    std::int64_t open = 0;             ///< at its end
    std::int64_t begun_before = 0;     ///< of these, begun before it: among those at risk from the age they had by then
    std::int64_t useless = 0;          ///< over in the moment they began
    std::optional<double> median, p90; ///< none when the record ends before
    Interval median_bounds, p90_bounds; ///< Brookmeyer & Crowley 1982; endless where the record ends before
    std::vector<RepairWithin> within;
    std::optional<double> mean;        ///< up to `mean_until`; none when the record ends before
    std::optional<double> closed_mean; ///< of what is closed alone, as reports print it: too short
    double watched = 0;                ///< age up to which faults were watched
    std::vector<RepairStep> curve;
};

struct RepairReport {
    RepairTimes all;
    std::vector<RepairTimes> groups;
    std::int64_t before = 0; ///< over before the window: not used
    std::int64_t after = 0;  ///< begun when it had ended: not used
};

/// Kaplan & Meier's curve of each group (see Survival): faults begun before the window enter at the age they had, those
/// that outlast it are censored at its end. \param group of each fault; `groups` or more: in none
/// \pre a group for each fault, a window that does not run backwards, limits ≥ 0, 0 < confidence < 1
/// \throws UsageError otherwise \par Complexity O(n log n)
[[nodiscard]] RepairReport repair_times(std::span<const FaultSpan> faults, std::span<const std::uint32_t> group,
                                        std::size_t groups, const RepairOptions& options);

/// A curve of at most so many points: the first, the last, and evenly between. \pre most ≥ 2
[[nodiscard]] std::vector<RepairStep> thinned(const std::vector<RepairStep>& curve, std::size_t most);

} // namespace kerb::outage
