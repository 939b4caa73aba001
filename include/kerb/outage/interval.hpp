// How sure is a share k of n?
#pragma once

#include <cstdint>
#include <optional>

namespace kerb::outage {

/// So many of so many.
struct Count {
    std::int64_t out = 0, of = 0; ///< 0 ≤ out ≤ of
    /// None where nothing was looked at: no data is not 0 %.
    [[nodiscard]] std::optional<double> share() const {
        return of > 0 ? std::optional(static_cast<double>(out) / static_cast<double>(of)) : std::nullopt;
    }
    friend bool operator==(const Count&, const Count&) = default;
};

struct Interval {
    double lo = 0, hi = 1;
    friend bool operator==(const Interval&, const Interval&) = default;
};

enum class IntervalMethod : std::uint8_t {
    wilson,          ///< E. B. Wilson (1927): the score interval; the one to show
    clopper_pearson, ///< exact binomial (1934): holds at least what it promises; the one to decide by
    jeffreys,        ///< Beta(k + ½, n − k + ½); 0 at k = 0 and 1 at k = n (Brown, Cai & DasGupta 2001)
    mid_p            ///< exact with half the probability of what was seen
};

/// Of the rate behind a count. [0, 1] when `of` is 0; a bound that is 0 or 1 is exactly so.
/// \pre 0 ≤ out ≤ of, 0 < confidence < 1 \throws UsageError otherwise \par Complexity some evaluations of the
/// incomplete beta function
[[nodiscard]] Interval interval(const Count& count, IntervalMethod method, double confidence = 0.95);

/// Of the share of all `population` lamps when `count.of` of them were picked singly and at random: the hypergeometric
/// distribution inverted over the whole numbers of lamps that may be out (as Clopper–Pearson, so never below its
/// promise). A census has no width. \pre as above; of ≤ population \throws UsageError otherwise
/// \par Complexity O(log population) evaluations of a hypergeometric tail
[[nodiscard]] Interval finite_interval(const Count& count, std::int64_t population, double confidence = 0.95);

/// Wilson's interval with as many observations as would tell as much from an endless population,
/// n (N − 1) / (N − n). \pre as for `finite_interval`
[[nodiscard]] Interval finite_wilson(const Count& count, std::int64_t population, double confidence = 0.95);

/// Wilson's for a share and a number of observations that need not be whole: what a design effect leaves of a sample.
/// \pre 0 ≤ share ≤ 1, n ≥ 0
[[nodiscard]] Interval wilson(double share, double n, double confidence = 0.95);
/// Clopper–Pearson's of the same kind (Korn & Graubard 1998).
[[nodiscard]] Interval clopper_pearson(double out, double n, double confidence = 0.95);

} // namespace kerb::outage
