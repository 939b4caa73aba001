// Parks, toilets and waste sites of an audit: what ground, and how many people, they serve.
#include <algorithm>
#include <iterator>
#include <limits>

#include <kerb/coverage/representative.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/inventory/tables.hpp>

#include "audit.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Is the asset's code among those that the rule names, if it names any?
template <class Enum>
bool named(const ReachRule& rule, const char* class_name, const char* field, Enum value) {
    const auto& codes = find_class(class_name)->find(field)->codes; // without `unknown`, which is 0
    const auto number = static_cast<std::size_t>(value);
    return rule.kinds.empty() ||
           (number > 0 && std::find(rule.kinds.begin(), rule.kinds.end(), codes[number - 1]) != rule.kinds.end());
}

std::vector<double> reaches_of(const ReachRule& rule, const PlacedAssets& assets) {
    if (rule.within) {
        return {};
    }
    std::vector<double> sizes(assets.asset.size() - assets.areas.size(), none);
    std::transform(assets.areas.begin(), assets.areas.end(), std::back_inserter(sizes),
                   [](const MultiPolygon& place) { return area(place); });
    return coverage::reaches_by_size(sizes, rule.bands);
}

/// What an earlier rule asked just so.
const CoverAudit* asked_before(const AuditRun& run, const ReachRule& rule) {
    const auto same = std::find_if(run.parks.begin(), run.parks.end(),
                                   [&](const CoverAudit& audit) { return same_question(audit.rule, rule); });
    return same == run.parks.end() ? nullptr : &*same;
}

std::optional<CoverAudit> cover(const AuditRun& run, const ReachRule& rule, const PlacedAssets& assets,
                                const Session& session) {
    CoverAudit audit{rule, "", !run.zones.empty(), {}};
    const auto ground =
        assets.asset.empty() ? std::vector<MultiPolygon>{} : ground_of(run, rule.land_kinds, audit.land_kind);
    if (ground.empty()) {
        return std::nullopt;
    }
    const auto reach_m = reaches_of(rule, assets);
    coverage::WithinReachInput input;
    input.assets = assets.shapes();
    input.asset_reach_m = reach_m;
    input.zones = ground;
    audit.result = coverage::within_reach(input, {.reach = rule.within.value_or(Metres{1}), .threads = Threads{0}},
                                          session.progress());
    return audit;
}

PeopleAudit serve(const AuditRun& run, const ReachRule& rule, const PlacedAssets& assets, const Session& session) {
    PeopleAudit audit{rule, homes_of(run), {}};
    std::optional<coverage::ZoneMap> zones;
    if (!run.zones.empty()) {
        zones.emplace(zone_areas(run), zone_ranks(run));
    }
    const auto reach_m = reaches_of(rule, assets);
    coverage::PointsInput input;
    input.points = audit.homes.places;
    input.weights = audit.homes.people;
    input.assets = assets.shapes();
    input.asset_reach_m = reach_m;
    input.zones = zones ? &*zones : nullptr;
    audit.result = coverage::points_within(input, {.reach = rule.within.value_or(Metres{0}), .threads = Threads{0}},
                                           session.progress());
    return audit;
}

} // namespace

bool same_question(const ReachRule& a, const ReachRule& b) {
    return a.kinds == b.kinds && a.within == b.within && a.bands == b.bands && a.land_kinds == b.land_kinds;
}

bool Homes::any_people() const {
    return std::any_of(people.begin(), people.end(), [](double count) { return count > 0; });
}

std::vector<const MultiPolygon*> land_of(const AuditRun& run, const std::vector<std::string>& kinds,
                                         std::string& kind) {
    std::vector<const MultiPolygon*> land;
    for (const auto& wanted : kinds) {
        for (const auto& zone : run.read.city.zones) {
            if (zone.kind == wanted) {
                land.push_back(&zone.area);
            }
        }
        if (!land.empty()) {
            kind = wanted;
            break;
        }
    }
    return land;
}

std::vector<MultiPolygon> ground_of(const AuditRun& run, const std::vector<std::string>& kinds, std::string& kind) {
    const auto land = land_of(run, kinds, kind);
    const auto zones = each_once(zone_areas(run), zone_ranks(run), 1e-3);
    if (land.empty()) {
        return zones;
    }
    return zones.empty() ? std::vector<MultiPolygon>{united(land)} : clipped(zones, land);
}

bool serves(const ReachRule& rule, const GreenSpace& green) {
    return stands(green.about) && green.open.value_or(true) &&
           named(rule, "green_space", "green_class", green.green_class);
}

Homes homes_of(const AuditRun& run) {
    Homes made;
    const auto& buildings = run.read.city.buildings;
    const auto homes = placed(
        buildings, [](const Building& b) -> const Place& { return b.place; },
        [](const Building& b) { return stands(b.about); });
    made.building = homes.asset;
    made.places = homes.points;
    for (std::size_t i = 0; i < homes.lines.size(); ++i) {
        const auto line = homes.lines.feature(i);
        made.places.push_back(coverage::representative_point(line).value_or(line.front().front()));
    }
    for (const auto& place : homes.areas) {
        made.places.push_back(coverage::representative_point(place).value_or(bounds(place).centre()));
    }
    for (const auto i : made.building) {
        made.people.push_back(buildings[i].population.value_or(none));
    }
    return made;
}

void measure_services(AuditRun& run, const Session& session) {
    const auto& city = run.read.city;
    for (const auto& rule : run.rules.parks) {
        if (const auto* same = asked_before(run, rule)) {
            auto audit = *same;
            audit.rule = rule;
            run.parks.push_back(std::move(audit));
            continue;
        }
        PlacedAssets parks;
        for (std::uint32_t i = 0; i < city.green_spaces.size(); ++i) {
            const auto& green = city.green_spaces[i];
            if (serves(rule, green)) {
                parks.areas.push_back(green.area);
                parks.asset.push_back(i);
            }
        }
        if (auto audit = cover(run, rule, parks, session)) {
            run.parks.push_back(std::move(*audit));
        } else {
            run.unmeasured.push_back(rule);
        }
    }
    if (const auto& rule = run.rules.toilets) {
        const auto toilets = placed(
            city.toilets, [](const Toilet& t) -> const Place& { return t.place; },
            [](const Toilet& t) { return stands(t.about); });
        run.toilets = cover(run, *rule, toilets, session);
        if (!run.toilets) {
            run.unmeasured.push_back(*rule);
        }
    }
    if (const auto& rule = run.rules.waste) {
        const auto sites = placed(
            city.waste_sites, [](const WasteSite& w) -> const Place& { return w.place; },
            [&](const WasteSite& w) { return stands(w.about) && named(*rule, "waste_site", "kind", w.kind); });
        const bool people = std::any_of(city.buildings.begin(), city.buildings.end(),
                                        [](const Building& b) { return b.population.value_or(0) > 0; });
        if (people && !sites.asset.empty()) {
            run.waste = serve(run, *rule, sites, session);
        } else {
            run.unmeasured.push_back(*rule);
        }
    }
}

} // namespace kerb::tools
