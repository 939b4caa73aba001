// How strongly it rains in a storm of one return period, by its duration.
#pragma once

#include <cstdint>

namespace kerb::waterlogging {

/// How many L/(s·ha) one mm/min is taken for: 167, as Chinese formulas and tables do, or 500/3 (166.67), as it is. The
/// two differ by 0.2 %.
enum class RateFactor : std::uint8_t { rounded, exact };

/// L/(s·ha) of 1 mm/min: 167 or 500/3.
[[nodiscard]] double rate_of_one_mm_min(RateFactor factor);

/// Mean intensity of a storm of t minutes, at one return period: i = a / (t + b)^n.
///
/// \pre a > 0, b ≥ 0, 0 < n < 1, so the depth grows with the duration. Durations are in minutes and at least 0.
struct StormCurve {
    double a = 0; ///< mm/min · min^n
    double b = 0; ///< min
    double n = 0;
    RateFactor factor = RateFactor::rounded; ///< by which mm/min and L/(s·ha) are turned into each other

    /// Mean intensity over the duration, mm/min.
    [[nodiscard]] double intensity_mm_min(double duration_min) const;
    /// Depth that falls within the duration, mm: H(t) = a t / (t + b)^n. 0 at 0.
    [[nodiscard]] double depth_mm(double duration_min) const;
    /// Mean intensity over the duration, L/(s·ha).
    [[nodiscard]] double rate_l_s_ha(double duration_min) const;
};

} // namespace kerb::waterlogging
