// Walks of an audit: whom do the streets bring to green and toilets, and whom only the straight line?
#include <algorithm>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "audit.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

/// Streets that one walks, and the homes on them.
struct Ground {
    Lines lines;
    network::Streets streets;
    std::vector<network::PlaceOnEdge> homes;
};

Ground walked_ground(const AuditRun& run, const Homes& homes, const Session& session) {
    Ground ground;
    for (const auto& road : run.read.city.roads) {
        if (stands(road.about) && run.rules.streets.walked[static_cast<std::size_t>(road.road_class)] != 0) {
            ground.lines.push(road.centreline);
        }
    }
    network::StreetInput input;
    input.lines = &ground.lines;
    ground.streets = network::street_graph(input, {.threads = Threads{0}}, session.progress());
    if (!ground.streets.graph.edges.empty()) {
        ground.homes = network::snap(ground.streets.graph, ground.lines, std::span<const Point>(homes.places),
                                     {.within = run.rules.streets.snap, .threads = Threads{0}})
                           .places;
    }
    return ground;
}

/// Green that the rule names: where it is, and as far around as a street is at it.
struct Facilities {
    PlacedAssets assets;
    std::vector<MultiPolygon> around; ///< of the areas
};

Facilities facilities_of(const AuditRun& run, const WalkRule& rule) {
    Facilities found;
    const auto& city = run.read.city;
    if (rule.serves == "toilets") {
        found.assets = placed(
            city.toilets, [](const Toilet& t) -> const Place& { return t.place; },
            [](const Toilet& t) { return stands(t.about); });
    } else {
        for (std::uint32_t i = 0; i < city.green_spaces.size(); ++i) {
            const auto& green = city.green_spaces[i];
            if (serves(rule, green) && area(green.area) >= rule.least_m2) {
                found.assets.areas.push_back(green.area);
                found.assets.asset.push_back(i);
            }
        }
    }
    for (const auto& park : found.assets.areas) {
        found.around.push_back(grown(park, run.rules.streets.beside.value()));
    }
    return found;
}

void take(std::vector<network::PlaceOnEdge>& all, std::int64_t& off, network::SnappedPlaces&& found,
          std::size_t first) {
    for (auto& place : found.places) {
        place.item += static_cast<std::uint32_t>(first);
        all.push_back(place);
    }
    off += std::ssize(found.off_streets);
}

/// Points, lines, areas are numbered through.
std::vector<network::PlaceOnEdge> places_of(const Facilities& found, const Ground& ground, Metres snap,
                                            std::int64_t& off) {
    std::vector<network::PlaceOnEdge> all;
    const auto& graph = ground.streets.graph;
    const network::SnapOptions options{.within = snap, .threads = Threads{0}};
    const auto& [points, lines, areas, asset] = found.assets;
    take(all, off, network::snap(graph, ground.lines, std::span<const Point>(points), options), 0);
    take(all, off, network::snap(graph, ground.lines, &lines, options), points.size());
    take(all, off, network::snap(graph, ground.lines, std::span<const MultiPolygon>(found.around), options),
         points.size() + lines.size());
    return all;
}

WalkAudit walk(const AuditRun& run, const WalkRule& rule, const Homes& homes, const Ground& ground,
               const ZoneMap* zones, const Session& session) {
    WalkAudit audit;
    audit.rule = rule;
    const auto found = facilities_of(run, rule);
    audit.facilities = std::ssize(found.assets.asset);
    const auto sources = places_of(found, ground, run.rules.streets.snap, audit.off_streets);
    const network::ReachOptions options{
        .within = rule.within.value_or(Metres{0}), .charge_access = true, .threads = Threads{0}};
    const auto reached = network::reach(ground.streets.graph, sources, options, session.progress());
    const auto people = homes.any_people() ? std::span<const double>(homes.people) : std::span<const double>();
    coverage::PointsOnStreetsInput walked;
    walked.points = homes.places;
    walked.weights = people;
    walked.places = ground.homes;
    walked.reach = &reached;
    walked.options = options;
    walked.zones = zones;
    audit.walk = coverage::points_on_streets(walked, session.progress());
    coverage::PointsInput straight;
    straight.points = homes.places;
    straight.weights = people;
    straight.assets = found.assets.shapes();
    straight.zones = zones;
    audit.straight =
        coverage::points_within(straight, {.reach = options.within, .threads = Threads{0}}, session.progress());
    return audit;
}

/// Is there anything that the rule is about, be it too small? Else the records do not tell.
bool any_facility(const AuditRun& run, WalkRule rule) {
    rule.least_m2 = 0;
    return !facilities_of(run, rule).assets.asset.empty();
}

} // namespace

void measure_walks(AuditRun& run, const Session& session) {
    if (run.rules.walks.empty()) {
        return;
    }
    WalkAudits audits;
    audits.homes = homes_of(run);
    const auto ground = walked_ground(run, audits.homes, session);
    std::optional<ZoneMap> zones;
    if (!run.zones.empty()) {
        zones.emplace(zone_areas(run), zone_ranks(run));
    }
    for (const auto& edge : ground.streets.graph.edges) {
        audits.length_m += edge.length_m();
    }
    for (const auto& rule : run.rules.walks) {
        if (audits.homes.places.empty() || ground.homes.empty() || !any_facility(run, rule)) {
            run.unmeasured.push_back(rule);
        } else {
            audits.rules.push_back(walk(run, rule, audits.homes, ground, zones ? &*zones : nullptr, session));
        }
    }
    if (!audits.rules.empty()) {
        run.walks = std::move(audits);
    }
}

} // namespace kerb::tools
