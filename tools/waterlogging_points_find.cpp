// kerb waterlogging points: from the storm to the points.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "road_class.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

/// How far a point of the register may lie from the deepest place.
constexpr double same_place_m = 50;
constexpr double onset_resolution_mm = 0.1;

double cubic_metres(const PointsRun& run, Volume volume) {
    return static_cast<double>(volume) * height_quantum_m * run.terrain.cell_m2();
}

double depth_mm(const Rain& rain) {
    double sum = 0;
    for (const auto step : rain.fallen_m) {
        sum += step * 1000;
    }
    return sum;
}

/// The same rain, stronger or weaker throughout.
Rain scaled(const Rain& rain, double factor) {
    auto made = rain;
    const auto scale = [factor](std::vector<double>& depths) {
        for (auto& depth : depths) {
            depth *= factor;
        }
    };
    scale(made.fallen_m);
    for (auto& excess : made.excess_m) {
        scale(excess);
    }
    return made;
}

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
    figures.rain_mm = depth_mm(run.rain);
    figures.rain_m3 = cubic_metres(run, run.water.rain);
    figures.lost_m3 = cubic_metres(run, run.water.lost);
    figures.ponded_m3 = cubic_metres(run, run.water.ponded);
    figures.outflow_m3 = cubic_metres(run, run.water.left_map);
    figures.balance_error = run.water.balance_error();
    figures.threshold_m = run.threshold_m;
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
        by_class[std::string(code_of(roads[flooded.road].road_class))] += flooded.length_m;
    }
    named.flooded_by_class.assign(by_class.begin(), by_class.end());
}

/// The nearest point of the register, if one is near enough.
void find_known(const PointsRun& run, report::NamedWaterPoint& named) {
    double nearest = same_place_m;
    for (const auto& known : run.city ? run.city->waterlogging_points : std::vector<WaterloggingPoint>()) {
        if (const auto* place = std::get_if<Point>(&known.place)) {
            const double d = distance(*place, named.point.place);
            if (d < nearest) {
                nearest = d;
                named.known = known.about.key;
            }
        }
    }
    named.evidence = named.known.empty() ? "terrain" : "observed";
}

} // namespace

void find_points(PointsRun& run, const Session& session, const PointsCommand& options) {
    run.rain = rain_at_once(length_option("--runoff", options.runoff).value());
    PointInput input{&run.terrain.grid, &run.found, run.road_of_cell, run.roads(), {}};
    const auto watches = watches_of(low_roads(input), run.threshold_m);
    report_progress(session.progress(), "progress.storm", 0);
    run.water = run_storm(run.found.tree, run.surfaces, run.rain, watches);
    sum_up(run);
    input.highest_m = run.water.highest_m;
    std::vector<std::size_t> reached;
    std::vector<Watch> asked;
    for (std::size_t i = 0; i < watches.size(); ++i) {
        if (run.water.highest_m[watches[i].leaf] >= watches[i].level_m) {
            reached.push_back(i);
            asked.push_back(watches[i]);
        }
    }
    const double most = run.figures.rain_mm;
    const double loads[] = {0, most};
    const auto onset = onsets(asked, loads, onset_resolution_mm, [&run, most](double load) {
        return run_storm(run.found.tree, run.surfaces, scaled(run.rain, load / most)).highest_m;
    });
    for (auto& point : water_points(input, run.threshold_m)) {
        report::NamedWaterPoint named;
        named.point = std::move(point);
        named.id = fmt::format("W-{:03}", run.points.size() + 1);
        describe_road(run, named);
        find_known(run, named);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            if (!within(run.found.tree, asked[i].leaf, named.point.node)) {
                continue;
            }
            if (!named.onset_rain_mm || onset[i].reached < named.onset_rain_mm->reached) {
                named.onset_rain_mm = onset[i];
            }
            if (!run.water.over_min.empty()) {
                named.over_min = std::max(named.over_min.value_or(0), run.water.over_min[reached[i]]);
            }
        }
        named.cause = "no_drains";
        run.points.push_back(std::move(named));
    }
    report_progress(session.progress(), "progress.storm", 1);
}

} // namespace kerb::tools
