// Surfaces of a terrain that are written at once or while its rows pass by, and take their places at the end.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <kerb/io/grid_windows.hpp>
#include <kerb/waterlogging/depression_sheets.hpp>

#include "session.hpp"

namespace kerb::tools {

/// A raster under its temporary name.
struct MadeRaster {
    std::string path;
    io::GridWriter writer;
};

/// \throws as io::write_grid
[[nodiscard]] MadeRaster make_raster(const Session& session, const std::string& path, const Grid& grid,
                                     Threads threads);
/// Each is compared with what was given; then `write_layers` runs, and they take their places when it has not thrown:
/// of several outputs that the disk has no room for, none is new. \throws OutputError
void deliver_rasters(const Session& session, std::vector<MadeRaster>& rasters,
                     const std::function<void()>& write_layers);

/// Those that are made of rows as these come.
class TerrainRasters {
public:
    using Make = void (*)(const waterlogging::SheetRows&, const waterlogging::DepressionSheets&, std::span<float>);

    /// \param head frame, place and size \throws as io::write_grid
    TerrainRasters(const Session& session, const Grid& head, Threads threads)
        : session_(session), head_(head), threads_(threads) {}
    /// One more; an empty path is none.
    void add(const std::string& path, Make make);
    void write(const waterlogging::SheetRows& rows, const waterlogging::DepressionSheets& sheets);
    /// Those that were made, after the last row.
    [[nodiscard]] std::vector<MadeRaster> take();

    /// What a raster takes: rows until they are blocks, and blocks until they are compressed.
    [[nodiscard]] static std::int64_t bytes_for(std::size_t columns) {
        return static_cast<std::int64_t>((columns + 2048) * rows_at_once * sizeof(float));
    }

private:
    static constexpr std::size_t rows_at_once = 256;

    const Session& session_;
    const Grid& head_;
    Threads threads_;
    std::vector<MadeRaster> made_;
    std::vector<Make> makes_; ///< of each
    std::vector<float> values_;
};

} // namespace kerb::tools
