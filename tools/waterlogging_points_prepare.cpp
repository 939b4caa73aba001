// kerb waterlogging points: terrain, inventory and what follows from both.
#include <algorithm>
#include <string>
#include <unordered_map>

#include <kerb/io/grid_shapes.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/waterlogging/carriageways.hpp>

#include "inventory_account.hpp"
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
    run.city = std::move(read.city);
    run.issues.insert(run.issues.end(), read.issues.begin(), read.issues.end());
    run.layers = accounts_of(read.layers);
}

/// Buildings stand in the way of water; their roofs drain to the ground beside them.
void raise_buildings(PointsRun& run) {
    std::vector<const MultiPolygon*> areas;
    for (const auto& building : run.city->buildings) {
        const auto* area = std::get_if<MultiPolygon>(&building.place);
        if (area != nullptr && building.about.status != Status::removed && building.about.status != Status::planned) {
            areas.push_back(area);
        }
    }
    auto& grid = run.terrain.grid;
    const std::vector<std::uint32_t> labels(areas.size(), 1);
    const auto built = io::burn(grid.place, grid.columns, grid.rows, areas, labels);
    for (std::size_t cell = 0; cell < built.size(); ++cell) {
        grid.values[cell] += built[cell] == 0 ? 0 : wall_m;
    }
}

/// The paved areas of roads, and around them as much as their width says.
std::vector<std::uint32_t> carriageways(const PointsRun& run) {
    const auto& grid = run.terrain.grid;
    auto cells = carriageway_cells(grid, run.city->roads);
    std::unordered_map<std::string, std::uint32_t> by_key;
    for (std::uint32_t i = 0; i < run.city->roads.size(); ++i) {
        by_key.emplace(run.city->roads[i].about.key, i + 1);
    }
    std::vector<const MultiPolygon*> areas;
    std::vector<std::uint32_t> labels;
    for (const auto& paved : run.city->road_areas) {
        const auto road = by_key.find(paved.road.str());
        if (road != by_key.end() && paved.about.status != Status::removed && paved.about.status != Status::planned) {
            areas.push_back(&paved.area);
            labels.push_back(road->second);
        }
    }
    const auto paved = io::burn(grid.place, grid.columns, grid.rows, areas, labels);
    std::transform(cells.begin(), cells.end(), paved.begin(), cells.begin(),
                   [](std::uint32_t near, std::uint32_t on) { return near != 0 ? near : on; });
    return cells;
}

} // namespace

PointsRun prepare_points(const Session& session, const PointsCommand& options) {
    PointsRun run{.terrain = load_terrain(session, options.terrain)};
    run.issues = run.terrain.issues;
    run.threshold_m = length_option("--deeper-than", options.deeper_than).value();
    load_inventory(run, session, options);
    if (options.walls && run.city) {
        raise_buildings(run);
    }
    const Threads threads(options.terrain.threads);
    run.found =
        find_depressions(run.terrain.grid, {run.terrain.rim, options.terrain.tile_size, threads}, session.progress());
    if (run.city && !run.city->roads.empty()) {
        run.road_of_cell = carriageways(run);
    }
    run.surfaces = surfaces_of(run.found);
    return run;
}

} // namespace kerb::tools
