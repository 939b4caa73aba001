#include "outage_evidence.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/inventory/late_records.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb::tools {
namespace {

using namespace outage;

/// A round that looked at nearly all lamps looked at all that could be seen.
constexpr double census_share = 0.95;

std::string round_names(const OutageInput& input) {
    std::vector<std::string> names;
    for (const auto& round : input.rounds) {
        names.push_back(round.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

const Round& round_of(const OutageInput& input, const std::string& name) {
    const auto found = std::find_if(input.rounds.begin(), input.rounds.end(),
                                    [&](const Round& round) { return name.empty() || round.name == name; });
    if (found == input.rounds.end()) {
        throw UsageError({"outage.no_round", {{"name", name}, {"names", round_names(input)}}});
    }
    return name.empty() ? input.rounds.back() : *found;
}

/// Clusters as the records name them; a lamp of which they name none is of its road's, else of its own.
void name_clusters(const OutageInput& input, Evidence& made) {
    const auto& seen = *made.sightings;
    const auto named = [&](std::uint32_t cluster) {
        return cluster < seen.clusters.size() && !seen.clusters[cluster].empty();
    };
    const bool any =
        std::any_of(seen.clusters.begin(), seen.clusters.end(), [](const auto& name) { return !name.empty(); });
    if (!any) {
        return;
    }
    const auto& roads = input.table.groups(Level::road);
    const auto first_road = static_cast<std::uint32_t>(seen.clusters.size());
    const auto first_lamp = first_road + static_cast<std::uint32_t>(roads.size());
    for (std::uint32_t i = 0; i < seen.cluster.size(); ++i) {
        made.cluster.push_back(named(seen.cluster[i])         ? seen.cluster[i]
                               : roads.of_lamp[i] != no_group ? first_road + roads.of_lamp[i]
                                                              : first_lamp + i);
    }
}

void look_at_patrol(const OutageInput& input, const EvidenceOptions& options, Evidence& made) {
    if (input.rounds.empty()) {
        throw UsageError({"outage.no_patrol", {}});
    }
    made.sightings =
        sightings_of(input.city(), input.table, *input.index, input.words, round_of(input, options.round), made.issues);
    auto& seen = *made.sightings;
    made.state = seen.state;
    made.looked = seen.looked;
    made.at = seen.round.to;
    const auto looked = std::count(made.looked.begin(), made.looked.end(), 1);
    const bool nearly_all = static_cast<double>(looked) >= census_share * static_cast<double>(input.table.size());
    const auto [least, most] = std::minmax_element(seen.weight.begin(), seen.weight.end());
    made.basis = nearly_all && *least == *most ? Basis::census : Basis::sample;
    name_clusters(input, made);
}

Issue outside_record(const std::string& source, const Moment& at, const Moment& first, const Moment& last) {
    constexpr const char* reason = "fault.outside_record";
    const auto* layer = source == "telemetry" ? "readings" : source == "events" ? "events" : "cases";
    Issue issue{Severity::warning, reason, layer, -1, "", 0, 0, false, {}};
    issue.message = {reason, {{"at", to_text(at)}, {"first", to_text(first)}, {"last", to_text(last)}}};
    return issue;
}

/// The moment asked about, else the last that is meant; what lies after it, or has an end that is none, is told.
Moment moment_of(const OutageInput& input, const EvidenceOptions& options, Evidence& made) {
    const auto times = times_of_records(input.city());
    const auto given = moment_option("--at", options.at);
    if (!given && !times) {
        throw UsageError({"outage.no_moment", {}});
    }
    const auto at = given.value_or(times ? times->last : Moment{});
    const auto add = [&](const std::vector<Issue>& more) {
        made.issues.insert(made.issues.end(), more.begin(), more.end());
    };
    if (!given) {
        add(late_records(input.city(), *times, options.at_option));
    }
    const bool events = made.source == "events", requests = made.source == "tickets";
    add(odd_ends(input.city(), {.events = events, .requests = requests}, times ? std::max(times->last, at) : at));
    const auto first = first_moment(input.city());
    if (times && first && (at < *first || times->beyond(at))) {
        made.issues.push_back(outside_record(made.source, at, *first, times->last));
    }
    return at;
}

void look_at_log(const FaultLog& log, const OutageInput& input, Evidence& made) {
    const auto dark = dark_at(log, input.table.size(), *made.at);
    made.basis = Basis::log;
    made.looked.assign(dark.size(), 1);
    for (const auto one : dark) {
        made.state.push_back(one != 0 ? LampState::out : LampState::lit);
    }
}

void listen(const OutageInput& input, Evidence& made) {
    made.heard = telemetry_at(input.city(), input.table, *input.index, *made.at);
    made.issues.insert(made.issues.end(), made.heard->issues.begin(), made.heard->issues.end());
}

void look_at_telemetry(const OutageInput& input, Evidence& made) {
    listen(input, made);
    const auto& heard = made.heard->heard;
    if (std::none_of(heard.begin(), heard.end(), [](auto one) { return one != 0; })) {
        throw UsageError({"outage.currents_only", {}});
    }
    made.basis = Basis::log;
    made.state = made.heard->state;
    made.looked = heard;
}

/// What cabinets say at the same moment of circuits as a whole.
void ask_cabinets(const OutageInput& input, Evidence& made) {
    if (input.city().readings.empty() || !made.at) {
        return;
    }
    if (!made.heard) {
        listen(input, made);
    }
    // Circuits without a controller stay unknown, so only a network that is heard as a whole can say where none is
    // dead.
    const auto& currents = made.heard->currents;
    const auto silent = std::count_if(currents.begin(), currents.end(), [](const auto& c) { return c.silent; });
    const auto circuits = input.table.groups(Level::circuit).size();
    if (silent == 0 && currents.size() == circuits && circuits > 0) {
        made.dead_circuits.assign(circuits, 0);
        for (const auto circuit : made.heard->dead_circuits) {
            made.dead_circuits[circuit] = 1;
        }
    }
}

void look_at_states(const OutageInput& input, Evidence& made) {
    const auto& city = input.city();
    const auto& table = input.table;
    const KeyIndex heads(city.luminaires);
    made.basis = Basis::census;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const auto head = table.unit == LampUnit::head ? heads.find(table.keys[i]) : no_asset;
        const auto state = head != no_asset && city.luminaires[head].state != LightState::unknown
                               ? city.luminaires[head].state
                               : city.streetlights[table.pole[i]].state;
        made.state.push_back(state == LightState::unknown ? LampState::unknown
                             : state == LightState::out   ? LampState::out
                                                          : LampState::lit);
        made.looked.push_back(1);
    }
}

bool any_state(const Inventory& city) {
    const auto told = [](const auto& lamp) { return lamp.state != LightState::unknown; };
    return std::any_of(city.streetlights.begin(), city.streetlights.end(), told) ||
           std::any_of(city.luminaires.begin(), city.luminaires.end(), told);
}

bool any_lamp_reading(const OutageInput& input) {
    return std::any_of(input.city().readings.begin(), input.city().readings.end(), [&](const Reading& reading) {
        const auto named = input.index->find(reading.asset.str()).named;
        return named == Named::lamp || named == Named::pole || named == Named::head;
    });
}

/// A source that was given goes before what an inventory has; a moment asks for a log, not for a round.
std::string source_of(const OutageInput& input, const std::string& wish, bool moment) {
    if (wish != "auto") {
        return wish;
    }
    if (!input.given.empty() && (input.given != "telemetry" || any_lamp_reading(input))) {
        return input.given;
    }
    if (moment && (any_lamp_reading(input) || !input.city().events.empty())) {
        return any_lamp_reading(input) ? "telemetry" : "events";
    }
    const auto& city = input.city();
    return !input.rounds.empty()     ? "patrol"
           : any_lamp_reading(input) ? "telemetry"
           : !city.events.empty()    ? "events"
           : any_state(city)         ? "state"
           : !city.cases.empty()     ? "tickets"
                                     : "";
}

} // namespace

RatesInput Evidence::rates_input(const LampTable& table) const {
    RatesInput input;
    input.table = &table;
    input.state = state;
    input.looked = looked;
    input.basis = basis;
    input.dead_circuits = dead_circuits;
    input.reported_only = source == "tickets";
    if (basis == Basis::sample) {
        input.weight = sightings->weight;
        if (sightings->strata.size() > 1) {
            input.stratum = sightings->stratum;
        }
        input.cluster = cluster;
    }
    return input;
}

bool has_evidence(const OutageInput& input) {
    return input.table.size() > 0 && !source_of(input, "auto", false).empty();
}

Evidence evidence_of(const OutageInput& input, const EvidenceOptions& options) {
    if (input.table.size() == 0) {
        throw SourceError({"outage.no_lamps", {}});
    }
    Evidence made;
    made.source = source_of(input, options.from, moment_option("--at", options.at).has_value());
    if (made.source == "patrol") {
        look_at_patrol(input, options, made);
        ask_cabinets(input, made);
        return made;
    }
    if (made.source == "state") {
        look_at_states(input, made);
        return made;
    }
    if (made.source.empty()) {
        throw UsageError({"outage.no_evidence", {}});
    }
    made.at = moment_of(input, options, made);
    if (made.source == "telemetry") {
        look_at_telemetry(input, made);
    } else if (made.source == "events") {
        look_at_log(faults_of_events(input.city(), *input.index, input.words, made.issues), input, made);
    } else {
        look_at_log(
            faults_of_requests(input.city(), input.table, *input.index, input.words, input.within_m, made.issues),
            input, made);
    }
    return made;
}

void add_evidence_options(Command command, Session& session, EvidenceOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_") + name); };
    command.add_option("--from", options.from, text("from"))
        .check(one_of({"auto", "patrol", "telemetry", "events", "tickets", "state"}))
        .capture_default_str();
    command.add_option("--round", options.round, text("round"));
    options.at_option = "--at";
    command.add_option(options.at_option, options.at, text("at"));
}

} // namespace kerb::tools
