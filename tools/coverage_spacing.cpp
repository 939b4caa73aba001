// kerb coverage spacing: how far apart assets stand along their lines.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/coverage/spacing.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/report/spacing_report.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using coverage::SpacingFigures;

const std::vector<std::string> limit_names = {"over_share", "over_count", "over_m",    "end_over_count",
                                              "median_m",   "mean_m",     "p95_m",     "max_m",
                                              "bare_m",     "unplaced",   "bare_count"};
constexpr std::size_t table_stretches = 10;

struct SpacingCommand : CoverageOptions {
    std::string lines, assets, within = "15m", limit, limit_field, by, side = "both";
    std::string where, assets_where, id_field;
};

/// Everything that one run holds.
struct SpacingRun {
    LoadedLayer lines, assets;
    std::optional<WorkingFrame> frame;
    RowGroups groups;
    std::vector<double> scale;
    coverage::SpacingResult result;

    [[nodiscard]] std::vector<report::LayerAccount> accounts() const { return accounts_of({&lines, &assets}); }
    [[nodiscard]] double scale_of(std::size_t line) const { return scale.empty() ? 1.0 : scale[line]; }
    [[nodiscard]] report::SpacingLabels labels() const {
        report::SpacingLabels labels;
        labels.line = [this](std::uint32_t i) { return lines.id(i); };
        if (groups.size() > 0) {
            labels.group = [this](std::uint32_t i) { return groups.names[i]; };
            labels.class_of_line = [this](std::uint32_t i) { return groups.names[groups.of_row[i]]; };
        }
        return labels;
    }
};

void load(SpacingRun& run, const SpacingCommand& options, const Session& session) {
    const auto source = session.source_options();
    run_both(
        Threads{options.threads},
        [&] {
            run.lines = load_layer({"lines",
                                    options.lines,
                                    Shape::line,
                                    options.id_field,
                                    options.where,
                                    {options.by, options.limit_field}},
                                   source);
        },
        [&] {
            run.assets =
                load_layer({"assets", options.assets, Shape::point, "", options.assets_where, {}, false}, source);
        });
    require_rows(run.lines);
}

coverage::SpacingOptions how(const SpacingCommand& options) {
    coverage::SpacingOptions how;
    how.within = length_option("--within", options.within);
    if (!options.limit.empty()) {
        how.limit = length_option("--limit", options.limit);
    }
    how.each_side = options.side == "each";
    how.threads = Threads{options.threads};
    return how;
}

void measure(SpacingRun& run, const SpacingCommand& options, const Session& session) {
    run.groups = groups_of(run.lines, options.by);
    run.scale = scales_of(run.lines, *run.frame);
    const auto rank = ranks_of(run.lines);
    const auto limits = numbers_of(run.lines, options.limit_field, "tools.bad_limit");
    coverage::SpacingInput input;
    input.lines = &std::get<Lines>(run.lines.table.geometry);
    input.assets = std::get<Points>(run.assets.table.geometry);
    input.line_rank = rank;
    input.line_limit_m = limits;
    input.line_scale = run.scale;
    input.line_group = run.groups.of_row;
    input.groups = run.groups.size();
    run.result = coverage::spacing(input, how(options), session.progress());
}

std::string metres(const std::optional<double>& value) {
    return value ? fmt::format("{:.1f} m", *value) : "–";
}

std::string class_table(const Session& session, const SpacingRun& run) {
    std::vector<std::string> head = {session.text("report.class")};
    for (const auto* name : {"count", "min_m", "median_m", "mean_m", "p95_m", "max_m", "over_share", "over_count"}) {
        head.push_back(session.text(std::string("report.figure.") + name));
    }
    report::TextTable table(head);
    const auto add = [&table](const std::string& name, const SpacingFigures& f) {
        table.add({name, report::count_text(f.count), metres(f.min_m), metres(f.median_m), metres(f.mean_m),
                   metres(f.p95_m), metres(f.max_m), report::percent_text(f.over_share()),
                   fmt::format("{} / {}", f.over_count, f.judged)});
    };
    for (std::uint32_t g = 0; g < run.groups.size(); ++g) {
        if (run.result.groups[g].count > 0) {
            add(run.groups.names[g].empty() ? "–" : run.groups.names[g], run.result.groups[g]);
        }
    }
    add(session.text("report.all"), run.result.all);
    return table.text();
}

std::string side_text(const Session& session, coverage::Side side) {
    return side == coverage::Side::both ? std::string("–")
                                        : session.text(std::string("report.side.") + report::side_name(side));
}

std::string stretch_list(const Session& session, const SpacingRun& run, std::size_t top) {
    const auto count = std::min(run.result.over.size(), top == 0 ? table_stretches : top);
    if (count == 0) {
        return {};
    }
    report::TextTable table({session.text("report.stretch_on"), session.text("report.length"),
                             session.text("report.from"), session.text("report.to"), session.text("report.limit"),
                             session.text("report.side_of"), session.text("report.kind")});
    for (const auto& s : std::span(run.result.over).first(count)) {
        table.add({run.lines.id(s.line), metres(s.spacing_m()), metres(s.from_m), metres(s.to_m), metres(s.limit_m),
                   side_text(session, s.side), session.text(s.end ? "report.stretch.end" : "report.stretch.between")});
    }
    return "\n" + table.text();
}

std::string text_of(const Session& session, const SpacingRun& run, std::size_t top) {
    const auto& all = run.result.all;
    return session.text(describe(*run.frame)) + "\n" +
           session.text(Message{"report.spacing_line",
                                {{"placed", report::count_text(static_cast<std::int64_t>(run.result.places.size()) -
                                                               run.result.unplaced)},
                                 {"assets", report::count_text(static_cast<std::int64_t>(run.result.places.size()))},
                                 {"bare", report::length_text(all.bare_m)},
                                 {"ends", all.end_over_count},
                                 {"end_judged", all.end_judged}}}) +
           "\n\n" + class_table(session, run) + stretch_list(session, run, top) + skipped_text(session, run.accounts());
}

void show(const Session& session, const SpacingRun& run, const SpacingCommand& options,
          const std::vector<Issue>& issues) {
    print_result(session, {run.frame, report::Accuracy{"chainage", 1e-12}, run.accounts(), issues, session.language},
                 {[&] { return report::spacing_json(run.result, run.labels(), options.top); },
                  [&] { return report::spacing_csv(run.result, run.labels()); },
                  [&] { return text_of(session, run, options.top); }});
}

/// Layer stretches: those over their limit.
FeatureTable stretch_layer(const SpacingRun& run) {
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "stretches";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), line("line", ColumnType::text), side("side", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), spacing("spacing_m", ColumnType::real);
    Column limit("limit_m", ColumnType::real), end("at_end", ColumnType::boolean), group("class", ColumnType::text);
    Lines geometry;
    for (const auto& s : run.result.over) {
        const double k = run.scale_of(s.line);
        geometry.push(stretch(lines.feature(s.line), s.from_m * k, s.to_m * k));
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        rank.push(table.rows.back());
        line.push(labels.line(s.line));
        from.push(s.from_m);
        to.push(s.to_m);
        spacing.push(s.spacing_m());
        limit.push(s.limit_m);
        side.push(std::string(report::side_name(s.side)));
        end.push(std::int64_t{s.end ? 1 : 0});
        if (labels.class_of_line) {
            group.push(labels.class_of_line(s.line));
        } else {
            group.push(std::monostate{});
        }
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, line, from, to, spacing, limit, side, end, group};
    return table;
}

Figures figures_of(const coverage::SpacingResult& result) {
    const auto& all = result.all;
    return {{"over_share", all.over_share()},
            {"over_count", static_cast<double>(all.over_count)},
            {"over_m", all.over_m},
            {"end_over_count", static_cast<double>(all.end_over_count)},
            {"median_m", all.median_m},
            {"mean_m", all.mean_m},
            {"p95_m", all.p95_m},
            {"max_m", all.max_m},
            {"bare_m", all.bare_m},
            {"bare_count", static_cast<double>(all.bare_count)},
            {"unplaced", static_cast<double>(result.unplaced)}};
}

int run_coverage_spacing(const Session& session, const SpacingCommand& options) {
    require("--lines", options.lines);
    require("--assets", options.assets);
    (void)how(options);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.assets});
    SpacingRun run;
    load(run, options, session);
    run.frame = place_layers(session, options, {&run.lines, &run.assets});
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = issues_of({&run.lines, &run.assets});
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, {stretch_layer(run)});
    }
    return exit_code(session, options, limit, figures_of(run.result));
}

} // namespace

void add_coverage_spacing(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("spacing", session.text("help.coverage_spacing"));
    auto options = std::make_shared<SpacingCommand>();
    options->command = "coverage spacing";
    const auto text = [&](const char* name) { return session.text(std::string("help.spacing_") + name); };
    command.add_option("--lines", options->lines, text("lines"));
    command.add_option("--assets", options->assets, text("assets"));
    command.add_option("--within", options->within, text("within")).capture_default_str();
    command.add_option("--limit", options->limit, text("limit"));
    command.add_option("--limit-field", options->limit_field, text("limit_field"));
    command.add_option("--by", options->by, text("by"));
    command.add_option("--side", options->side, text("side")).check(one_of({"both", "each"})).capture_default_str();
    command.add_option("--where", options->where, text("where"));
    command.add_option("--assets-where", options->assets_where, text("assets_where"));
    command.add_option("--id-field", options->id_field, text("id_field"));
    add_coverage_options(command, session, *options, limit_names, /*zones=*/false);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_spacing(session, *options); };
    });
}

} // namespace kerb::tools
