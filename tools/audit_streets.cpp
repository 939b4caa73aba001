// The road network and its lamps in an audit: how dense, and how far apart?
#include <limits>

#include "audit.hpp"
#include "layer_values.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

Lines centrelines(const Inventory& city) {
    Lines lines;
    for (const auto& road : city.roads) {
        lines.push(road.centreline);
    }
    return lines;
}

std::vector<std::uint32_t> classes(const Inventory& city) {
    std::vector<std::uint32_t> of_road;
    for (const auto& road : city.roads) {
        of_road.push_back(static_cast<std::uint32_t>(road.road_class));
    }
    return of_road;
}

/// Roads of the classes that count; each of two carriageways counts half.
std::vector<double> weights(const Inventory& city, const DensityRule& rule) {
    std::vector<double> of_road;
    for (const auto& road : city.roads) {
        const bool counts = rule.counted[static_cast<std::size_t>(road.road_class)] != 0 && stands(road.about);
        const bool half = road.carriageway == Carriageway::left || road.carriageway == Carriageway::right;
        of_road.push_back(!counts ? 0 : half ? coverage::carriageway_weight : 1);
    }
    return of_road;
}

coverage::DensityResult road_density(const AuditRun& run, const DensityRule& rule, const Session& session) {
    const auto& city = run.read.city;
    const auto areas = zone_areas(run);
    const auto rank = zone_ranks(run);
    const auto lines = centrelines(city);
    const auto weight = weights(city, rule);
    const auto group = classes(city);
    std::vector<double> population;
    for (const auto i : run.zones) {
        population.push_back(city.zones[i].population.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    coverage::DensityInput input;
    input.zones = areas;
    input.rank = rank;
    input.population = population;
    input.lines = &lines;
    input.line_weight = weight;
    input.line_group = group;
    input.groups = road_class_codes.size();
    return coverage::density(input, Threads{0}, session.progress());
}

coverage::SpacingResult lamp_spacing(const AuditRun& run, const SpacingRule& rule, const Session& session) {
    const auto& city = run.read.city;
    const auto lines = centrelines(city);
    const auto rank = ranks_by_key(city.roads.size(), [&](std::uint32_t i) { return city.roads[i].about.key; });
    const auto group = classes(city);
    std::vector<double> limit;
    limit.reserve(group.size());
    for (const auto road_class : group) {
        limit.push_back(rule.limit_of_class_m[road_class]);
    }
    Points lamps;
    for (const auto& lamp : city.streetlights) {
        if (stands(lamp.about)) {
            lamps.push_back(lamp.position);
        }
    }
    coverage::SpacingInput input;
    input.lines = &lines;
    input.assets = lamps;
    input.line_rank = rank;
    input.line_limit_m = limit;
    input.line_group = group;
    input.groups = road_class_codes.size();
    return coverage::spacing(input, {.within = rule.within, .limit = {}, .threads = Threads{0}}, session.progress());
}

} // namespace

void measure_streets(AuditRun& run, const Session& session) {
    const auto& city = run.read.city;
    if (run.rules.density && !city.roads.empty() && !run.zones.empty()) {
        run.density = road_density(run, *run.rules.density, session);
    }
    if (run.rules.spacing && !city.roads.empty() && !city.streetlights.empty()) {
        run.spacing = lamp_spacing(run, *run.rules.spacing, session);
    }
}

} // namespace kerb::tools
