// kerb coverage density: lines and assets per zone, per ground, per length and per person.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/coverage/density.hpp>
#include <kerb/report/density_report.hpp>
#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using coverage::Density;
using report::DensityFigures;

const std::vector<std::string> limit_names = {"km_per_km2",   "per_km",        "per_km2",         "ratio",
                                              "m_per_person", "m2_per_person", "per_1000_people", "overlapped_m2"};
constexpr std::size_t table_rows = 20;

struct DensityOptions : CoverageOptions {
    std::string lines, assets, by, population, where, assets_where;
    std::string carriageway = "carriageway";
    bool both_carriageways = false;
};

/// Everything that one run holds.
struct DensityRun {
    LoadedLayer zones, lines, assets;
    std::optional<WorkingFrame> frame;
    RowGroups groups;
    std::vector<double> weight;
    std::optional<std::int64_t> halved;
    coverage::DensityResult result;

    [[nodiscard]] std::vector<report::LayerAccount> accounts() const { return accounts_of({&zones, &lines, &assets}); }
    [[nodiscard]] report::DensityLabels labels() const {
        report::DensityLabels labels;
        labels.zone = [this](std::uint32_t i) { return zones.id(i); };
        labels.group = [this](std::uint32_t i) { return groups.names[i]; };
        labels.lines = !lines.account.source.empty();
        const bool given = !assets.account.source.empty();
        labels.areas = given && assets.table.shape() == Shape::polygon;
        labels.points = given && assets.table.shape() == Shape::point;
        labels.halved = halved;
        return labels;
    }
};

void load(DensityRun& run, const DensityOptions& options, const Session& session) {
    const auto source = session.source_options();
    run.zones = load_layer(
        {"zones", options.zones, Shape::polygon, options.zone_id, options.zones_where, {options.population}}, source);
    if (!options.lines.empty()) {
        const bool paired = !options.both_carriageways && has_field(options.lines, options.carriageway, source);
        run.lines = load_layer({"lines",
                                options.lines,
                                Shape::line,
                                "",
                                options.where,
                                {options.by, paired ? options.carriageway : std::string()},
                                false},
                               source);
    }
    if (!options.assets.empty()) {
        run.assets =
            load_any_shape({"assets", options.assets, Shape::none, "", options.assets_where, {}, false}, source);
        if (run.assets.table.shape() == Shape::line) {
            throw UsageError({"tools.assets_are_lines", {{"source", options.assets}}});
        }
    }
    require_rows(run.zones);
}

/// Each line of a pair of carriageways counts half.
void weigh(DensityRun& run, const DensityOptions& options) {
    const auto* column = options.both_carriageways ? nullptr : run.lines.table.find(options.carriageway);
    if (column == nullptr) {
        return;
    }
    run.halved = 0;
    for (std::size_t i = 0; i < column->size(); ++i) {
        const auto side = column->text_at(i);
        const bool one_of_two = side == "left" || side == "right";
        run.weight.push_back(one_of_two ? coverage::carriageway_weight : 1.0);
        *run.halved += one_of_two ? 1 : 0;
    }
}

void measure(DensityRun& run, const DensityOptions& options, const Session& session) {
    run.groups = groups_of(run.lines, options.by);
    weigh(run, options);
    const auto rank = ranks_of(run.zones);
    const auto population = numbers_of(run.zones, options.population, "tools.bad_population");
    const auto zone_scale = scales_of(run.zones, *run.frame), line_scale = scales_of(run.lines, *run.frame),
               asset_scale = scales_of(run.assets, *run.frame);
    coverage::DensityInput input;
    input.zones = std::get<std::vector<MultiPolygon>>(run.zones.table.geometry);
    input.rank = rank;
    input.zone_scale = zone_scale;
    input.population = population;
    input.lines = std::get_if<Lines>(&run.lines.table.geometry);
    input.line_scale = line_scale;
    input.line_weight = run.weight;
    input.line_group = run.groups.of_row;
    input.groups = run.groups.size();
    if (const auto* points = std::get_if<Points>(&run.assets.table.geometry)) {
        input.points = *points;
    } else if (const auto* areas = std::get_if<std::vector<MultiPolygon>>(&run.assets.table.geometry)) {
        input.areas = *areas;
        input.area_scale = asset_scale;
    }
    run.result = coverage::density(input, Threads{options.threads}, session.progress());
}

std::string figure_text(const char* name, const std::optional<double>& value) {
    if (!value) {
        return "–";
    }
    const std::string_view figure = name;
    if (figure == "ratio") {
        return report::percent_text(value);
    }
    if (figure == "length_m") {
        return report::length_text(*value);
    }
    if (figure == "count") {
        return report::count_text(static_cast<std::int64_t>(*value));
    }
    return fmt::format("{:.{}f}", *value, *value < 10 ? 2 : 0);
}

/// Columns of the terminal's table: what was asked for and has a figure somewhere.
std::vector<std::size_t> shown_columns(const std::vector<DensityFigures>& rows) {
    static constexpr std::string_view wanted[] = {"km_per_km2",    "length_m",     "per_km",
                                                  "per_km2",       "count",        "ratio",
                                                  "m2_per_person", "m_per_person", "per_1000_people"};
    std::vector<std::size_t> columns;
    for (const auto name : wanted) {
        for (std::size_t c = 0; c < rows.front().size(); ++c) {
            const bool some = std::any_of(rows.begin(), rows.end(), [c](const auto& row) { return row[c].second; });
            if (rows.front()[c].first == name && some) {
                columns.push_back(c);
            }
        }
    }
    return columns;
}

/// Zones with the lowest of the first figure first, and the total.
std::string zone_table(const Session& session, const DensityRun& run) {
    const auto labels = run.labels();
    std::vector<DensityFigures> rows;
    for (const auto& zone : run.result.zones) {
        rows.push_back(report::density_figures(zone, labels));
    }
    rows.push_back(report::density_total(run.result, labels));
    const auto columns = shown_columns(rows);
    std::vector<std::uint32_t> order(run.result.zones.size());
    std::iota(order.begin(), order.end(), 0U);
    if (!columns.empty()) {
        const auto first = columns.front();
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
            return rows[a][first].second.value_or(-1) < rows[b][first].second.value_or(-1);
        });
    }
    std::vector<std::string> head = {session.text("report.zone")};
    for (const auto c : columns) {
        head.push_back(session.text(std::string("report.figure.") + rows.front()[c].first));
    }
    report::TextTable table(head);
    const auto add = [&](const std::string& name, const DensityFigures& figures) {
        std::vector<std::string> cells = {name};
        for (const auto c : columns) {
            cells.push_back(figure_text(figures[c].first, figures[c].second));
        }
        table.add(cells);
    };
    const auto count = std::min(order.size(), table_rows);
    for (const auto zone : std::span(order).first(count)) {
        add(labels.zone(zone), rows[zone]);
    }
    add(session.text("report.all"), rows.back());
    return table.text() +
           (count < order.size()
                ? session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(order.size() - count)}}}) +
                      "\n"
                : "");
}

std::string text_of(const Session& session, const DensityRun& run) {
    auto text = session.text(describe(*run.frame)) + "\n" + zone_table(session, run);
    const auto& total = run.result.total;
    if (total.overlapped_m2 > 0) {
        text += session.text(Message{"report.zones_overlap", {{"area", fmt::format("{:.1f}", total.overlapped_m2)}}}) +
                "\n";
    }
    if (run.halved && *run.halved > 0) {
        text += session.text(Message{"report.halved", {{"count", *run.halved}}}) + "\n";
    }
    const auto& outside = run.result.outside;
    if (outside.length_m > 0 || outside.count > 0 || outside.assets_m2 > 0) {
        text += session.text(Message{"report.outside_zones",
                                     {{"length", report::length_text(outside.length_m)},
                                      {"count", outside.count},
                                      {"area", fmt::format("{:.0f}", outside.assets_m2)}}}) +
                "\n";
    }
    return text + skipped_text(session, run.accounts());
}

void show(const Session& session, const DensityRun& run, const std::vector<Issue>& issues) {
    print_result(
        session, {run.frame, report::Accuracy{"split_at_borders", 1e-9}, run.accounts(), issues, session.language},
        {[&] { return report::density_json(run.result, run.labels()); },
         [&] { return report::density_csv(run.result, run.labels()); }, [&] { return text_of(session, run); }});
}

/// Layer zones: the areas with their figures.
FeatureTable zone_layer(DensityRun& run) {
    const auto labels = run.labels();
    Column id("id", ColumnType::text);
    std::vector<Column> columns;
    for (std::size_t zone = 0; zone < run.result.zones.size(); ++zone) {
        id.push(run.zones.id(zone));
        const auto figures = report::density_figures(run.result.zones[zone], labels);
        for (std::size_t c = 0; c < figures.size(); ++c) {
            if (zone == 0) {
                columns.emplace_back(figures[c].first, ColumnType::real);
            }
            if (const auto& value = figures[c].second) {
                columns[c].push(*value);
            } else {
                columns[c].push(std::monostate{});
            }
        }
    }
    auto table = std::move(run.zones.table);
    table.name = "zones";
    table.columns = {std::move(id)};
    std::move(columns.begin(), columns.end(), std::back_inserter(table.columns));
    return table;
}

Figures figures_of(const DensityRun& run) {
    Figures figures;
    for (const auto& [name, value] : report::density_total(run.result, run.labels())) {
        figures.emplace_back(name, value);
    }
    return figures;
}

int run_coverage_density(const Session& session, const DensityOptions& options) {
    require("--zones", options.zones);
    require("--lines / --assets", options.lines.empty() ? options.assets : options.lines);
    if (!options.by.empty()) {
        require("--lines", options.lines);
    }
    const auto limit = limit_of(options, limit_names);
    check_output(session, {options.lines, options.assets, options.zones});
    DensityRun run;
    load(run, options, session);
    run.frame = place_layers(session, options, {&run.zones, &run.lines, &run.assets});
    if (session.options.dry_run) {
        print(dry_run_text(session, *run.frame, run.accounts()));
        return 0;
    }
    measure(run, options, session);
    const auto issues = issues_of({&run.zones, &run.lines, &run.assets});
    session.summarise(issues);
    if (run.result.total.overlapped_m2 > 0) {
        session.warn({"tools.zones_overlap", {{"area", run.result.total.overlapped_m2}}});
    }
    show(session, run, issues);
    const auto figures = figures_of(run);
    if (!session.options.output.empty()) {
        write_result(session, options, *run.frame, {zone_layer(run)});
    }
    return exit_code(session, options, limit, figures);
}

} // namespace

void add_coverage_density(Command coverage, Session& session) {
    auto command = coverage.add_subcommand("density", session.text("help.coverage_density"));
    auto options = std::make_shared<DensityOptions>();
    options->command = "coverage density";
    const auto text = [&](const char* name) { return session.text(std::string("help.density_") + name); };
    command.add_option("--lines", options->lines, text("lines"));
    command.add_option("--assets", options->assets, text("assets"));
    command.add_option("--by", options->by, text("by"));
    command.add_option("--population", options->population, text("population"));
    command.add_option("--where", options->where, text("where"));
    command.add_option("--assets-where", options->assets_where, text("assets_where"));
    command.add_option("--carriageway-field", options->carriageway, text("carriageway_field")).capture_default_str();
    command.add_flag("--both-carriageways", options->both_carriageways, text("both_carriageways"));
    add_coverage_options(command, session, *options, limit_names);
    command.callback([&session, options] {
        session.command = [&session, options] { return run_coverage_density(session, *options); };
    });
}

} // namespace kerb::tools
