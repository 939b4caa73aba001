// How long do lamps of a type live, and how many will fail next month?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// The part of one lamp's life that was watched, in any unit of age.
struct Life {
    double entered = 0;      ///< its age when the record began; 0: watched from new
    double until = 0;        ///< its age when it failed, or when the watch ended
    bool failed = true;      ///< otherwise still alive then
    std::uint32_t group = 0; ///< from 0: a type, a batch
};

/// Hazard (shape/scale) (t/scale)^(shape − 1): below a shape of 1 the young fail, above it the old.
struct Weibull {
    double shape = 1, scale = 1;
    /// Of ln shape and ln scale, from the observed information.
    double var_ln_shape = 0, var_ln_scale = 0, covariance = 0;
    double log_likelihood = 0;
    friend bool operator==(const Weibull&, const Weibull&) = default;

    /// Hazard up to an age, −ln of the share that live longer.
    [[nodiscard]] double hazard_until(double age) const;
    /// The age by which a share has failed (0.5: median life). \pre 0 < share < 1 \throws UsageError otherwise
    [[nodiscard]] double age_of(double share) const;
    /// Bounds by the delta method on the logarithm, which keeps them above 0 (Meeker & Escobar 1998, 8.4).
    /// \pre 0 < confidence < 1 \throws UsageError otherwise
    [[nodiscard]] Interval shape_bounds(double confidence = 0.95) const;
    [[nodiscard]] Interval scale_bounds(double confidence = 0.95) const;
    [[nodiscard]] Interval age_bounds(double share, double confidence = 0.95) const;
};

enum class LifeState : std::uint8_t {
    fitted,
    no_data,
    no_failures, ///< nothing failed: any long life fits
    no_maximum   ///< the likelihood has none: all failed at the oldest age, or hazards fall faster than any Weibull's
};

struct LifeFit {
    std::int64_t lives = 0, failures = 0;
    std::int64_t useless = 0; ///< lives with `until` not above `entered`, or no ages at all
    LifeState state = LifeState::no_data;
    std::optional<Weibull> weibull; ///< where fitted
    [[nodiscard]] bool converged() const { return state == LifeState::fitted; }
    friend bool operator==(const LifeFit&, const LifeFit&) = default;
};

/// Maximum likelihood with left truncation and right censoring, Σ d ln h(t) − [H(until) − H(entered)] (Meeker & Escobar
/// 1998; Hong, Meeker & McCalley 2009): a lamp that was old when the record began says nothing of those that had failed
/// by then. Given the shape the scale is closed, so one root is sought, by safeguarded Newton; for many lives from
/// where a histogram of ln age has it. By group, with the same bits for any order of rows. \pre groups below `groups`
/// \throws UsageError otherwise \par Complexity O(n), about three exponentials a life
[[nodiscard]] std::vector<LifeFit> fit_lives(std::span<const Life> lives, std::uint32_t groups = 1);

} // namespace kerb::outage
