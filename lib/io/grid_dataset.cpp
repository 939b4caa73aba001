#include "grid_dataset.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <vector>

#include <cpl_string.h>

#include <kerb/base/error.hpp>

#include "reference.hpp"

namespace kerb::io::detail {
namespace {

namespace fs = std::filesystem;

/// A file beside the grid that GDAL would open; a pipe there would never end.
bool beside(const Admitted& file, const fs::path& path) {
    std::error_code ignored;
    const auto status = fs::status(path, ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        throw PolicyError(Message{"gate.not_regular", {{"file", path.string()}}});
    }
    return fs::exists(status) && path != file.path;
}

/// The names that GDAL is told of.
CPLStringList seen_by_gdal(const Admitted& file) {
    const fs::path path(file.path);
    CPLStringList names;
    names.AddString(path.filename().c_str());
    for (const auto* ending : {".tfw", ".TFW", ".tifw", ".TIFW", ".tiffw", ".wld", ".WLD"}) {
        const auto world = fs::path(path).replace_extension(ending);
        if (file.driver == "GTiff" && beside(file, world)) {
            names.AddString(world.filename().c_str());
        }
    }
    for (const auto* ending : {".prj", ".PRJ"}) {
        // GDAL looks for it without asking.
        static_cast<void>(file.driver == "AAIGrid" && beside(file, fs::path(path).replace_extension(ending)));
    }
    return names;
}

/// Rows of a block to read at once: all, unless that is much memory.
int slice_rows(int block_columns, int block_rows) {
    constexpr int most = 1 << 22;
    return std::clamp(most / std::max(block_columns, 1), 1, block_rows);
}

class BlockReader {
public:
    BlockReader(GDALRasterBand& band, const std::string& path, GdalScope& scope)
        : band_(band), path_(path), scope_(scope), masked_(is_masked(band)) {}

    void read(int column, int row, int columns, int rows, const TakeCells& take) {
        const auto width = static_cast<std::size_t>(columns);
        stored_.resize(width * static_cast<std::size_t>(rows));
        read_into(band_, column, row, columns, rows, stored_.data(), GDT_Float64);
        if (masked_) {
            shown_.resize(stored_.size());
            read_into(*band_.GetMaskBand(), column, row, columns, rows, shown_.data(), GDT_Byte);
            for (std::size_t i = 0; i < stored_.size(); ++i) {
                stored_[i] = shown_[i] == 0 ? std::nan("") : stored_[i];
            }
        }
        for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
            take({static_cast<std::size_t>(column), static_cast<std::size_t>(row) + r},
                 std::span<const double>(stored_).subspan(r * width, width));
        }
    }

private:
    void read_into(GDALRasterBand& band, int column, int row, int columns, int rows, void* buffer, GDALDataType type) {
        if (band.RasterIO(GF_Read, column, row, columns, rows, buffer, columns, rows, type, 0, 0, nullptr) != CE_None) {
            throw SourceError(Message{"source.unreadable", {{"file", path_}, {"why", scope_.take_error()}}});
        }
    }

    GDALRasterBand& band_;
    const std::string& path_;
    GdalScope& scope_;
    bool masked_;
    std::vector<double> stored_;
    std::vector<std::uint8_t> shown_;
};

/// Whether cells so wide, in a row from there on, lie at places that numbers tell apart.
bool apart(double begin, double width, int cells) {
    const double end = begin + width * cells;
    return std::isfinite(end) && std::abs(end) + std::abs(width) > std::abs(end) &&
           std::abs(begin) + std::abs(width) > std::abs(begin);
}

} // namespace

GridDataset open_grid(const Admitted& file, GdalScope& scope) {
    scope.set("GTIFF_IGNORE_READ_ERRORS", "NO");
    scope.set("GTIFF_REPORT_COMPD_CS", "YES"); // of GeoTIFF 1.0 too, so that the vertical datum is known
    const char* drivers[] = {file.driver.c_str(), nullptr};
    CPLStringList options;
    if (file.driver == "GTiff") {
        options.SetNameValue("GEOREF_SOURCES", "INTERNAL,WORLDFILE");
    } else {
        options.SetNameValue("DATATYPE", "Float64");
    }
    const auto names = seen_by_gdal(file);
    auto* raw = static_cast<GDALDataset*>(GDALOpenEx(file.path.c_str(),
                                                     GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers,
                                                     options.List(), names.List()));
    GridDataset dataset(raw, [](GDALDataset* opened) { GDALClose(opened); });
    if (raw == nullptr || raw->GetRasterCount() == 0) {
        throw SourceError(Message{"source.unreadable", {{"file", file.path}, {"why", scope.take_error()}}});
    }
    return dataset;
}

GridPlacement placement_of(GDALDataset& dataset, const std::string& path) {
    const auto refuse = [&path](const char* code) { throw SourceError(Message{code, {{"file", path}}}); };
    double t[6] = {};
    if (dataset.GetGeoTransform(t) != CE_None) {
        refuse("grid.no_place");
    }
    // Less than a thousandth of a cell across the whole grid is a rounding.
    constexpr double noise = 1e-3;
    if (!(std::abs(t[2]) * dataset.GetRasterYSize() <= noise * std::abs(t[1])) ||
        !(std::abs(t[4]) * dataset.GetRasterXSize() <= noise * std::abs(t[5]))) {
        refuse("grid.rotated");
    }
    if (t[1] < 0) {
        refuse("grid.mirrored");
    }
    if (!apart(t[0], t[1], dataset.GetRasterXSize()) || !apart(t[3], t[5], dataset.GetRasterYSize())) {
        refuse("grid.no_place");
    }
    return {{t[0], t[3]}, t[1], std::abs(t[5]), t[5] > 0};
}

std::optional<Frame> stated_frame(GDALDataset& dataset) {
    const auto* reference = dataset.GetSpatialRef();
    if (reference == nullptr || reference->IsEmpty() || reference->IsLocal() != 0) {
        return std::nullopt;
    }
    return frame_of(*reference);
}

BandMeaning meaning_of(GDALRasterBand& band) {
    BandMeaning meaning;
    int given = 0;
    if (band.GetRasterDataType() == GDT_Int64) {
        meaning.nodata = static_cast<double>(band.GetNoDataValueAsInt64(&given));
    } else if (band.GetRasterDataType() == GDT_UInt64) {
        meaning.nodata = static_cast<double>(band.GetNoDataValueAsUInt64(&given));
    } else {
        meaning.nodata = band.GetNoDataValue(&given);
    }
    if (given == 0) {
        meaning.nodata.reset();
    }
    // A text gives the same number with more or fewer digits in its header than in its rows.
    meaning.compare_as_float =
        band.GetRasterDataType() == GDT_Float32 || std::string_view(band.GetDataset()->GetDriverName()) == "AAIGrid";
    const double scale = band.GetScale(&given);
    meaning.scale = given != 0 ? scale : 1;
    const double offset = band.GetOffset(&given);
    meaning.offset = given != 0 ? offset : 0;
    return meaning;
}

void for_each_run(GDALRasterBand& band, const CellWindow& window, const std::string& path, GdalScope& scope,
                  const TakeCells& take) {
    int block_columns = 0, block_rows = 0;
    band.GetBlockSize(&block_columns, &block_rows);
    BlockReader reader(band, path, scope);
    const auto first_row = static_cast<int>(window.row), end_row = first_row + static_cast<int>(window.rows);
    const auto first_column = static_cast<int>(window.column);
    const auto end_column = first_column + static_cast<int>(window.columns);
    const int slice = slice_rows(block_columns, block_rows);
    const auto end_of_block = [](int at, int block, int end) { return std::min(end - at, block - at % block) + at; };
    for (int top = first_row; top < end_row; top = end_of_block(top, block_rows, end_row)) {
        const int bottom = end_of_block(top, block_rows, end_row);
        for (int left = first_column; left < end_column; left = end_of_block(left, block_columns, end_column)) {
            const int width = end_of_block(left, block_columns, end_column) - left;
            for (int row = top; row < bottom; row += slice) {
                reader.read(left, row, width, std::min(slice, bottom - row), take);
            }
        }
        band.FlushCache(false); // what was read is not asked for again
    }
}

bool is_masked(GDALRasterBand& band) {
    return (band.GetMaskFlags() & GMF_PER_DATASET) != 0;
}

void read_floats(GDALRasterBand& band, const CellWindow& window, const std::string& path, GdalScope& scope, float* to,
                 std::size_t stride) {
    int block_columns = 0, block_rows = 0;
    band.GetBlockSize(&block_columns, &block_rows);
    const auto block = static_cast<std::size_t>(block_rows), end_row = window.row + window.rows;
    for (auto row = window.row; row < end_row;) {
        const auto count = std::min(end_row - row, block - row % block);
        if (band.RasterIO(GF_Read, static_cast<int>(window.column), static_cast<int>(row),
                          static_cast<int>(window.columns), static_cast<int>(count), to + (row - window.row) * stride,
                          static_cast<int>(window.columns), static_cast<int>(count), GDT_Float32, 0,
                          static_cast<GSpacing>(stride) * GSpacing{sizeof(float)}, nullptr) != CE_None) {
            throw SourceError(Message{"source.unreadable", {{"file", path}, {"why", scope.take_error()}}});
        }
        row += count;
        band.FlushCache(false); // what was read is not asked for again
    }
}

} // namespace kerb::io::detail
