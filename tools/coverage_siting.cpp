// kerb coverage siting: where should new assets stand?
#include "coverage_siting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/representative.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "reachable_share", "site_count", "cost", "gap"};

/// A share such as `95%` or `0.95`.
double target_option(const std::string& text) {
    const bool percent = !text.empty() && text.back() == '%';
    const auto number = parse_number(percent ? text.substr(0, text.size() - 1) : text);
    const auto share = number ? *number / (percent ? 100 : 1) : -1;
    if (!(share >= 0 && share <= 1)) {
        throw UsageError({"siting.bad_to", {{"value", text}}});
    }
    return share;
}

coverage::SitingGoal goal_of(const CoverageSitingOptions& options) {
    coverage::SitingGoal goal;
    goal.count = options.count;
    goal.budget = options.budget;
    if (!options.to.empty()) {
        goal.share = target_option(options.to);
    }
    if (goal.share.has_value() == (goal.count || goal.budget)) {
        throw UsageError({"siting.to_or_count", {}});
    }
    if (goal.budget && !(*goal.budget >= 0 && std::isfinite(*goal.budget))) {
        throw UsageError({"siting.bad_budget", {{"value", *goal.budget}}});
    }
    return goal;
}

void check(const CoverageSitingOptions& options) {
    if (options.lines.empty() == options.points.empty()) {
        throw UsageError({"siting.lines_or_points", {}});
    }
    require("--within", options.within);
    const bool made = is_made(options.candidates);
    if (made && !options.cost_field.empty()) {
        throw UsageError({"siting.cost_needs_layer", {}});
    }
    if (!options.points.empty() && (options.candidates == "gaps" || options.candidates == "along")) {
        throw UsageError({"siting.needs_lines", {{"value", options.candidates}}});
    }
    if (!options.lines.empty() && !options.along_streets.empty()) {
        throw UsageError({"siting.streets_need_points", {}});
    }
    if (!options.lines.empty() && options.candidates == "points") {
        throw UsageError({"siting.needs_points", {}});
    }
}

void load(CoverageSitingRun& run, const CoverageSitingOptions& options, const Session& session) {
    const auto source = session.source_options();
    const auto load_demand = [&] {
        if (run.of_lines) {
            run.lines = load_layer(
                {"lines", options.lines, Shape::line, options.id_field, options.where, {options.weight}}, source);
        } else {
            run.points = load_shapes(
                {"points", options.points, Shape::none, options.id_field, options.where, {options.weight}}, source);
        }
        if (!options.forbidden.empty()) {
            run.forbidden = load_layer(
                {"forbidden", options.forbidden, Shape::polygon, "", options.forbidden_where, {}, false}, source);
        }
    };
    run_both(Threads{options.threads}, load_demand, [&] {
        if (!options.existing.empty()) {
            run.existing =
                load_shapes({"existing", options.existing, Shape::none, "", options.existing_where, {}, false}, source);
        }
        if (!options.along_streets.empty()) {
            run.streets.lines = load_layer(
                {"streets", options.along_streets, Shape::line, "", "", options.street.columns(), false}, source);
        }
        if (!is_made(options.candidates)) {
            run.candidates = load_shapes(
                {"candidates", options.candidates, Shape::none, "", options.candidates_where, {options.cost_field}},
                source);
        }
    });
}

void place_all(CoverageSitingRun& run, const CoverageSitingOptions& options, const Session& session) {
    run.frame = place_layers(session, options,
                             {run.of_lines ? &run.lines : &run.points.points, &run.points.lines, &run.points.areas,
                              &run.existing.points, &run.existing.lines, &run.existing.areas, &run.candidates.points,
                              &run.candidates.lines, &run.candidates.areas, &run.forbidden, &run.streets.lines});
}

/// The place of each point; of a line half-way along it, of an area its centroid or a point inside.
void find_places(CoverageSitingRun& run) {
    run.places = std::get<Points>(run.points.points.table.geometry);
    const auto& lines = std::get<Lines>(run.points.lines.table.geometry);
    for (std::size_t f = 0; f < lines.size(); ++f) {
        const auto first = lines.points[lines.part_begin[lines.feature_begin[f]]];
        run.places.push_back(coverage::representative_point(lines.feature(f)).value_or(first));
    }
    for (const auto& area : std::get<std::vector<MultiPolygon>>(run.points.areas.table.geometry)) {
        run.places.push_back(coverage::representative_point(area).value_or(bounds(area).centre()));
    }
}

void find_weights(CoverageSitingRun& run, const CoverageSitingOptions& options) {
    run.weights = run.of_lines ? numbers_of(run.lines, options.weight, "tools.bad_weight")
                               : amounts_of(run.points, options.weight, "tools.bad_weight");
    for (auto& weight : run.weights) {
        if (std::find(options.no_data.begin(), options.no_data.end(), weight) != options.no_data.end()) {
            weight = std::numeric_limits<double>::quiet_NaN();
        }
    }
    run.asked.unit = !options.weight.empty() ? "weight" : run.of_lines ? "m" : "points";
}

void find_demand(CoverageSitingRun& run, const CoverageSitingOptions& options) {
    if (run.of_lines) {
        run.scale = scales_of(run.lines, *run.frame);
        run.before = covered_lines(run, run.existing_shapes(), Threads{options.threads});
    } else {
        find_places(run);
        if (run.frame->measure == Measure::ground && !run.places.empty()) {
            const ScaleField field(run.frame->frame, bounds(run.places));
            std::transform(run.places.begin(), run.places.end(), std::back_inserter(run.scale),
                           [&](Point p) { return field.at(p); });
        }
    }
    find_weights(run, options);
}

coverage::SitingDemand demand_of(CoverageSitingRun& run, Threads threads, const Progress& progress) {
    if (run.streets.asked_for()) {
        return demand_on_streets(run, threads, progress);
    }
    if (run.of_lines) {
        coverage::SitingLinesInput input;
        input.lines = &run.geometry();
        input.line_weight = run.weights;
        input.line_scale = run.scale;
        input.existing = run.existing_shapes();
        input.candidates = run.candidate_shapes();
        return siting_demand(input, {.reach = run.within, .threads = threads}, progress);
    }
    coverage::SitingPointsInput input;
    input.points = run.places;
    input.weight = run.weights;
    input.point_scale = run.scale;
    input.existing = run.existing_shapes();
    input.candidates = run.candidate_shapes();
    return siting_demand(input, {.reach = run.within, .threads = threads}, progress);
}

void measure(CoverageSitingRun& run, const CoverageSitingOptions& options, const Session& session) {
    const Threads threads{options.threads};
    find_demand(run, options);
    if (run.streets.asked_for()) {
        find_streets(run, options.street, threads, session.progress());
    }
    prepare_candidates(run, options);
    const auto demand = demand_of(run, threads, session.progress());
    auto costs = run.costs;
    if (!costs.empty()) {
        costs.push_back(1); // of what stands
    }
    run.asked.with_costs = !costs.empty();
    run.result = solve_siting(demand.problem(costs, run.too_close), run.asked.goal,
                              {.exact = options.node_limit > 0, .node_limit = options.node_limit, .threads = threads},
                              session.progress());
    if (run.free_line && run.result.reached) { // proven by construction, see sites_on_line
        run.result.method = coverage::SitingMethod::line;
        run.result.bound = run.result.cost();
        run.result.proven = true;
    }
    measure_left(run, threads);
}

void show(const Session& session, const CoverageSitingRun& run, const CoverageSitingOptions& options,
          const std::vector<Issue>& issues) {
    const report::Accuracy accuracy{run.of_lines              ? "interval_union"
                                    : run.streets.asked_for() ? "shortest_path"
                                                              : "nearest_distance",
                                    1e-12};
    print_result(session, {run.frame, accuracy, run.accounts(), issues, session.language},
                 {[&] { return report::siting_json(run.result, run.asked, run.labels(), options.top); },
                  [&] { return report::siting_csv(run.result, run.asked, run.labels()); },
                  [&] { return siting_text(session, run, options.top); }});
}

int run_coverage_siting(const Session& session, const CoverageSitingOptions& options) {
    check(options);
    CoverageSitingRun run;
    run.of_lines = !options.lines.empty();
    run.within = length_option("--within", options.within);
    run.asked.within_m = run.within.value();
    run.asked.goal = goal_of(options);
    if (!options.along_streets.empty()) {
        run.asked.distance = "streets";
        run.streets.snap = length_option("--snap", options.snap);
        (void)options.street.options(Threads{options.threads});
    }
    if (!options.spacing.empty()) {
        run.asked.spacing_m = length_option("--spacing", options.spacing).value();
    }
    const auto limit = limit_of(options, limit_names);
    check_output(session,
                 {options.lines, options.points, options.existing,
                  is_made(options.candidates) ? "" : options.candidates, options.forbidden, options.along_streets});
    load(run, options, session);
    place_all(run, options, session);
    for (auto* layer : {&run.points, &run.existing}) {
        layer->fold_accounts();
    }
    if (session.options.dry_run) {
        run.candidates.fold_accounts();
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    run.candidates.fold_accounts();
    const auto issues = run.issues();
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, siting_tables(run));
    }
    const auto& result = run.result;
    const auto cost = run.asked.with_costs ? std::optional(result.cost()) : std::nullopt;
    return exit_code(session, options, limit,
                     {{"share", result.share_of(result.served())},
                      {"reachable_share", result.share_of(result.reachable)},
                      {"site_count", static_cast<double>(result.steps.size())},
                      {"cost", cost},
                      {"gap", report::siting_gap(result, run.asked.goal)}});
}

} // namespace

coverage::AlongLinesResult covered_lines(const CoverageSitingRun& run, const coverage::AssetShapes& assets,
                                         Threads threads) {
    coverage::AlongLinesInput input;
    input.lines = &run.geometry();
    input.assets = assets;
    input.line_scale = run.scale;
    return along_lines(input, {.reach = run.within, .threads = threads});
}

void measure_left(CoverageSitingRun& run, Threads threads) {
    const auto existing = run.existing_shapes(), candidates = run.candidate_shapes();
    Points points(existing.points.begin(), existing.points.end());
    Lines lines = existing.lines != nullptr ? *existing.lines : Lines{};
    std::vector<MultiPolygon> areas(existing.areas.begin(), existing.areas.end());
    for (const auto& step : run.result.steps) {
        const std::size_t point_count = candidates.points.size(), line_count = candidates.line_count();
        if (step.site < point_count) {
            points.push_back(candidates.points[step.site]);
        } else if (step.site < point_count + line_count) {
            lines.push(candidates.lines->feature(step.site - point_count));
        } else {
            areas.push_back(candidates.areas[step.site - point_count - line_count]);
        }
    }
    const coverage::AssetShapes all{points, &lines, areas};
    if (run.of_lines) {
        run.lines_left = covered_lines(run, all, threads);
        return;
    }
    if (run.streets.asked_for()) {
        run.points_left = left_on_streets(run, threads);
        return;
    }
    coverage::PointsInput input;
    input.points = run.places;
    input.weights = run.weights;
    input.point_scale = run.scale;
    input.assets = all;
    run.points_left = points_within(input, {.reach = run.within, .threads = threads});
}

report::SitingLabels CoverageSitingRun::labels() const {
    report::SitingLabels labels;
    labels.site = [this](std::uint32_t site) { return place_of(site); };
    if (of_lines) {
        labels.line = [this](std::uint32_t line) { return lines.id(line); };
        labels.lines_left = &lines_left;
    } else {
        labels.point = [this](std::uint32_t point) { return points.id(point); };
        labels.points_left = &points_left;
        labels.points = places;
    }
    return labels;
}

std::vector<Issue> CoverageSitingRun::issues() const {
    return issues_of({&lines, &points.points, &points.lines, &points.areas, &existing.points, &existing.lines,
                      &existing.areas, &candidates.points, &candidates.lines, &candidates.areas, &forbidden,
                      &streets.lines});
}

std::vector<report::LayerAccount> CoverageSitingRun::accounts() const {
    return accounts_of({&lines, &points.points, &existing.points, &candidates.points, &forbidden, &streets.lines});
}

void add_coverage_siting(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("siting", session.text("help.coverage_siting"));
    auto options = std::make_shared<CoverageSitingOptions>();
    options->command = "coverage siting";
    const auto text = [&](const char* name) { return session.text(std::string("help.siting_") + name); };
    const auto add = [&](const char* option, std::string& value, const char* name) {
        return command.add_option(option, value, text(name));
    };
    add("--lines", options->lines, "lines");
    add("--points", options->points, "points");
    add("--within", options->within, "within");
    add("--to", options->to, "to");
    command.add_option("--count", options->count, text("count")).check(not_negative());
    command.add_option("--budget", options->budget, text("budget"));
    add("--cost-field", options->cost_field, "cost_field");
    add("--existing", options->existing, "existing");
    add("--candidates", options->candidates, "candidates");
    add("--step", options->step, "step");
    add("--forbidden", options->forbidden, "forbidden");
    add("--spacing", options->spacing, "spacing");
    add("--weight", options->weight, "weight");
    command.add_option("--no-data", options->no_data, text("no_data")).delimiter(',');
    add("--where", options->where, "where");
    add("--existing-where", options->existing_where, "existing_where");
    add("--candidates-where", options->candidates_where, "candidates_where");
    add("--forbidden-where", options->forbidden_where, "forbidden_where");
    add("--id-field", options->id_field, "id_field");
    add("--along-streets", options->along_streets, "along_streets");
    add("--snap", options->snap, "snap").capture_default_str();
    add_street_options(command, session, options->street);
    command.add_option("--node-limit", options->node_limit, text("node_limit"))
        .check(not_negative())
        .capture_default_str();
    add_coverage_options(command, session, *options, limit_names, false);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_siting(session, *options); };
    });
}

} // namespace kerb::tools
