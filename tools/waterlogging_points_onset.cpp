// kerb waterlogging points: from which rain and return period on.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "waterlogging_points_storms.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr double onset_resolution_mm = 0.5;
/// Of the logarithm of the return period: 7 %.
constexpr double onset_resolution_lg = 0.03;

/// The return period of a logarithm; what is a hundredth of a year but for rounding is one.
double period_of(double lg) {
    const double period = std::pow(10, lg), near = std::round(period * 100) / 100;
    return std::abs(period - near) < 1e-9 * period ? near : period;
}

/// Return periods of a formula's range up to that of the storm at which levels are looked at, as logarithms.
std::vector<double> loads_of(const DesignStorm& design) {
    std::vector<double> loads;
    for (const double p : usual_periods(design, design.return_period_a)) {
        if (p < design.return_period_a) {
            loads.push_back(std::log10(p));
        }
    }
    loads.push_back(std::log10(design.return_period_a));
    return loads;
}

std::vector<Onset> find_periods(const PointsRun& run, const std::vector<WatchedPlace>& places, const Storms& storms,
                                Threads threads) {
    const auto& design = *run.storm->shown.design;
    // Single-P formulas have no curve between two of them.
    const double resolution =
        design.formula.form() == FormulaForm::single ? std::numeric_limits<double>::infinity() : onset_resolution_lg;
    auto found = onsets(
        places, loads_of(design), resolution, [&storms](double lg) { return storms.levels_at_period(period_of(lg)); },
        threads);
    for (auto& onset : found) {
        onset.below = std::isfinite(onset.below) ? period_of(onset.below) : onset.below;
        onset.reached = std::isfinite(onset.reached) ? period_of(onset.reached) : onset.reached;
    }
    return found;
}

/// Where a return period is known its storm's depth is the rain; else the same rain is made weaker until it is just
/// enough.
std::vector<Onset> find_depths(const PointsRun& run, const std::vector<WatchedPlace>& places,
                               const std::vector<Onset>& periods, const Storms& storms, Threads threads) {
    std::vector<std::size_t> open;
    std::vector<WatchedPlace> asked;
    std::vector<Onset> depths(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!periods.empty() && std::isfinite(periods[i].below) && std::isfinite(periods[i].reached)) {
            const auto& design = *run.storm->shown.design;
            const auto depth = [&design](double p) { return design.formula.depth_mm(p, design.duration_min); };
            depths[i] = {depth(periods[i].below), depth(periods[i].reached)};
        } else {
            open.push_back(i);
            asked.push_back(places[i]);
        }
    }
    const double loads[] = {0, run.figures.rain_mm};
    const auto found = onsets(
        asked, loads, std::max(onset_resolution_mm, run.figures.rain_mm / 50),
        [&storms](double depth_mm) { return storms.levels_at_depth(depth_mm); }, threads);
    for (std::size_t i = 0; i < open.size(); ++i) {
        depths[open[i]] = found[i];
    }
    return depths;
}

/// The roads under water, each with all of its low places; when only some points are asked for, none.
void add_roads(const PointsRun& run, std::size_t asked, std::vector<WatchedPlace>& places) {
    if (asked < run.points.size()) {
        return;
    }
    std::map<std::uint32_t, std::size_t> place_of;
    for (const auto& road : run.figures.roads) {
        place_of[road.position + 1] = places.size();
        places.emplace_back();
    }
    for (const auto& low : run.low_roads) {
        const auto at = place_of.find(low.road);
        const Watch watch{low.leaf, low.ground_m + run.threshold_m};
        if (at != place_of.end() && run.water.highest_m[watch.leaf] >= watch.level_m) {
            places[at->second].push_back(watch);
        }
    }
}

} // namespace

void find_onsets(PointsRun& run, const Storms& storms, const PointsCommand& options) {
    const Threads threads(options.terrain.threads);
    const auto count = options.onsets == 0 ? run.points.size() : std::min(options.onsets, run.points.size());
    std::vector<WatchedPlace> places(count);
    for (const auto& watch : run.watches) {
        const auto place = run.point_of_leaf[watch.leaf];
        if (place != 0 && place <= count && run.water.highest_m[watch.leaf] >= watch.level_m) {
            places[place - 1].push_back(watch);
        }
    }
    const auto of_points = places.size();
    add_roads(run, count, places);
    const auto periods = storms.by_formula() ? find_periods(run, places, storms, threads) : std::vector<Onset>();
    const auto depths = find_depths(run, places, periods, storms, threads);
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto set = [&](auto& found) {
            found.onset_rain_mm = depths[i];
            found.onset_return_period_a = periods.empty() ? std::nullopt : std::optional(periods[i]);
        };
        if (i < of_points) {
            set(run.points[i]);
        } else {
            set(run.figures.roads[i - of_points]);
        }
    }
}

} // namespace kerb::tools
