// kerb waterlogging depressions: the hollows of a terrain, and what they hold.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_shapes.hpp>
#include <kerb/report/depressions_report.hpp>
#include <kerb/report/text_table.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "coverage.hpp"
#include "terrain.hpp"
#include "waterlogging.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr std::size_t table_rows = 10;

struct DepressionsCommand {
    TerrainOptions terrain;
    CoverageOptions output; ///< command, --top and --fail-if
    std::string filled, depth_raster, deeper_than, larger_than;
};

struct DepressionsRun {
    LoadedTerrain terrain;
    Depressions found;
    std::vector<Depression> list;
    report::DepressionFigures figures;
    std::size_t left_out = 0; ///< smaller than asked for
};

/// Between the filled surface and the terrain, in whole numbers.
double filled_volume(const Grid& terrain, const Grid& filled) {
    Volume volume = 0;
    for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
        if (terrain.is_value(terrain.values[cell]) && filled.values[cell] > terrain.values[cell]) {
            volume += height_quanta(filled.values[cell]) - height_quanta(terrain.values[cell]);
        }
    }
    return static_cast<double>(volume) * height_quantum_m;
}

void keep_large(DepressionsRun& run, const DepressionsCommand& options) {
    const double depth = options.deeper_than.empty() ? 0 : length_option("--deeper-than", options.deeper_than).value();
    const double area = options.larger_than.empty() ? 0 : area_option("--larger-than", options.larger_than);
    run.left_out =
        std::erase_if(run.list, [depth, area](const Depression& d) { return d.depth_m() < depth || d.area_m2 < area; });
}

void measure(DepressionsRun& run, const DepressionsCommand& options, const Session& session) {
    const auto& grid = run.terrain.grid;
    const Threads threads(options.terrain.threads);
    run.found = find_depressions(grid, {run.terrain.rim, options.terrain.tile_size, threads}, session.progress());
    run.list = depression_list(run.found.tree, grid);
    const auto filled = filled_surface(grid, run.found, threads);
    auto& figures = run.figures;
    figures.tree = summarize(run.found.tree);
    figures.cell_m2 = run.terrain.cell_m2();
    figures.capacity_m3 = static_cast<double>(figures.tree.capacity) * height_quantum_m * figures.cell_m2;
    figures.filled_volume_m3 = filled_volume(grid, filled) * figures.cell_m2;
    figures.cells = static_cast<std::int64_t>(grid.values.size());
    figures.nodata_cells = run.terrain.voids;
    figures.frame = run.terrain.frame.frame.name();
    if (!options.filled.empty()) {
        io::write_grid(options.filled, filled, {session.options.overwrite, threads});
        session.note(session.text(Message{"tools.wrote", {{"file", options.filled}}}));
    }
    if (!options.depth_raster.empty()) {
        const auto depth = depth_surface(grid, run.found.basin, full_levels(run.found.tree), threads);
        io::write_grid(options.depth_raster, depth, {session.options.overwrite, threads});
        session.note(session.text(Message{"tools.wrote", {{"file", options.depth_raster}}}));
    }
    keep_large(run, options);
}

std::string text_of(const Session& session, const DepressionsRun& run, std::size_t top) {
    const auto& figures = run.figures;
    auto text = session.text(describe(run.terrain.frame)) + "\n" +
                session.text(Message{"depressions.line",
                                     {{"count", report::count_text(static_cast<std::int64_t>(figures.tree.outermost))},
                                      {"nested", report::count_text(static_cast<std::int64_t>(figures.tree.nodes))},
                                      {"volume", figures.capacity_m3},
                                      {"cells", report::count_text(figures.cells)},
                                      {"voids", report::count_text(figures.nodata_cells)}}}) +
                "\n";
    if (run.left_out > 0) {
        text +=
            session.text(Message{"depressions.left_out", {{"count", static_cast<std::int64_t>(run.left_out)}}}) + "\n";
    }
    std::vector<std::string> head;
    for (const auto* name : {"id", "depth", "area", "volume", "sill", "catchment", "place"}) {
        head.push_back(session.text(std::string("depressions.head.") + name));
    }
    report::TextTable table(head);
    const auto count = std::min(run.list.size(), top == 0 ? table_rows : top);
    for (std::size_t i = 0; i < count; ++i) {
        const auto& d = run.list[i];
        table.add({fmt::format("{}", i + 1), fmt::format("{:.2f} m", d.depth_m()), report::area_text(d.area_m2),
                   fmt::format("{:.1f} m³", d.volume_m3), fmt::format("{:.2f} m", d.sill_m),
                   (d.edge_limited ? "≥ " : "") + report::area_text(d.catchment_m2),
                   fmt::format("{:.1f}, {:.1f}", d.pit.x, d.pit.y)});
    }
    return text + (count > 0 ? "\n" + table.text() : "");
}

/// Layers depressions, as areas, and spill_points.
std::vector<FeatureTable> layers_of(const DepressionsRun& run, Threads threads) {
    const auto& grid = run.terrain.grid;
    const auto covered = covered_cells(grid, run.found, run.list, threads);
    FeatureTable areas, spills;
    areas.name = "depressions";
    spills.name = "spill_points";
    areas.frame = spills.frame = grid.frame;
    areas.geometry = io::outlines(grid.place, grid.columns, grid.rows, covered, run.list.size());
    Points places;
    Column id("id", ColumnType::integer), depth("depth_m", ColumnType::real), area("area_m2", ColumnType::real);
    Column volume("volume_m3", ColumnType::real), sill("sill_m", ColumnType::real), pit("pit_m", ColumnType::real);
    Column catchment("catchment_m2", ColumnType::real), limited("edge_limited", ColumnType::boolean);
    for (const auto& d : run.list) {
        areas.rows.push_back(static_cast<std::int64_t>(areas.rows.size()) + 1);
        places.push_back(d.spill);
        id.push(areas.rows.back());
        depth.push(d.depth_m());
        area.push(d.area_m2);
        volume.push(d.volume_m3);
        sill.push(d.sill_m);
        pit.push(d.pit_m);
        catchment.push(d.catchment_m2);
        limited.push(std::int64_t{d.edge_limited ? 1 : 0});
    }
    spills.rows = areas.rows;
    spills.geometry = std::move(places);
    spills.columns = {id, sill};
    areas.columns = {id, depth, area, volume, sill, pit, catchment, limited};
    return {spills, areas};
}

const std::vector<std::string> limit_names = {"depressions", "capacity_m3", "deepest_m"};

Figures limits_of(const DepressionsRun& run) {
    double deepest = 0;
    for (const auto& d : run.list) {
        deepest = std::max(deepest, d.depth_m());
    }
    return {{"depressions", static_cast<double>(run.list.size())},
            {"capacity_m3", run.figures.capacity_m3},
            {"deepest_m", deepest}};
}

void check_outputs(const Session& session, const DepressionsCommand& options) {
    check_output(session, {options.terrain.dem});
    for (const auto& raster : {options.filled, options.depth_raster}) {
        if (!raster.empty()) {
            check_target(session, raster);
            keep_input(options.terrain.dem, raster);
        }
    }
}

int run_depressions(const Session& session, const DepressionsCommand& options) {
    require("--dem", options.terrain.dem);
    const auto limit = limit_of(options.output, limit_names);
    check_outputs(session, options);
    DepressionsRun run{load_terrain(session, options.terrain), {}, {}, {}, 0};
    warn_about_scale(session, run.terrain.frame);
    session.summarise(run.terrain.issues);
    if (session.options.dry_run) {
        print(dry_run_text(session, run.terrain.frame, {}));
        return 0;
    }
    measure(run, options, session);
    const auto top = options.output.top;
    print_result(session,
                 {run.terrain.frame,
                  report::Accuracy{"depression_hierarchy", std::nullopt},
                  {},
                  run.terrain.issues,
                  session.language},
                 {[&] { return report::depressions_json(run.figures, run.list, top == 0 ? table_rows : top); },
                  [&] { return report::depressions_csv(run.list); }, [&] { return text_of(session, run, top); }});
    if (!session.options.output.empty()) {
        write_result(session, options.output, run.terrain.frame, layers_of(run, Threads(options.terrain.threads)));
    }
    return exit_code(session, options.output, limit, limits_of(run));
}

} // namespace

void add_waterlogging_depressions(CLI::App& waterlogging, Session& session) {
    auto* command = waterlogging.add_subcommand("depressions", session.text("help.depressions"));
    auto options = std::make_shared<DepressionsCommand>();
    options->output.command = "waterlogging depressions";
    const auto text = [&](const char* name) { return session.text(std::string("help.depressions_") + name); };
    add_terrain_options(*command, session, options->terrain);
    command->add_option("--filled", options->filled, text("filled"));
    command->add_option("--depth-raster", options->depth_raster, text("depth_raster"));
    command->add_option("--deeper-than", options->deeper_than, text("deeper_than"));
    command->add_option("--larger-than", options->larger_than, text("larger_than"));
    command->add_option("--top", options->output.top, text("top"))->capture_default_str();
    command->add_option(
        "--fail-if", options->output.fail_if,
        session.text(Message{"help.coverage_fail_if", {{"figures", fmt::format("{}", fmt::join(limit_names, ", "))}}}));
    add_source_options(*command, session);
    add_common(*command, session);
    command->callback(
        [&session, options] { session.command = [&session, options] { return run_depressions(session, *options); }; });
}

} // namespace kerb::tools
