// A grid's file, open: its header and its values, window by window.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <kerb/io/grid_windows.hpp>

#include "grid_dataset.hpp"

namespace kerb::io::detail {

/// Stored numbers to values.
class ValueReader {
public:
    explicit ValueReader(const BandMeaning& meaning) : meaning_(meaning) {}
    [[nodiscard]] float operator()(double stored);
    /// Of numbers that are floats in the file. \pre plain()
    void convert(float* stored, std::size_t count);
    /// Are stored numbers values as they are?
    [[nodiscard]] bool plain() const { return meaning_.plain(); }
    /// Values so far that a float cannot hold.
    [[nodiscard]] std::int64_t lost() const { return lost_; }

private:
    BandMeaning meaning_;
    std::int64_t lost_ = 0;
};

/// One thread at a time; calls come within a scope of GDAL each.
class GridSource {
public:
    /// \throws see read_grid; not for the number of cells
    GridSource(const std::string& path, const GridSourceOptions& options, GdalScope& scope);

    /// Placement, frame and unit. \throws SourceError, FrameError
    void place();
    /// \throws ResourceError when all cells together take more than the limit
    void check_cells() const;
    /// Of a GeoTIFF.
    void read(const CellWindow& window, float* to, std::size_t stride, GdalScope& scope);
    /// All values; of any format. \param progress of the stage `stage.read`
    void read_whole(float* to, GdalScope& scope, const Progress& progress);
    /// \throws SourceError for an error that GDAL mentioned by the way
    void check_scope(GdalScope& scope);
    [[nodiscard]] std::vector<Issue> take_issues();

    GridHeader header;
    std::string unit;
    int block_columns = 0, block_rows = 0;
    [[nodiscard]] bool is_text() const { return file_.driver == "AAIGrid"; }

private:
    void check_block() const;

    std::string path_;
    GridSourceOptions options_;
    Admitted file_;
    GridDataset dataset_;
    GDALRasterBand* band_;
    ValueReader values_;
    std::vector<std::string> warnings_;
    std::int64_t told_ = 0;
};

} // namespace kerb::io::detail
