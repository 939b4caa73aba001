// kerb outage plan: how many lamps have to be looked at, and which ones.
#include "outage_plan.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

/// Where neither a round nor the planner tells: what rounds of cities had, see `usual` in the result.
constexpr double usual_rate = 0.02, usual_correlation = 0.06;

bool without_source(const PlanCommand& command) {
    return command.city.empty() && command.lamps.empty() && command.patrol.empty() && command.events.empty() &&
           command.telemetry.empty() && command.tickets.empty();
}

void ask_last_round(const PlanCommand& command, PlanRun& run) {
    if (run.input->rounds.empty() && command.round.empty()) {
        return;
    }
    const auto evidence = evidence_of(*run.input, {"patrol", command.round, ""});
    run.issues.insert(run.issues.end(), evidence.issues.begin(), evidence.issues.end());
    run.plan.round = evidence.sightings->round.name;
    run.plan.as_of = evidence.as_of();
    run.plan.told = told_by_round(evidence.rates_input(run.input->table), *run.plan.frame);
}

void find_frame(const PlanCommand& command, PlanRun& run) {
    const auto strata = command.strata == "none"       ? Level::city
                        : command.strata == "district" ? Level::district
                                                       : Level::road_class;
    run.plan.frame = patrol_frame(run.input->table, command.cluster == "road" ? Level::road : Level::circuit, strata);
    const auto& frame = *run.plan.frame;
    if (frame.clusters.empty()) {
        throw UsageError({"outage_plan.no_clusters", {{"cluster", command.cluster}}});
    }
    run.plan.sizes.lamps = frame.lamps;
    run.plan.sizes.clusters = std::ssize(frame.clusters);
    run.plan.sizes.mean = frame.mean_lamps;
    run.plan.sizes.by_size = frame.lamps_by_size;
}

/// What the planner gives goes before what a round tells.
void find_expected(const PlanCommand& command, report::PatrolPlan& plan) {
    plan.rate_source = !command.rate.empty() ? "given" : plan.told ? "round" : "usual";
    plan.rate = !command.rate.empty() ? share_option("--rate", command.rate) : plan.told ? plan.told->rate : usual_rate;
    plan.correlation_source = command.correlation ? "given" : plan.told ? "round" : "usual";
    plan.correlation = command.correlation.value_or(plan.told ? plan.told->correlation : usual_correlation);
    if (!(plan.rate > 0 && plan.rate < 1)) {
        throw UsageError({"outage_plan.bad_rate", {{"option", std::string("--rate")}, {"value", command.rate}}});
    }
}

void find_sizes(const PlanCommand& command, report::PatrolPlan& plan) {
    plan.half_width = share_option("--half-width", command.half_width);
    plan.confidence = command.confidence;
    plan.need = patrol_need(plan.rate, plan.correlation, plan.half_width, plan.sizes, plan.confidence);
    if (plan.told && plan.told->dead_circuits > 0 && plan.rate_source == "round" &&
        plan.correlation_source == "round") {
        plan.need_of_rest = patrol_need(plan.told->rest_rate, plan.told->rest_correlation, plan.half_width, plan.sizes,
                                        plan.confidence);
    }
    plan.good = share_option("--good", command.good);
    plan.bad = share_option("--bad", command.bad);
    plan.all_lit_good = lamps_all_lit(plan.good, plan.confidence);
    plan.all_lit_bad = lamps_all_lit(plan.bad, plan.confidence);
    plan.rule = two_point_rule(plan.good, plan.bad);
    plan.cluster_cost = command.cluster_cost;
    plan.lamp_cost = command.lamp_cost;
    plan.best_take = lamps_per_cluster(plan.cluster_cost, plan.lamp_cost, plan.correlation);
}

void draw(const PlanCommand& command, report::PatrolPlan& plan) {
    const auto& frame = *plan.frame;
    for (std::size_t h = 0; h < frame.strata.size(); ++h) {
        plan.stratum_rates.push_back(plan.told ? likely_rate(plan.told->strata[h], plan.rate) : plan.rate);
    }
    const auto most = std::ssize(frame.clusters);
    const auto number = command.clusters.value_or(plan.need.clusters);
    if (number < 1 || number > most) {
        throw UsageError({"outage_plan.too_many", {{"count", number}, {"most", most}}});
    }
    plan.take = allot_patrol(frame, plan.stratum_rates, number, plan.allotment);
    plan.sample = draw_patrol(frame.clusters, plan.take, plan.sizes.draw, command.seed);
    if (!plan.sample.drawn.empty()) {
        plan.expected_half_width = expected_half_width(plan.rate, plan.correlation, std::ssize(plan.sample.drawn),
                                                       plan.sizes, plan.confidence);
    }
}

PlanRun find_plan(const Session& session, const PlanCommand& command) {
    check_confidence(command.confidence);
    PlanRun run;
    auto& plan = run.plan;
    plan.seed = command.seed;
    plan.allotment = command.allocation == "neyman" ? Allotment::neyman : Allotment::by_lamps;
    plan.sizes.draw = command.draw == "simple" ? PatrolDraw::simple : PatrolDraw::by_size;
    plan.sizes.mean = plan.sizes.by_size = command.cluster_lamps;
    if (!without_source(command)) {
        run.input = load_outage(session, command);
        run.issues = run.input->read.issues;
        if (run.input->table.size() == 0) {
            throw SourceError({"outage.no_lamps", {}});
        }
        find_frame(command, run);
        ask_last_round(command, run);
    }
    find_expected(command, plan);
    find_sizes(command, plan);
    if (plan.frame) {
        draw(command, plan);
    }
    plan.summary = plan_sentence(session, run);
    return run;
}

bool is_sheet(const std::string& output) {
    constexpr std::string_view ending = ".csv";
    return output.size() >= ending.size() &&
           std::equal(ending.rbegin(), ending.rend(), output.rbegin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

/// A table of lamps: without their places, so that it is read back without a word on its coordinates.
std::vector<FeatureTable> sheet_of(const PlanRun& run) {
    auto sheet = plan_sheet(run);
    sheet.geometry = std::monostate{};
    return {std::move(sheet)};
}

/// What only a source could answer. \throws UsageError
void check_without_source(const Session& session, const PlanCommand& command) {
    if (!without_source(command)) {
        return;
    }
    if (!session.options.output.empty()) {
        throw UsageError({"outage.no_source", {}});
    }
    const OutageOptions usual;
    const auto& source_crs = session.options.source_crs;
    const std::tuple<const char*, std::string, bool> unused[] = {
        {"--mapping", command.mapping, !command.mapping.empty()},
        {"--states", command.states, !command.states.empty()},
        {"--round", command.round, !command.round.empty()},
        {"--roads", command.roads, !command.roads.empty()},
        {"--zones", command.zones, !command.zones.empty()},
        {"--zone-kind", command.zone_kind, command.zone_kind != usual.zone_kind},
        {"--unit", command.unit, command.unit != usual.unit},
        {"--within", command.within, command.within != usual.within},
        {"--landscape", "", command.landscape},
        {"--source-crs", source_crs, !source_crs.empty()}};
    for (const auto& [option, value, given] : unused) {
        if (given) {
            const auto said = value.empty() ? std::string(option) : fmt::format("{} {}", option, value);
            throw UsageError({"outage.option_of_nothing", {{"option", said}}});
        }
    }
}

int run_plan(const Session& session, const PlanCommand& command) {
    check_output(session, {command.city, command.lamps, command.patrol, command.events, command.telemetry,
                           command.tickets, command.roads, command.zones});
    check_without_source(session, command);
    if (session.options.dry_run && !without_source(command)) {
        const auto input = load_outage(session, command);
        print(dry_run_text(session, input->read.frame, input->accounts()));
        return 0;
    }
    const auto run = find_plan(session, command);
    session.summarise(run.issues);
    const auto frame = run.input ? std::optional(run.input->read.frame) : std::nullopt;
    print_result(
        session,
        {frame, report::Accuracy{"exact_counts", std::nullopt},
         run.input ? run.input->accounts() : std::vector<report::LayerAccount>(), run.issues, session.language},
        {[&] { return report::plan_json(run.plan); }, [&] { return report::plan_csv(run.plan); },
         [&] { return plan_text(session, run); }});
    if (!session.options.output.empty()) {
        CoverageOptions output;
        output.command = command.command;
        write_result(session, output, *frame, is_sheet(session.options.output) ? sheet_of(run) : plan_tables(run));
    }
    return 0;
}

void add_plan_options(Command command, Session& session, PlanCommand& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_plan_") + name); };
    command.add_option("--half-width", options.half_width, text("half_width")).capture_default_str();
    command.add_option("--cluster", options.cluster, text("cluster"))
        .check(one_of({"road", "circuit"}))
        .capture_default_str();
    command.add_option("--strata", options.strata, text("strata"))
        .check(one_of({"none", "district", "road_class"}))
        .capture_default_str();
    command.add_option("--clusters", options.clusters, text("clusters"));
    command.add_option("--allocation", options.allocation, text("allocation"))
        .check(one_of({"proportional", "neyman"}))
        .capture_default_str();
    command.add_option("--draw", options.draw, text("draw")).check(one_of({"simple", "by_size"})).capture_default_str();
    command.add_option("--rate", options.rate, text("rate"));
    command.add_option("--rho", options.correlation, text("rho")).check(between(0.0, 1.0));
    command.add_option("--cluster-lamps", options.cluster_lamps, text("cluster_lamps"))
        .check(between(1.0, 1e6))
        .capture_default_str();
    command.add_option("--good", options.good, text("good")).capture_default_str();
    command.add_option("--bad", options.bad, text("bad")).capture_default_str();
    command.add_option("--cluster-cost", options.cluster_cost, text("cluster_cost"))
        .check(positive())
        .capture_default_str();
    command.add_option("--lamp-cost", options.lamp_cost, text("lamp_cost")).check(positive()).capture_default_str();
    command.add_option("--round", options.round, session.text("help.outage_round"));
}

} // namespace

void add_outage_plan(Command outage, Session& session) {
    auto command = outage.add_subcommand("plan", session.text("help.outage_plan"));
    auto options = std::make_shared<PlanCommand>();
    options->command = "outage plan";
    add_plan_options(command, session, *options);
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_plan(session, *options); }; });
}

} // namespace kerb::tools
