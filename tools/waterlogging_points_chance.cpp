// kerb waterlogging points: how sure is a point, with the terrain's errors and blocked inlets?
#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/waterlogging/terrain_error.hpp>

#include "waterlogging_points_storms.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;

constexpr std::uint32_t blocked_purpose = 0xb10c;

/// Cells of carriageway under water, of every point.
std::vector<std::vector<std::uint32_t>> cells_of_points(const PointsRun& run) {
    std::vector<std::vector<std::uint32_t>> cells(run.points.size());
    const auto& grid = run.terrain.grid;
    for (std::uint32_t cell = 0; cell < grid.values.size(); ++cell) {
        const auto basin = run.found.basin[cell];
        const bool road = run.road_of_cell.empty() || run.road_of_cell[cell] != 0;
        if (road && basin != no_basin && run.point_of_leaf[basin] != 0 &&
            run.water.highest_m[basin] - grid.values[cell] > run.threshold_m) {
            cells[run.point_of_leaf[basin] - 1].push_back(cell);
        }
    }
    return cells;
}

class Realisations {
public:
    Realisations(const PointsRun& run, const Storms& storms, const PointsCommand& options)
        : run_(run), storms_(storms), options_(options), cells_(cells_of_points(run)) {
        error_.sigma_m = options.dem_sigma.empty() ? 0 : length_option("--dem-sigma", options.dem_sigma).value();
        error_.range_m = length_option("--dem-range", options.dem_range).value();
        error_.seed = options.seed;
    }

    [[nodiscard]] bool own_terrains() const { return error_.sigma_m > 0; }
    /// Which points stand under water.
    [[nodiscard]] std::vector<std::uint8_t> run(std::uint32_t number) const {
        if (!own_terrains()) {
            const auto inlets = blocked(run_.inlets, number);
            return wet(run_.terrain.grid, run_.found, storms_.levels({nullptr, inlets ? &*inlets : nullptr}));
        }
        const Threads threads(options_.terrain.threads);
        const auto terrain = with_error(run_.terrain.grid, error_, number, threads);
        const auto found = find_depressions(terrain, {run_.terrain.rim, options_.terrain.tile_size, threads});
        const auto surfaces = surfaces_of(found, run_.surface_of_cell, surface_count);
        std::optional<PlacedInlets> inlets;
        if (run_.inlets) {
            inlets = place_inlets(terrain, found, *run_.drains, *run_.drain_rules);
            std::vector<Issue> known; // said already
            inlets->culverts = place_culverts(terrain, found, run_.city->bridges, *run_.drain_rules, known);
            inlets = blocked(inlets, number);
        }
        const auto water = run_storm(found.tree, surfaces, storms_.rain(), {}, inlets ? &*inlets : nullptr);
        return wet(terrain, found, water.highest_m);
    }

private:
    [[nodiscard]] std::optional<PlacedInlets> blocked(std::optional<PlacedInlets> inlets, std::uint32_t number) const {
        if (inlets) {
            for (std::size_t i = 0; i < inlets->clogging.size(); ++i) {
                RandomStream random(options_.seed ^ (std::uint64_t{number} << 32U), blocked_purpose, i);
                if (random.uniform() < options_.blocked) {
                    inlets->clogging[i] = 1;
                }
            }
        }
        return inlets;
    }

    [[nodiscard]] std::vector<std::uint8_t> wet(const Grid& terrain, const Depressions& found,
                                                const std::vector<double>& level) const {
        std::vector<std::uint8_t> hit(cells_.size());
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            hit[i] = std::any_of(cells_[i].begin(), cells_[i].end(), [&](std::uint32_t cell) {
                const auto basin = found.basin[cell];
                return basin != no_basin && basin != off_map && level[basin] - terrain.values[cell] > run_.threshold_m;
            });
        }
        return hit;
    }

    const PointsRun& run_;
    const Storms& storms_;
    const PointsCommand& options_;
    std::vector<std::vector<std::uint32_t>> cells_; ///< by point
    TerrainError error_;
};

} // namespace

void find_chances(PointsRun& run, const Storms& storms, const PointsCommand& options) {
    if (options.dem_sigma.empty() && !(options.blocked > 0)) {
        return;
    }
    const Realisations all(run, storms, options);
    if (!all.own_terrains() && !run.inlets) {
        return; // nothing that could be blocked: not certainty, no answer
    }
    std::vector<std::vector<std::uint8_t>> wet(options.realisations);
    // Terrains of their own come one after the other: each takes as much memory as the first.
    const Threads threads(all.own_terrains() ? 1 : options.terrain.threads);
    for_each_block(wet.size(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto number = begin; number < end; ++number) {
            wet[number] = all.run(static_cast<std::uint32_t>(number));
        }
    });
    for (std::size_t i = 0; i < run.points.size(); ++i) {
        const auto k = std::count_if(wet.begin(), wet.end(), [i](const auto& points) { return points[i] != 0; });
        run.points[i].wet_in = static_cast<std::int64_t>(k);
    }
    run.figures.realisations = static_cast<std::int64_t>(wet.size());
}

} // namespace kerb::tools
