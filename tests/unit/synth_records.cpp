// The records of the sample city agree with its inventory and with what the truth says of them.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <kerb/synth/earlier_city.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/test.hpp"

using kerb::CaseState;
using kerb::EventKind;
using kerb::LightState;

namespace {

const kerb::synth::SampleCity& made() {
    static const auto city = kerb::synth::make_sample_city({});
    return city;
}

const kerb::synth::RecordTruth& told() {
    return made().truth.records;
}

bool lights_a_road(const kerb::Streetlight& light) {
    return light.purpose == kerb::LightPurpose::functional;
}

bool open_at(const kerb::Event& event, std::int64_t time) {
    return event.found->seconds <= time && (!event.fixed || time < event.fixed->seconds);
}

bool darkens(EventKind kind) {
    return kind == EventKind::off || kind == EventKind::pole || kind == EventKind::cable;
}

template <class Assets>
std::set<std::string> keys_of(const Assets& assets) {
    std::set<std::string> keys;
    for (const auto& asset : assets) {
        keys.insert(asset.about.key);
    }
    CHECK(keys.size() == assets.size());
    return keys;
}

std::int64_t count(const std::vector<std::string>& keys) {
    return static_cast<std::int64_t>(keys.size());
}

} // namespace

TEST_CASE("What is dark at the census night has an open event, and nothing else has") {
    const auto& city = made().city;
    const auto census = told().inspections->census.seconds;
    std::set<std::string> open;
    for (const auto& event : city.events) {
        if (darkens(event.kind) && open_at(event, census)) {
            open.insert(event.asset);
        }
    }
    std::size_t silent = 0, wrong = 0;
    for (const auto& light : city.streetlights) {
        const bool event = open.contains(light.about.key) || open.contains(light.about.key + "-1") ||
                           open.contains(light.circuit.str());
        silent += lights_a_road(light) && light.state == LightState::out && !event ? 1 : 0;
        wrong += light.state != LightState::out && event ? 1 : 0;
    }
    CHECK(silent == 0);
    CHECK(wrong == 0);
}

TEST_CASE("Events name what exists, in the order in which they were found, within the two years") {
    const auto& city = made().city;
    auto assets = keys_of(city.streetlights);
    assets.merge(keys_of(city.luminaires));
    assets.merge(keys_of(city.circuits));
    keys_of(city.events);
    std::int64_t cables = 0, open = 0, dredgings = 0, before = told().from.seconds;
    for (const auto& event : city.events) {
        if (event.kind == EventKind::dredging) {
            ++dredgings;
            continue;
        }
        REQUIRE(assets.contains(event.asset));
        REQUIRE(event.found->seconds >= before);
        before = event.found->seconds;
        REQUIRE((!event.fixed || *event.found < *event.fixed));
        cables += event.kind == EventKind::cable ? 1 : 0;
        open += event.fixed ? 0 : 1;
    }
    CHECK(before < told().as_of.seconds);
    CHECK(cables == told().cable_events);
    CHECK(open == told().open_events);
    CHECK(std::ssize(city.events) == told().cable_events + told().lamp_events + dredgings);
}

TEST_CASE("The census sees every pole once, the patrol's weights add up to the city") {
    const auto& city = made().city;
    std::map<std::string, int> seen;
    std::map<std::string, double> roads;
    std::int64_t out = 0, unknown = 0;
    std::set<std::string> visited;
    for (const auto& one : city.inspections) {
        if (one.round == "census-2024-12") {
            ++seen[one.asset];
            out += one.result == "out" ? 1 : 0;
            unknown += one.result == "unknown" ? 1 : 0;
        } else if (visited.insert(one.cluster).second) {
            roads[one.stratum] += *one.weight;
        }
    }
    CHECK(std::ssize(seen) == std::count_if(city.streetlights.begin(), city.streetlights.end(), lights_a_road));
    CHECK(std::all_of(seen.begin(), seen.end(), [](const auto& pole) { return pole.second == 1; }));
    CHECK(out == told().inspections->census_out);
    CHECK(unknown == told().inspections->census_unknown);
    CHECK(unknown > 0);
    REQUIRE(roads.size() == told().inspections->strata.size());
    for (const auto& stratum : told().inspections->strata) {
        CHECK(std::abs(roads[stratum.road_class] - static_cast<double>(stratum.roads)) < 1e-6);
    }
}

TEST_CASE("Dates of cases follow each other, due times fall into working hours") {
    std::int64_t late = 0, overdue = 0, duplicates = 0;
    keys_of(made().city.cases);
    for (const auto& one : made().city.cases) {
        duplicates += one.state == CaseState::duplicate ? 1 : 0;
        REQUIRE((!one.filed || !(*one.filed < *one.reported)));
        REQUIRE((!one.resolved || *one.filed < *one.resolved));
        REQUIRE((!one.closed || !(*one.closed < *one.resolved)));
        if (!one.due) {
            continue;
        }
        REQUIRE(*one.filed < *one.due);
        const auto clock = one.due->seconds % 86400, weekday = (one.due->days() + 4) % 7;
        REQUIRE((weekday != 0 && weekday != 6));
        REQUIRE(((clock >= 30600 && clock <= 43200) || (clock >= 50400 && clock <= 63000)));
        late += one.resolved && *one.due < *one.resolved ? 1 : 0;
        overdue += !one.resolved && *one.due < told().as_of ? 1 : 0;
    }
    CHECK(late == told().cases.resolved_late);
    CHECK(overdue == told().cases.open_overdue);
    CHECK(duplicates == told().cases.duplicates_marked);
    CHECK(late > 0);
    CHECK(overdue > 0);
    CHECK(duplicates > 0);
    CHECK(told().cases.duplicates_hidden > 0);
}

TEST_CASE("Poorer districts report less than richer ones, as planted") {
    std::vector<std::pair<double, double>> shares; // rate, share
    for (const auto& district : told().districts) {
        CHECK(district.lamps > 0);
        CHECK(district.outages_reported <= district.outages);
        shares.emplace_back(district.reports_per_day, district.reported_share());
    }
    std::sort(shares.begin(), shares.end());
    CHECK(shares.back().second > 1.5 * shares.front().second);
}

TEST_CASE("Permits meet where the truth says so and nowhere else") {
    const auto& permits = made().city.excavation_permits;
    std::map<std::string, const kerb::ExcavationPermit*> by_key;
    for (const auto& permit : permits) {
        by_key[permit.about.key] = &permit;
        REQUIRE(*permit.start < *permit.end);
    }
    const auto meet = [](const kerb::ExcavationPermit& a, const kerb::ExcavationPermit& b) {
        return a.road == b.road && !(*a.end < *b.start) && !(*b.end < *a.start);
    };
    std::size_t conflicts = 0;
    for (std::size_t i = 0; i < permits.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            conflicts += meet(permits[i], permits[k]) ? 1 : 0;
        }
    }
    CHECK(conflicts == told().permits.conflicts.size());
    CHECK(conflicts > 0);
    for (const auto& pair : told().permits.conflicts) {
        CHECK(meet(*by_key[pair.first], *by_key[pair.second]));
    }
    CHECK(told().permits.on_new_roads.size() > 5);
}

TEST_CASE("Duties leave the roads blank and twice that the truth names") {
    CHECK_FALSE(told().responsibilities.roads_without.empty());
    CHECK_FALSE(told().responsibilities.roads_twice.empty());
    std::size_t lines = 0;
    for (const auto& duty : made().city.responsibilities) {
        if (duty.kind == kerb::ResponsibilityKind::cleaning) {
            lines += std::get<kerb::MultiLineString>(duty.place).size();
        }
    }
    const auto& duties = told().responsibilities;
    CHECK(lines == made().city.roads.size() - duties.roads_without.size() + duties.roads_twice.size());
}

TEST_CASE("Late projects have late milestones") {
    CHECK_FALSE(told().projects.late_projects.empty());
    const std::set<std::string> late(told().projects.late_milestones.begin(), told().projects.late_milestones.end());
    for (const auto& step : made().city.milestones) {
        const bool is_late = step.actual ? *step.planned < *step.actual : *step.planned < told().as_of;
        CHECK(is_late == late.contains(step.about.key));
    }
    CHECK(made().city.projects.size() * 4 == made().city.milestones.size());
}

TEST_CASE("The city two years before differs by what the truth lists") {
    const auto now = kerb::synth::make_sample_city({});
    const auto before = kerb::synth::earlier_city(now, {});
    const auto& change = told().earlier;
    CHECK(std::ssize(before.roads) == std::ssize(now.city.roads) - count(change.roads_added));
    CHECK(std::ssize(before.green_spaces) == std::ssize(now.city.green_spaces) - count(change.greens_added));
    CHECK(std::ssize(before.streetlights) ==
          std::ssize(now.city.streetlights) - count(change.lamps_added) + count(change.lamps_removed));
    CHECK(before.events.empty());
    std::map<std::string, const kerb::Streetlight*> old;
    for (const auto& light : before.streetlights) {
        old[light.about.key] = &light;
    }
    std::int64_t moved = 0, added = 0;
    for (const auto& light : now.city.streetlights) {
        const auto found = old.find(light.about.key);
        added += found == old.end() ? 1 : 0;
        moved += found != old.end() && !(found->second->position == light.position) ? 1 : 0;
        REQUIRE((found == old.end()) == light.about.more.value().valid_from.has_value());
    }
    CHECK(moved == count(change.lamps_moved));
    CHECK(added == count(change.lamps_added));
}
