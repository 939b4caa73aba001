// kerb waterlogging points: from the storm to the points.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/units.hpp>

#include "road_class.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr double onset_resolution_mm = 0.5;
/// Of the logarithm of the return period: 7 %.
constexpr double onset_resolution_lg = 0.03;

double cubic_metres(const PointsRun& run, Volume volume) {
    return static_cast<double>(volume) * height_quantum_m * run.terrain.cell_m2();
}

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

/// Pours rain of any strength.
class Storms {
public:
    Storms(PointsRun& run, const PointsCommand& options) : run_(run), options_(options) {
        if (!options.runoff.empty()) {
            const auto depth = parse_millimetres(options.runoff);
            if (!depth) {
                throw UsageError({"points.bad_runoff", {{"value", options.runoff}}});
            }
            run.rain = rain_at_once(*depth / 1000, surface_count);
            return;
        }
        watch_min_ = watch_minutes(options);
        run.rain = rain_of(run.storm->shown.hyetograph);
    }

    [[nodiscard]] StormWater pour(const Rain& rain, std::span<const Watch> watches = {}) const {
        return run_storm(run_.found.tree, run_.surfaces, rain, watches, run_.inlets ? &*run_.inlets : nullptr);
    }
    /// Levels when the same rain falls with another depth. No level rises after the rain, so none is waited for.
    [[nodiscard]] std::vector<double> levels_at_depth(double depth_mm) const {
        if (!options_.runoff.empty()) {
            return pour(rain_at_once(depth_mm / 1000, surface_count)).highest_m;
        }
        auto hyetograph = run_.storm->shown.hyetograph;
        const double factor = depth_mm / hyetograph.total_mm();
        for (auto& depth : hyetograph.depth_mm) {
            depth *= factor;
        }
        return pour(rain_on_surfaces(hyetograph, run_.losses)).highest_m;
    }
    /// Levels in the design storm of another return period.
    [[nodiscard]] std::vector<double> levels_at_period(double return_period_a) const {
        auto wish = storm_wish(options_.storm);
        wish.formula.return_period_a = return_period_a;
        wish.formula.id = run_.storm->shown.design->formula.id;
        return pour(rain_on_surfaces(design_storm(*run_.storm->city, wish).hyetograph, run_.losses)).highest_m;
    }

private:
    [[nodiscard]] Rain rain_of(const Hyetograph& hyetograph) const {
        return with_end(rain_on_surfaces(hyetograph, run_.losses), watch_min_);
    }

    PointsRun& run_;
    const PointsCommand& options_;
    double watch_min_ = 0;
};

/// Each carriageway's lowest place in a leaf basin, at the threshold.
std::vector<Watch> watches_of(const std::vector<LowRoad>& low, double threshold_m) {
    std::vector<Watch> watches;
    for (const auto& road : low) {
        const Watch watch{road.leaf, road.ground_m + threshold_m};
        if (watches.empty() || watches.back().leaf != watch.leaf) {
            watches.push_back(watch);
        } else {
            watches.back().level_m = std::min(watches.back().level_m, watch.level_m);
        }
    }
    return watches;
}

void sum_up(PointsRun& run) {
    auto& figures = run.figures;
    figures.depressions = summarize(run.found.tree).outermost;
    figures.rain_mm = 0;
    for (const auto step : run.rain.fallen_m) {
        figures.rain_mm += step * 1000;
    }
    figures.rain_m3 = cubic_metres(run, run.water.rain);
    figures.lost_m3 = cubic_metres(run, std::max<Volume>(run.water.lost, 0)); // rounding of parts may pass the whole
    figures.ponded_m3 = cubic_metres(run, run.water.ponded);
    figures.drained_m3 = cubic_metres(run, run.water.drained);
    figures.outflow_m3 = cubic_metres(run, run.water.left_map);
    figures.balance_error = run.water.balance_error();
    figures.threshold_m = run.threshold_m;
    if (run.storm && run.storm->shown.design) {
        figures.return_period_a = run.storm->shown.design->return_period_a;
        figures.formula = run.storm->shown.design->formula.id;
    }
    if (run.storm) {
        figures.duration_min = run.storm->shown.hyetograph.duration_min();
    }
}

/// Is a leaf basin part of a hollow?
bool within(const DepressionTree& tree, std::uint32_t leaf, std::uint32_t hollow) {
    auto node = leaf;
    while (node != off_map && node < hollow) { // parents have higher numbers
        node = tree.nodes[node].parent;
    }
    return node == hollow;
}

void describe_road(const PointsRun& run, report::NamedWaterPoint& named) {
    if (!named.point.road) {
        return;
    }
    const auto roads = run.roads();
    const auto& road = roads[*named.point.road];
    named.road_key = road.about.key;
    named.road = !road.about.name_zh.empty()   ? road.about.name_zh.str()
                 : !road.about.name_en.empty() ? road.about.name_en.str()
                                               : road.about.key;
    named.road_class = code_of(road.road_class);
    std::map<std::string, double> by_class;
    for (const auto& flooded : named.point.flooded) {
        by_class[code_of(roads[flooded.road].road_class)] += flooded.length_m;
    }
    named.flooded_by_class.assign(by_class.begin(), by_class.end());
}

const std::string& key_of_limit(const Inventory& city, const DrainLimit& limit) {
    return limit.kind == DrainLimit::Kind::pump_station ? city.pump_stations[limit.position].about.key
                                                        : city.conduits[limit.position].about.key;
}

/// What held the water of a pond back: of its inlets that stood under water, or the lack of any.
void find_cause(const PointsRun& run, report::NamedWaterPoint& named) {
    if (!run.inlets) {
        named.cause = "no_drains";
        return;
    }
    double offered = 0;
    std::map<std::pair<DrainLimit::Kind, std::uint32_t>, double> held;
    bool any = false;
    for (std::size_t i = 0; i < run.water.inlets.size(); ++i) {
        const auto basin = run.inlets->basin[i];
        if (basin == no_basin || basin == off_map || run.inlets->ground_m[i] >= named.point.level_m ||
            !within(run.found.tree, basin, named.point.node)) {
            continue;
        }
        const auto& inlet = run.water.inlets[i];
        any = any || inlet.limit.kind != DrainLimit::Kind::no_way_out;
        offered += inlet.offered_m3;
        held[{inlet.limit.kind, inlet.limit.position}] += inlet.held_back_m3;
    }
    if (!any) {
        named.cause = "no_inlet";
        return;
    }
    const auto worst =
        std::max_element(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    constexpr double noticeable = 0.05; // of what the inlets could have taken
    if (worst->second <= noticeable * offered || worst->first.first == DrainLimit::Kind::none) {
        named.cause = "inlet";
        return;
    }
    const DrainLimit limit{worst->first.first, worst->first.second};
    named.cause = limit.kind == DrainLimit::Kind::conduit         ? "conduit"
                  : limit.kind == DrainLimit::Kind::pump_station  ? "pump_station"
                  : limit.kind == DrainLimit::Kind::outfall_level ? "outfall_level"
                                                                  : "no_way_out";
    if (limit.kind != DrainLimit::Kind::no_way_out) {
        named.cause_key = key_of_limit(*run.city, limit);
    }
}

/// Return periods of a formula's range up to that of the storm at which levels are looked at, as logarithms.
std::vector<double> periods_of(const DesignStorm& design) {
    std::vector<double> loads;
    for (const double p : {0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 50.0, 100.0}) {
        if (p < design.return_period_a && design.formula.covers(p, design.duration_min)) {
            loads.push_back(std::log10(p));
        }
    }
    loads.push_back(std::log10(design.return_period_a));
    return loads;
}

/// The return period of a logarithm; what is a hundredth of a year but for rounding is one.
double period_of(double lg) {
    const double period = std::pow(10, lg), near = std::round(period * 100) / 100;
    return std::abs(period - near) < 1e-9 * period ? near : period;
}

/// Watches that the storm reached, and from which rain and return period on.
struct Reached {
    std::vector<Watch> watches;
    std::vector<std::size_t> position; ///< among all watches
    std::vector<Onset> rain_mm, return_period_a;
};

void find_periods(const PointsRun& run, const Storms& storms, Reached& reached, Threads threads) {
    const auto& formula = run.storm->shown.design->formula;
    const auto periods = periods_of(*run.storm->shown.design);
    // Single-P formulas have no curve between two of them.
    const double resolution =
        formula.form() == FormulaForm::single ? std::numeric_limits<double>::infinity() : onset_resolution_lg;
    reached.return_period_a = onsets(
        reached.watches, periods, resolution, [&storms](double lg) { return storms.levels_at_period(period_of(lg)); },
        threads);
    for (auto& onset : reached.return_period_a) {
        onset.below = std::isfinite(onset.below) ? period_of(onset.below) : onset.below;
        onset.reached = std::isfinite(onset.reached) ? period_of(onset.reached) : onset.reached;
    }
}

/// Where a return period is known its storm's depth is the rain; else the same rain is made weaker until it is just
/// enough.
void find_depths(const PointsRun& run, const Storms& storms, Reached& reached, Threads threads) {
    std::vector<std::size_t> open;
    std::vector<Watch> asked;
    reached.rain_mm.resize(reached.watches.size());
    for (std::size_t i = 0; i < reached.watches.size(); ++i) {
        const auto* period = reached.return_period_a.empty() ? nullptr : &reached.return_period_a[i];
        if (period != nullptr && std::isfinite(period->below) && std::isfinite(period->reached)) {
            const auto& design = *run.storm->shown.design;
            const auto depth = [&design](double p) { return design.formula.depth_mm(p, design.duration_min); };
            reached.rain_mm[i] = {depth(period->below), depth(period->reached)};
        } else {
            open.push_back(i);
            asked.push_back(reached.watches[i]);
        }
    }
    const double loads[] = {0, run.figures.rain_mm};
    const auto found = onsets(
        asked, loads, std::max(onset_resolution_mm, run.figures.rain_mm / 50),
        [&storms](double depth_mm) { return storms.levels_at_depth(depth_mm); }, threads);
    for (std::size_t i = 0; i < open.size(); ++i) {
        reached.rain_mm[open[i]] = found[i];
    }
}

Reached reached_watches(const PointsRun& run, const std::vector<Watch>& watches, const Storms& storms,
                        Threads threads) {
    Reached reached;
    for (std::size_t i = 0; i < watches.size(); ++i) {
        if (run.water.highest_m[watches[i].leaf] > watches[i].level_m) {
            reached.position.push_back(i);
            reached.watches.push_back(watches[i]);
        }
    }
    const bool formula = run.storm && run.storm->shown.design;
    if (formula) {
        find_periods(run, storms, reached, threads);
    }
    find_depths(run, storms, reached, threads);
    return reached;
}

void keep_earliest(std::optional<Onset>& kept, const Onset& onset) {
    if (!kept || onset.reached < kept->reached) {
        kept = onset;
    }
}

} // namespace

void find_points(PointsRun& run, const Session& session, const PointsCommand& options) {
    const Storms storms(run, options);
    PointInput input{&run.terrain.grid, &run.found, run.road_of_cell, run.roads(), {}};
    const auto watches = watches_of(low_roads(input), run.threshold_m);
    report_progress(session.progress(), "progress.storm", 0);
    run.water = storms.pour(run.rain, watches);
    sum_up(run);
    input.highest_m = run.water.highest_m;
    report_progress(session.progress(), "progress.storm", 0.2);
    const auto reached = reached_watches(run, watches, storms, Threads(options.terrain.threads));
    for (auto& point : water_points(input, run.threshold_m)) {
        report::NamedWaterPoint named;
        named.point = std::move(point);
        named.id = fmt::format("W-{:03}", run.points.size() + 1);
        describe_road(run, named);
        named.evidence = run.inlets ? "model" : "terrain";
        find_cause(run, named);
        for (std::size_t i = 0; i < reached.watches.size(); ++i) {
            if (!within(run.found.tree, reached.watches[i].leaf, named.point.node)) {
                continue;
            }
            keep_earliest(named.onset_rain_mm, reached.rain_mm[i]);
            if (!reached.return_period_a.empty()) {
                keep_earliest(named.onset_return_period_a, reached.return_period_a[i]);
            }
            if (!run.water.over_min.empty()) {
                named.over_min = std::max(named.over_min.value_or(0), run.water.over_min[reached.position[i]]);
            }
        }
        run.points.push_back(std::move(named));
    }
    match_register(run, session, options);
    report_progress(session.progress(), "progress.storm", 1);
}

} // namespace kerb::tools
