// kerb coverage conflicts: which assets stand in, on or too near others, and when.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/moment.hpp>
#include <kerb/coverage/conflicts.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/report/conflicts_report.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "periods.hpp"

namespace kerb::tools {
namespace {

using coverage::Conflict;
using coverage::Period;

const std::vector<std::string> limit_names = {"pair_count", "of_count", "against_count", "share"};
constexpr std::size_t table_pairs = 10;

struct ConflictsCommand : CoverageOptions {
    std::string of, against, buffer = "0m", border = "open";
    std::string start, end, where, against_where, id_field;
};

/// A layer and when each of its rows is there.
struct TimedLayer {
    LoadedLayer layer;
    std::vector<Period> period;
};

/// Everything that one run holds.
struct ConflictsRun {
    TimedLayer of, against;
    bool same = false;
    std::optional<WorkingFrame> frame;
    std::string start, end;
    coverage::ConflictsResult result;

    [[nodiscard]] const TimedLayer& other() const { return same ? of : against; }
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const {
        return accounts_of({&of.layer, &against.layer});
    }
    [[nodiscard]] report::ConflictLabels labels() const;
};

std::string text_at(const LoadedLayer& layer, const std::string& field, std::uint32_t row) {
    const auto* column = field.empty() ? nullptr : layer.table.find(field);
    return column == nullptr ? std::string() : column->text_at(row);
}

/// ISO 8601 of what the record says; empty where it says nothing.
std::string moment_text(const LoadedLayer& layer, const std::string& field, std::uint32_t row) {
    const auto moment = parse_moment(text_at(layer, field, row));
    return moment ? to_text(*moment) : std::string();
}

report::ConflictLabels ConflictsRun::labels() const {
    report::ConflictLabels labels;
    labels.of = [this](std::uint32_t i) { return of.layer.id(i); };
    labels.against = [this](std::uint32_t i) { return other().layer.id(i); };
    if (!of.period.empty()) {
        labels.from = [this](const Conflict& c) {
            const bool mine = of.period[c.of].from == c.period.from;
            return mine ? moment_text(of.layer, start, c.of) : moment_text(other().layer, start, c.against);
        };
        labels.to = [this](const Conflict& c) {
            const bool mine = of.period[c.of].to == c.period.to;
            return mine ? moment_text(of.layer, end, c.of) : moment_text(other().layer, end, c.against);
        };
    }
    return labels;
}

bool same_layer(const ConflictsCommand& options) {
    const auto of = io::SourceName::parse(options.of), against = io::SourceName::parse(options.against);
    std::error_code failed;
    return of.layer == against.layer && options.where == options.against_where &&
           (of.path == against.path || std::filesystem::equivalent(of.path, against.path, failed));
}

TimedLayer load(const char* role, const std::string& source, const std::string& where, const ConflictsCommand& options,
                const Session& session) {
    return {load_any_shape({role, source, Shape::none, options.id_field, where, {options.start, options.end}},
                           session.source_options()),
            {}};
}

/// The period of a row. Nothing when a text is no moment or the end comes before the start.
std::optional<Period> period_of(const LoadedLayer& layer, const ConflictsCommand& options, std::uint32_t row) {
    const auto start = text_at(layer, options.start, row), end = text_at(layer, options.end, row);
    const auto from = parse_moment(start), to = parse_moment(end);
    if ((!start.empty() && !from) || (!end.empty() && !to)) {
        return std::nullopt;
    }
    const auto period = period_between(from, to);
    return period.from <= period.to ? std::optional(period) : std::nullopt;
}

/// Rows whose period makes no sense are left out, named and counted.
void find_periods(TimedLayer& timed, const ConflictsCommand& options) {
    if (options.start.empty() && options.end.empty()) {
        return;
    }
    std::vector<std::uint8_t> keep;
    for (std::uint32_t row = 0; row < timed.layer.table.size(); ++row) {
        const auto period = period_of(timed.layer, options, row);
        keep.push_back(period ? 1 : 0);
        if (period) {
            timed.period.push_back(*period);
        }
    }
    drop_rows(timed.layer, keep, "tools.bad_period");
}

coverage::Shapes shapes_of(const FeatureTable& table) {
    if (const auto* lines = std::get_if<Lines>(&table.geometry)) {
        return lines;
    }
    if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&table.geometry)) {
        return std::span<const MultiPolygon>(*areas);
    }
    const auto* points = std::get_if<Points>(&table.geometry);
    return points == nullptr ? std::span<const Point>() : std::span<const Point>(*points);
}

coverage::ConflictsOptions how(const ConflictsCommand& options) {
    coverage::ConflictsOptions how;
    how.buffer = length_option("--buffer", options.buffer);
    how.border = options.border == "closed" ? coverage::Border::closed : coverage::Border::open;
    how.threads = Threads{options.threads};
    return how;
}

void measure(ConflictsRun& run, const ConflictsCommand& options, const Session& session) {
    find_periods(run.of, options);
    if (!run.same) {
        find_periods(run.against, options);
    }
    const auto scale = scales_of(run.of.layer, *run.frame);
    coverage::ConflictsInput input;
    input.of = shapes_of(run.of.layer.table);
    input.against = shapes_of(run.other().layer.table);
    input.same = run.same;
    input.owner = run.of.layer.table.rows;
    input.of_period = run.of.period;
    input.against_period = run.other().period;
    input.of_scale = scale;
    run.result = coverage::conflicts(input, how(options), session.progress());
}

std::string measure_text(const Conflict& conflict) {
    if (conflict.overlap_m2) {
        return fmt::format("{:.1f} m²", *conflict.overlap_m2);
    }
    if (conflict.length_m || conflict.depth_m) {
        return fmt::format("{:.1f} m", conflict.measure());
    }
    return conflict.kind == coverage::ConflictKind::near ? fmt::format("({:.2f} m)", conflict.distance_m) : "–";
}

std::string text_of(const Session& session, const ConflictsRun& run, std::size_t top) {
    const auto& result = run.result;
    auto text = session.text(describe(*run.frame)) + "\n" +
                session.text(Message{"report.conflicts_line",
                                     {{"pairs", static_cast<std::int64_t>(result.conflicts.size())},
                                      {"of", result.of_count},
                                      {"total", result.of_total},
                                      {"share", report::percent_text(report::conflict_share(result))}}}) +
                "\n";
    const auto count = std::min(result.conflicts.size(), top == 0 ? table_pairs : top);
    if (count > 0) {
        const auto labels = run.labels();
        std::vector<std::string> head = {session.text("report.conflict_of"), session.text("report.conflict_against"),
                                         session.text("report.kind"), session.text("report.measure")};
        if (labels.from) {
            head.push_back(session.text("report.from"));
            head.push_back(session.text("report.to"));
        }
        report::TextTable table(head);
        for (const auto& c : std::span(result.conflicts).first(count)) {
            std::vector<std::string> cells = {
                labels.of(c.of), labels.against(c.against),
                session.text(std::string("report.conflict.") + report::conflict_kind_name(c.kind)), measure_text(c)};
            if (labels.from) {
                cells.push_back(labels.from(c));
                cells.push_back(labels.to(c));
            }
            table.add(cells);
        }
        text += "\n" + table.text();
    }
    return text + skipped_text(session, run.accounts());
}

void show(const Session& session, const ConflictsRun& run, const ConflictsCommand& options,
          const std::vector<Issue>& issues) {
    print_result(session,
                 {run.frame, report::Accuracy{"distance_and_overlay", 1e-9}, run.accounts(), issues, session.language},
                 {[&] { return report::conflicts_json(run.result, run.labels(), options.top); },
                  [&] { return report::conflicts_csv(run.result, run.labels()); },
                  [&] { return text_of(session, run, options.top); }});
}

/// Where a conflict is: what two areas share, else the asset itself.
GeometryColumn places_of(const ConflictsRun& run) {
    const auto& mine = run.of.layer.table.geometry;
    const auto& conflicts = run.result.conflicts;
    if (const auto* points = std::get_if<Points>(&mine)) {
        Points places;
        for (const auto& c : conflicts) {
            places.push_back((*points)[c.of]);
        }
        return places;
    }
    if (const auto* lines = std::get_if<Lines>(&mine)) {
        Lines places;
        for (const auto& c : conflicts) {
            places.push(lines->feature(c.of));
        }
        return places;
    }
    std::vector<MultiPolygon> places;
    if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&mine)) {
        const auto* others = std::get_if<std::vector<MultiPolygon>>(&run.other().layer.table.geometry);
        for (const auto& c : conflicts) {
            auto common =
                c.overlap_m2 && others != nullptr ? common_area((*areas)[c.of], (*others)[c.against]) : std::nullopt;
            if (common) {
                places.push_back(std::move(common->area));
            } else {
                places.push_back((*areas)[c.of]);
            }
        }
    }
    return places;
}

FeatureTable conflict_layer(const ConflictsRun& run) {
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "conflicts";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), of("of", ColumnType::text), against("against", ColumnType::text);
    Column kind("kind", ColumnType::text), from("from", ColumnType::text), to("to", ColumnType::text);
    Column overlap("overlap_m2", ColumnType::real), length("length_m", ColumnType::real);
    Column depth("depth_m", ColumnType::real), distance("distance_m", ColumnType::real);
    for (const auto& c : run.result.conflicts) {
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        rank.push(table.rows.back());
        of.push(labels.of(c.of));
        against.push(labels.against(c.against));
        kind.push(std::string(report::conflict_kind_name(c.kind)));
        push_number(overlap, c.overlap_m2);
        push_number(length, c.length_m);
        push_number(depth, c.depth_m);
        distance.push(c.distance_m);
        push_text(from, labels.from ? labels.from(c) : "");
        push_text(to, labels.to ? labels.to(c) : "");
    }
    table.geometry = places_of(run);
    table.columns = {rank, of, against, kind, overlap, length, depth, distance, from, to};
    return table;
}

int run_coverage_conflicts(const Session& session, const ConflictsCommand& options) {
    require("--of", options.of);
    require("--against", options.against);
    (void)how(options);
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.of, options.against});
    ConflictsRun run;
    run.start = options.start;
    run.end = options.end;
    run.same = same_layer(options);
    run.of = load("of", options.of, options.where, options, session);
    if (!run.same) {
        run.against = load("against", options.against, options.against_where, options, session);
    }
    run.frame = place_layers(session, options, {&run.of.layer, &run.against.layer});
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = issues_of({&run.of.layer, &run.against.layer});
    session.summarise(issues);
    show(session, run, options, issues);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, {conflict_layer(run)});
    }
    const Figures figures = {{"pair_count", static_cast<double>(run.result.conflicts.size())},
                             {"of_count", static_cast<double>(run.result.of_count)},
                             {"against_count", static_cast<double>(run.result.against_count)},
                             {"share", report::conflict_share(run.result)}};
    return exit_code(session, options, limit, figures);
}

} // namespace

void add_coverage_conflicts(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("conflicts", session.text("help.coverage_conflicts"));
    auto options = std::make_shared<ConflictsCommand>();
    options->command = "coverage conflicts";
    const auto text = [&](const char* name) { return session.text(std::string("help.conflicts_") + name); };
    command.add_option("--of", options->of, text("of"));
    command.add_option("--against", options->against, text("against"));
    command.add_option("--buffer", options->buffer, text("buffer")).capture_default_str();
    command.add_option("--border", options->border, text("border"))
        .check(one_of({"open", "closed"}))
        .capture_default_str();
    command.add_option("--start", options->start, text("start"));
    command.add_option("--end", options->end, text("end"));
    command.add_option("--where", options->where, text("where"));
    command.add_option("--against-where", options->against_where, text("against_where"));
    command.add_option("--id-field", options->id_field, text("id_field"));
    add_coverage_options(command, session, *options, limit_names, /*zones=*/false);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_conflicts(session, *options); };
    });
}

} // namespace kerb::tools
