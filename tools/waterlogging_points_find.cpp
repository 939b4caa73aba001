// kerb waterlogging points: from the storm to the points.
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include <kerb/waterlogging/depression_list.hpp>
#include <kerb/waterlogging/drain_hints.hpp>

#include "road_class.hpp"
#include "waterlogging_points_storms.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

double cubic_metres(const PointsRun& run, Volume volume) {
    return static_cast<double>(volume) * height_quantum_m * run.terrain.cell_m2();
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

std::string name_of(const Road& road) {
    return !road.about.name_zh.empty()   ? road.about.name_zh.str()
           : !road.about.name_en.empty() ? road.about.name_en.str()
                                         : road.about.key;
}

void describe_road(const PointsRun& run, report::NamedWaterPoint& named) {
    if (!named.point.road) {
        return;
    }
    const auto roads = run.roads();
    const auto& road = roads[*named.point.road];
    named.road_key = road.about.key;
    named.road = name_of(road);
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

/// What held the water of the pond at a place of the list (from 1) back: of its inlets that stood under water, or the
/// lack of any.
void find_cause(const PointsRun& run, std::uint32_t place, report::NamedWaterPoint& named) {
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
            run.point_of_leaf[basin] != place) {
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
        named.cause_position = limit.position;
    }
}

/// Minutes over the threshold, where in each point's hollow water stands longest.
void find_minutes(PointsRun& run) {
    for (std::size_t i = 0; i < run.water.over_min.size(); ++i) {
        if (const auto place = run.point_of_leaf[run.watches[i].leaf]; place != 0) {
            auto& over = run.points[place - 1].over_min;
            over = std::max(over.value_or(0), run.water.over_min[i]);
        }
    }
}

report::NamedWaterPoint name_point(const PointsRun& run, WaterPoint&& point) {
    report::NamedWaterPoint named;
    named.point = std::move(point);
    named.id = fmt::format("W-{:03}", run.points.size() + 1);
    describe_road(run, named);
    named.evidence = run.inlets ? "model" : "terrain";
    find_cause(run, static_cast<std::uint32_t>(run.points.size()) + 1, named);
    const auto cell = cell_at(run.terrain.grid, named.point.place);
    if (!run.conveyance.depth_m.empty() && cell) {
        const double depth = run.conveyance.depth_m[run.terrain.grid.index(*cell)];
        named.conveyance_depth_m = std::isfinite(depth) ? std::optional(depth) : std::nullopt;
    }
    return named;
}

/// The roads of all points, the longest stretch first.
void list_roads(PointsRun& run) {
    std::map<std::uint32_t, report::NamedRoad> roads;
    for (const auto& named : run.points) {
        for (const auto& flooded : named.point.flooded) {
            auto& road = roads[flooded.road];
            road.length_m += flooded.length_m;
            ++road.points;
        }
    }
    for (auto& [position, named] : roads) {
        const auto& road = run.roads()[position];
        named.road = name_of(road);
        named.road_key = road.about.key;
        named.road_class = code_of(road.road_class);
        named.position = position;
        run.figures.roads.push_back(std::move(named));
    }
    std::stable_sort(run.figures.roads.begin(), run.figures.roads.end(),
                     [](const auto& a, const auto& b) { return a.length_m > b.length_m; });
}

/// Moving water, where there are roads and time.
void find_conveyance(PointsRun& run, const Storms& storms) {
    if (run.road_of_cell.empty() || storms.rain().length_s.empty()) {
        return;
    }
    run.conveyance =
        street_conveyance({&run.terrain.grid, &run.found, run.surface_of_cell, run.road_of_cell, run.roads(),
                           run.water.highest_m, run.inlets ? &*run.inlets : nullptr, &storms.rain()},
                          *run.drain_rules, run.threshold_m);
    for (const auto& flow : run.conveyance.streets) {
        const auto& road = run.roads()[flow.road];
        run.figures.streets.push_back({name_of(road), road.about.key, code_of(road.road_class), flow});
    }
    for (std::size_t i = 0; i < run.water.through_m3.size(); ++i) {
        run.figures.culverts.push_back(
            {run.city->bridges[run.inlets->culverts[i].position].about.key, run.water.through_m3[i]});
    }
}

void find_hints(PointsRun& run) {
    if (!run.city) {
        return;
    }
    std::vector<PondPlace> ponds;
    for (const auto& named : run.points) {
        ponds.push_back({named.point.node, named.point.place, named.point.ground_m});
    }
    constexpr std::array<const char*, 4> names = {"no_inlet_near", "inlet_off_low_spot", "against_grade",
                                                  "underpass_without_pump"};
    for (const auto& hint :
         drain_hints(*run.city, run.terrain.grid, run.found, run.inlets ? &*run.inlets : nullptr, ponds)) {
        const auto& key = hint.kind == DrainHint::Kind::no_inlet_near        ? run.points[hint.position].id
                          : hint.kind == DrainHint::Kind::inlet_off_low_spot ? run.city->inlets[hint.position].about.key
                          : hint.kind == DrainHint::Kind::against_grade ? run.city->conduits[hint.position].about.key
                                                                        : run.city->bridges[hint.position].about.key;
        run.figures.hints.push_back({names[static_cast<std::size_t>(hint.kind)], key, hint.place, hint.value});
    }
}

} // namespace

void find_points(PointsRun& run, const Session& session, const PointsCommand& options) {
    const Storms storms(run, options);
    PointInput input{&run.terrain.grid, &run.found, run.road_of_cell, run.roads(), {}};
    run.low_roads = low_roads(input);
    run.watches = watches_of(run.low_roads, run.threshold_m);
    report_progress(session.progress(), "progress.storm", 0);
    run.water = storms.pour(run.rain, run.watches);
    sum_up(run);
    input.highest_m = run.water.highest_m;
    report_progress(session.progress(), "progress.storm", 0.1);
    find_conveyance(run, storms);
    auto points = water_points(input, run.threshold_m);
    std::vector<std::uint32_t> hollows;
    std::transform(points.begin(), points.end(), std::back_inserter(hollows), [](const auto& p) { return p.node; });
    run.point_of_leaf = places_in(run.found.tree, hollows);
    for (auto& point : points) {
        run.points.push_back(name_point(run, std::move(point)));
    }
    find_minutes(run);
    list_roads(run);
    find_onsets(run, storms, options);
    report_progress(session.progress(), "progress.storm", 0.4);
    find_fixes(run, storms, options);
    report_progress(session.progress(), "progress.storm", 0.6);
    find_chances(run, storms, options);
    find_hints(run);
    match_register(run, session, options);
    report_progress(session.progress(), "progress.storm", 1);
}

} // namespace kerb::tools
