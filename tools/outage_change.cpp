// kerb outage change: did the rate change since the last round, and which lamps did?
#include "outage_change.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/report/outage_report.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

const std::vector<std::string> limits = {"difference", "p_fell", "newly_out", "still_out"};

std::string names_of_rounds(const OutageInput& input) {
    std::vector<std::string> names;
    for (const auto& round : input.rounds) {
        names.push_back(round.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// The round that came before the one asked about.
std::string round_before(const OutageInput& input, const std::string& round) {
    const auto& rounds = input.rounds;
    const auto now =
        round.empty() ? rounds.end() - (rounds.empty() ? 0 : 1)
                      : std::find_if(rounds.begin(), rounds.end(), [&](const Round& one) { return one.name == round; });
    if (now == rounds.end() || now == rounds.begin()) {
        throw UsageError({"outage_change.one_round", {{"names", names_of_rounds(input)}}});
    }
    return std::prev(now)->name;
}

/// A round beside itself shows no change whatever happened.
void need_two_rounds(const ChangeRun& run) {
    if (run.before.sightings && run.now.sightings &&
        run.before.sightings->round.name == run.now.sightings->round.name) {
        throw UsageError({"outage_change.same_round", {{"round", run.now.sightings->round.name}}});
    }
}

/// Both looks: of two rounds of a patrol, or of a log at two moments.
void look_twice(ChangeRun& run, const ChangeCommand& command) {
    auto now = command.evidence;
    const bool moments = !now.at.empty() || !command.before_at.empty();
    if (now.from == "auto" && moments) {
        now.from = !run.input->city().events.empty() ? "events" : "auto";
    }
    const bool patrol = now.from == "patrol" || (now.from == "auto" && !moments && !run.input->rounds.empty());
    auto before = now;
    if (patrol) {
        before.round = !command.before.empty() ? command.before : round_before(*run.input, now.round);
    } else if (command.before_at.empty()) {
        throw UsageError({"outage_change.no_before", {}});
    } else {
        before.at = command.before_at;
    }
    run.before = evidence_of(*run.input, before);
    run.now = evidence_of(*run.input, now);
    need_two_rounds(run);
    if (run.before.source == run.now.source && run.before.at && run.now.at && *run.now.at < *run.before.at) {
        throw UsageError({"outage_change.backwards", {{"before", run.before.as_of()}, {"now", run.now.as_of()}}});
    }
}

report::RoundRate rate_of(const RateRow& row) {
    return {row.seen, row.rate, row.deff, row.n_eff};
}

Level level_of(const std::string& name) {
    return static_cast<Level>(std::find(level_codes.begin(), level_codes.end(), name) - level_codes.begin());
}

std::vector<LampOfRound> states_of(const Evidence& evidence, const Grouping& groups) {
    std::vector<LampOfRound> lamps;
    for (std::size_t i = 0; i < evidence.state.size(); ++i) {
        const auto group =
            groups.of_lamp[i] == no_group ? static_cast<std::uint32_t>(groups.size()) : groups.of_lamp[i];
        lamps.push_back({i, evidence.looked[i] != 0 ? evidence.state[i] : LampState::unknown, group});
    }
    return lamps;
}

void compare_level(ChangeRun& run, const std::string& name, const RatesResult& before, const RatesResult& now) {
    const auto level = level_of(name);
    const auto& groups = run.input->table.groups(level);
    std::vector<report::ChangeRow> rows(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        rows[g].level = name;
        rows[g].unit = groups.keys[g];
        rows[g].name_zh = g < groups.names_zh.size() ? groups.names_zh[g] : "";
        rows[g].name_en = g < groups.names_en.size() ? groups.names_en[g] : "";
    }
    for (const auto& row : before.rows) {
        if (row.level == level) {
            rows[row.group].before = rate_of(row);
        }
    }
    for (const auto& row : now.rows) {
        if (row.level == level) {
            rows[row.group].now = rate_of(row);
        }
    }
    const auto changes = lamp_changes(states_of(run.before, groups), states_of(run.now, groups),
                                      static_cast<std::uint32_t>(groups.size()) + 1);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        rows[g].pairs = changes.groups[g];
        report::compare_rates(rows[g], run.result.confidence);
        if (rows[g].before.seen.of + rows[g].now.seen.of > 0) {
            run.result.units.push_back(std::move(rows[g]));
        }
    }
}

/// Lamps known in both rounds, by circuit.
void pair_lamps(ChangeRun& run) {
    const auto& circuits = run.input->table.groups(Level::circuit);
    std::vector<std::int8_t> changes;
    std::vector<std::uint32_t> clusters;
    const auto known = [](const Evidence& evidence, std::size_t i) {
        return evidence.looked[i] != 0 && evidence.state[i] != LampState::unknown;
    };
    for (std::size_t i = 0; i < run.now.state.size(); ++i) {
        if (known(run.before, i) && known(run.now, i)) {
            const int was = run.before.state[i] == LampState::out ? 1 : 0,
                      is = run.now.state[i] == LampState::out ? 1 : 0;
            changes.push_back(static_cast<std::int8_t>(is - was));
            const auto alone = static_cast<std::uint32_t>(circuits.size() + i);
            clusters.push_back(circuits.of_lamp[i] == no_group ? alone : circuits.of_lamp[i]);
        }
    }
    run.result.paired = paired_change(run.changes.counts, run.result.confidence);
    run.result.clustered = clustered_change(changes, clusters, run.result.confidence);
}

std::vector<std::string> keys_of(const ChangeRun& run, const std::vector<std::uint64_t>& lamps) {
    std::vector<std::string> keys;
    for (const auto lamp : lamps) {
        keys.push_back(run.input->table.keys[lamp]);
    }
    return keys;
}

report::RoundTold told(const Evidence& evidence) {
    return {evidence.source, evidence.sightings ? evidence.sightings->round.name : "", evidence.as_of(),
            report::basis_name(evidence.basis)};
}

void compare(ChangeRun& run, const ChangeCommand& command) {
    auto& result = run.result;
    RatesOptions options;
    options.confidence = result.confidence = command.confidence;
    options.levels.clear();
    for (const auto& level : run.levels) {
        options.levels.push_back(level_of(level));
    }
    const auto& table = run.input->table;
    const auto before = rates(run.before.rates_input(table), options), now = rates(run.now.rates_input(table), options);
    result.before = told(run.before);
    result.now = told(run.now);
    run.changes = lamp_changes(states_of(run.before, table.groups(Level::city)),
                               states_of(run.now, table.groups(Level::city)), 2);
    result.overall.level = "city";
    result.overall.before = rate_of(before.overall);
    result.overall.now = rate_of(now.overall);
    result.overall.pairs = run.changes.counts;
    report::compare_rates(result.overall, command.confidence);
    for (const auto& level : run.levels) {
        compare_level(run, level, before, now);
    }
    pair_lamps(run);
    result.only_before = run.changes.only_before;
    result.only_now = run.changes.only_now;
    result.newly_out = keys_of(run, run.changes.newly_out);
    result.repaired = keys_of(run, run.changes.repaired);
    result.still_out = keys_of(run, run.changes.still_out);
}

ChangeRun find_change(const Session& session, const ChangeCommand& command) {
    check_confidence(command.confidence);
    ChangeRun run;
    run.levels = fault_levels(command.by);
    for (const auto& level : run.levels) {
        if (level_of(level) >= Level::rule) {
            throw UsageError({"outage.no_level", {{"value", level}}});
        }
    }
    run.input = load_outage(session, command);
    look_twice(run, command);
    compare(run, command);
    run.result.summary = change_sentence(session, run);
    run.issues = run.input->read.issues;
    run.issues.insert(run.issues.end(), run.before.issues.begin(), run.before.issues.end());
    for (const auto& issue : run.now.issues) { // of a log both looks tell of the same faults
        if (run.now.source == "patrol" || issue.reason == "fault.late_record") {
            run.issues.push_back(issue);
        }
    }
    return run;
}

Figures figures_of(const report::ChangeResult& result) {
    return {{"difference", result.overall.difference},
            {"p_fell", result.overall.chance_fell},
            {"newly_out", static_cast<double>(result.newly_out.size())},
            {"still_out", static_cast<double>(result.still_out.size())}};
}

int run_change(const Session& session, const ChangeCommand& command) {
    CoverageOptions output;
    output.command = command.command;
    output.fail_if = command.fail_if;
    const auto limit = limit_of(output, limits);
    check_output(session, {command.city, command.lamps, command.patrol, command.events, command.telemetry,
                           command.tickets, command.roads, command.zones});
    const auto run = find_change(session, command);
    session.summarise(run.issues);
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"exact_counts", std::nullopt}, run.input->accounts(),
                  run.issues, session.language},
                 {[&] { return report::change_json(run.result); }, [&] { return report::change_csv(run.result); },
                  [&] { return change_text(session, run); }});
    if (!session.options.output.empty()) {
        write_result(session, output, run.input->read.frame, {change_layer(run)});
    }
    return exit_code(session, output, limit, figures_of(run.result));
}

} // namespace

void add_outage_change(Command outage, Session& session) {
    auto command = outage.add_subcommand("change", session.text("help.outage_change"));
    auto options = std::make_shared<ChangeCommand>();
    options->command = "outage change";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_change_") + name); };
    command.add_option("--by", options->by, session.text("help.outage_by")).capture_default_str();
    command.add_option("--before", options->before, text("before"));
    command.add_option("--before-at", options->before_at, text("before_at"));
    command.add_option("--fail-if", options->fail_if, text("fail_if"));
    add_evidence_options(command, session, options->evidence);
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_change(session, *options); }; });
}

} // namespace kerb::tools
