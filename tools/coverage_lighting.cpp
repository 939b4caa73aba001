// kerb coverage lighting: how light it is on the carriageway, and whether that is enough.
#include "coverage_lighting.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "unmet_count", "fallen_count", "unmeasured_count",
                                              "median_e_av"};

void measure(CoverageLightingRun& run, const CoverageLightingOptions& options, const Session& session) {
    coverage::RoadLightingInput input;
    input.lines = &std::get<Lines>(run.lines.table.geometry);
    input.width_m = run.width;
    input.lanes = run.lanes;
    input.one_way = run.one_way;
    input.line_rank = run.rank;
    input.line_scale = run.scale;
    input.lamps = run.poles;
    input.photometries = run.photometries;
    input.r_table = run.r_table ? &*run.r_table : nullptr;
    coverage::RoadLightingOptions how;
    how.within = length_option("--within", options.within);
    how.maintenance = options.maintenance;
    how.left_hand_traffic = options.left_hand;
    how.keep_grid = options.grid;
    how.threads = Threads{options.threads};
    run.result = coverage::road_lighting(input, how, session.progress());
    run.verdicts = coverage::judge_sections(run.result, run.profile, run.class_of_line);
}

void show(const Session& session, const CoverageLightingRun& run, const CoverageLightingOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"point_by_point", 1e-9}, run.accounts(), issues, session.language},
                 {[&] { return report::lighting_json(run.result, run.asked(), run.labels(), options.top); },
                  [&] { return report::lighting_csv(run.result, run.asked(), run.labels()); },
                  [&] { return lighting_text(session, run, options.top); }});
}

Figures figures_of(const CoverageLightingRun& run) {
    std::vector<double> e_av;
    for (const auto& section : run.result.sections) {
        if (const auto& e = figure(section.tonight, coverage::LightFigure::e_av)) {
            e_av.push_back(*e);
        }
    }
    std::sort(e_av.begin(), e_av.end());
    const auto& all = run.verdicts.all;
    const auto unmeasured = run.result.sections.size() - e_av.size();
    return {{"share", all.share()},
            {"unmet_count", static_cast<double>(all.judged - all.met)},
            {"fallen_count", static_cast<double>(all.fallen)},
            {"unmeasured_count", static_cast<double>(unmeasured)},
            {"median_e_av", e_av.empty() ? std::nullopt : std::optional(e_av[(e_av.size() - 1) / 2])}};
}

int run_coverage_lighting(const Session& session, CoverageLightingOptions options) {
    require("--lines", options.lines);
    require("--lamps", options.lamps);
    check_number("--maintenance", options.maintenance, 1e-9, 1);
    check_number("--tilt", options.tilt, -90, 90);
    (void)length_option("--within", options.within);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.lamps, options.out});
    CoverageLightingRun run;
    load_lighting(run, options, session);
    run.frame = place_layers(session, options, {&run.lines, &run.lamps});
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    prepare_lighting(run, options);
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, lighting_tables(run, options.grid));
    }
    return exit_code(session, options, limit, figures_of(run));
}

void add_rows_options(Command command, const Session& session, CoverageLightingOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.lighting_") + name); };
    const auto add = [&](const char* option, std::string& value, const char* name) {
        auto added = command.add_option(option, value, text(name));
        if (!value.empty()) {
            added.capture_default_str();
        }
        return added;
    };
    add("--lines", options.lines, "lines");
    add("--lamps", options.lamps, "lamps");
    add("--photometry", options.photometry, "photometry");
    add("--photometry-map", options.photometry_map, "photometry_map");
    add("--height", options.height, "height");
    add("--height-field", options.height_field, "height_field");
    add("--arm", options.arm, "arm");
    add("--arm-field", options.arm_field, "arm_field");
    command.add_option("--tilt", options.tilt, text("tilt")).capture_default_str();
    add("--heads-field", options.heads_field, "heads_field");
    command.add_option("--maintenance", options.maintenance, text("maintenance")).capture_default_str();
    add("--width", options.width, "width");
    add("--width-field", options.width_field, "width_field");
    add("--lanes-field", options.lanes_field, "lanes_field");
    add("--class-field", options.class_field, "class_field");
    add("--profile", options.profile, "profile");
    add("--step", options.step, "step").check(one_of({"low", "high"}));
    add("--r-table", options.r_table, "r_table");
    command.add_flag("--left-hand", options.left_hand, text("left_hand"));
    add("--within", options.within, "within");
    add("--out-field", options.out_field, "out_field");
    add("--out", options.out, "out");
    command.add_flag("--grid", options.grid, text("grid"));
    add("--where", options.where, "where");
    add("--lamps-where", options.lamps_where, "lamps_where");
    add("--id-field", options.id_field, "id_field");
    add("--lamp-id", options.lamp_id, "lamp_id");
}

} // namespace

void check_number(const char* option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
        const auto allowed = least == 1e-9 ? fmt::format("> 0, ≤ {}", most) : fmt::format("{} … {}", least, most);
        throw UsageError({"lighting_plan.bad_number",
                          {{"option", option}, {"value", fmt::format("{}", value)}, {"allowed", allowed}}});
    }
}

report::LightingAsked CoverageLightingRun::asked() const {
    report::LightingAsked asked;
    if (judged()) {
        asked.profile = &profile;
        asked.verdicts = &verdicts;
    }
    asked.r_table = r_table ? &*r_table : nullptr;
    asked.lamps = poles;
    asked.step = step;
    asked.maintenance = maintenance;
    asked.assumed = assumed;
    return asked;
}

report::LightingLabels CoverageLightingRun::labels() const {
    report::LightingLabels labels;
    labels.line = [this](std::uint32_t i) { return lines.id(i); };
    if (judged()) {
        labels.road_class = [this](std::uint32_t i) { return road_classes.names[road_classes.of_row[i]]; };
    }
    return labels;
}

std::vector<Issue> CoverageLightingRun::issues() const {
    auto all = issues_of({&lines, &lamps});
    for (const auto& listed : out) {
        all.insert(all.end(), listed.issues.begin(), listed.issues.end());
    }
    for (const auto& photometry : photometries) {
        for (const auto& remark : photometry.remarks) {
            all.push_back({Severity::warning, remark.code, "", -1, photometry.name, 0, 0, false, remark});
        }
    }
    return all;
}

void add_coverage_lighting(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("lighting", session.text("help.coverage_lighting"));
    auto options = std::make_shared<CoverageLightingOptions>();
    options->command = "coverage lighting";
    add_rows_options(command, session, *options);
    add_coverage_options(command, session, *options, limit_names, /*zones=*/false);
    add_lighting_luminaire(command, session);
    command.callback([&session, options, command] {
        if (!command.has_chosen()) {
            session.command = [&session, options] { return run_coverage_lighting(session, *options); };
        }
    });
}

} // namespace kerb::tools
