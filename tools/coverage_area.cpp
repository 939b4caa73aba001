// kerb coverage area: how much ground lies within reach of an asset, and where is the rest?
#include "coverage_area.hpp"

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "largest_gap_m2", "gap_count"};

void load(CoverageAreaRun& run, const CoverageAreaOptions& options, const Session& session) {
    const auto source = session.source_options();
    run_both(
        Threads{options.threads},
        [&] {
            run.zones = load_zones(session, options, {options.weights.field});
            if (!options.land.empty()) {
                run.land = load_layer(
                    {"land", options.land, Shape::polygon, "", options.land_where, {options.by}, false}, source);
            }
        },
        [&] {
            run.assets = load_shapes({"assets",
                                      options.assets,
                                      Shape::none,
                                      "",
                                      options.assets_where,
                                      {options.reach_field, options.size_field}},
                                     source);
        });
    for (const auto* layer : {&run.zones, &run.land}) {
        if (!layer->account.source.empty()) {
            require_rows(*layer);
        }
    }
}

void check(const CoverageAreaOptions& options) {
    require("--assets", options.assets);
    require("--zones", options.zones.empty() ? options.land : options.zones);
    require("--within", options.bands.empty() ? options.within : options.bands.front());
    if (!options.size_field.empty()) {
        require("--bands", options.bands.empty() ? "" : options.bands.front());
    }
    if (!options.by.empty()) {
        require("--land", options.land);
    }
    if (!options.weights.field.empty() && options.zones.empty()) {
        throw UsageError({"weighted.no_zones", {}});
    }
}

void show(const Session& session, const CoverageAreaRun& run, const CoverageAreaOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session, {run.frame, report::Accuracy{"exact_arcs", 1e-9}, run.accounts(), issues, session.language},
                 {[&] {
                      return with_weighted(report::area_json(run.result, run.asked(), run.labels(), options.top),
                                           run.weighted);
                  },
                  [&] { return report::area_csv(run.result, run.asked(), run.labels()) + weighted_csv(run.weighted); },
                  [&] { return area_text(session, run, options.top); }});
}

int run_coverage_area(const Session& session, const CoverageAreaOptions& options) {
    check(options);
    CoverageAreaRun run;
    run.bands = bands_option(options.bands);
    if (run.bands.empty()) {
        run.within = length_option("--within", options.within);
    }
    run.stroke = {length_option("--stroke", options.stroke).value(), options.drawn == "inner"};
    (void)area_option("--ignore-gaps", options.ignore_gaps);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.assets, options.zones, options.land});
    load(run, options, session);
    run.frame = place_layers(session, options,
                             {&run.zones, &run.land, &run.assets.points, &run.assets.lines, &run.assets.areas});
    run.assets.fold_accounts();
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure_area(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, area_tables(run));
    }
    return exit_code(session, options, limit,
                     {{"share", run.result.all.share()},
                      {"largest_gap_m2", report::largest_gap_m2(run.result)},
                      {"gap_count", static_cast<double>(run.result.gaps.size())}});
}

} // namespace

report::AreaLabels CoverageAreaRun::labels() const {
    return {[this](std::uint32_t i) { return has_zones() ? zones.id(i) : std::string(); },
            [this](std::uint32_t i) { return classes.names[i]; }};
}

std::vector<Issue> CoverageAreaRun::issues() const {
    return issues_of({&assets.points, &assets.lines, &assets.areas, &zones, &land});
}

std::vector<report::LayerAccount> CoverageAreaRun::accounts() const {
    return accounts_of({&assets.points, &zones, &land});
}

void add_coverage_area(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("area", session.text("help.coverage_area"));
    auto options = std::make_shared<CoverageAreaOptions>();
    options->command = "coverage area";
    const auto text = [&](const char* name) { return session.text(std::string("help.area_") + name); };
    command.add_option("--assets", options->assets, text("assets"));
    auto within = command.add_option("--within", options->within, text("within"));
    command.add_option("--bands", options->bands, text("bands")).delimiter(',').excludes(within);
    command.add_option("--size-field", options->size_field, text("size_field"));
    command.add_option("--reach-field", options->reach_field, text("reach_field"));
    command.add_option("--assets-where", options->assets_where, text("assets_where"));
    command.add_option("--land", options->land, text("land"));
    command.add_option("--land-where", options->land_where, text("land_where"));
    command.add_option("--by", options->by, text("by"));
    command.add_option("--ignore-gaps", options->ignore_gaps, text("ignore_gaps")).capture_default_str();
    command.add_option("--stroke", options->stroke, text("stroke")).capture_default_str();
    command.add_option("--drawn", options->drawn, text("drawn"))
        .check(one_of({"outer", "inner"}))
        .capture_default_str();
    add_weight_options(command, session, options->weights, "help.weighted_zones");
    add_coverage_options(command, session, *options, limit_names);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_area(session, *options); };
    });
}

} // namespace kerb::tools
