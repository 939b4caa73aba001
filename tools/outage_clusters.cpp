// kerb outage clusters: where do lamps fail together, more than chance would have it?
#include "outage_clusters.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

#include "coverage.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

report::ClustersAsked asked_of(const LampClusterRun& run, std::string summary) {
    report::ClustersAsked made;
    made.source = run.evidence.source;
    made.round = run.evidence.sightings ? run.evidence.sightings->round.name : "";
    made.as_of = run.evidence.as_of();
    made.summary = std::move(summary);
    made.basis = run.evidence.basis;
    made.options = run.options;
    made.table = &run.input->table;
    return made;
}

void write(const Session& session, const ClustersCommand& command, const OutageInput& input,
           const std::vector<FeatureTable>& tables) {
    if (!session.options.output.empty()) {
        CoverageOptions output;
        output.command = command.command;
        write_result(session, output, input.read.frame, tables);
    }
}

int run_lamps(const Session& session, const ClustersCommand& command, std::unique_ptr<OutageInput> input) {
    LampClusterRun run;
    run.options = cluster_options(command.choice, command);
    run.confidence = command.confidence;
    run.input = std::move(input);
    run.evidence = evidence_of(*run.input, command.evidence);
    run.issues = run.input->read.issues;
    run.issues.insert(run.issues.end(), run.evidence.issues.begin(), run.evidence.issues.end());
    session.summarise(run.issues);
    run.found = find_clusters(session, *run.input, run.evidence, run.options);
    const auto asked = asked_of(run, clusters_sentence(session, run));
    print_result(session,
                 {run.input->read.frame, report::Accuracy{"exact_counts", std::nullopt}, run.input->accounts(),
                  run.issues, session.language},
                 {[&] { return report::clusters_json(run.found, asked); },
                  [&] { return report::clusters_csv(run.found, asked); }, [&] { return clusters_text(session, run); }});
    write(session, command, *run.input,
          session.options.output.empty() ? std::vector<FeatureTable>() : cluster_tables(run));
    return 0;
}

void need_zones(const ZoneCases& cases, const ClustersCommand& command) {
    if (cases.zone.empty()) {
        throw SourceError({"outage_clusters.no_people", {{"kind", command.zone_kind}}});
    }
    if (cases.counted == 0) {
        throw SourceError({"outage_clusters.no_requests", {{"outside", cases.outside}}});
    }
}

int run_zones(const Session& session, const ClustersCommand& command, std::unique_ptr<OutageInput> input) {
    ZoneClusterRun run;
    run.options = cluster_options(command.choice, command, false);
    run.input = std::move(input);
    const auto& read = run.input->read;
    session.summarise(read.issues);
    run.cases = zone_cases(read.city, command.zone_kind, run.input->words);
    need_zones(run.cases, command);
    run.found = scan_zones(run.cases, run.options.scan, session.progress());
    const auto times = times_of_records(read.city);
    run.as_of = times ? to_text(times->last) : std::string();
    report::ClustersAsked asked;
    asked.source = "tickets";
    asked.as_of = run.as_of;
    asked.summary = zone_clusters_sentence(session, run);
    asked.options = run.options;
    asked.city = &read.city;
    print_result(session,
                 {read.frame, report::Accuracy{"exact_counts", std::nullopt}, run.input->accounts(), read.issues,
                  session.language},
                 {[&] { return report::zone_clusters_json(run.found, run.cases, asked); },
                  [&] { return report::zone_clusters_csv(run.found, run.cases, asked); },
                  [&] { return zone_clusters_text(session, run); }});
    write(session, command, *run.input,
          session.options.output.empty() ? std::vector<FeatureTable>() : zone_cluster_tables(run));
    return 0;
}

int run_clusters(const Session& session, const ClustersCommand& command) {
    check_output(session, {command.city, command.lamps, command.patrol, command.events, command.telemetry,
                           command.tickets, command.roads, command.zones});
    check_confidence(command.confidence);
    static_cast<void>(cluster_options(command.choice, command)); // what cannot be asked is told before all is read
    auto input = load_outage(session, command);
    const bool zones = command.model == "poisson" ||
                       (command.model == "auto" && input->table.size() == 0 && !input->city().cases.empty());
    if (zones && command.choice.shape != "circle") {
        throw UsageError({"outage_clusters.zones_are_circles", {{"shape", command.choice.shape}}});
    }
    return zones ? run_zones(session, command, std::move(input)) : run_lamps(session, command, std::move(input));
}

} // namespace

LampClusterOptions cluster_options(const ClusterChoice& choice, const OutageOptions& options, bool lamps) {
    constexpr double usual_radius_m = 1000;
    LampClusterOptions made;
    made.circles = choice.shape != "network";
    made.network = choice.shape != "circle";
    made.scan.most_share = share_option("--most-share", choice.most_share);
    if (!choice.most_radius.empty()) {
        made.scan.most_radius = length_option("--most-radius", choice.most_radius);
    } else if (lamps) {
        made.scan.most_radius = Metres{usual_radius_m};
    }
    if (!(made.scan.most_share > 0)) {
        throw UsageError({"outage.bad_share", {{"option", "--most-share"}, {"value", choice.most_share}}});
    }
    if (!(choice.level > 0 && choice.level < 1)) {
        throw UsageError({"outage_clusters.bad_level", {{"value", fmt::format("{}", choice.level)}}});
    }
    made.scan.replicas = choice.replicas;
    made.scan.most_clusters = choice.most_clusters;
    made.scan.level = choice.level;
    made.scan.seed = options.seed;
    made.scan.threads = Threads{options.threads};
    return made;
}

LampClusters find_clusters(const Session& session, const OutageInput& input, const Evidence& evidence,
                           const LampClusterOptions& options) {
    auto state = evidence.state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        state[i] = evidence.looked[i] != 0 ? state[i] : LampState::unknown;
    }
    return lamp_clusters(input.city(), input.table, state, evidence.dead_circuits, options, session.progress());
}

std::size_t beyond_chance(std::span<const LampCluster> clusters, double level) {
    return static_cast<std::size_t>(std::count_if(clusters.begin(), clusters.end(), [&](const LampCluster& cluster) {
        return cluster.found.p && *cluster.found.p <= level;
    }));
}

void add_cluster_options(Command command, Session& session, ClusterChoice& choice) {
    const auto text = [&](const char* name) { return session.text(std::string("help.outage_clusters_") + name); };
    command.add_option("--shape", choice.shape, text("shape"))
        .check(one_of({"circle", "network", "both"}))
        .capture_default_str();
    command.add_option("--most-share", choice.most_share, text("most_share")).capture_default_str();
    command.add_option("--most-radius", choice.most_radius, text("most_radius"));
    command.add_option("--replicas", choice.replicas, text("replicas")).check(between(0, 999999)).capture_default_str();
    command.add_option("--level", choice.level, text("level")).capture_default_str();
    command.add_option("--most-clusters", choice.most_clusters, text("most_clusters"))
        .check(between(1, 1000))
        .capture_default_str();
}

void add_outage_clusters(Command outage, Session& session) {
    auto command = outage.add_subcommand("clusters", session.text("help.outage_clusters"));
    auto options = std::make_shared<ClustersCommand>();
    options->command = "outage clusters";
    command.add_option("--model", options->model, session.text("help.outage_clusters_model"))
        .check(one_of({"auto", "bernoulli", "poisson"}))
        .capture_default_str();
    add_cluster_options(command, session, options->choice);
    add_evidence_options(command, session, options->evidence);
    add_outage_options(command, session, *options);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_clusters(session, *options); }; });
}

} // namespace kerb::tools
