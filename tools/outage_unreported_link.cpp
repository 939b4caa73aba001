// Outages of patrols, logs and requests, linked to one another lamp by lamp.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

#include "outage_unreported.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

constexpr std::array list_names = {"patrol", "events", "tickets"};
constexpr std::array source_names = {"", "patrol", "hotline", "telemetry", "app", "other"}; ///< by ReportSource

std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find(',', from), text.size());
        parts.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return parts;
}

/// Lists by name, in the order above; without a wish those that the records have.
std::vector<std::string> lists_of(const UnreportedCommand& command, const OutageInput& input) {
    const auto wished = command.lists.empty() ? std::vector<std::string>() : parts_of(command.lists);
    for (const auto& name : wished) {
        if (std::find(list_names.begin(), list_names.end(), name) == list_names.end()) {
            throw UsageError({"outage_unreported.no_list", {{"value", name}}});
        }
    }
    const std::array there = {!input.rounds.empty(), !input.city().events.empty(), !input.city().cases.empty()};
    std::vector<std::string> lists;
    for (std::size_t l = 0; l < list_names.size(); ++l) {
        const bool asked = std::find(wished.begin(), wished.end(), list_names[l]) != wished.end();
        if (wished.empty() ? there[l] : asked) {
            lists.emplace_back(list_names[l]);
        }
    }
    if (lists.size() < 2) {
        throw UsageError({"outage_unreported.one_list", {{"lists", fmt::format("{}", fmt::join(lists, ", "))}}});
    }
    return lists;
}

class Linker {
public:
    Linker(const UnreportedCommand& command, UnreportedRun& run) : command_(command), run_(run), found_(run.found) {}

    void link() {
        found_.table = &run_.input->table;
        found_.within_m = run_.input->within_m;
        found_.confidence = command_.confidence;
        for (const auto& name : lists_of(command_, *run_.input)) {
            found_.lists.push_back(name == "patrol" ? patrol() : name == "events" ? events() : tickets());
        }
        find_window();
        run_.linked = link_lists(run_.input->table, found_.lists, link_);
        found_.wide = run_.linked.wide;
        found_.of_wide = run_.linked.of_wide;
        found_.outside_window = run_.linked.outside_window;
        found_.not_in_frame = run_.linked.not_in_frame;
    }

private:
    /// One round; what it did not see nobody can have from it, so the other lists are held to its lamps.
    OutageList patrol() {
        const auto& input = *run_.input;
        const auto round = std::find_if(input.rounds.begin(), input.rounds.end(),
                                        [&](const Round& one) { return one.name == command_.round; });
        if (input.rounds.empty()) {
            throw UsageError({"outage.no_patrol", {}});
        }
        if (round == input.rounds.end() && !command_.round.empty()) {
            throw UsageError({"outage_unreported.no_round", {{"name", command_.round}}});
        }
        const auto seen = sightings_of(input.city(), input.table, *input.index, input.words,
                                       round == input.rounds.end() ? input.rounds.back() : *round, run_.issues);
        if (!seen.round.from) {
            throw UsageError({"outage_unreported.no_time", {{"name", seen.round.name}}});
        }
        found_.round = seen.round.name;
        link_.lasting = true;
        link_.from = *seen.round.from;
        link_.to = *seen.round.to;
        link_.in_frame.assign(input.table.size(), 0);
        for (std::size_t i = 0; i < input.table.size(); ++i) {
            link_.in_frame[i] = seen.looked[i] != 0 && seen.state[i] != LampState::unknown ? 1 : 0;
        }
        leave_dead_circuits(seen);
        return list_of(seen, "patrol");
    }

    /// Circuits that the round saw dark as a whole are no lamps' outages.
    void leave_dead_circuits(const Sightings& seen) {
        const auto& table = run_.input->table;
        const auto& circuits = table.groups(Level::circuit);
        std::vector<LampSeen> lamps(table.size());
        for (std::size_t i = 0; i < lamps.size(); ++i) {
            const auto circuit = circuits.of_lamp[i];
            lamps[i] = {circuit == no_group ? LampSeen::no_circuit : circuit, table.along[i], seen.state[i]};
        }
        std::vector<std::uint8_t> dead(circuits.size(), 0);
        for (const auto& circuit : split_faults(lamps, circuits.size()).circuits) {
            dead[circuit.circuit] = 1;
        }
        for (std::size_t i = 0; i < lamps.size(); ++i) {
            if (circuits.of_lamp[i] != no_group && dead[circuits.of_lamp[i]] != 0) {
                link_.in_frame[i] = 0;
            }
        }
    }

    OutageList events() {
        const auto& input = *run_.input;
        auto log = faults_of_events(input.city(), *input.index, input.words, run_.issues);
        for (const auto& fault : log.faults) {
            run_.from_reports += fault.source == ReportSource::hotline || fault.source == ReportSource::app ? 1 : 0;
        }
        run_.events = std::ssize(log.faults);
        if (!command_.event_sources.empty()) {
            keep_sources(log);
        }
        return list_of(log, {}, "events");
    }

    void keep_sources(FaultLog& log) {
        std::array<bool, source_names.size()> kept{};
        for (const auto& name : parts_of(command_.event_sources)) {
            const auto at = std::find(source_names.begin() + 1, source_names.end(), name);
            if (at == source_names.end()) {
                throw UsageError({"outage_unreported.no_source", {{"value", name}}});
            }
            kept[static_cast<std::size_t>(at - source_names.begin())] = true;
        }
        found_.other_sources = static_cast<std::int64_t>(std::erase_if(
            log.faults, [&](const Fault& fault) { return !kept[static_cast<std::size_t>(fault.source)]; }));
    }

    OutageList tickets() {
        const auto& input = *run_.input;
        return list_of(
            faults_of_requests(input.city(), input.table, *input.index, input.words, input.within_m, run_.issues),
            input.city().cases, "tickets");
    }

    /// The time of which all lists tell, from the first that the latest of them has to the last that the earliest has,
    /// unless a window is given.
    void find_window() {
        const auto from = moment_option("--window-from", command_.from), to = moment_option("--window-to", command_.to);
        if (!link_.lasting) {
            std::optional<Moment> first, last;
            for (const auto& list : found_.lists) {
                std::optional<Moment> begins, tells;
                for (const auto& one : list.outages) {
                    begins = std::min(begins.value_or(one.from), one.from);
                    tells = std::max(tells.value_or(one.from), one.to.value_or(one.from));
                }
                first = !begins || (first && *begins < *first) ? first : begins;
                last = !tells || (last && *last < *tells) ? last : tells;
            }
            link_.from = first.value_or(Moment{});
            link_.to = last.value_or(Moment{});
        }
        link_.from = from.value_or(link_.from);
        link_.to = to.value_or(link_.to);
        link_.within_m = run_.input->within_m;
        if (link_.to < link_.from) {
            throw UsageError(
                {"outage_unreported.no_window", {{"from", to_text(link_.from)}, {"to", to_text(link_.to)}}});
        }
        found_.from = link_.from;
        found_.to = link_.to;
        found_.frame_lamps = link_.in_frame.empty() ? static_cast<std::int64_t>(run_.input->table.size())
                                                    : std::count(link_.in_frame.begin(), link_.in_frame.end(), 1);
    }

    const UnreportedCommand& command_;
    UnreportedRun& run_;
    report::Unreported& found_;
    LinkOptions link_;
};

} // namespace

void link_unreported(const UnreportedCommand& command, UnreportedRun& run) {
    Linker(command, run).link();
}

} // namespace kerb::tools
