// kerb waterlogging points: rain of any strength poured on what a run holds.
#include "waterlogging_points_storms.hpp"

#include <algorithm>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

namespace kerb::tools {

using namespace waterlogging;

namespace {

/// Rain that ends, and a while in which water runs off and is drained.
Rain with_end(Rain rain, double watch_min) {
    constexpr double step_min = 5;
    for (double at = 0; at < watch_min; at += step_min) {
        rain.length_s.push_back(std::min(step_min, watch_min - at) * 60);
        rain.fallen_m.push_back(0);
        for (auto& excess : rain.excess_m) {
            excess.push_back(0);
        }
    }
    return rain;
}

double watch_minutes(const PointsCommand& options) {
    const auto minutes = parse_minutes(options.watch_for);
    if (!minutes) {
        throw UsageError(
            {"storm.bad_duration", {{"option", std::string("--watch-for")}, {"value", options.watch_for}}});
    }
    return *minutes;
}

} // namespace

Storms::Storms(PointsRun& run, const PointsCommand& options) : run_(run), options_(options) {
    if (!options.runoff.empty()) {
        const auto depth = parse_millimetres(options.runoff);
        if (!depth) {
            throw UsageError({"points.bad_runoff", {{"value", options.runoff}}});
        }
        run.rain = rain_ = rain_at_once(*depth / 1000, surface_count);
        return;
    }
    watch_min_ = watch_minutes(options);
    rain_ = searched(run.storm->shown.hyetograph);
    run.rain = with_end(rain_on_surfaces(run.storm->shown.hyetograph, run.losses), watch_min_);
}

/// Without culverts no level rises after the rain, so none is waited for.
Rain Storms::searched(const Hyetograph& hyetograph) const {
    auto rain = rain_on_surfaces(hyetograph, run_.losses);
    return run_.inlets && !run_.inlets->culverts.empty() ? with_end(std::move(rain), watch_min_) : rain;
}

StormWater Storms::pour(const Rain& rain, std::span<const Watch> watches, const StormVariant& variant) const {
    const auto* own = run_.inlets ? &*run_.inlets : nullptr;
    return run_storm(variant.tree != nullptr ? *variant.tree : run_.found.tree, run_.surfaces, rain, watches,
                     variant.inlets != nullptr ? variant.inlets : own);
}

std::vector<double> Storms::levels(const StormVariant& variant) const {
    return pour(rain_, {}, variant).highest_m;
}

std::vector<double> Storms::levels_at_depth(double depth_mm) const {
    if (depth_mm <= 0) {
        return std::vector<double>(run_.water.highest_m.size(), -std::numeric_limits<double>::infinity());
    }
    if (depth_mm == run_.figures.rain_mm) {
        return run_.water.highest_m; // poured already
    }
    if (!options_.runoff.empty()) {
        return pour(rain_at_once(depth_mm / 1000, surface_count)).highest_m;
    }
    auto hyetograph = run_.storm->shown.hyetograph;
    const double factor = depth_mm / hyetograph.total_mm();
    for (auto& depth : hyetograph.depth_mm) {
        depth *= factor;
    }
    return pour(searched(hyetograph)).highest_m;
}

std::vector<double> Storms::levels_at_period(double return_period_a, const StormVariant& variant) const {
    const bool own = variant.tree == nullptr && variant.inlets == nullptr;
    if (own && return_period_a == run_.storm->shown.design->return_period_a) {
        return run_.water.highest_m; // poured already
    }
    auto wish = storm_wish(options_.storm);
    wish.formula.return_period_a = return_period_a;
    wish.formula.id = run_.storm->shown.design->formula.id;
    return pour(searched(design_storm(*run_.storm->city, wish).hyetograph), {}, variant).highest_m;
}

std::vector<double> usual_periods(const DesignStorm& design, double most_a) {
    std::vector<double> periods;
    for (const double p : {0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0}) {
        if (p <= most_a && design.formula.covers(p, design.duration_min)) {
            periods.push_back(p);
        }
    }
    return periods;
}

} // namespace kerb::tools
