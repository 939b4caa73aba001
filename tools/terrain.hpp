// A terrain as the commands of `kerb waterlogging` take it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <kerb/geometry/working_frame.hpp>
#include <kerb/inventory/inventory.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/waterlogging/terrain.hpp>

#include "session.hpp"

namespace kerb::tools {

struct TerrainOptions {
    std::string dem, voids = "open", edge = "open", height_unit, void_value;
    std::size_t tile_size = 512;
    int band = 0, threads = 0;
};

/// Adds --dem, --nodata, --void-value, --edge, --height-unit, --band, --tile-size and --threads.
void add_terrain_options(Command command, Session& session, TerrainOptions& options);

/// Heights and places in metres.
struct LoadedTerrain {
    Grid grid;
    WorkingFrame frame;
    waterlogging::TerrainRim rim;
    std::int64_t voids = 0; ///< cells without a value, as read
    std::vector<Issue> issues;
    [[nodiscard]] double cell_m2() const { return grid.place.cell_width * grid.place.cell_height; }
};

/// Outputs (-o and rasters) that can be written, are none of the inputs, and are not each other. \throws UsageError
void check_outputs(const Session& session, std::initializer_list<std::string> inputs,
                   std::initializer_list<std::string> rasters);

/// A level above the datum such as `12.5m` or `12.5`; may be negative. None when it is anything else.
[[nodiscard]] std::optional<double> parse_level(std::string_view text);

/// What --nodata and --edge say. \throws UsageError
[[nodiscard]] waterlogging::TerrainRim rim_of(const TerrainOptions& options);

/// What io is asked for.
[[nodiscard]] io::GridSourceOptions grid_source(const Session& session, const TerrainOptions& options);
/// \throws FrameError for a terrain in degrees (with the command that warps it) or without a frame
void check_frame(const TerrainOptions& options, const Grid& grid);
/// Metres of a unit of height. \param unit as the file names it \throws FrameError when it has to be named
[[nodiscard]] double height_factor(const TerrainOptions& options, const std::string& unit, const Frame& frame);
/// Feet of the plane become metres.
void place_in_metres(Grid& grid);
/// An elevation in metres, NaN for what cannot be one. \param value NaN for none
[[nodiscard]] float in_metres(float value, double height_factor);

/// Feet, centimetres and the like become metres. \throws FrameError for a terrain in degrees (with the command that
/// warps it), without a frame, or whose unit of height has to be named; what io::read_grid throws.
[[nodiscard]] LoadedTerrain load_terrain(const Session& session, const TerrainOptions& options);

/// Levels of drains and heights of the terrain must not be above two stated datums. \throws FrameError
void check_heights(const std::string& dem, const Grid& terrain, const std::string& inventory, const Inventory& city);

} // namespace kerb::tools
