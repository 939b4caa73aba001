// How the depth of a storm is spread over its time.
#pragma once

#include <cstddef>
#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/waterlogging/storm_curve.hpp>

namespace kerb::waterlogging {

/// Rain by steps, each with a constant intensity. The first step begins at 0.
struct Hyetograph {
    std::vector<double> end_min;  ///< when each step ends, ascending
    std::vector<double> depth_mm; ///< what falls in each step, at least 0

    [[nodiscard]] std::size_t size() const { return end_min.size(); }
    [[nodiscard]] double begin_min(std::size_t step) const { return step == 0 ? 0 : end_min[step - 1]; }
    [[nodiscard]] double length_min(std::size_t step) const { return end_min[step] - begin_min(step); }
    [[nodiscard]] double intensity_mm_min(std::size_t step) const { return depth_mm[step] / length_min(step); }
    [[nodiscard]] double duration_min() const { return end_min.empty() ? 0 : end_min.back(); }
    /// Depth of the whole, mm.
    [[nodiscard]] double total_mm() const;
    /// The step of the highest intensity, the first of several. \pre size() > 0
    [[nodiscard]] std::size_t peak_step() const;
};

/// Depth that a Chicago storm has brought `at_min` minutes after its beginning, mm.
///
/// With H the curve's depth by duration, T the storm's duration and r the share of it before the peak, the depth within
/// x minutes before the peak is r H(x/r), and within x after it (1 − r) H(x/(1 − r)), so that the whole is H(T).
/// (Keifer and Chu 1957. Dividing both sides by r loses a tenth to a third of the rain.) \pre 0 ≤ r ≤ 1, 0 ≤ at_min ≤ T
[[nodiscard]] double chicago_depth_mm(const StormCurve& curve, double duration_min, double peak_ratio, double at_min);

/// A Chicago storm by steps: differences of chicago_depth_mm(), so the total is the curve's depth to 1e-12 of it, and
/// the peak step is not overstated as by samples of the intensity. \param step_min the duration is a whole number of
/// steps \throws UsageError for a duration that is none, or above 1,000,000 steps, and for a ratio outside of 0 … 1.
/// \par Complexity O(steps).
[[nodiscard]] Hyetograph chicago_hyetograph(const StormCurve& curve, double duration_min, double peak_ratio,
                                            double step_min);

/// A storm of alternating blocks: every run of k steps around the peak brings H(k steps), as near as whole steps allow.
/// The highest block stands in the step where a share `peak_ratio` of the duration has passed; the others follow by
/// size on whichever side is shorter of its share, after it when even. \throws UsageError as chicago_hyetograph(). \par
/// Complexity O(steps).
[[nodiscard]] Hyetograph block_hyetograph(const StormCurve& curve, double duration_min, double peak_ratio,
                                          double step_min);

/// A depth that falls evenly. \throws UsageError as chicago_hyetograph(), and for a depth that is negative or not
/// finite.
[[nodiscard]] Hyetograph uniform_hyetograph(double depth_mm, double duration_min, double step_min);

/// A measured or designed hyetograph from the columns of a table, one row per step.
///
/// A table with `from_min`, `to_min` and `depth_mm`, as `kerb waterlogging storm` writes it, is read by these alone.
///
/// Time in minutes: `end_min` or `start_min` as the names say; `time_min`, `time` or `时间`: starts when the first is
/// 0, else ends. With starts the last step is as long as the one before. Amount: `depth_mm`, `depth`, `rain_mm`, `雨量`
/// or `降雨量` in mm per step, or `intensity_mm_min`, `intensity_mm_h` or `intensity_l_s_ha` (with `factor`), also
/// `雨强` (mm/min). Upper and lower case are alike. \throws SourceError naming the table and the row when a column is
/// missing, or more than one might be meant, a value is missing, negative or not finite, times do not ascend, or no row
/// is there. \par Complexity O(rows).
[[nodiscard]] Hyetograph hyetograph_from_table(const FeatureTable& table, RateFactor factor = RateFactor::rounded);

} // namespace kerb::waterlogging
