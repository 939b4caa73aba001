// kerb waterlogging depressions: the hollows of a terrain, and what they hold.
#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_shapes.hpp>
#include <kerb/report/text_table.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "waterlogging.hpp"
#include "waterlogging_depressions.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

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
    const auto keep = sizes_of(options);
    run.left_out = std::erase_if(run.list, [keep](const Depression& d) { return !keep(d); });
    run.listed = run.list.size();
    for (const auto& d : run.list) {
        run.deepest_m = std::max(run.deepest_m, d.depth_m());
    }
}

DepressionsRun measure(LoadedTerrain&& terrain, const DepressionsCommand& options, const Session& session) {
    const auto& grid = terrain.grid;
    const Threads threads(options.terrain.threads);
    const auto found = find_depressions(grid, {terrain.rim, options.terrain.tile_size, threads}, session.progress());
    DepressionsRun run{terrain.frame, std::move(terrain.issues), depression_list(found.tree, grid), {}, {}, {}};
    const auto filled = filled_surface(grid, found, threads);
    auto& figures = run.figures;
    figures.tree = summarize(found.tree);
    figures.nodata_cells = terrain.voids;
    complete(run, grid, filled_volume(grid, filled));
    if (!options.filled.empty()) {
        run.rasters.push_back(make_raster(session, options.filled, filled, threads));
    }
    if (!options.depth_raster.empty()) {
        const auto depth = depth_surface(grid, found.basin, full_levels(found.tree), threads);
        run.rasters.push_back(make_raster(session, options.depth_raster, depth, threads));
    }
    keep_large(run, options);
    if (!session.options.output.empty()) {
        const auto covered = covered_cells(grid, found, run.list, threads);
        run.outlines = io::outlines(grid.place, grid.columns, grid.rows, covered, run.list.size());
    }
    return run;
}

std::string text_of(const Session& session, const DepressionsRun& run, std::size_t top) {
    const auto& figures = run.figures;
    auto text = session.text(describe(run.frame)) + "\n" +
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
    const auto count = std::min(run.list.size(), top);
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
std::vector<FeatureTable> layers_of(DepressionsRun& run) {
    FeatureTable areas, spills;
    areas.name = "depressions";
    spills.name = "spill_points";
    areas.frame = spills.frame = run.plane;
    areas.geometry = std::move(run.outlines);
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
    return {{"depressions", static_cast<double>(run.listed)},
            {"capacity_m3", run.figures.capacity_m3},
            {"deepest_m", run.deepest_m}};
}

int report_run(const Session& session, const DepressionsCommand& options, DepressionsRun& run,
               const std::optional<Limit>& limit) {
    const auto top = rows_listed(options);
    print_result(session,
                 {run.frame, report::Accuracy{"depression_hierarchy", std::nullopt}, {}, run.issues, session.language},
                 {[&] { return report::depressions_json(run.figures, run.list, top); },
                  [&] { return report::depressions_csv(run.list); }, [&] { return text_of(session, run, top); }});
    const auto figures = limits_of(run);
    deliver_rasters(session, run.rasters, [&] {
        if (!session.options.output.empty()) {
            write_result(session, options.output, run.frame, layers_of(run));
        }
    });
    return exit_code(session, options.output, limit, figures);
}

/// All of the terrain is in memory. None for --dry-run.
std::optional<DepressionsRun> run_at_once(const Session& session, const DepressionsCommand& options) {
    auto terrain = load_terrain(session, options.terrain);
    warn_about_scale(session, terrain.frame);
    session.summarise(terrain.issues);
    if (session.options.dry_run) {
        print(dry_run_text(session, terrain.frame, {}));
        return std::nullopt;
    }
    return measure(std::move(terrain), options, session);
}

int run_depressions(const Session& session, const DepressionsCommand& options) {
    require("--dem", options.terrain.dem);
    const auto limit = limit_of(options.output, limit_names);
    check_outputs(session, {options.terrain.dem}, {options.filled, options.depth_raster});
    if (session.options.dry_run && !session.options.memory.empty()) {
        print(estimate_text(session, options));
    }
    auto run = fits_at_once(session, options) ? run_at_once(session, options) : run_in_rows(session, options);
    return run ? report_run(session, options, *run, limit) : 0;
}

} // namespace

Sizes sizes_of(const DepressionsCommand& options) {
    return {options.deeper_than.empty() ? 0 : length_option("--deeper-than", options.deeper_than).value(),
            options.larger_than.empty() ? 0 : area_option("--larger-than", options.larger_than)};
}

std::size_t rows_listed(const DepressionsCommand& options) {
    constexpr std::size_t usual = 10;
    return options.output.top == 0 ? usual : options.output.top;
}

void complete(DepressionsRun& run, const Grid& terrain, double filled_volume) {
    auto& figures = run.figures;
    figures.cell_m2 = terrain.place.cell_width * terrain.place.cell_height;
    figures.capacity_m3 = static_cast<double>(figures.tree.capacity) * height_quantum_m * figures.cell_m2;
    figures.filled_volume_m3 = filled_volume * figures.cell_m2;
    figures.cells = static_cast<std::int64_t>(terrain.columns * terrain.rows);
    figures.frame = run.frame.frame.name();
    run.plane = terrain.frame;
}

void add_waterlogging_depressions(Command waterlogging, Session& session) {
    auto command = waterlogging.add_subcommand("depressions", session.text("help.depressions"));
    auto options = std::make_shared<DepressionsCommand>();
    options->output.command = "waterlogging depressions";
    const auto text = [&](const char* name) { return session.text(std::string("help.depressions_") + name); };
    add_terrain_options(command, session, options->terrain);
    command.add_option("--filled", options->filled, text("filled"));
    command.add_option("--depth-raster", options->depth_raster, text("depth_raster"));
    command.add_option("--deeper-than", options->deeper_than, text("deeper_than"));
    command.add_option("--larger-than", options->larger_than, text("larger_than"));
    command.add_option("--top", options->output.top, text("top")).check(not_negative()).capture_default_str();
    add_result_options(command, session, options->output, limit_names);
    command.callback(
        [&session, options] { session.command = [&session, options] { return run_depressions(session, *options); }; });
}

} // namespace kerb::tools
