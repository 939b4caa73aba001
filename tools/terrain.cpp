#include "terrain.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include <kerb/base/ascii.hpp>
#include <kerb/base/error.hpp>
#include <kerb/io/grid_shapes.hpp>

#include "coverage.hpp"
#include "limits.hpp"
#include "terrain_rows.hpp"
#include "void_value.hpp"

namespace kerb::tools {
namespace {

constexpr double international_foot = 0.3048, survey_foot = 1200.0 / 3937.0;

/// Metres of a unit of height by the names that files and people use.
std::optional<double> metres_of(std::string name) {
    name = ascii::lower(name);
    constexpr std::array<std::pair<std::string_view, double>, 19> known = {{{"m", 1},
                                                                            {"metre", 1},
                                                                            {"meter", 1},
                                                                            {"metres", 1},
                                                                            {"meters", 1},
                                                                            {"米", 1},
                                                                            {"dm", 0.1},
                                                                            {"cm", 0.01},
                                                                            {"centimetre", 0.01},
                                                                            {"mm", 0.001},
                                                                            {"millimetre", 0.001},
                                                                            {"ft", international_foot},
                                                                            {"foot", international_foot},
                                                                            {"feet", international_foot},
                                                                            {"international foot", international_foot},
                                                                            {"us-ft", survey_foot},
                                                                            {"us survey foot", survey_foot},
                                                                            {"us survey feet", survey_foot},
                                                                            {"ftus", survey_foot}}};
    const auto* found =
        std::find_if(known.begin(), known.end(), [&name](const auto& unit) { return unit.first == name; });
    return found == known.end() ? std::nullopt : std::optional(found->second);
}

/// The command that brings degrees to a plane: the UTM zone of the middle, cells of about the same size.
std::string warp_command(const TerrainOptions& options, const Grid& grid) {
    const auto middle = bounds(grid).centre();
    const int zone = std::clamp(static_cast<int>(std::floor((middle.x + 180) / 6)) + 1, 1, 60);
    const double cell = grid.place.cell_height * 111320;
    return fmt::format("gdalwarp -t_srs EPSG:{} -tr {:.3g} {:.3g} -r bilinear {} plane.tif",
                       (middle.y < 0 ? 32700 : 32600) + zone, cell, cell, options.dem);
}

/// Before anything is read.
void check_memory(const Session& session, const TerrainOptions& options) {
    if (session.options.memory.empty()) {
        return;
    }
    const auto limit = memory_option("--memory", session.options.memory);
    const auto header = io::GridReader(options.dem, grid_source(session, options)).header();
    const auto needed = whole_terrain_bytes(header.columns, header.rows);
    if (needed > limit) {
        throw ResourceError({"dem.memory",
                             {{"file", options.dem},
                              {"columns", static_cast<std::int64_t>(header.columns)},
                              {"rows", static_cast<std::int64_t>(header.rows)},
                              {"needed", (needed >> 20) + 1},
                              {"limit", limit >> 20}}});
    }
}

} // namespace

double height_factor(const TerrainOptions& options, const std::string& unit, const Frame& frame) {
    const auto& named = options.height_unit.empty() ? unit : options.height_unit;
    const bool in_feet = std::abs(frame.metres_per_unit() - 1) > 1e-9;
    if (named.empty() && !in_feet) {
        return 1;
    }
    const auto factor = metres_of(named);
    if (!factor) {
        throw FrameError({named.empty() ? "dem.no_unit" : "dem.unit",
                          {{"file", options.dem}, {"unit", named}, {"frame", frame.name()}}});
    }
    return *factor;
}

void check_frame(const TerrainOptions& options, const Grid& grid) {
    if (!grid.frame) {
        throw FrameError({"tools.no_crs", {{"source", options.dem}}});
    }
    if (grid.frame->kind() != FrameKind::projected) {
        throw FrameError(
            {"dem.degrees",
             {{"file", options.dem}, {"frame", grid.frame->name()}, {"command", warp_command(options, grid)}}});
    }
}

void place_in_metres(Grid& grid) {
    const double k = grid.frame->metres_per_unit();
    if (k != 1) {
        grid.place.origin = {grid.place.origin.x * k, grid.place.origin.y * k};
        grid.place.cell_width *= k;
        grid.place.cell_height *= k;
        grid.frame = grid.frame->in_metres();
    }
}

float in_metres(float value, double height_factor) {
    constexpr double highest_m = 1e5; // what is beyond is a marker that no tag names
    const double metres = value * height_factor;
    return std::isfinite(value) && std::abs(metres) <= highest_m ? static_cast<float>(metres)
                                                                 : std::numeric_limits<float>::quiet_NaN();
}

io::GridSourceOptions grid_source(const Session& session, const TerrainOptions& options) {
    io::GridSourceOptions source;
    source.band = options.band;
    if (!session.options.memory.empty()) { // the user's own bound, in place of those that guard against surprises
        source.memory_limit = memory_option("--memory", session.options.memory);
        source.size_limit = std::numeric_limits<std::int64_t>::max();
    }
    if (!session.options.source_crs.empty()) {
        source.source_crs = session.options.source_crs;
    }
    return source;
}

void add_terrain_options(Command command, Session& session, TerrainOptions& options) {
    const auto text = [&](const char* name) { return session.text(std::string("help.terrain_") + name); };
    command.add_option("--dem", options.dem, text("dem"));
    command.add_option("--nodata", options.voids, text("nodata"))
        .check(one_of({"open", "wall", "fill"}))
        .capture_default_str();
    command.add_option("--void-value", options.void_value, text("void_value"));
    command.add_option("--edge", options.edge, text("edge")).capture_default_str();
    command.add_option("--height-unit", options.height_unit, text("height_unit"));
    command.add_option("--band", options.band, text("band")).check(not_negative());
    command.add_option("--tile-size", options.tile_size, text("tile_size")).capture_default_str();
    command.add_option("--threads", options.threads, session.text("help.coverage_threads"))
        .check(not_negative())
        .capture_default_str();
}

void check_outputs(const Session& session, std::initializer_list<std::string> inputs,
                   std::initializer_list<std::string> rasters) {
    check_output(session, inputs);
    std::vector<std::filesystem::path> seen;
    for (const auto& raster : rasters) {
        if (raster.empty()) {
            continue;
        }
        check_target(session, raster);
        for (const auto& input : inputs) {
            if (!input.empty()) {
                keep_input(io::SourceName::parse(input).path, raster);
            }
        }
        std::error_code ignored;
        const auto path = std::filesystem::weakly_canonical(raster, ignored);
        if (std::find(seen.begin(), seen.end(), path) != seen.end()) {
            throw UsageError({"dem.one_output", {{"file", raster}}});
        }
        seen.push_back(path);
    }
}

std::optional<double> parse_level(std::string_view text) {
    const auto metres = parse_number(text.ends_with('m') ? text.substr(0, text.size() - 1) : text);
    return metres && std::isfinite(*metres) ? metres : std::nullopt;
}

waterlogging::TerrainRim rim_of(const TerrainOptions& options) {
    using waterlogging::Edge;
    waterlogging::TerrainRim rim;
    rim.voids = options.voids == "wall" ? waterlogging::Voids::wall : waterlogging::Voids::open;
    constexpr std::string_view level = "level=";
    if (options.edge == "wall") {
        rim.edge = Edge::wall;
    } else if (options.edge.starts_with(level)) {
        const auto metres = parse_level(std::string_view(options.edge).substr(level.size()));
        if (!metres) {
            throw UsageError({"dem.edge", {{"value", options.edge}}});
        }
        rim.edge = Edge::level;
        rim.level_m = *metres;
    } else if (options.edge != "open") {
        throw UsageError({"dem.edge", {{"value", options.edge}}});
    }
    return rim;
}

void check_heights(const std::string& dem, const Grid& terrain, const std::string& inventory, const Inventory& city) {
    const auto& heights = terrain.frame->heights();
    if (!same_heights(heights, city.heights)) {
        throw FrameError({"dem.heights",
                          {{"file", dem},
                           {"heights", heights},
                           {"inventory", inventory},
                           {"levels", city.heights},
                           {"plane", terrain.frame->name()}}});
    }
}

LoadedTerrain load_terrain(const Session& session, const TerrainOptions& options) {
    const auto rim = rim_of(options);
    check_memory(session, options);
    auto read = io::read_grid(options.dem, grid_source(session, options), session.progress());
    auto& grid = read.grid;
    check_frame(options, grid);
    const auto native = *grid.frame;
    settle_voids(grid, options.void_value, options.dem);
    const auto factor = height_factor(options, read.unit, native);
    place_in_metres(grid);
    std::transform(grid.values.begin(), grid.values.end(), grid.values.begin(),
                   [factor](float value) { return in_metres(value, factor); });
    grid.nodata.reset(); // cells without a value hold NaN
    const auto summary = summarize(read.grid);
    if (summary.with_value == 0) {
        throw SourceError({"dem.empty", {{"file", options.dem}}});
    }
    LoadedTerrain loaded{std::move(read.grid), choose_frame(native, bounds(read.grid)), rim, 0, std::move(read.issues)};
    loaded.voids = static_cast<std::int64_t>(summary.without);
    if (options.voids == "fill") {
        io::fill_voids(loaded.grid);
    }
    return loaded;
}

} // namespace kerb::tools
