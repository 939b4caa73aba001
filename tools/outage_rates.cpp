// kerb outage rates: which share of the lamps is out, by level, and is the promise kept?
#include "outage_rates.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/outage/group_graph.hpp>

#include <kerb/report/outage_clusters_report.hpp>

#include "coverage.hpp"
#include "outage_faults.hpp"
#include "toml_file.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

std::vector<Level> levels_of(const std::string& by) {
    std::vector<Level> levels;
    std::size_t from = 0;
    while (from <= by.size()) {
        const auto to = std::min(by.find(',', from), by.size());
        const auto name = by.substr(from, to - from);
        const auto found = std::find(level_codes.begin(), level_codes.end() - 1, name);
        if (found == level_codes.end() - 1) {
            throw UsageError({"outage.no_level", {{"value", name}}});
        }
        const auto level = static_cast<Level>(found - level_codes.begin());
        if (std::find(levels.begin(), levels.end(), level) == levels.end()) {
            levels.push_back(level);
        }
        from = to + 1;
    }
    return levels;
}

LitRules rules_of(const std::string& name) {
    const auto own = "rules/lit_rate_" + name + ".toml";
    const auto text = builtin_data(own);
    return LitRules::from_toml(text ? parse_toml(*text, own) : toml_of(name));
}

std::optional<double> most_out_of(const RatesCommand& command) {
    if (!command.max_out.empty() && !command.min_lit.empty()) {
        throw UsageError({"outage.two_limits", {}});
    }
    if (!command.max_out.empty()) {
        return share_option("--max-out", command.max_out);
    }
    return command.min_lit.empty()
               ? std::nullopt
               : std::optional(std::round((1 - share_option("--min-lit", command.min_lit)) * 1e12) / 1e12);
}

RatesOptions options_of(const RatesCommand& command) {
    constexpr std::array methods = {"wilson", "clopper-pearson", "jeffreys", "mid-p"};
    check_confidence(command.confidence);
    RatesOptions options;
    options.levels = levels_of(command.by);
    options.confidence = command.confidence;
    options.target = command.target == "night" ? Target::night : Target::process;
    options.method =
        static_cast<IntervalMethod>(std::find(methods.begin(), methods.end(), command.method) - methods.begin());
    options.most_out = most_out_of(command);
    if (!command.neighbours.empty()) {
        options.neighbours = command.neighbours == "icar" ? NeighbourModel::icar : NeighbourModel::bym2;
    }
    options.ranks.worst = command.worst;
    options.ranks.seed = command.seed;
    options.ranks.threads = Threads{command.threads};
    return options;
}

void use_rules(RatesRun& run, const RatesCommand& command) {
    if (command.rules.empty()) {
        return;
    }
    run.rules = rules_of(command.rules);
    group_by_rules(run.input->table, *run.rules);
    run.options.rules = &*run.rules;
    for (const auto level : {Level::rule, Level::road}) {
        if (std::find(run.options.levels.begin(), run.options.levels.end(), level) == run.options.levels.end()) {
            run.options.levels.push_back(level);
        }
    }
}

/// A log that cannot be used costs its own figures, not the rates.
void add_log(RatesRun& run, const RatesCommand& command) {
    try {
        run.log = rates_log(run, command);
        if (run.log) {
            add_unreported(*run.log, run, command);
        }
    } catch (const Error& error) {
        if (error.message().code != "outage_repair.no_faults") {
            const auto* layer = run.input->city().events.empty() ? "cases" : "events";
            run.evidence.issues.push_back(
                {Severity::warning, "fault.log_not_used", layer, -1, "", 0, 0, false, error.message()});
        }
    }
}

bool fails(const RatesCommand& command, Verdict verdict) {
    return (command.fail_if == "not-met" && verdict == Verdict::not_met) ||
           (command.fail_if == "not-shown" && verdict != Verdict::met);
}

int run_rates(const Session& session, const RatesCommand& command) {
    check_output(session, {command.city, command.lamps, command.patrol, command.events, command.telemetry,
                           command.tickets, command.roads, command.zones});
    static_cast<void>(options_of(command)); // before anything is read
    if (!command.fail_if.empty() && command.max_out.empty() && command.min_lit.empty() && command.rules.empty()) {
        throw UsageError({"outage.fail_without_limit", {}});
    }
    static_cast<void>(cluster_options(command.choice, command));
    static_cast<void>(hours_option("--sla", command.sla));
    auto run = find_rates(load_outage(session, command), command);
    if (command.clusters) {
        run.clusters = find_clusters(session, *run.input, run.evidence, cluster_options(command.choice, command));
    }
    session.summarise(run.issues);
    const auto asked = run.asked(session, command);
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"exact_counts", std::nullopt}, run.input->accounts(),
                  run.issues, session.language},
                 {[&] { return report::rates_json(run.result, asked); },
                  [&] { return report::rates_csv(run.result, asked); }, [&] { return rates_text(session, run); }});
    if (!session.options.output.empty()) {
        CoverageOptions output;
        output.command = command.command;
        write_result(session, output, run.input->read.frame, rates_tables(run));
    }
    write_charts(session, command.charts, rates_charts(session, run));
    if (fails(command, run.verdict())) {
        session.warn({"tools.limit_crossed", {{"limit", command.fail_if}}});
        return static_cast<int>(Outcome::limit_crossed);
    }
    return 0;
}

} // namespace

RatesRun find_rates(std::unique_ptr<OutageInput> input, const RatesCommand& command) {
    RatesRun run;
    run.options = options_of(command);
    run.input = std::move(input);
    run.evidence = evidence_of(*run.input, command.evidence);
    use_rules(run, command);
    auto looked = run.evidence.rates_input(run.input->table);
    for (const auto level : run.options.levels) {
        if (run.options.neighbours) {
            auto pairs = neighbour_pairs(run.input->city(), run.input->table, level);
            if (!pairs.empty()) {
                looked.neighbours.emplace_back(level, std::move(pairs));
            }
        }
    }
    run.result = rates(looked, run.options);
    add_log(run, command);
    run.issues = run.input->read.issues;
    run.issues.insert(run.issues.end(), run.evidence.issues.begin(), run.evidence.issues.end());
    return run;
}

report::RatesAsked RatesRun::asked(const Session& session, const RatesCommand& command) const {
    report::RatesAsked made;
    made.source = evidence.source;
    made.round = evidence.sightings ? evidence.sightings->round.name : "";
    made.as_of = evidence.as_of();
    made.summary = rates_sentence(session, *this);
    made.basis = evidence.basis;
    made.design = !evidence.cluster.empty();
    made.options = options;
    made.seed = command.seed;
    made.table = &input->table;
    made.top = command.top;
    if (log) {
        made.more_fields = [found = log](const RateRow& row) { return log_fields(*found, row); };
    }
    made.parts.emplace_back("clusters", clusters ? report::cluster_list_json(*clusters, input->table) : "null");
    if (evidence.heard) {
        made.parts.emplace_back("currents", report::currents_json(*evidence.heard, input->table));
    }
    return made;
}

Verdict RatesRun::verdict() const {
    if (!rules) {
        return result.overall.verdict;
    }
    // Ordered by what they do to the whole: one that is not met breaks it, one that cannot be told leaves it open.
    const auto weight = [](Verdict v) {
        return v == Verdict::not_met ? 3 : v == Verdict::cannot_tell ? 2 : v == Verdict::met ? 1 : 0;
    };
    Verdict all = options.most_out ? result.overall.verdict : Verdict::no_data;
    for (const auto& row : result.rows) {
        auto one = Verdict::no_data;
        if (row.level == Level::rule && row.limit) {
            one = row.verdict;
        } else if (row.level == Level::road && row.by_figures == Verdict::not_met) {
            // A road that breaks the rule by its figures leaves the promise open, until that is more than chance.
            one = row.verdict == Verdict::not_met ? Verdict::not_met : Verdict::cannot_tell;
        }
        all = weight(one) > weight(all) ? one : all;
    }
    return all;
}

void add_outage_rates(Command outage, Session& session) {
    auto command = outage.add_subcommand("rates", session.text("help.outage_rates"));
    auto options = std::make_shared<RatesCommand>();
    options->command = "outage rates";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_") + name); };
    command.add_option("--by", options->by, text("by")).capture_default_str();
    command.add_option("--max-out", options->max_out, text("max_out"));
    command.add_option("--min-lit", options->min_lit, text("min_lit"));
    command.add_option("--rules", options->rules, text("rules"));
    command.add_option("--target", options->target, text("target"))
        .check(one_of({"process", "night"}))
        .capture_default_str();
    command.add_option("--interval", options->method, text("interval"))
        .check(one_of({"wilson", "clopper-pearson", "jeffreys", "mid-p"}))
        .capture_default_str();
    command.add_option("--sla", options->sla, text("sla")).capture_default_str();
    command.add_flag("--clusters", options->clusters, text("with_clusters"));
    add_cluster_options(command, session, options->choice);
    command.add_option("--neighbours", options->neighbours, text("neighbours")).check(one_of({"icar", "bym2"}));
    command.add_option("--charts", options->charts, text("charts"));
    command.add_option("--worst", options->worst, text("worst")).check(positive()).capture_default_str();
    command.add_option("--top", options->top, text("top")).check(not_negative()).capture_default_str();
    command.add_option("--fail-if", options->fail_if, text("fail_if")).check(one_of({"not-met", "not-shown"}));
    add_evidence_options(command, session, options->evidence);
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_rates(session, *options); }; });
}

} // namespace kerb::tools
