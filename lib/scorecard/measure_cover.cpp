// Who, and what ground, has a facility within reach?
#include <algorithm>
#include <iterator>

#include <kerb/coverage/points_on_streets.hpp>
#include <kerb/coverage/points_within.hpp>
#include <kerb/coverage/size_bands.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/point_grid.hpp>

#include "choose.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

constexpr double snap_m = 100;  ///< a facility farther from every street is off the streets
constexpr double beside_m = 20; ///< streets so near to an area are at it

std::vector<double> reaches(const Indicator& indicator, const ChosenShapes& chosen) {
    std::vector<coverage::SizeBand> bands;
    for (const auto& band : indicator.parameters.radius) {
        bands.push_back({band.from_m2, Metres{band.reach_m}});
    }
    std::vector<double> sizes(chosen.points.size() + chosen.lines.size(), 0);
    std::transform(chosen.areas.begin(), chosen.areas.end(), std::back_inserter(sizes),
                   [](const MultiPolygon& place) { return area(place); });
    return coverage::reaches_by_size(sizes, bands);
}

/// Assets too small to serve anybody are none.
ChosenShapes serving(const ChosenShapes& chosen, const std::vector<double>& reach) {
    ChosenShapes made;
    const auto lines = chosen.points.size(), areas = lines + chosen.lines.size();
    for (std::size_t i = 0; i < chosen.origin.size(); ++i) {
        if (!(reach[i] > 0)) {
            continue;
        }
        if (i < lines) {
            made.points.push_back(chosen.points[i]);
        } else if (i < areas) {
            made.lines.push(chosen.lines.feature(i - lines));
        } else {
            made.areas.push_back(chosen.areas[i - areas]);
        }
        made.origin.push_back(chosen.origin[i]);
    }
    return made;
}

void cover_ground(Scene& scene, const Indicator& indicator, const ChosenShapes& chosen, Tally& tally,
                  Measured& measured) {
    const auto& kind = indicator.parameters.zone_kind;
    const auto& cells = scene.cells_of(kind);
    if (cells.areas.empty()) {
        measured.missing =
            kind.empty() ? Message{"scorecard_missing.zones", {}} : Message{"scorecard_missing.land", {{"kind", kind}}};
        return;
    }
    const auto reach = reaches(indicator, chosen);
    coverage::WithinReachInput input;
    input.assets = chosen.shapes();
    input.asset_reach_m = reach;
    input.zones = cells.areas;
    const auto found = coverage::within_reach(input, {.reach = Metres{1}, .gaps = false, .threads = scene.threads});
    for (std::size_t i = 0; i < found.zones.size(); ++i) {
        tally.add(cells.zone[i], found.zones[i].covered_m2, found.zones[i].total_m2);
    }
    measured.method = "border_of_reaches";
}

void add_people(const Homes& homes, const std::vector<std::uint8_t>& served, Tally& tally) {
    for (std::size_t i = 0; i < homes.places.size(); ++i) {
        const bool known = homes.people[i] >= 0;
        tally.told(homes.zone[i], known);
        if (known) {
            tally.add(homes.zone[i], served[i] != 0 ? homes.people[i] : 0, homes.people[i]);
        }
    }
}

void push(std::vector<network::PlaceOnEdge>& all, network::SnappedPlaces&& found, std::size_t first) {
    for (auto& place : found.places) {
        place.item += static_cast<std::uint32_t>(first);
        all.push_back(place);
    }
}

/// Served along the streets by facilities of one reach.
std::vector<std::uint8_t> walk(Scene& scene, const Indicator& indicator, const ChosenShapes& chosen) {
    const auto& ground = scene.walked();
    const auto& graph = ground.streets.graph;
    const network::SnapOptions snap{.within = Metres{snap_m}, .threads = scene.threads};
    std::vector<MultiPolygon> around;
    std::transform(chosen.areas.begin(), chosen.areas.end(), std::back_inserter(around),
                   [&](const auto& place) { return grown(place, indicator.parameters.within_m.value_or(beside_m)); });
    std::vector<network::PlaceOnEdge> sources;
    push(sources, network::snap(graph, ground.lines, std::span<const Point>(chosen.points), snap), 0);
    push(sources, network::snap(graph, ground.lines, &chosen.lines, snap), chosen.points.size());
    push(sources, network::snap(graph, ground.lines, std::span<const MultiPolygon>(around), snap),
         chosen.points.size() + chosen.lines.size());
    coverage::PointsOnStreetsInput input;
    input.options = {
        .within = Metres{indicator.parameters.radius.back().reach_m}, .charge_access = true, .threads = scene.threads};
    const auto reached = network::reach(graph, sources, input.options);
    input.points = scene.homes().places;
    input.places = ground.homes;
    input.reach = &reached;
    return coverage::points_on_streets(input).points.served;
}

/// Homes that have so many points within reach.
std::vector<std::uint8_t> with_several(const Homes& homes, const Points& points, double reach, std::int64_t least) {
    const PointGrid grid(points, std::max(reach, 1.0));
    std::vector<std::uint8_t> served;
    for (const auto& home : homes.places) {
        std::int64_t near = 0;
        Box box;
        box.add(home);
        grid.visit(box.grown(reach), [&](Point p, std::uint32_t) { near += distance(p, home) <= reach ? 1 : 0; });
        served.push_back(near >= least ? 1 : 0);
    }
    return served;
}

void cover_people(Scene& scene, const Indicator& indicator, const ChosenShapes& chosen, Tally& tally,
                  Measured& measured) {
    const auto& homes = scene.homes();
    if (!homes.any_people()) {
        measured.missing = Message{"scorecard_missing.people", {}};
        return;
    }
    if (indicator.parameters.along_streets) {
        measured.method = "along_streets";
        if (scene.walked().homes.empty()) {
            measured.missing = Message{"scorecard_missing.layer", {{"layer", "roads"}}};
            return;
        }
        add_people(homes, walk(scene, indicator, serving(chosen, reaches(indicator, chosen))), tally);
        return;
    }
    measured.method = "straight_distance";
    const auto reach = reaches(indicator, chosen);
    const auto facilities = serving(chosen, reach);
    if (indicator.parameters.at_least > 1) {
        const double radius = indicator.parameters.radius.back().reach_m;
        add_people(homes, with_several(homes, facilities.points, radius, indicator.parameters.at_least), tally);
        return;
    }
    std::vector<double> own;
    std::copy_if(reach.begin(), reach.end(), std::back_inserter(own), [](double metres) { return metres > 0; });
    coverage::PointsInput input;
    input.points = homes.places;
    input.assets = facilities.shapes();
    input.asset_reach_m = own;
    add_people(homes, coverage::points_within(input, {.reach = Metres{0}, .threads = scene.threads}).served, tally);
}

} // namespace

void measure_cover(Scene& scene, const Indicator& indicator, Measured& measured) {
    measured.missing = lacking(scene.city, indicator.numerator);
    if (measured.missing) {
        return;
    }
    Tally tally(scene.size());
    const bool people = indicator.parameters.of_people;
    const auto chosen = chosen_shapes(scene, indicator.numerator, people ? nullptr : &tally);
    if (chosen.empty()) {
        measured.missing = none_of(indicator.numerator.front());
        return;
    }
    if (people) {
        cover_people(scene, indicator, chosen, tally, measured);
    } else {
        cover_ground(scene, indicator, chosen, tally, measured);
    }
    tally.into(measured, indicator);
}

} // namespace kerb::scorecard
