#include <algorithm>
#include <bit>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <cpl_string.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>

#include "gate.hpp"
#include "grid_dataset.hpp"
#include "reference.hpp"
#include "workshop.hpp"

namespace kerb::io {
namespace {

namespace fs = std::filesystem;
using detail::fail;

constexpr std::size_t tile = 256;

/// What GDAL keeps beside a GeoTIFF; that of the old one would lie about the new one.
std::vector<std::string> side_files(const std::string& path) {
    const auto ending = fs::path(path).extension().string();
    return {ending + ".aux.xml", ending + ".ovr", ending + ".msk"};
}

void check(const std::string& path, const Grid& grid, bool overwrite) {
    const auto ending = fs::path(path).extension().string();
    if (ending != ".tif" && ending != ".tiff") {
        throw UsageError(Message{"grid.format", {{"file", path}}});
    }
    detail::check_target(path, overwrite);
    for (const auto& side : side_files(path)) {
        detail::check_target(fs::path(path).replace_extension(side), overwrite);
    }
    constexpr std::size_t most = std::numeric_limits<int>::max() - tile;
    if (!is_sound(grid) || grid.values.empty() || grid.columns > most || grid.rows > most) {
        throw UsageError(Message{"grid.unsound", {{"file", path}}});
    }
}

CPLStringList creation_options(const GridSinkOptions& options) {
    CPLStringList list;
    for (const auto* key : {"BLOCKXSIZE", "BLOCKYSIZE"}) {
        list.SetNameValue(key, std::to_string(tile).c_str());
    }
    list.SetNameValue("TILED", "YES");
    list.SetNameValue("COMPRESS", "DEFLATE");
    list.SetNameValue("PREDICTOR", "3");
    list.SetNameValue("ZLEVEL", "6");
    list.SetNameValue("BIGTIFF", "IF_SAFER");
    list.SetNameValue("SPARSE_OK", "NO");
    const int threads = options.threads.count;
    list.SetNameValue("NUM_THREADS", threads <= 0 ? "ALL_CPUS" : std::to_string(threads).c_str());
    return list;
}

/// The cells as the file has them: one number for all that have no value.
void copy_row(const Grid& grid, std::size_t row, float* to) {
    const float none = grid.nodata.value_or(std::numeric_limits<float>::quiet_NaN());
    const auto from = grid.values.begin() + static_cast<std::ptrdiff_t>(grid.index({0, row}));
    std::transform(from, from + static_cast<std::ptrdiff_t>(grid.columns), to,
                   [&grid, none](float value) { return grid.is_value(value) ? value : none; });
}

bool write_cells(GDALRasterBand& band, const Grid& grid) {
    std::vector<float> rows(std::min(tile, grid.rows) * grid.columns);
    const int columns = static_cast<int>(grid.columns);
    for (std::size_t row = 0; row < grid.rows; row += tile) {
        const auto count = std::min(tile, grid.rows - row);
        for (std::size_t r = 0; r < count; ++r) {
            copy_row(grid, row + r, rows.data() + r * grid.columns);
        }
        if (band.RasterIO(GF_Write, 0, static_cast<int>(row), columns, static_cast<int>(count), rows.data(), columns,
                          static_cast<int>(count), GDT_Float32, 0, 0, nullptr) != CE_None) {
            return false;
        }
    }
    return true;
}

bool place(GDALDataset& dataset, const Grid& grid) {
    const auto& p = grid.place;
    double transform[6] = {p.origin.x, p.cell_width, 0, p.origin.y, 0, p.south_up ? p.cell_height : -p.cell_height};
    const auto reference = detail::reference_of(grid.frame);
    return dataset.SetGeoTransform(transform) == CE_None &&
           (reference == nullptr || dataset.SetSpatialRef(reference.get()) == CE_None);
}

void create(const std::string& file, const Grid& grid, const GridSinkOptions& options, const std::string& path,
            detail::GdalScope& scope) {
    auto* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    detail::GridDataset dataset(
        driver->Create(file.c_str(), static_cast<int>(grid.columns), static_cast<int>(grid.rows), 1, GDT_Float32,
                       creation_options(options).List()),
        [](GDALDataset* made) { GDALClose(made); });
    if (dataset == nullptr) {
        fail(path, scope.take_error());
    }
    auto& band = *dataset->GetRasterBand(1);
    const double nodata = grid.nodata.value_or(std::numeric_limits<float>::quiet_NaN());
    const bool written = place(*dataset, grid) && band.SetNoDataValue(nodata) == CE_None && write_cells(band, grid);
    dataset.reset(); // the last tiles and the directory are written now
    if (const auto error = scope.take_error(); !written || !error.empty()) {
        fail(path, error);
    }
}

/// The frame as the file states it; a frame that cannot be read again is none.
std::optional<Frame> frame_again(GDALDataset& dataset) {
    try {
        return detail::stated_frame(dataset);
    } catch (const FrameError&) {
        return std::nullopt;
    }
}

/// Reads every cell once more.
void compare(const std::string& file, const Grid& grid, const std::string& path, detail::GdalScope& scope) {
    const auto dataset = detail::open_grid({file, "GTiff"}, scope);
    if (frame_again(*dataset) != grid.frame) {
        throw OutputError(
            Message{"grid.frame_lost", {{"file", path}, {"frame", grid.frame ? grid.frame->name() : ""}}});
    }
    std::size_t same = 0;
    auto& band = *dataset->GetRasterBand(1);
    const bool sized = static_cast<std::size_t>(band.GetXSize()) == grid.columns &&
                       static_cast<std::size_t>(band.GetYSize()) == grid.rows &&
                       detail::placement_of(*dataset, path) == grid.place;
    const auto meaning = detail::meaning_of(band);
    const auto take = [&](Cell first, std::span<const double> stored) {
        for (std::size_t i = 0; i < stored.size(); ++i) {
            const float wanted = grid.at({first.column + i, first.row}), found = static_cast<float>(stored[i]);
            same += grid.is_value(wanted) ? !meaning.is_nodata(stored[i]) && std::bit_cast<std::uint32_t>(wanted) ==
                                                                                 std::bit_cast<std::uint32_t>(found)
                                          : meaning.is_nodata(stored[i]);
        }
    };
    if (sized) {
        detail::for_each_run(band, path, scope, take);
    }
    if (same != grid.values.size()) {
        throw OutputError(Message{"grid.incomplete",
                                  {{"file", path},
                                   {"found", static_cast<std::int64_t>(same)},
                                   {"count", static_cast<std::int64_t>(grid.values.size())}}});
    }
}

} // namespace

void write_grid(const std::string& path, const Grid& grid, const GridSinkOptions& options) {
    check(path, grid, options.overwrite);
    detail::GdalScope scope;
    const detail::Workshop workshop(path);
    create(workshop.file(), grid, options, path, scope);
    try {
        compare(workshop.file(), grid, path, scope);
    } catch (const SourceError& error) {
        fail(path, error.what());
    }
    workshop.deliver(side_files(path));
}

} // namespace kerb::io
