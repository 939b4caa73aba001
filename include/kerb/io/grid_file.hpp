// Grids in and out: the same gate and the same all-or-nothing writer as for layers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/issue.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::io {

struct GridSourceOptions {
    std::optional<std::string> source_crs;             ///< used when the source states none
    int band = 0;                                      ///< from 1; 0: the only one
    std::int64_t size_limit = std::int64_t{4} << 30;   ///< bytes of the file
    std::int64_t memory_limit = std::int64_t{4} << 30; ///< bytes of all cells in memory, and of one block of the file
};

/// A grid as read.
struct GridRead {
    Grid grid;
    std::string unit; ///< of the values, as the file states it (`metre`, `US survey foot`, …); empty: it states none
    std::vector<Issue> issues; ///< what GDAL warned of; values that a float cannot hold
};

/// Reads a GeoTIFF (first page) or an Esri ASCII grid through the gate: a regular file by its canonical path, no
/// prefix, URL or archive; content sniffed and opened by that one driver; no network, nothing written, and of the files
/// beside it only a world file (.tfw) or an ASCII grid's .prj. Values of any real type become floats (the nearest;
/// whole numbers are exact up to 2²⁴), scale and offset applied. Cells without a value hold NaN, whether the file marks
/// them by a nodata value, a mask or NaN; `grid.nodata` is the file's number where a float is that number and no value
/// equals it, so that the grid can be written as it was. Rows stay in the file's order, cells need not be square.
/// Heights are in `unit`: nothing is converted; `grid.frame->heights()` names their vertical datum, where the file
/// does. The frame may be geographic. \throws PolicyError when refused for safety; SourceError when it cannot be read
/// whole, is rotated or mirrored, has no place, or (ASCII) a value that is no number or a wrong count of values;
/// UsageError for a band that is not there or not chosen; FrameError for a frame that is not understood; ResourceError
/// beyond a limit, before memory is taken. \par Memory 4 bytes per cell, and one block of the file
[[nodiscard]] GridRead read_grid(const std::string& path, const GridSourceOptions& options = {},
                                 const Progress& progress = {});

struct GridSinkOptions {
    bool overwrite = false;
    Threads threads = Threads(1); ///< that compress; the bytes are the same for any number
};

/// Writes a GeoTIFF (.tif, .tiff): Float32, tiles of 256 × 256, DEFLATE with the predictor for floats, BigTIFF where it
/// has to be. Cells without a value are written as `grid.nodata`, or as NaN when that is absent. The same grid gives
/// the same bytes. Written to a temporary folder on the same disk, closed, reopened and every cell, the placement and
/// the frame compared with what was given, then renamed: on any failure the old output is byte-identical and no new
/// name exists. With overwrite, GDAL's side files of the old output (.aux.xml, .ovr, .msk) go with it; without, they
/// count as an existing output. \throws OutputError (disk full, a frame that a GeoTIFF cannot state, …), UsageError (it
/// exists and overwrite is not set; it is a link, a folder or a device; another ending; a grid without cells, or whose
/// size and values do not fit).
void write_grid(const std::string& path, const Grid& grid, const GridSinkOptions& options = {});

} // namespace kerb::io
