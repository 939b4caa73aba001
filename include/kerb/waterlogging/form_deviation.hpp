// How far the forms of one storm formula lie apart: a wrong transcription shows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <kerb/waterlogging/storm_formula.hpp>

namespace kerb::waterlogging {

/// Mean deviation at one return period from which on a formula counts as wrongly transcribed.
inline constexpr double form_tolerance = 0.15;

/// A formula held against a more trusted form of the same edition, at one return period.
struct FormDeviation {
    std::string formula, against; ///< ids
    double return_period_a = 0;
    double mean = 0;         ///< of |x/y − 1| over the durations
    double worst = 0;        ///< the x/y − 1 farthest from 0
    double worst_at_min = 0; ///< duration of the worst
};

/// Deviations between all pairs of different forms of the same zone and edition: the general form against the interval
/// and the single-P ones, the interval form against the single-P ones.
///
/// Return periods are those of the single-P form, else 2, 3, 5, 10, 20, 30, 50 and 100 a; durations the 5, 10, 15, 20,
/// 30, 45, 60, 90, 120, 150 and 180 min of which formulas are made (GB 50014); always within the declared ranges of
/// both. The mean over durations is judged, as GB 50014 judges a fit, because an honest general formula may be 19 % off
/// at one end (Guangzhou 2022: P = 2 a, 180 min) with a mean of 10 %, while a slip of the pen is off everywhere. \par
/// Complexity O(formulas² · return periods · durations).
[[nodiscard]] std::vector<FormDeviation> form_deviations(std::span<const StormFormula> formulas);

} // namespace kerb::waterlogging
