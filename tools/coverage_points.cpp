// kerb coverage points: how many points, and people, have an asset within reach.
#include "coverage_points.hpp"

#include <algorithm>

#include <kerb/base/parallel.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "weighted_share", "unserved_count"};

void load(CoveragePointsRun& run, const CoveragePointsOptions& options, const Session& session) {
    const auto source = session.source_options();
    run_both(
        Threads{options.threads},
        [&] {
            run.points = load_shapes(
                {"points", options.points, Shape::none, options.id_field, options.points_where, {options.weight}},
                source);
            run.zones = load_zones(session, options);
        },
        [&] {
            run.assets = load_shapes(
                {"assets", options.assets, Shape::none, "", options.assets_where, {options.reach_field}}, source);
        });
}

void find_scales(CoveragePointsRun& run) {
    if (run.frame->measure != Measure::ground || run.places.empty()) {
        return;
    }
    const ScaleField field(run.frame->frame, bounds(run.places));
    std::transform(run.places.begin(), run.places.end(), std::back_inserter(run.scale),
                   [&](Point p) { return field.at(p); });
}

void measure(CoveragePointsRun& run, const CoveragePointsOptions& options, const Session& session) {
    run.places = places_of(run.points);
    run.weights = weights_of(run.points, options.weight, options.no_data);
    find_scales(run);
    run.reach_m = reaches_of(run.assets, options.reach_field);
    const auto zones = zone_map(run.zones);
    coverage::PointsInput input;
    input.points = run.places;
    input.weights = run.weights;
    input.point_scale = run.scale;
    input.assets = shapes_of(run.assets);
    input.asset_reach_m = run.reach_m;
    input.zones = zones ? &*zones : nullptr;
    run.result =
        coverage::points_within(input, {.reach = run.within, .threads = Threads{options.threads}}, session.progress());
}

void show(const Session& session, const CoveragePointsRun& run, const CoveragePointsOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"nearest_distance", 1e-12}, run.accounts(), issues, session.language},
                 {[&] { return report::points_json(run.result, run.asked(), run.labels(), options.top); },
                  [&] { return report::points_csv(run.result, run.asked(), run.labels()); },
                  [&] { return points_text(session, run, options.top); }});
}

int run_coverage_points(const Session& session, const CoveragePointsOptions& options) {
    require("--points", options.points);
    require("--assets", options.assets);
    require("--within", options.within);
    CoveragePointsRun run;
    run.within = length_option("--within", options.within);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.points, options.assets, options.zones});
    load(run, options, session);
    run.frame = place_layers(session, options,
                             {&run.points.points, &run.points.lines, &run.points.areas, &run.assets.points,
                              &run.assets.lines, &run.assets.areas, &run.zones});
    run.points.fold_accounts();
    run.assets.fold_accounts();
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, points_tables(run));
    }
    const auto& all = run.result.all;
    return exit_code(session, options, limit,
                     {{"share", all.share()},
                      {"weighted_share", all.weighted_share()},
                      {"unserved_count", static_cast<double>(run.result.unserved.size())}});
}

} // namespace

report::PointsLabels CoveragePointsRun::labels() const {
    return {[this](std::uint32_t i) { return points.id(i); }, [this](std::uint32_t i) { return assets.id(i); },
            [this](std::uint32_t i) { return zones.id(i); }};
}

std::vector<Issue> CoveragePointsRun::issues() const {
    return issues_of(
        {&points.points, &points.lines, &points.areas, &assets.points, &assets.lines, &assets.areas, &zones});
}

std::vector<report::LayerAccount> CoveragePointsRun::accounts() const {
    return accounts_of({&points.points, &assets.points, &zones});
}

void add_coverage_points(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("points", session.text("help.coverage_points"));
    auto options = std::make_shared<CoveragePointsOptions>();
    options->command = "coverage points";
    const auto text = [&](const char* name) { return session.text(std::string("help.points_") + name); };
    command.add_option("--points", options->points, text("points"));
    command.add_option("--assets", options->assets, text("assets"));
    command.add_option("--within", options->within, text("within"));
    command.add_option("--weight", options->weight, text("weight"));
    command.add_option("--no-data", options->no_data, text("no_data")).delimiter(',');
    command.add_option("--reach-field", options->reach_field, text("reach_field"));
    command.add_option("--points-where", options->points_where, text("points_where"));
    command.add_option("--assets-where", options->assets_where, text("assets_where"));
    command.add_option("--id-field", options->id_field, text("id_field"));
    add_coverage_options(command, session, *options, limit_names);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_points(session, *options); };
    });
}

} // namespace kerb::tools
