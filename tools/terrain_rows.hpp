// A terrain that is read row by row, and how much memory it may take.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <kerb/io/grid_windows.hpp>
#include <kerb/waterlogging/depression_sheets.hpp>

#include "terrain.hpp"
#include "void_value.hpp"

namespace kerb::tools {

/// What the program takes before it holds any terrain: its code, GDAL's and PROJ's tables.
constexpr std::int64_t program_bytes = std::int64_t{48} << 20;

/// What a terrain takes when it is whole in memory, at the most for ground as noisy as can be met.
[[nodiscard]] std::int64_t whole_terrain_bytes(std::size_t columns, std::size_t rows);

/// An open terrain; nothing of it is in memory.
class TerrainFile {
public:
    /// \throws as load_terrain, except for what only the values tell
    TerrainFile(const Session& session, const TerrainOptions& options);

    /// Heights in metres, as load_terrain() has them.
    [[nodiscard]] waterlogging::TerrainRows rows();
    /// Frame, place in metres and size; without values.
    [[nodiscard]] const Grid& head() const { return head_; }
    [[nodiscard]] const WorkingFrame& frame() const { return *frame_; }
    /// Bytes that reading takes: an ASCII grid is read whole, and of a GeoTIFF each reader has a block.
    [[nodiscard]] std::int64_t reading_bytes() const;
    [[nodiscard]] std::vector<Issue> take_issues();
    /// Once all rows were read. \throws FrameError for a number that looks like no value
    void check_voids() const;

private:
    [[nodiscard]] bool is_text() const { return readers_.front().is_text(); }
    void read(std::size_t row, std::size_t count, float* to);

    std::string path_, void_value_;
    std::optional<float> void_;  ///< what --void-value names
    std::vector<Extremes> seen_; ///< by each reader
    Grid head_;
    std::optional<WorkingFrame> frame_;
    double height_factor_ = 1;
    std::vector<io::GridReader> readers_; ///< one for each thread
    Threads threads_;
};

} // namespace kerb::tools
