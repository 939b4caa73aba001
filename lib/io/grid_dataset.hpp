// A grid's file as GDAL opens it: placement, frame, and values slice by slice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include <gdal_priv.h>

#include <kerb/raster/grid.hpp>

#include "gate.hpp"

namespace kerb::io::detail {

using GridDataset = std::unique_ptr<GDALDataset, void (*)(GDALDataset*)>;

/// Opens an admitted file; GDAL sees the file and its world file, and nothing else beside it. \throws SourceError,
/// PolicyError for a side file that is no regular file.
[[nodiscard]] GridDataset open_grid(const Admitted& file, GdalScope& scope);

/// \throws SourceError without a place, and when rotated or mirrored.
[[nodiscard]] GridPlacement placement_of(GDALDataset& dataset, const std::string& path);

/// The frame that the file states; a local one without a place on Earth is none. \throws FrameError
[[nodiscard]] std::optional<Frame> stated_frame(GDALDataset& dataset);

/// Which numbers of a band are values, and which values they are.
struct BandMeaning {
    std::optional<double> nodata; ///< as stored, before scale and offset
    bool compare_as_float = false;
    double scale = 1, offset = 0;
    [[nodiscard]] bool plain() const { return scale == 1 && offset == 0; }
    [[nodiscard]] bool is_nodata(double stored) const {
        return std::isnan(stored) ||
               (nodata &&
                (compare_as_float ? static_cast<float>(stored) == static_cast<float>(*nodata) : stored == *nodata));
    }
};
[[nodiscard]] BandMeaning meaning_of(GDALRasterBand& band);

/// Stored numbers of one run of cells in a row, and where they begin.
using TakeCells = std::function<void(Cell first, std::span<const double> stored)>;

/// Reads the cells of a window once, block by block of the file, and keeps no block; those that a mask hides come as
/// NaN. \throws SourceError when one cannot be read.
void for_each_run(GDALRasterBand& band, const CellWindow& window, const std::string& path, GdalScope& scope,
                  const TakeCells& take);

/// The same for numbers that floats hold as they are, straight to where they go. \pre a band of floats without a mask
void read_floats(GDALRasterBand& band, const CellWindow& window, const std::string& path, GdalScope& scope, float* to,
                 std::size_t stride);
/// Does a mask of its own hide cells of a band?
[[nodiscard]] bool is_masked(GDALRasterBand& band);

} // namespace kerb::io::detail
