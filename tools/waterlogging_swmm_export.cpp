// kerb waterlogging swmm export: an inventory's storm drains as an input of EPA SWMM 5.2.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/base/version.hpp>
#include <kerb/io/sink.hpp>
#include <kerb/io/swmm_inventory.hpp>
#include <kerb/report/text_table.hpp>
#include <kerb/waterlogging/drain_rules.hpp>
#include <kerb/waterlogging/level_datum.hpp>
#include <kerb/waterlogging/surface_losses.hpp>

#include "coverage.hpp"
#include "storm_choice.hpp"
#include "waterlogging_swmm.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

struct ExportOptions {
    StormOptions storm;
    std::string inventory, dem, outfall_level, inlet_reach = "50m", watch_for = "60min";
};

io::SwmmAssumptions assumptions(const ExportOptions& options, const AskedTerrain& terrain) {
    const auto& rules = DrainRules::builtin();
    io::SwmmAssumptions made;
    made.ground_m = terrain.heights();
    made.pipe_height_m = rules.pipe_height_m;
    made.pipe_length_m = rules.pipe_length_m;
    made.roughness = rules.roughness;
    made.runoff = losses_by_surface().coefficient[static_cast<std::size_t>(Surface::rest)];
    made.inlet_reach_m = length_option("--inlet-reach", options.inlet_reach).value();
    if (!(made.inlet_reach_m > 0)) {
        throw UsageError({"tools.length_unit", {{"option", "--inlet-reach"}, {"value", options.inlet_reach}}});
    }
    made.tail_m = level_option("--outfall-level", options.outfall_level);
    return made;
}

/// SWMM's gages record at one interval: the longest that every step is a multiple of, in whole seconds.
void set_rain(io::SwmmModel& model, const Hyetograph& rain, const std::string& watch_for) {
    constexpr std::int64_t most = 1'000'000;
    std::int64_t interval = 0;
    std::vector<std::int64_t> ends;
    for (const double end : rain.end_min) {
        ends.push_back(std::llround(end * 60));
        interval = std::gcd(interval, ends.back());
    }
    const auto watched = parse_minutes(watch_for);
    if (!watched || *watched < 0) {
        throw UsageError({"storm.bad_duration", {{"option", "--watch-for"}, {"value", watch_for}}});
    }
    constexpr double longest_min = 28.0 * 24 * 60; // a run ends in its month
    if (interval < 1 || ends.back() / interval > most || rain.duration_min() + *watched > longest_min) {
        throw SourceError({"swmm.rain_steps", {}});
    }
    model.interval_s = interval;
    model.duration_s = ends.back() + std::llround(*watched * 60);
    for (std::size_t step = 0; step < rain.size(); ++step) {
        const auto length_s = ends[step] - (step == 0 ? 0 : ends[step - 1]);
        if (length_s < 1) {
            throw SourceError({"swmm.rain_steps", {}});
        }
        const double mm_h = rain.depth_mm[step] * 3600 / static_cast<double>(length_s);
        model.rain_mm_h.insert(model.rain_mm_h.end(), static_cast<std::size_t>(length_s / interval), mm_h);
    }
}

std::vector<std::string> title_of(const ExportOptions& options, const ChosenStorm& storm,
                                  std::vector<std::string> names) {
    std::vector<std::string> title = {
        fmt::format("Storm drains of a city inventory, written by kerb {}", version()),
        storm.shown.design ? fmt::format("Storm: {} P={:g}a {:g}min {:.2f}mm", storm.shown.design->formula.id,
                                         storm.shown.design->return_period_a, storm.shown.design->duration_min,
                                         storm.shown.design->depth_mm)
                           : fmt::format("Storm: {:.2f}mm as given", storm.shown.hyetograph.total_mm()),
        ";; Inlets need street sections in SWMM 5.2, which an inventory does not hold: they stand as the node",
        fmt::format(";; that they drain to. Without catchments their ground goes as far as {}.", options.inlet_reach)};
    if (!names.empty()) {
        title.emplace_back(";; Names that SWMM does not take, or that are there twice:");
    }
    title.insert(title.end(), names.begin(), names.end());
    return title;
}

using Counts = std::vector<std::pair<std::string, std::int64_t>>;

Counts counts_of(const io::SwmmModel& model) {
    const auto nodes = [&model](io::SwmmNodeKind kind) {
        return std::count_if(model.nodes.begin(), model.nodes.end(), [kind](const auto& n) { return n.kind == kind; });
    };
    const auto links = [&model](io::SwmmLinkKind kind) {
        return std::count_if(model.links.begin(), model.links.end(), [kind](const auto& l) { return l.kind == kind; });
    };
    return {{"junctions", nodes(io::SwmmNodeKind::junction)},
            {"outfalls", nodes(io::SwmmNodeKind::outfall)},
            {"storages", nodes(io::SwmmNodeKind::storage)},
            {"conduits", links(io::SwmmLinkKind::conduit)},
            {"pumps", links(io::SwmmLinkKind::pump)},
            {"subcatchments", static_cast<std::int64_t>(model.subcatchments.size())}};
}

void show(const Session& session, const report::Envelope& envelope, const io::SwmmModel& model, double rain_mm) {
    const auto counts = counts_of(model);
    double area = 0;
    for (const auto& s : model.subcatchments) {
        area += s.area_m2;
    }
    const auto json = [&] {
        return fmt::format("{{\"counts\":{},\"rain_mm\":{},\"duration_min\":{},\"subcatchments_m2\":{}}}",
                           report::counts_json(counts), report::json_number(rain_mm),
                           report::json_number(static_cast<double>(model.duration_s) / 60), report::json_number(area));
    };
    const auto csv = [&] {
        std::string text = "section,rows\r\n";
        for (const auto& [name, count] : counts) {
            text += fmt::format("{},{}\r\n", name, count);
        }
        return text;
    };
    const auto table = [&] {
        report::TextTable made({session.text("swmm.head_section"), session.text("report.rows")});
        for (const auto& [name, count] : counts) {
            made.add({name, report::count_text(count)});
        }
        return made.text() + session.text(Message{"swmm.rain_line", {{"rain", rain_mm}, {"area", area / 1e4}}}) + "\n";
    };
    print_result(session, envelope, {json, csv, table});
}

int run_export(const Session& session, const ExportOptions& options) {
    require("--inventory", options.inventory);
    require("--output", session.options.output);
    check_storm_usage(options.storm);
    check_output(session, {options.inventory, options.dem, options.storm.hyetograph, options.storm.formula_file});
    const auto storm = choose_storm(session, options.storm);
    const auto terrain = ask_terrain(session, options.dem);
    const auto assumed = assumptions(options, terrain);
    const auto read = swmm_inventory(session, options.inventory, terrain);
    auto made = io::swmm_of(read.city, assumed);
    set_rain(made.model, storm.shown.hyetograph, options.watch_for);
    made.model.title = title_of(options, storm, std::move(made.model.title));
    auto issues = read.issues;
    issues.insert(issues.end(), storm.issues.begin(), storm.issues.end());
    if (auto shift = other_datum(read.city, assumed.ground_m)) {
        issues.push_back(std::move(*shift));
    }
    issues.insert(issues.end(), made.issues.begin(), made.issues.end());
    session.summarise(issues);
    const auto text = session.options.dry_run ? std::string() : io::swmm_text(made.model);
    show(session,
         {read.frame, std::nullopt, swmm_accounts(made.layers, "inventory", options.inventory), issues,
          session.language},
         made.model, storm.shown.hyetograph.total_mm());
    if (!session.options.dry_run) {
        io::write_text(session.options.output, text, session.options.overwrite);
    }
    session.note(session.text(
        Message{session.options.dry_run ? "tools.dry_output" : "tools.wrote", {{"file", session.options.output}}}));
    return 0;
}

} // namespace

void add_swmm_export(Command swmm, Session& session) {
    auto command = swmm.add_subcommand("export", session.text("help.swmm_export"));
    auto options = std::make_shared<ExportOptions>();
    command.add_option("--inventory,-i,--input", options->inventory, session.text("help.swmm_inventory"));
    command.add_option("--dem", options->dem, session.text("help.swmm_dem"));
    command.add_option("--outfall-level", options->outfall_level, session.text("help.swmm_outfall_level"));
    command.add_option("--inlet-reach", options->inlet_reach, session.text("help.swmm_inlet_reach"))
        .capture_default_str();
    command.add_option("--watch-for", options->watch_for, session.text("help.points_watch_for")).capture_default_str();
    add_storm_options(command, session, options->storm);
    add_source_options(command, session);
    add_common(command, session);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_export(session, *options); }; });
}

} // namespace kerb::tools
