// kerb waterlogging points: what its files share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/inventory/inventory.hpp>
#include <kerb/report/water_points_report.hpp>
#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/storm_run.hpp>

#include "coverage.hpp"
#include "terrain.hpp"

namespace kerb::tools {

struct PointsCommand {
    TerrainOptions terrain;
    CoverageOptions output; ///< command, --top and --fail-if
    std::string inventory, runoff, deeper_than = "15cm", depth_raster, known;
    bool walls = false;
};

/// Everything that one run holds.
struct PointsRun {
    LoadedTerrain terrain;
    std::optional<Inventory> city = {};
    std::vector<report::LayerAccount> layers = {};
    std::vector<Issue> issues = {};
    double threshold_m = 0;
    waterlogging::Depressions found = {};
    std::vector<std::uint32_t> road_of_cell = {};
    waterlogging::Surfaces surfaces = {};
    waterlogging::Rain rain = {};
    waterlogging::StormWater water = {};
    report::WaterFigures figures = {};
    std::vector<report::NamedWaterPoint> points = {};

    [[nodiscard]] std::span<const Road> roads() const {
        return city ? std::span<const Road>(city->roads) : std::span<const Road>();
    }
};

/// Reads terrain and inventory, raises buildings, and finds depressions, carriageways and surfaces.
[[nodiscard]] PointsRun prepare_points(const Session& session, const PointsCommand& options);
/// Pours the storm and finds its points.
void find_points(PointsRun& run, const Session& session, const PointsCommand& options);

/// The result as text for people.
[[nodiscard]] std::string points_text(const Session& session, const PointsRun& run, std::size_t top);
/// Layers waterlogging_points and ponds.
[[nodiscard]] std::vector<FeatureTable> points_layers(const PointsRun& run, const PointsCommand& options);

} // namespace kerb::tools
