// Grids larger than memory: read window by window, written row by row.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/io/grid_file.hpp>

namespace kerb::io {

/// A grid without its values.
struct GridHeader {
    std::optional<Frame> frame;
    GridPlacement place;
    std::size_t columns = 0, rows = 0;
    std::optional<float> nodata; ///< the number that a file has for "no value"; absent: NaN
};
[[nodiscard]] GridHeader header_of(const Grid& grid);

/// Reads windows of a grid's file: through the same gate, with the same checks and values as `read_grid`. One thread at
/// a time; for more, open one reader for each.
class GridReader {
public:
    /// Opens the file and reads its header. `options.memory_limit` bounds one block of a GeoTIFF, and all values of an
    /// Esri ASCII grid, which is read whole with the first window. \throws as read_grid, except for what only the
    /// values tell.
    explicit GridReader(const std::string& path, const GridSourceOptions& options = {});
    ~GridReader();
    GridReader(GridReader&& other) noexcept;
    GridReader& operator=(GridReader&& other) noexcept;

    /// `nodata` is the file's number even when a value equals it (the values have NaN in its place).
    [[nodiscard]] const GridHeader& header() const;
    [[nodiscard]] const std::string& unit() const; ///< see GridRead::unit
    [[nodiscard]] bool is_text() const;            ///< an Esri ASCII grid
    /// Cells a block of the file has; windows that begin and end with blocks are read fastest.
    [[nodiscard]] std::size_t block_columns() const;
    [[nodiscard]] std::size_t block_rows() const;

    /// Values of a window, row by row, NaN where there is none. \param stride from row to row of `to`
    /// \pre the window is inside the grid \throws SourceError, ResourceError (ASCII)
    /// \par Memory one block of the file besides `to`
    void read(const CellWindow& window, float* to, std::size_t stride);

    /// What was found since the last call: GDAL's warnings, and values that a float cannot hold in the windows read.
    [[nodiscard]] std::vector<Issue> take_issues();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Writes a grid from its first row to its last, with the guarantees of `write_grid` and the same bytes.
class GridWriter {
public:
    /// \throws as write_grid
    GridWriter(const std::string& path, GridHeader header, const GridSinkOptions& options = {});
    ~GridWriter(); ///< without finish(): nothing has happened
    GridWriter(GridWriter&& other) noexcept;
    GridWriter& operator=(GridWriter&& other) noexcept;

    /// The next rows. \pre a whole number of rows, not more than are left \throws OutputError
    /// \par Memory 256 rows
    void write(std::span<const float> rows);
    /// After the last row: closes and reopens the file and compares each block of 256 × 256 cells by a 64-bit hash of
    /// what was given. It may then wait until other outputs are as far. \throws OutputError; also when rows are missing
    void close();
    /// Closes it unless that is done, and puts it in its place. \throws OutputError
    void finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace kerb::io
