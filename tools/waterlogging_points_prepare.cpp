// kerb waterlogging points: terrain, inventory and what follows from both.
#include <algorithm>
#include <cmath>
#include <string>

#include <kerb/base/error.hpp>
#include <kerb/inventory/relations.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/io/grid_shapes.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/waterlogging/carriageways.hpp>
#include <kerb/waterlogging/conditioning.hpp>
#include <kerb/waterlogging/land_cover.hpp>

#include "inventory_account.hpp"
#include "toml_file.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

/// No storm stands as high.
constexpr float wall_m = 100;

void load_inventory(PointsRun& run, const Session& session, const PointsCommand& options) {
    if (options.inventory.empty()) {
        return;
    }
    auto read =
        io::read_inventory(options.inventory, run.terrain.frame.frame, session.source_options(), session.progress());
    check_heights(options.terrain.dem, run.terrain.grid, options.inventory, read.city);
    run.city = std::move(read.city);
    run.issues.insert(run.issues.end(), read.issues.begin(), read.issues.end());
    run.layers = accounts_of(read.layers);
}

std::vector<const MultiPolygon*> areas_of_buildings(const PointsRun& run) {
    std::vector<const MultiPolygon*> areas;
    for (const auto& building : run.city->buildings) {
        const auto* area = std::get_if<MultiPolygon>(&building.place);
        if (area != nullptr && in_place(building.about.status)) {
            areas.push_back(area);
        }
    }
    return areas;
}

std::vector<std::uint32_t> cells_within(const PointsRun& run, const std::vector<const MultiPolygon*>& areas) {
    const std::vector<std::uint32_t> labels(areas.size(), 1);
    return io::burn(run.terrain.grid.place, run.terrain.grid.columns, run.terrain.grid.rows, areas, labels);
}

/// Buildings stand in the way of water; their roofs drain to the ground beside them.
void raise_buildings(PointsRun& run) {
    auto& grid = run.terrain.grid;
    const auto built = cells_within(run, areas_of_buildings(run));
    for (std::size_t cell = 0; cell < built.size(); ++cell) {
        grid.values[cell] += built[cell] == 0 ? 0 : wall_m;
    }
}

std::vector<std::uint32_t> cells_under(const Grid& grid, const MultiPolygon& area) {
    std::vector<std::uint32_t> cells;
    const auto window = window_of(grid, bounds(area));
    const auto part = crop(grid, window);
    const auto* only = &area;
    const std::uint32_t label = 1;
    const auto under = io::burn(part.place, part.columns, part.rows, std::span(&only, 1), std::span(&label, 1));
    for (std::size_t i = 0; i < under.size(); ++i) {
        if (under[i] != 0) {
            cells.push_back(static_cast<std::uint32_t>(
                grid.index({window.column + i % window.columns, window.row + i / window.columns})));
        }
    }
    return cells;
}

/// Decks that hide a low road: those of bridges that have an area, whatever they are called; not culverts and tunnels,
/// which lie in a dam.
void take_decks_out(PointsRun& run) {
    auto& grid = run.terrain.grid;
    std::vector<const Bridge*> bridges;
    std::vector<std::vector<std::uint32_t>> decks;
    for (const auto& bridge : run.city->bridges) {
        const auto* area = std::get_if<MultiPolygon>(&bridge.place);
        if (area != nullptr && bridge.kind != BridgeKind::culvert && bridge.kind != BridgeKind::tunnel &&
            in_place(bridge.about.status)) {
            bridges.push_back(&bridge);
            decks.push_back(cells_under(grid, *area));
        }
    }
    const auto removed = remove_decks(grid, decks);
    for (std::size_t i = 0; i < removed.size(); ++i) {
        if (removed[i].cells > 0) {
            run.figures.decks.push_back(
                {bridges[i]->about.key, removed[i].cells, removed[i].before_m, removed[i].after_m, removed[i].place});
        }
    }
}

/// The paved areas of roads, and around them as much as their width says.
std::vector<std::uint32_t> carriageways(const PointsRun& run, const Session& session) {
    const auto& grid = run.terrain.grid;
    auto cells = carriageway_cells(grid, run.city->roads, session.progress());
    const KeyIndex by_key(run.city->roads);
    std::vector<const MultiPolygon*> areas;
    std::vector<std::uint32_t> labels;
    for (const auto& paved : run.city->road_areas) {
        const auto road = by_key.find(paved.road.str());
        if (road != no_asset && in_place(paved.about.status)) {
            areas.push_back(&paved.area);
            labels.push_back(road + 1);
        }
    }
    const auto paved = io::burn(grid.place, grid.columns, grid.rows, areas, labels);
    std::transform(cells.begin(), cells.end(), paved.begin(), cells.begin(),
                   [](std::uint32_t near, std::uint32_t on) { return near != 0 ? near : on; });
    return cells;
}

/// What a land-cover raster says of each cell's centre; `rest` where it says nothing.
std::vector<std::uint8_t> covers(const PointsRun& run, const Session& session, const PointsCommand& options) {
    const auto& grid = run.terrain.grid;
    std::vector<std::uint8_t> surfaces(grid.values.size(), static_cast<std::uint8_t>(Surface::rest));
    if (options.land_cover.empty()) {
        return surfaces;
    }
    const auto own = options.land_cover_classes.empty() ? LandCover::builtin()
                                                        : LandCover::from_toml(toml_of(options.land_cover_classes));
    auto read = io::read_grid(options.land_cover, grid_source(session, {}), session.progress());
    if (read.grid.frame && read.grid.frame->kind() == FrameKind::projected) {
        place_in_metres(read.grid);
    }
    if (!read.grid.frame || !(*read.grid.frame == *grid.frame)) {
        throw FrameError({"land_cover.frame", {{"file", options.land_cover}, {"frame", grid.frame->name()}}});
    }
    for (std::size_t cell = 0; cell < surfaces.size(); ++cell) {
        const auto code = value_at(read.grid, centre_of(grid.place, {cell % grid.columns, cell / grid.columns}),
                                   kerb::Sampling::nearest);
        if (code) {
            surfaces[cell] = static_cast<std::uint8_t>(own.surface_of(static_cast<int>(std::lround(*code))));
        }
    }
    return surfaces;
}

/// Roads before roofs before green before what land cover says.
void mark_surfaces(PointsRun& run, const Session& session, const PointsCommand& options) {
    run.surface_of_cell = covers(run, session, options);
    if (run.city) {
        std::vector<const MultiPolygon*> greens;
        for (const auto& green : run.city->green_spaces) {
            greens.push_back(&green.area);
        }
        const auto mark = [&run](const std::vector<std::uint32_t>& cells, Surface surface) {
            for (std::size_t cell = 0; cell < cells.size(); ++cell) {
                if (cells[cell] != 0) {
                    run.surface_of_cell[cell] = static_cast<std::uint8_t>(surface);
                }
            }
        };
        mark(cells_within(run, greens), Surface::green);
        mark(cells_within(run, areas_of_buildings(run)), Surface::roof);
        mark(run.road_of_cell, Surface::road);
    }
    run.surfaces = surfaces_of(run.found, run.surface_of_cell, surface_count);
}

void choose_losses(PointsRun& run, const PointsCommand& options) {
    if (options.losses.empty() || options.losses == "surfaces") {
        run.losses = losses_by_surface();
        return;
    }
    const auto losses = parse_losses(options.losses);
    if (!losses) {
        throw UsageError({"points.bad_losses", {{"value", options.losses}}});
    }
    run.losses = *losses;
}

void place_drains(PointsRun& run, const PointsCommand& options) {
    if (options.clogging) {
        for (auto& inlet : run.city->inlets) {
            inlet.clogging = std::max(inlet.clogging.value_or(0), *options.clogging);
        }
    }
    std::optional<double> tail;
    if (!options.tail_water.empty()) {
        tail = parse_level(options.tail_water);
        if (!tail) {
            throw UsageError({"points.bad_tail", {{"value", options.tail_water}}});
        }
    }
    const auto& grid = run.terrain.grid;
    run.drains = std::make_shared<const DrainModel>(
        *run.city, *run.drain_rules, [&grid](Point place) { return value_at(grid, place, kerb::Sampling::nearest); },
        tail);
    run.issues.insert(run.issues.end(), run.drains->issues().begin(), run.drains->issues().end());
    auto placed = place_inlets(grid, run.found, *run.drains, *run.drain_rules);
    placed.culverts = place_culverts(grid, run.found, run.city->bridges, *run.drain_rules, run.issues);
    if (!placed.basin.empty() || !placed.culverts.empty()) {
        run.inlets = std::move(placed);
    }
}

} // namespace

PointsRun prepare_points(const Session& session, const PointsCommand& options) {
    PointsRun run{.terrain = load_terrain(session, options.terrain)};
    run.issues = run.terrain.issues;
    run.threshold_m = length_option("--deeper-than", options.deeper_than).value();
    run.drain_rules =
        options.drain_rules.empty() ? DrainRules::builtin() : DrainRules::from_toml(toml_of(options.drain_rules));
    load_inventory(run, session, options);
    if (run.city && !options.keep_decks) {
        take_decks_out(run);
    }
    if (options.walls && run.city) {
        raise_buildings(run);
    }
    const Threads threads(options.terrain.threads);
    run.found =
        find_depressions(run.terrain.grid, {run.terrain.rim, options.terrain.tile_size, threads}, session.progress());
    if (run.city && !run.city->roads.empty()) {
        const auto odd = odd_widths(run.city->roads);
        run.issues.insert(run.issues.end(), odd.begin(), odd.end());
        run.road_of_cell = carriageways(run, session);
    }
    mark_surfaces(run, session, options);
    choose_losses(run, options);
    if (run.city && options.runoff.empty() && !options.no_drains) {
        place_drains(run, options);
    }
    return run;
}

} // namespace kerb::tools
