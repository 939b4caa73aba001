// Trees near homes, crowns over ground, and the ground that streets and open green take up.
#include <algorithm>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/point_grid.hpp>
#include <kerb/inventory/road_widths.hpp>

#include "audit.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

/// An area serves itself: a reach of a tenth of a millimetre is none to speak of.
constexpr double itself_m = 1e-4;

std::vector<std::uint32_t> standing_trees(const Inventory& city) {
    std::vector<std::uint32_t> trees;
    for (std::uint32_t i = 0; i < city.trees.size(); ++i) {
        if (stands(city.trees[i].about)) {
            trees.push_back(i);
        }
    }
    return trees;
}

/// Which homes have so many trees near?
std::vector<std::uint8_t> with_trees(const Homes& homes, const Points& trees, const TreesRule& rule) {
    const double within = rule.within.value();
    const PointGrid grid(trees, std::max(1.0, within));
    std::vector<std::uint8_t> enough(homes.places.size(), 0);
    for_each_block(homes.places.size(), 1024, Threads{0}, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            int near = 0;
            Box box;
            box.add(homes.places[i]);
            grid.visit(box.grown(within),
                       [&](Point tree, std::uint32_t) { near += distance(tree, homes.places[i]) <= within ? 1 : 0; });
            enough[i] = near >= rule.trees ? 1 : 0;
        }
    });
    return enough;
}

void add(coverage::Served& sum, double people, bool enough) {
    ++sum.count;
    sum.served += enough ? 1 : 0;
    if (!(people >= 0)) {
        ++sum.unknown_weight;
        return;
    }
    sum.weight += people;
    sum.served_weight += enough ? people : 0;
}

TreesAudit trees_audit(const AuditRun& run, const TreesRule& rule, const Homes& homes, const Points& trees) {
    TreesAudit audit;
    audit.rule = rule;
    audit.people = homes.any_people();
    audit.zones.resize(run.zones.size());
    std::optional<ZoneMap> zones;
    if (!run.zones.empty()) {
        zones.emplace(zone_areas(run), zone_ranks(run));
    }
    const auto enough = with_trees(homes, trees, rule);
    for (std::size_t i = 0; i < homes.places.size(); ++i) {
        add(audit.all, homes.people[i], enough[i] != 0);
        const auto zone = zones ? zones->zone_of(homes.places[i]) : no_zone;
        if (zone != no_zone) {
            add(audit.zones[zone], homes.people[i], enough[i] != 0);
        }
    }
    return audit;
}

/// Ground that assets with a reach of their own cover; none without ground.
std::optional<GroundAudit> ground_audit(const AuditRun& run, const AuditRule& rule,
                                        const std::vector<std::string>& land, const coverage::AssetShapes& assets,
                                        const std::vector<double>& reach_m, const Session& session) {
    GroundAudit audit;
    static_cast<AuditRule&>(audit.cover.rule) = rule;
    audit.cover.zones = !run.zones.empty();
    const auto ground = ground_of(run, land, audit.cover.land_kind);
    if (ground.empty() || reach_m.empty()) {
        return std::nullopt;
    }
    coverage::WithinReachInput input;
    input.assets = assets;
    input.asset_reach_m = reach_m;
    input.zones = ground;
    audit.cover.result =
        coverage::within_reach(input, {.reach = Metres{1}, .gaps = false, .threads = Threads{0}}, session.progress());
    return audit;
}

void measure_trees(AuditRun& run, const Session& session) {
    const auto& city = run.read.city;
    const auto standing = standing_trees(city);
    Points places;
    std::vector<double> crown_m;
    std::int64_t assumed = 0;
    for (const auto i : standing) {
        const auto& tree = city.trees[i];
        const double usual = run.rules.canopy ? run.rules.canopy->crown_m : 0;
        places.push_back(tree.position);
        crown_m.push_back(tree.crown_m.value_or(usual) / 2);
        assumed += tree.crown_m ? 0 : 1;
    }
    if (const auto& rule = run.rules.near_trees) {
        const auto homes = homes_of(run);
        if (homes.places.empty() || places.empty()) {
            run.unmeasured.push_back(*rule);
        } else {
            run.near_trees = trees_audit(run, *rule, homes, places);
        }
    }
    if (const auto& rule = run.rules.canopy) {
        run.canopy = ground_audit(run, *rule, rule->land_kinds, {places, nullptr, {}}, crown_m, session);
        if (run.canopy) {
            run.canopy->assets = std::ssize(places);
            run.canopy->assumed = assumed;
        } else {
            run.unmeasured.push_back(*rule);
        }
    }
}

/// Streets as strips of their width, or as the areas that the inventory has of them; and green that is open to all.
struct OpenGround {
    Lines streets;
    std::vector<MultiPolygon> areas;
    std::vector<double> reach_m; ///< of streets, then of areas
    std::int64_t assumed = 0;
};

OpenGround open_ground(const Inventory& city, const OpenGroundRule& rule) {
    OpenGround made;
    for (const auto& road : city.roads) {
        if (city.road_areas.empty() && stands(road.about)) {
            made.streets.push(road.centreline);
            const auto width = recorded_width_m(road);
            made.reach_m.push_back(width.value_or(rule.width_m) / 2);
            made.assumed += width ? 0 : 1;
        }
    }
    const auto push = [&made](const MultiPolygon& area) {
        made.areas.push_back(area);
        made.reach_m.push_back(itself_m);
    };
    for (const auto& area : city.road_areas) {
        if (stands(area.about)) {
            push(area.area);
        }
    }
    for (const auto& green : city.green_spaces) {
        if (serves(rule, green)) {
            push(green.area);
        }
    }
    return made;
}

void measure_open_ground(AuditRun& run, const Session& session) {
    const auto& rule = run.rules.open_ground;
    if (!rule) {
        return;
    }
    const auto ground = open_ground(run.read.city, *rule);
    run.open_ground =
        ground_audit(run, *rule, rule->land_kinds, {{}, &ground.streets, ground.areas}, ground.reach_m, session);
    if (run.open_ground) {
        run.open_ground->assets = std::ssize(ground.reach_m);
        run.open_ground->assumed = ground.assumed;
    } else {
        run.unmeasured.push_back(*rule);
    }
}

} // namespace

void measure_green(AuditRun& run, const Session& session) {
    measure_trees(run, session);
    measure_open_ground(run, session);
}

} // namespace kerb::tools
