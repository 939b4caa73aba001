// kerb coverage length: how much of each line lies within reach of an asset.
#include "coverage_length.hpp"

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/report/envelope.hpp>

namespace kerb::tools {
namespace {

const std::vector<std::string> limit_names = {"share", "covered_m", "total_m", "gap_count", "longest_gap_m"};

void load(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    const auto source = session.source_options();
    run_both(
        Threads{options.threads},
        [&] {
            run.lines = load_layer({"lines", options.lines, Shape::line, options.id_field, options.where, {options.by}},
                                   source);
            run.zones = load_zones(session, options);
        },
        [&] {
            run.assets = load_layer(
                {"assets", options.assets, Shape::point, "", options.assets_where, {options.reach_field}, false},
                source);
        });
}

/// Reaches from the assets' own field; a negative one is named and the general reach taken instead.
void find_reaches(CoverageLengthRun& run, const std::string& field) {
    const auto* column = field.empty() ? nullptr : run.assets.table.find(field);
    if (column == nullptr) {
        return;
    }
    run.reach_m.reserve(column->size());
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto reach = column->number_at(i);
        const bool good = reach && *reach >= 0 && std::isfinite(*reach);
        if (!good && !column->null_at(i)) { // a text, or a number that is none
            run.assets.issues.push_back(
                {Severity::warning,
                 "tools.bad_reach",
                 run.assets.table.name,
                 run.assets.table.rows[i],
                 "",
                 0,
                 0,
                 false,
                 {"tools.bad_reach", {{"key", run.assets.id(i)}, {"value", column->text_at(i)}}}});
        }
        run.reach_m.push_back(good ? *reach : std::numeric_limits<double>::quiet_NaN());
    }
}

void measure(CoverageLengthRun& run, const CoverageLengthOptions& options, const Session& session) {
    find_reaches(run, options.reach_field);
    run.groups = groups_of(run.lines, options.by);
    run.scale = scales_of(run.lines, *run.frame);
    const auto zones = zone_map(run.zones);
    coverage::AlongLinesInput input;
    input.lines = &std::get<Lines>(run.lines.table.geometry);
    input.assets.points = std::get<Points>(run.assets.table.geometry);
    input.asset_reach_m = run.reach_m;
    input.line_scale = run.scale;
    input.line_group = run.groups.of_row;
    input.groups = run.groups.size();
    input.zones = zones ? &*zones : nullptr;
    const coverage::AlongLinesOptions how{.reach = length_option("--within", options.within),
                                          .ignore_gaps_below = length_option("--ignore-gaps", options.ignore_gaps),
                                          .threads = Threads{options.threads}};
    run.result = coverage::along_lines(input, how, session.progress());
}

void show(const Session& session, const CoverageLengthRun& run, const CoverageLengthOptions& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"interval_union", 1e-12}, run.accounts(), issues, session.language},
                 {[&] { return report::length_json(run.result, run.labels(), options.top); },
                  [&] { return report::length_csv(run.result, run.labels()); },
                  [&] { return coverage_text(session, run, options.top); }});
}

int run_coverage_length(const Session& session, const CoverageLengthOptions& options) {
    require("--lines", options.lines);
    require("--assets", options.assets);
    require("--within", options.within);
    (void)length_option("--within", options.within);
    (void)length_option("--ignore-gaps", options.ignore_gaps);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.assets, options.zones});
    CoverageLengthRun run;
    load(run, options, session);
    run.frame = place_layers(session, options, {&run.lines, &run.assets, &run.zones});
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = run.issues();
    session.summarise(issues);
    const auto& all = run.result.all;
    const Figures figures = {{"share", all.share()},
                             {"covered_m", all.covered_m},
                             {"total_m", all.total_m},
                             {"gap_count", static_cast<double>(run.result.gaps.size())},
                             {"longest_gap_m", report::longest_gap_m(run.result)}};
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

void add_coverage_length(CLI::App& coverage, Session& session) {
    auto* command = coverage.add_subcommand("length", session.text("help.coverage_length"));
    auto options = std::make_shared<CoverageLengthOptions>();
    options->command = "coverage length";
    const auto text = [&](const char* name) { return session.text(std::string("help.length_") + name); };
    command->add_option("--lines", options->lines, text("lines"));
    command->add_option("--assets", options->assets, text("assets"));
    command->add_option("--within", options->within, text("within"));
    command->add_option("--reach-field", options->reach_field, text("reach_field"));
    command->add_option("--by", options->by, text("by"));
    command->add_option("--where", options->where, text("where"));
    command->add_option("--assets-where", options->assets_where, text("assets_where"));
    command->add_option("--id-field", options->id_field, text("id_field"));
    command->add_option("--ignore-gaps", options->ignore_gaps, text("ignore_gaps"))->capture_default_str();
    add_coverage_options(*command, session, *options, limit_names);
    command->callback([&session, options] {
        session.command = [&session, options] { return run_coverage_length(session, *options); };
    });
}

} // namespace kerb::tools
