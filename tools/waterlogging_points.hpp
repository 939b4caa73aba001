// kerb waterlogging points: what its files share.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kerb/inventory/inventory.hpp>
#include <kerb/report/water_points_report.hpp>
#include <kerb/waterlogging/conveyance.hpp>
#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/storm_run.hpp>
#include <kerb/waterlogging/surface_losses.hpp>
#include <kerb/waterlogging/water_points.hpp>

#include "coverage.hpp"
#include "layers.hpp"
#include "storm_choice.hpp"
#include "terrain.hpp"

namespace kerb::tools {

struct PointsCommand {
    TerrainOptions terrain;
    StormOptions storm;
    CoverageOptions output; ///< command, --top and --fail-if
    std::string inventory, runoff, losses, deeper_than = "15cm", depth_raster, tail_water, known, watch_for = "60min";
    std::string drain_rules, land_cover, land_cover_classes, conveyance_raster, dem_sigma, dem_range = "50m";
    std::optional<double> clogging;
    double blocked = 0;
    std::size_t fixes = 3, realisations = 100;
    std::size_t onsets = 0; ///< of so many of the worst points; 0: all
    std::uint64_t seed = 7;
    bool walls = false, no_drains = false, keep_decks = false;
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
    std::vector<std::uint8_t> surface_of_cell = {};
    waterlogging::Surfaces surfaces = {};
    waterlogging::Losses losses = {};
    std::optional<ChosenStorm> storm = {};
    std::optional<waterlogging::DrainRules> drain_rules = {};
    std::shared_ptr<const waterlogging::DrainModel> drains = {};
    std::optional<waterlogging::PlacedInlets> inlets = {};
    waterlogging::Rain rain = {};
    std::vector<waterlogging::LowRoad> low_roads = {};
    std::vector<waterlogging::Watch> watches = {}; ///< the threshold over each leaf basin's lowest carriageway
    waterlogging::StormWater water = {};
    std::vector<std::uint32_t> point_of_leaf = {}; ///< 1 + position of the point whose hollow a leaf basin is in; 0
    waterlogging::Conveyance conveyance = {};
    report::WaterFigures figures = {};
    std::vector<report::NamedWaterPoint> points = {};

    [[nodiscard]] std::span<const Road> roads() const {
        return city ? std::span<const Road>(city->roads) : std::span<const Road>();
    }
};

/// Reads terrain and inventory, raises buildings, and finds depressions, carriageways, surfaces and drains.
[[nodiscard]] PointsRun prepare_points(const Session& session, const PointsCommand& options);
/// Pours the storm and finds its points.
void find_points(PointsRun& run, const Session& session, const PointsCommand& options);

/// Holds the register (--known, else the inventory's) against the points.
void match_register(PointsRun& run, const Session& session, const PointsCommand& options);

/// `31.2 mm`, `< 2 a`, `> 100 a` or a dash.
[[nodiscard]] std::string onset_text(const std::optional<waterlogging::Onset>& onset, const char* unit);
/// The result as text for people.
[[nodiscard]] std::string points_text(const Session& session, const PointsRun& run, std::size_t top);
/// Layers water_points, hints, conveyance and ponds.
[[nodiscard]] std::vector<FeatureTable> points_layers(const PointsRun& run, const PointsCommand& options);

} // namespace kerb::tools
