// kerb waterlogging points: rain of any strength poured on what a run holds.
#pragma once

#include <span>
#include <vector>

#include "waterlogging_points.hpp"

namespace kerb::tools {

/// What stands in for a part of the run; null: the run's own.
struct StormVariant {
    const waterlogging::DepressionTree* tree = nullptr;
    const waterlogging::PlacedInlets* inlets = nullptr;
};

/// \pre the run outlives it; const calls may come from several threads
class Storms {
public:
    /// Sets the run's rain. \throws UsageError
    Storms(PointsRun& run, const PointsCommand& options);

    [[nodiscard]] waterlogging::StormWater pour(const waterlogging::Rain& rain,
                                                std::span<const waterlogging::Watch> watches = {},
                                                const StormVariant& variant = {}) const;
    /// Highest levels in the run's own rain.
    [[nodiscard]] std::vector<double> levels(const StormVariant& variant) const;
    /// When the same rain falls with another depth.
    [[nodiscard]] std::vector<double> levels_at_depth(double depth_mm) const;
    /// In the design storm of another return period.
    [[nodiscard]] std::vector<double> levels_at_period(double return_period_a, const StormVariant& variant = {}) const;
    /// Has the rain a formula, and so a return period?
    [[nodiscard]] bool by_formula() const { return run_.storm && run_.storm->shown.design; }
    /// The run's rain, as far as levels can rise.
    [[nodiscard]] const waterlogging::Rain& rain() const { return rain_; }

private:
    [[nodiscard]] waterlogging::Rain searched(const waterlogging::Hyetograph& hyetograph) const;

    PointsRun& run_;
    const PointsCommand& options_;
    waterlogging::Rain rain_;
    double watch_min_ = 0;
};

/// Return periods that one looks at, as far as the formula covers them, up to `most_a`.
[[nodiscard]] std::vector<double> usual_periods(const waterlogging::DesignStorm& design, double most_a);

/// From which rain and return period on the threshold is reached at the worst points.
void find_onsets(PointsRun& run, const Storms& storms, const PointsCommand& options);
/// What one more inlet, the next diameter and a lower sill are worth at the worst points.
void find_fixes(PointsRun& run, const Storms& storms, const PointsCommand& options);
/// In how many realisations of terrain error and blocked inlets each point stands under water.
void find_chances(PointsRun& run, const Storms& storms, const PointsCommand& options);

} // namespace kerb::tools
