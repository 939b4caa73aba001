// kerb coverage network: what lies within a distance along the streets.
#include "coverage_network.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {
    "share",           "covered_m",    "total_m",        "gap_count",  "longest_gap_m",
    "euclidean_share", "points_share", "weighted_share", "area_share", "facilities_off_streets"};

void load(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const Session& session) {
    const auto source = session.source_options();
    auto columns = options.streets.columns();
    columns.push_back(options.by);
    run_both(
        Threads{options.threads},
        [&] {
            run.lines =
                load_layer({"lines", options.lines, Shape::line, options.id_field, options.where, columns}, source);
            run.zones = load_zones(session, options);
        },
        [&] {
            run.assets = load_shapes({"assets", options.assets, Shape::none, "", options.assets_where, {}}, source);
            if (!options.points.empty()) {
                run.points = load_shapes(
                    {"points", options.points, Shape::none, "", options.points_where, {options.weight}}, source);
            }
            if (!options.area.empty()) {
                run.land =
                    load_layer({"area", options.area, Shape::polygon, "", options.area_where, {}, false}, source);
            }
        });
}

void place_all(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const Session& session) {
    run.frame = place_layers(session, options,
                             {&run.lines, &run.assets.points, &run.assets.lines, &run.assets.areas, &run.points.points,
                              &run.points.lines, &run.points.areas, &run.zones, &run.land});
    run.assets.fold_accounts();
    run.points.fold_accounts();
}

/// What the options say, refused before anything is read.
void read_options(CoverageNetworkRun& run, const CoverageNetworkOptions& options) {
    require("--lines", options.lines);
    require("--assets", options.assets);
    require("--within", options.within);
    run.reach_options.within = length_option("--within", options.within);
    run.reach_options.charge_access = options.access == "charged";
    run.reach_options.walk = options.walk == "away"      ? network::Walk::away
                             : options.walk == "towards" ? network::Walk::towards
                                                         : network::Walk::either;
    run.reach_options.threads = Threads{options.threads};
    run.snap = length_option("--snap", options.snap);
    run.beside = length_option("--beside", options.beside);
    (void)length_option("--ignore-gaps", options.ignore_gaps);
    (void)options.streets.options(Threads{1});
    if (!(length_option("--strip", options.strip).value() > 0)) {
        throw UsageError({"coverage_network.no_strip", {{"value", options.strip}}});
    }
    if (options.walk != "either" && options.streets.one_way_field.empty()) {
        throw UsageError({"coverage_network.no_one_way", {{"value", options.walk}}});
    }
    if (!options.weight.empty() && options.points.empty()) {
        throw UsageError({"coverage_network.weight_of_nothing", {}});
    }
}

Figures figures_of(const CoverageNetworkRun& run) {
    const auto& found = run.found;
    const auto& all = found.length.all;
    const auto* points = found.points ? &found.points->points.all : nullptr;
    return {{"share", all.share()},
            {"covered_m", all.covered_m},
            {"total_m", all.total_m},
            {"gap_count", static_cast<double>(found.length.gaps.size())},
            {"longest_gap_m", report::longest_gap_m(found.length)},
            {"euclidean_share", found.straight.share()},
            {"points_share", points != nullptr ? points->share() : std::nullopt},
            {"weighted_share", points != nullptr ? points->weighted_share() : std::nullopt},
            {"area_share", found.area ? found.area->all.share() : std::nullopt},
            {"facilities_off_streets", static_cast<double>(found.facilities_off_streets())}};
}

void show(const Session& session, const CoverageNetworkRun& run, const CoverageNetworkOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"bounded_dijkstra", 1e-12}, run.accounts(), issues, session.language},
                 {[&] {
                      return with_weighted(report::network_json(run.found, run.asked(), run.labels(), options.top),
                                           run.weighted);
                  },
                  [&] { return report::network_csv(run.found, run.asked(), run.labels()); },
                  [&] { return network_text(session, run, options.top); }});
}

int run_coverage_network(const Session& session, const CoverageNetworkOptions& options) {
    CoverageNetworkRun run;
    read_options(run, options);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.assets, options.points, options.area, options.zones});
    load(run, options, session);
    place_all(run, options, session);
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure_network(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, network_tables(run));
    }
    return exit_code(session, options, limit, figures_of(run));
}

void add_layer_options(Command command, Session& session, CoverageNetworkOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.network_") + name); };
    command.add_option("--lines", options.lines, text("lines"));
    command.add_option("--assets", options.assets, text("assets"));
    command.add_option("--within", options.within, text("within"));
    command.add_option("--points", options.points, text("points"));
    command.add_option("--weight", options.weight, text("weight"));
    command.add_option("--no-data", options.no_data, text("no_data")).delimiter(',');
    command.add_option("--area", options.area, text("area"));
    command.add_option("--strip", options.strip, text("strip")).capture_default_str();
    command.add_option("--by", options.by, text("by"));
    command.add_option("--where", options.where, text("where"));
    command.add_option("--assets-where", options.assets_where, text("assets_where"));
    command.add_option("--points-where", options.points_where, text("points_where"));
    command.add_option("--area-where", options.area_where, text("area_where"));
    command.add_option("--id-field", options.id_field, text("id_field"));
}

} // namespace

report::NetworkAsked CoverageNetworkRun::asked() const {
    report::NetworkAsked asked;
    asked.within = reach_options.within;
    asked.snap = snap;
    asked.beside = beside;
    asked.charge_access = reach_options.charge_access;
    asked.walk = reach_options.walk;
    asked.weights = weights;
    asked.points = places;
    return asked;
}

report::NetworkLabels CoverageNetworkRun::labels() const {
    report::NetworkLabels labels;
    labels.length.line = [this](std::uint32_t i) { return lines.id(i); };
    labels.length.zone = [this](std::uint32_t i) { return zones.id(i); };
    if (!groups.names.empty()) {
        labels.length.group = [this](std::uint32_t i) { return groups.names[i]; };
        labels.length.class_of_line = [this](std::uint32_t i) { return groups.names[groups.of_row[i]]; };
    }
    labels.facility = [this](std::uint32_t i) { return assets.id(i); };
    labels.point = [this](std::uint32_t i) { return points.id(i); };
    return labels;
}

std::vector<Issue> CoverageNetworkRun::issues() const {
    return issues_of({&lines, &assets.points, &assets.lines, &assets.areas, &points.points, &points.lines,
                      &points.areas, &zones, &land});
}

std::vector<report::LayerAccount> CoverageNetworkRun::accounts() const {
    return accounts_of({&lines, &assets.points, &points.points, &zones, &land});
}

void add_coverage_network(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("network", session.text("help.coverage_network"));
    auto options = std::make_shared<CoverageNetworkOptions>();
    options->command = "coverage network";
    const auto text = [&](const char* name) { return session.text(std::string("help.network_") + name); };
    add_layer_options(command, session, *options);
    command.add_option("--access", options->access, text("access"))
        .check(one_of({"free", "charged"}))
        .capture_default_str();
    command.add_option("--snap", options->snap, text("snap")).capture_default_str();
    command.add_option("--walk", options->walk, text("walk"))
        .check(one_of({"either", "away", "towards"}))
        .capture_default_str();
    command.add_flag("--each", options->each, text("each"));
    command.add_option("--ignore-gaps", options->ignore_gaps, text("ignore_gaps")).capture_default_str();
    command.add_option("--beside", options->beside, text("beside")).capture_default_str();
    add_weight_options(command, session, options->weights);
    add_street_options(command, session, options->streets);
    add_coverage_options(command, session, *options, limit_names);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_network(session, *options); };
    });
}

} // namespace kerb::tools
