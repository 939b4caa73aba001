// Surfaces of a terrain that are written while its rows pass by.
#pragma once

#include <string>
#include <vector>

#include <kerb/io/grid_windows.hpp>
#include <kerb/waterlogging/depression_sheets.hpp>

#include "session.hpp"

namespace kerb::tools {

class TerrainRasters {
public:
    using Make = void (*)(const waterlogging::SheetRows&, const waterlogging::DepressionSheets&, std::span<float>);

    /// \param head frame, place and size \throws as io::write_grid
    TerrainRasters(const Session& session, const Grid& head, Threads threads)
        : session_(session), head_(head), threads_(threads) {}
    /// One more; an empty path is none.
    void add(const std::string& path, Make make);
    void write(const waterlogging::SheetRows& rows, const waterlogging::DepressionSheets& sheets);
    /// Each is compared with what was given and takes its place.
    void finish();

    /// What a raster takes: rows until they are blocks, and blocks until they are compressed.
    [[nodiscard]] static std::int64_t bytes_for(std::size_t columns) {
        return static_cast<std::int64_t>((columns + 2048) * rows_at_once * sizeof(float));
    }

private:
    static constexpr std::size_t rows_at_once = 256;
    struct Output {
        std::string path;
        Make make;
        io::GridWriter writer;
    };

    const Session& session_;
    const Grid& head_;
    Threads threads_;
    std::vector<Output> outputs_;
    std::vector<float> values_;
};

} // namespace kerb::tools
