// The storm of a city, a return period and a duration.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <kerb/base/message.hpp>
#include <kerb/waterlogging/hyetograph.hpp>
#include <kerb/waterlogging/storm_city.hpp>

namespace kerb::waterlogging {

/// How the depth is spread over the duration.
enum class StormShape : std::uint8_t { chicago, blocks, uniform };

/// The peak ratio where neither the city nor the wish gives one; results that use it say so.
inline constexpr double default_peak_ratio = 0.4;

/// Where a peak ratio comes from.
enum class PeakSource : std::uint8_t { wish, city, by_default };

[[nodiscard]] const char* name_of(StormShape shape);
[[nodiscard]] const char* name_of(PeakSource source);

struct StormWish {
    FormulaWish formula; ///< with the return period and the duration
    double step_min = 5;
    StormShape shape = StormShape::chicago;
    std::optional<double> peak_ratio; ///< absent: the city's, else default_peak_ratio
    RateFactor factor = RateFactor::rounded;
};

struct DesignStorm {
    StormFormula formula;
    double return_period_a = 0, duration_min = 0;
    StormCurve curve;
    double depth_mm = 0; ///< H(duration), which the hyetograph adds up to
    StormShape shape = StormShape::chicago;
    double peak_ratio = default_peak_ratio;
    PeakSource peak_source = PeakSource::by_default;
    std::optional<PeakRatio> stated_peak; ///< when the city gives it
    Hyetograph hyetograph;
    /// What a reader must know: the formula is unverified, superseded, quoted; its ranges are usual ones; its forms
    /// lie apart; the peak ratio is a default. Codes `storm.note_…`.
    std::vector<Message> notes;
};

/// \throws UsageError, Error as choose_formula() and chicago_hyetograph(). \par Complexity O(formulas + steps).
[[nodiscard]] DesignStorm design_storm(const StormCity& city, const StormWish& wish);

} // namespace kerb::waterlogging
