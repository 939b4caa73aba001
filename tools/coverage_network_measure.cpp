// What `kerb coverage network` measures.
#include <algorithm>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/network/place_point.hpp>

#include "coverage_ground.hpp"
#include "coverage_network.hpp"

namespace kerb::tools {
namespace {

using network::PlaceOnEdge;
using network::SnappedPlaces;

/// Areas with the streets that are at them.
std::vector<MultiPolygon> with_streets(std::span<const MultiPolygon> areas, Metres beside, Threads threads) {
    std::vector<MultiPolygon> made(areas.size());
    for_each_block(areas.size(), 16, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            made[i] = grown(areas[i], beside.value());
        }
    });
    return made;
}

/// Points, lines and areas, numbered through as LoadedShapes numbers them.
SnappedPlaces snap_shapes(const CoverageNetworkRun& run, const LoadedShapes& shapes) {
    const auto all = shapes_of(shapes);
    const network::SnapOptions options{
        .within = run.snap, .line_scale = run.streets.scale, .threads = run.reach_options.threads};
    SnappedPlaces snapped;
    std::uint32_t first = 0;
    const auto add = [&](const network::Shapes& some, std::size_t count) {
        if (count > 0) {
            const auto own = network::snap(run.streets.streets.graph, run.geometry(), some, options);
            for (auto place : own.places) {
                place.item += first;
                snapped.places.push_back(place);
            }
            for (const auto item : own.off_streets) {
                snapped.off_streets.push_back(first + item);
            }
        }
        first += static_cast<std::uint32_t>(count);
    };
    add(all.points, all.points.size());
    add(all.lines, all.line_count());
    const auto areas = with_streets(all.areas, run.beside, run.reach_options.threads);
    add(std::span<const MultiPolygon>(areas), areas.size());
    return snapped;
}

void find_length(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const ZoneMap* zones,
                 const Session& session) {
    const auto ignore = length_option("--ignore-gaps", options.ignore_gaps);
    coverage::AlongStreetsInput input;
    input.lines = &run.geometry();
    input.graph = &run.streets.streets.graph;
    input.stretches = run.reach.stretches;
    input.line_scale = run.streets.scale;
    input.line_group = run.groups.of_row;
    input.groups = run.groups.size();
    input.zones = zones;
    run.found.length =
        along_streets(input, {.ignore_gaps_below = ignore, .threads = run.reach_options.threads}, session.progress());
    coverage::AlongLinesInput straight;
    straight.lines = input.lines;
    straight.assets = shapes_of(run.assets);
    straight.line_scale = run.streets.scale;
    run.found.straight =
        coverage::along_lines(
            straight,
            {.reach = run.reach_options.within, .ignore_gaps_below = ignore, .threads = run.reach_options.threads},
            session.progress())
            .all;
}

/// Local scale factors at places; empty when distances are the plane's own.
std::vector<double> scales_at(const Points& places, const WorkingFrame& frame) {
    std::vector<double> scales;
    if (frame.measure == Measure::ground && !places.empty()) {
        const ScaleField field(frame.frame, bounds(places));
        std::transform(places.begin(), places.end(), std::back_inserter(scales), [&](Point p) { return field.at(p); });
    }
    return scales;
}

/// \return the points' places on the streets
std::vector<PlaceOnEdge> find_points(CoverageNetworkRun& run, const CoverageNetworkOptions& options,
                                     const ZoneMap* zones, const Session& session) {
    run.places = places_of(run.points);
    run.weights = weights_of(run.points, options.weight, options.no_data);
    auto snapped =
        network::snap(run.streets.streets.graph, run.geometry(), std::span<const Point>(run.places),
                      {.within = run.snap, .line_scale = run.streets.scale, .threads = run.reach_options.threads});
    coverage::PointsOnStreetsInput input;
    input.points = run.places;
    input.weights = run.weights;
    input.places = snapped.places;
    input.reach = &run.reach;
    input.options = run.reach_options;
    input.zones = zones;
    run.found.points = points_on_streets(input, session.progress());
    const auto scale = scales_at(run.places, *run.frame);
    coverage::PointsInput straight;
    straight.points = run.places;
    straight.weights = run.weights;
    straight.point_scale = scale;
    straight.assets = shapes_of(run.assets);
    run.found.straight_points =
        coverage::points_within(straight, {.reach = run.reach_options.within, .threads = run.reach_options.threads},
                                session.progress())
            .all;
    return std::move(snapped.places);
}

/// Covered streets as lines.
Lines covered_lines(const CoverageNetworkRun& run, std::vector<double>& scale) {
    Lines lines;
    for (const auto& own : coverage::line_stretches(run.streets.streets.graph, run.reach.stretches)) {
        const auto k = run.scale_of(own.line);
        auto course = stretch(run.geometry().feature(own.line), own.from_m * k, own.to_m * k);
        if (!course.empty()) {
            lines.push(course);
            scale.push_back(k);
        }
    }
    return lines;
}

/// The land that the streets are to cover, in cells.
Ground ground_of(const CoverageNetworkRun& run, const Session& session) {
    std::vector<const MultiPolygon*> land;
    for (const auto& area : areas_of(run.land)) {
        land.push_back(&area);
    }
    const auto threads = run.reach_options.threads;
    if (areas_of(run.zones).empty()) {
        return land_ground(nullptr, land, *run.frame, threads);
    }
    const auto zones = zone_ground(session, run.zones, *run.frame, threads);
    return land_ground(&zones, land, *run.frame, threads);
}

void find_area(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const Session& session) {
    const auto ground = ground_of(run, session);
    std::vector<double> line_scale;
    const auto lines = covered_lines(run, line_scale);
    const auto strip = length_option("--strip", options.strip);
    coverage::WithinReachInput input;
    input.assets.lines = &lines;
    input.zones = ground.cells;
    input.zone_scale = ground.scale;
    input.asset_scale = run.streets.scale.empty() ? std::span<const double>{} : line_scale;
    coverage::WithinReachOptions how{.reach = strip, .gaps = false, .threads = run.reach_options.threads};
    auto covered = coverage::within_reach(input, how, session.progress());
    report::NetworkArea area{strip, covered.all, {}, {}};
    if (!areas_of(run.zones).empty()) {
        area.zones = std::move(covered.zones);
    }
    input.assets = shapes_of(run.assets);
    const auto asset_scale = scales_at(places_of(run.assets), *run.frame);
    input.asset_scale = asset_scale;
    how.reach = run.reach_options.within;
    area.straight = {covered.all.total_m2, 0}; // of a reach of nothing
    if (how.reach.value() > 0) {
        area.straight = coverage::within_reach(input, how, session.progress()).all;
    }
    run.found.area = std::move(area);
}

void find_facilities(CoverageNetworkRun& run, const std::vector<PlaceOnEdge>& points, bool each,
                     const Session& session) {
    const auto count = run.assets.size();
    const coverage::PointsResult none;
    const auto& served = run.found.points ? run.found.points->points : none;
    const auto nearest = nearest_services(run.reach, count, served, run.weights);
    std::vector<coverage::FacilityService> own;
    if (each) {
        own = coverage::own_services({&run.streets.streets.graph, run.facilities.places, count, points, run.weights},
                                     run.reach_options, session.progress());
    }
    const auto at = places_of(run.assets);
    auto& facilities = run.found.facilities;
    for (std::size_t i = 0; i < count; ++i) {
        facilities.push_back({nearest[i], each ? std::optional(own[i]) : std::nullopt, std::nullopt, at[i]});
    }
    for (const auto& place : run.facilities.places) { // shown where it is nearest to its street
        auto& facility = facilities[place.item];
        if (!facility.access_m || place.access_m < *facility.access_m) {
            const auto line = run.streets.streets.graph.edges[place.edge].line;
            facility.access_m = place.access_m;
            facility.place = network::place_point(run.streets.streets.graph, run.geometry(), place.edge,
                                                  (place.from_m + place.to_m) / 2, run.scale_of(line));
        }
    }
}

void find_splits(CoverageNetworkRun& run) {
    const auto& graph = run.streets.streets.graph;
    for (const auto& split : network::split_points(graph, run.reach)) {
        const auto& edge = graph.edges[split.edge];
        run.found.split_points.push_back(
            {edge.line, edge.from_m + split.at_m, split.distance_m,
             network::place_point(graph, run.geometry(), split.edge, split.at_m, run.scale_of(edge.line)), split.item,
             split.other});
    }
}

} // namespace

void measure_network(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const Session& session) {
    run.groups = groups_of(run.lines, options.by);
    run.streets = make_streets(run.lines, options.streets, *run.frame, run.reach_options.threads, session.progress());
    const auto& streets = run.streets.streets;
    run.facilities = snap_shapes(run, run.assets);
    run.reach = network::reach(streets.graph, run.facilities.places, run.reach_options, session.progress());
    const auto zones = zone_map(run.zones);
    find_length(run, options, zones ? &*zones : nullptr, session);
    std::vector<PlaceOnEdge> points;
    if (!options.points.empty()) {
        points = find_points(run, options, zones ? &*zones : nullptr, session);
    }
    if (!options.area.empty()) {
        find_area(run, options, session);
    }
    find_facilities(run, points, options.each, session);
    find_splits(run);
    add_by_class(run.weighted, options.weights, options.by, run.groups, measured(run.found.length.groups));
    run.found.streets = {static_cast<std::int64_t>(streets.graph.nodes.size()),
                         static_cast<std::int64_t>(streets.graph.edges.size()),
                         static_cast<std::int64_t>(streets.joined.size()), streets.without_length, streets.repeated};
}

} // namespace kerb::tools
