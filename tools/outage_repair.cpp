// kerb outage repair: how long do faults last, those still open and those older than the record included?
#include "outage_repair.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

constexpr double year_s = 365.25 * 86400;
const std::vector<std::string> limits = {"median", "p90", "mean", "share_within", "open"};

std::vector<double> slas_of(const RepairCommand& command, double unit_h) {
    std::vector<double> slas;
    for (std::size_t from = 0; from <= command.sla.size();) {
        const auto to = std::min(command.sla.find(',', from), command.sla.size());
        slas.push_back(hours_option("--sla", command.sla.substr(from, to - from)) / unit_h);
        from = to + 1;
    }
    std::sort(slas.begin(), slas.end());
    return slas;
}

RepairOptions options_of(const RepairCommand& command, const FaultRows& rows) {
    RepairOptions options;
    options.unit = rows.days ? RepairUnit::days : RepairUnit::hours;
    const double unit_h = rows.days ? 24 : 1;
    options.confidence = command.confidence;
    options.within = slas_of(command, unit_h);
    if (!command.mean_until.empty()) {
        options.mean_until = hours_option("--mean-until", command.mean_until) / unit_h;
    }
    options.window = fault_window(rows, command.window_from, command.window_to);
    return options;
}

/// Requests that were made within the window, by people and years.
std::optional<FailureRate> requests_rate(const RepairTimes& times, const std::optional<double>& population,
                                         const RepairOptions& options) {
    if (!population || !(*population > 0)) {
        return std::nullopt;
    }
    const double years = static_cast<double>(options.window.to - options.window.from) / year_s;
    return failure_rate(times.faults - times.begun_before, *population / 1000 * years, options.confidence);
}

void add_units(RepairRun& run, const FaultGroups& groups, std::vector<RepairTimes> times,
               const RepairOptions& options) {
    const bool tickets = run.rows.source == "tickets";
    for (std::size_t g = 0; g < groups.keys.size(); ++g) {
        if (times[g].faults == 0) {
            continue;
        }
        report::RepairUnitRow row{groups.level, groups.keys[g], groups.names_zh[g], groups.names_en[g], {}, {}, {}};
        if (tickets) {
            row.population = groups.population[g];
            row.requests = requests_rate(times[g], row.population, options);
        }
        row.times = std::move(times[g]);
        run.result.units.push_back(std::move(row));
    }
}

void fill(RepairRun& run, const RepairCommand& command, RepairOptions options) {
    auto& result = run.result;
    result.source = run.rows.source;
    result.unit = options.unit;
    result.from = moment_text(options.window.from, run.rows.days);
    result.to = moment_text(options.window.to, run.rows.days);
    result.confidence = options.confidence;
    result.repeats = run.rows.repeats;
    result.without_lamps = run.input->table.size() == 0;
    if (run.rows.requests) {
        result.misplaced = run.rows.requests->misplaced;
        result.unknown_zone = run.rows.requests->unknown_zone;
        result.repeated_numbers = run.rows.requests->repeated_numbers;
    }
    const std::vector<std::uint32_t> none(run.rows.size(), 0);
    auto all = repair_times(run.rows.spans, none, 0, options);
    if (!options.mean_until) { // as long as any was watched
        options.mean_until = all.all.watched;
        all = repair_times(run.rows.spans, none, 0, options);
    }
    result.mean_until = options.mean_until;
    result.overall = all.all;
    result.before = all.before;
    result.after = all.after;
    result.none_open = all.all.faults > 0 && std::all_of(run.rows.spans.begin(), run.rows.spans.end(),
                                                         [](const FaultSpan& span) { return span.to.has_value(); });
    for (const auto& level : fault_levels(command.by)) {
        auto groups = fault_groups(*run.input, run.rows, level);
        auto report = repair_times(run.rows.spans, groups.of_fault, groups.keys.size(), options);
        add_units(run, groups, std::move(report.groups), options);
        run.groups.push_back(std::move(groups));
    }
}

RepairRun find_repairs(const Session& session, const RepairCommand& command) {
    check_confidence(command.confidence);
    (void)fault_levels(command.by); // before anything is read
    (void)slas_of(command, 1);
    RepairRun run;
    run.input = load_outage(session, command);
    run.rows = fault_rows(*run.input, command.from, command.zone_kind, command.window_to);
    fill(run, command, options_of(command, run.rows));
    run.result.summary = repair_sentence(session, run);
    run.issues = run.input->read.issues;
    run.issues.insert(run.issues.end(), run.rows.issues.begin(), run.rows.issues.end());
    return run;
}

Figures figures_of(const report::RepairResult& result) {
    const auto& all = result.overall;
    return {{"median", all.median},
            {"p90", all.p90},
            {"mean", all.mean},
            {"share_within", all.within.front().share},
            {"open", static_cast<double>(all.open)}};
}

int run_repair(const Session& session, const RepairCommand& command) {
    CoverageOptions output;
    output.command = command.command;
    output.fail_if = command.fail_if;
    const auto limit = limit_of(output, limits);
    check_output(session, {command.city, command.lamps, command.events, command.tickets, command.roads, command.zones});
    const auto run = find_repairs(session, command);
    session.summarise(run.issues);
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"kaplan_meier", std::nullopt}, run.input->accounts(),
                  run.issues, session.language},
                 {[&] { return report::repair_json(run.result); }, [&] { return report::repair_csv(run.result); },
                  [&] { return repair_text(session, run); }});
    if (!session.options.output.empty()) {
        write_result(session, output, run.input->read.frame, repair_tables(run));
    }
    write_charts(session, command.charts, repair_charts(session, run));
    return exit_code(session, output, limit, figures_of(run.result));
}

} // namespace

void add_outage_repair(Command outage, Session& session) {
    auto command = outage.add_subcommand("repair", session.text("help.outage_repair"));
    auto options = std::make_shared<RepairCommand>();
    options->command = "outage repair";
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_repair_") + name); };
    command.add_option("--by", options->by, text("by")).capture_default_str();
    command.add_option("--from", options->from, text("from"))
        .check(one_of({"auto", "events", "tickets"}))
        .capture_default_str();
    command.add_option("--window-from", options->window_from, text("window_from"));
    command.add_option("--window-to", options->window_to, text("window_to"));
    command.add_option("--sla", options->sla, text("sla")).capture_default_str();
    command.add_option("--mean-until", options->mean_until, text("mean_until"));
    command.add_option("--charts", options->charts, session.text("help.outage_charts"));
    command.add_option("--fail-if", options->fail_if, text("fail_if"));
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_repair(session, *options); }; });
}

} // namespace kerb::tools
