// kerb coverage length: how much of each line lies within reach of an asset.
#include "coverage_length.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/report/envelope.hpp>

#include "coverage_assets.hpp"

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share",         "covered_m", "total_m", "gap_count",
                                              "longest_gap_m", "gained_m",  "lost_m"};

/// Of `limit_names` those that have a figure: nothing is gained or lost without an earlier date.
std::vector<std::string> limits_of(const CoverageLengthOptions& options) {
    auto names = limit_names;
    if (options.assets_before.empty()) {
        names.resize(names.size() - 2);
    }
    return names;
}

void load(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    const auto source = session.source_options();
    const auto load_assets = [&](const char* role, const std::string& name) {
        return load_shapes({role, name, Shape::none, "", options.assets_where, {options.reach_field}, false}, source);
    };
    run_both(
        Threads{options.threads},
        [&] {
            run.lines = load_layer({"lines",
                                    options.lines,
                                    Shape::line,
                                    options.id_field,
                                    options.where,
                                    {options.by, options.weights.field}},
                                   source);
            run.zones = load_zones(session, options);
        },
        [&] {
            run.assets = load_assets("assets", options.assets);
            if (!options.assets_before.empty()) {
                run.before = load_assets("assets_before", options.assets_before);
            }
        });
}

void place_all(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    LoadedShapes none;
    auto& before = run.before ? *run.before : none;
    run.frame = place_layers(session, options,
                             {&run.lines, &run.assets.points, &run.assets.lines, &run.assets.areas, &before.points,
                              &before.lines, &before.areas, &run.zones});
    run.assets.fold_accounts();
    before.fold_accounts();
}

void measure(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    run.reach_m = reaches_of(run.assets, options.reach_field);
    run.groups = groups_of(run.lines, options.by);
    run.scale = scales_of(run.lines, *run.frame);
    const auto zones = zone_map(run.zones);
    coverage::AlongLinesInput input;
    input.lines = &std::get<Lines>(run.lines.table.geometry);
    input.assets = shapes_of(run.assets);
    input.asset_reach_m = run.reach_m;
    input.line_scale = run.scale;
    input.line_group = run.groups.of_row;
    input.groups = run.groups.size();
    input.zones = zones ? &*zones : nullptr;
    const coverage::AlongLinesOptions how{.reach = length_option("--within", options.within),
                                          .ignore_gaps_below = length_option("--ignore-gaps", options.ignore_gaps),
                                          .threads = Threads{options.threads}};
    if (!run.before) {
        run.found.now = coverage::along_lines(input, how, session.progress());
    } else {
        run.before_reach_m = reaches_of(*run.before, options.reach_field);
        run.found = change_along_lines({input, shapes_of(*run.before), run.before_reach_m}, how, session.progress());
    }
    add_by_field(run.weighted, options.weights, run.lines, measured(run.result().lines));
    add_by_class(run.weighted, options.weights, options.by, run.groups, measured(run.result().groups));
}

Figures figures_of(const CoverageLengthRun& run) {
    const auto& all = run.result().all;
    const auto changed = [&](double length) { return run.before ? std::optional(length) : std::nullopt; };
    return {{"share", all.share()},
            {"covered_m", all.covered_m},
            {"total_m", all.total_m},
            {"gap_count", static_cast<double>(run.result().gaps.size())},
            {"longest_gap_m", report::longest_gap_m(run.result())},
            {"gained_m", changed(run.found.all.gained_m)},
            {"lost_m", changed(run.found.all.lost_m)}};
}

void show(const Session& session, const CoverageLengthRun& run, const CoverageLengthOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"interval_union", 1e-12}, run.accounts(), issues, session.language},
                 {[&] {
                      return with_weighted(run.before ? report::length_json(run.found, run.labels(), options.top)
                                                      : report::length_json(run.result(), run.labels(), options.top),
                                           run.weighted);
                  },
                  [&] {
                      return run.before ? report::length_csv(run.found, run.labels())
                                        : report::length_csv(run.result(), run.labels()) + weighted_csv(run.weighted);
                  },
                  [&] { return coverage_text(session, run, options.top); }});
}

int run_coverage_length(const Session& session, const CoverageLengthOptions& options) {
    require("--lines", options.lines);
    require("--assets", options.assets);
    require("--within", options.within);
    (void)length_option("--within", options.within);
    (void)length_option("--ignore-gaps", options.ignore_gaps);
    const auto limit = limit_of(options, limits_of(options));
    check_output(session, {options.lines, options.assets, options.assets_before, options.zones});
    CoverageLengthRun run;
    load(run, options, session);
    place_all(run, options, session);
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    const auto figures = figures_of(run);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, coverage_tables(run));
    }
    return exit_code(session, options, limit, figures);
}

} // namespace

report::LengthLabels CoverageLengthRun::labels() const {
    report::LengthLabels labels;
    labels.line = [this](std::uint32_t i) { return lines.id(i); };
    labels.zone = [this](std::uint32_t i) { return zones.id(i); };
    if (!groups.names.empty()) {
        labels.group = [this](std::uint32_t i) { return groups.names[i]; };
        labels.class_of_line = [this](std::uint32_t i) { return groups.names[groups.of_row[i]]; };
    }
    return labels;
}

std::vector<Issue> CoverageLengthRun::issues() const {
    const LoadedShapes none;
    const auto& old = before ? *before : none;
    return issues_of(
        {&lines, &assets.points, &assets.lines, &assets.areas, &old.points, &old.lines, &old.areas, &zones});
}

std::vector<report::LayerAccount> CoverageLengthRun::accounts() const {
    const LoadedLayer none;
    return accounts_of({&lines, &assets.points, before ? &before->points : &none, &zones});
}

void add_coverage_length(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("length", session.text("help.coverage_length"));
    auto options = std::make_shared<CoverageLengthOptions>();
    options->command = "coverage length";
    const auto text = [&](const char* name) { return session.text(std::string("help.length_") + name); };
    command.add_option("--lines", options->lines, text("lines"));
    command.add_option("--assets", options->assets, text("assets"));
    command.add_option("--assets-before", options->assets_before, text("assets_before"));
    command.add_option("--within", options->within, text("within"));
    command.add_option("--reach-field", options->reach_field, text("reach_field"));
    command.add_option("--by", options->by, text("by"));
    command.add_option("--where", options->where, text("where"));
    command.add_option("--assets-where", options->assets_where, text("assets_where"));
    command.add_option("--id-field", options->id_field, text("id_field"));
    command.add_option("--ignore-gaps", options->ignore_gaps, text("ignore_gaps")).capture_default_str();
    add_weight_options(command, session, options->weights, "help.weighted_lines");
    add_coverage_options(command, session, *options, limit_names);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_length(session, *options); };
    });
}

} // namespace kerb::tools
