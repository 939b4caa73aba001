#include "lamp_evidence.hpp"

#include <algorithm>

#include <kerb/inventory/late_records.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/outage/outage_log.hpp>
#include <kerb/outage/sightings.hpp>
#include <kerb/outage/telemetry.hpp>

namespace kerb::scorecard {
namespace {

using namespace outage;

constexpr double census_share = 0.95; ///< a round that looked at so many looked at all that could be seen

/// Heads where the records speak of heads, else poles.
LampUnit unit_of(const Inventory& city) {
    const KeyIndex heads(city.luminaires), poles(city.streetlights);
    std::int64_t more_heads = 0;
    const auto look = [&](const auto& records) {
        for (const auto& record : records) {
            more_heads += heads.find(record.asset.str()) != no_asset ? 1 : 0;
            more_heads -= poles.find(record.asset.str()) != no_asset ? 1 : 0;
        }
        return more_heads != 0;
    };
    const bool told = look(city.inspections) || look(city.readings) || look(city.events);
    return told && more_heads > 0 ? LampUnit::head : LampUnit::pole;
}

bool anything(const LampEvidence& made) {
    return std::any_of(made.state.begin(), made.state.end(), [](auto state) { return state != LampState::unknown; });
}

/// Lamps of one cluster of the design; one of which the records name none is of its road's, else alone.
std::vector<std::uint32_t> clusters_of(const Sightings& seen, const LampTable& table) {
    const bool named =
        std::any_of(seen.clusters.begin(), seen.clusters.end(), [](const auto& name) { return !name.empty(); });
    std::vector<std::uint32_t> made;
    const auto& roads = table.groups(Level::road);
    const auto first_road = static_cast<std::uint32_t>(seen.clusters.size());
    const auto first_lamp = first_road + static_cast<std::uint32_t>(roads.size());
    for (std::uint32_t i = 0; named && i < seen.cluster.size(); ++i) {
        const auto own = seen.cluster[i];
        made.push_back(own < seen.clusters.size() && !seen.clusters[own].empty() ? own
                       : roads.of_lamp[i] != no_group                            ? first_road + roads.of_lamp[i]
                                                                                 : first_lamp + i);
    }
    return made;
}

bool ask_patrol(const Inventory& city, const LampIndex& index, const StateWords& words, LampEvidence& made,
                std::vector<Issue>& issues) {
    const auto rounds = rounds_of(city, index);
    if (rounds.empty()) {
        return false;
    }
    auto seen = sightings_of(city, made.table, index, words, rounds.back(), issues);
    made.source = "patrol";
    made.state = seen.state;
    made.looked = seen.looked;
    const auto looked = static_cast<double>(std::count(made.looked.begin(), made.looked.end(), 1));
    const auto [least, most] = std::minmax_element(seen.weight.begin(), seen.weight.end());
    const bool all = looked >= census_share * static_cast<double>(made.table.size());
    made.basis = all && *least == *most ? Basis::census : Basis::sample;
    if (made.basis == Basis::sample) {
        made.cluster = clusters_of(seen, made.table);
        made.weight = std::move(seen.weight);
        made.stratum = seen.strata.size() > 1 ? std::move(seen.stratum) : std::vector<std::uint32_t>{};
    }
    return anything(made);
}

/// What was asked for, else the last moment that is meant; then records that lie after it are told.
std::optional<Moment> as_of(const Inventory& city, const std::optional<Moment>& now, const TimedRecords& asked,
                            std::vector<Issue>& issues) {
    const auto times = now ? std::nullopt : record_times(city, asked);
    if (times) {
        const auto late = late_records(city, *times, "");
        issues.insert(issues.end(), late.begin(), late.end());
    }
    return times ? std::optional(times->last) : now;
}

bool ask_controllers(const Inventory& city, const LampIndex& index, const std::optional<Moment>& now,
                     LampEvidence& made, std::vector<Issue>& issues) {
    const auto at = as_of(city, now, {.readings = true}, issues);
    if (city.readings.empty() || !at) {
        return false;
    }
    auto heard = telemetry_at(city, made.table, index, *at);
    issues.insert(issues.end(), heard.issues.begin(), heard.issues.end());
    made.source = "telemetry";
    made.basis = Basis::log;
    made.state = std::move(heard.state);
    made.looked = std::move(heard.heard);
    return anything(made);
}

bool ask_log(const Inventory& city, const LampIndex& index, const StateWords& words, const std::optional<Moment>& now,
             LampEvidence& made, std::vector<Issue>& issues) {
    const auto log = faults_of_events(city, index, words, issues);
    if (log.faults.empty()) {
        return false;
    }
    const TimedRecords events{.events = true};
    const auto at = as_of(city, now, events, issues);
    if (!at) {
        return false;
    }
    const auto odd = odd_ends(city, events, *at);
    issues.insert(issues.end(), odd.begin(), odd.end());
    made.source = "events";
    made.basis = Basis::log;
    made.state.clear();
    for (const auto dark : dark_at(log, made.table.size(), *at)) {
        made.state.push_back(dark != 0 ? LampState::out : LampState::lit);
    }
    made.looked.assign(made.state.size(), 1);
    return true;
}

bool ask_records(const Inventory& city, LampEvidence& made) {
    const KeyIndex heads(city.luminaires);
    made.source = "state";
    made.basis = Basis::census;
    made.state.clear();
    for (std::size_t i = 0; i < made.table.size(); ++i) {
        const auto head = made.table.unit == LampUnit::head ? heads.find(made.table.keys[i]) : no_asset;
        const bool own = head != no_asset && city.luminaires[head].state != LightState::unknown;
        const auto state = own ? city.luminaires[head].state : city.streetlights[made.table.pole[i]].state;
        made.state.push_back(state == LightState::unknown ? LampState::unknown
                             : state == LightState::out   ? LampState::out
                                                          : LampState::lit);
    }
    made.looked.assign(made.state.size(), 1);
    return anything(made);
}

} // namespace

RatesInput LampEvidence::input() const {
    RatesInput made;
    made.table = &table;
    made.state = state;
    made.looked = looked;
    made.weight = weight;
    made.stratum = stratum;
    made.cluster = cluster;
    made.basis = basis;
    return made;
}

std::optional<LampEvidence> lamp_evidence(const Inventory& city, const std::string& zone_kind, bool landscape,
                                          const std::optional<Moment>& now, std::vector<Issue>& issues) {
    LampEvidence made;
    LampTableOptions options;
    options.unit = unit_of(city);
    options.landscape = landscape;
    options.zone_kind = zone_kind.empty() ? options.zone_kind : zone_kind;
    made.table = lamp_table(city, options);
    if (made.table.size() == 0) {
        return std::nullopt;
    }
    const LampIndex index(city, made.table);
    const auto words = StateWords::usual();
    const bool told = ask_patrol(city, index, words, made, issues) || ask_controllers(city, index, now, made, issues) ||
                      ask_log(city, index, words, now, made, issues) || ask_records(city, made);
    return told ? std::optional(std::move(made)) : std::nullopt;
}

} // namespace kerb::scorecard
