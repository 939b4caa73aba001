// How long does it last: a repair, with tickets that are still open and outages older than the record?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// One outage, in any unit of time since it began.
struct Duration {
    double entered = 0; ///< its age when it came under observation; 0: seen from the start
    double until = 0;   ///< its age when it ended, or when observation ended
    bool ended = true;  ///< repaired; otherwise still open
};

struct SurvivalStep {
    double at = 0;
    std::int64_t at_risk = 0, ended = 0;
    double open = 1;      ///< share still open after it
    double greenwood = 0; ///< Σ d / (r (r − d)), of the variance of ln of that share
    friend bool operator==(const SurvivalStep&, const SurvivalStep&) = default;
};

/// Kaplan & Meier 1958, with delayed entry: an outage counts among those at risk from the age at which it came under
/// observation. Averages of closed tickets alone are too short, and this is why it is not one.
class Survival {
public:
    /// Outages with `until` not above `entered` tell nothing; they are counted as `useless`.
    explicit Survival(std::span<const Duration> durations);

    [[nodiscard]] const std::vector<SurvivalStep>& steps() const { return steps_; }
    [[nodiscard]] std::int64_t ended() const { return ended_; }
    [[nodiscard]] std::int64_t open() const { return open_; }
    [[nodiscard]] std::int64_t useless() const { return useless_; }

    /// Share still open after a time. \par Complexity O(log steps)
    [[nodiscard]] double open_after(double time) const;
    /// Bounds of that share on the log–log scale (Kalbfleisch & Prentice 1980); [0, 1] after the last that can be told.
    [[nodiscard]] Interval open_bounds(double time, double confidence = 0.95) const;
    /// The time by which a share is repaired (0.5: the median; where the curve is level at it, the middle of the
    /// level); none when the record ends before. \pre 0 < share < 1
    [[nodiscard]] std::optional<double> time_of(double share) const;
    /// Its bounds (Brookmeyer & Crowley 1982): the times at which the bounds of the curve pass it; infinite where they
    /// do not.
    [[nodiscard]] Interval time_bounds(double share, double confidence = 0.95) const;
    /// Mean time open up to a limit: the area under the curve.
    [[nodiscard]] double mean_until(double limit) const;

private:
    std::vector<SurvivalStep> steps_; ///< at each age at which some ended, ascending
    std::int64_t ended_ = 0, open_ = 0, useless_ = 0;
};

} // namespace kerb::outage
