#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include <cpl_string.h>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_windows.hpp>

#include "gate.hpp"
#include "grid_blocks.hpp"
#include "grid_dataset.hpp"
#include "reference.hpp"
#include "workshop.hpp"

namespace kerb::io {
namespace {

namespace fs = std::filesystem;
using detail::fail;

constexpr std::size_t tile = detail::block_side;

/// What GDAL keeps beside a GeoTIFF; that of the old one would lie about the new one.
std::vector<std::string> side_files(const std::string& path) {
    const auto ending = fs::path(path).extension().string();
    return {ending + ".aux.xml", ending + ".ovr", ending + ".msk"};
}

void check(const std::string& path, const GridHeader& header, bool sound, bool overwrite) {
    const auto ending = fs::path(path).extension().string();
    if (ending != ".tif" && ending != ".tiff") {
        throw UsageError(Message{"grid.format", {{"file", path}}});
    }
    detail::check_target(path, overwrite);
    for (const auto& side : side_files(path)) {
        detail::check_place(fs::path(path).replace_extension(side), overwrite);
    }
    constexpr std::size_t most = std::numeric_limits<int>::max() - tile;
    const bool empty = header.columns == 0 || header.rows == 0;
    if (!sound || empty || header.columns > most || header.rows > most) {
        throw UsageError(Message{"grid.unsound", {{"file", path}}});
    }
}

/// Is a header that of a grid which could be sound?
bool is_placed(const GridHeader& header) {
    Grid empty;
    empty.place = header.place;
    const bool sound = is_sound(empty);
    empty.columns = header.columns;
    empty.rows = header.rows;
    const auto box = bounds(empty);
    return sound && std::isfinite(box.min_x + box.max_x + box.min_y + box.max_y);
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

/// Place, reference system and void value: were all of them taken?
bool describe(GDALDataset& dataset, const GridHeader& header) {
    const auto& p = header.place;
    double transform[6] = {p.origin.x, p.cell_width, 0, p.origin.y, 0, p.south_up ? p.cell_height : -p.cell_height};
    const auto reference = detail::reference_of(header.frame);
    const double nodata = header.nodata.value_or(std::numeric_limits<float>::quiet_NaN());
    const std::array answers = {dataset.SetGeoTransform(transform), dataset.SetSpatialRef(reference.get()),
                                dataset.GetRasterBand(1)->SetNoDataValue(nodata)};
    return std::all_of(answers.begin(), answers.end(), [](CPLErr answer) { return answer == CE_None; });
}

/// \param done what GDAL's calls answered; an error that it only told of counts as one
void insist(bool done, detail::GdalScope& scope, const std::string& path) {
    if (const auto error = scope.take_error(); !done || !error.empty()) {
        fail(path, error);
    }
}

detail::GridDataset create(const std::string& file, const GridHeader& header, const GridSinkOptions& options,
                           const std::string& path) {
    detail::GdalScope scope;
    auto* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    detail::GridDataset dataset(
        driver->Create(file.c_str(), static_cast<int>(header.columns), static_cast<int>(header.rows), 1, GDT_Float32,
                       creation_options(options).List()),
        [](GDALDataset* made) { GDALClose(made); });
    if (dataset == nullptr) {
        fail(path, scope.take_error());
    }
    const bool taken = describe(*dataset, header);
    // Has the directory written now: GDAL 3.6 waits for ever when that fails while threads compress the first blocks.
    std::vector<float> block(tile * tile);
    const auto ready = dataset->GetRasterBand(1)->ReadBlock(0, 0, block.data());
    insist(taken && ready == CE_None, scope, path);
    return dataset;
}

} // namespace

GridHeader header_of(const Grid& grid) {
    return {grid.frame, grid.place, grid.columns, grid.rows, grid.nodata};
}

struct GridWriter::State {
    State(const std::string& target, GridHeader given, const GridSinkOptions& sink, bool sound)
        : path((check(target, given, sound, sink.overwrite), target)),
          header(std::move(given)),
          options(sink),
          workshop(path, sink.overwrite),
          dataset(create(workshop.file(), header, options, path)),
          blocks(header) {}

    ~State() {
        const detail::GdalScope scope; // what GDAL says of a file that is given up is of no use
        dataset.reset();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    /// A row of blocks.
    void write_blocks(std::span<const float> rows) {
        detail::GdalScope scope;
        insist(blocks.write(*dataset->GetRasterBand(1), rows.data(), rows.size() / header.columns), scope, path);
    }

    void close() {
        detail::GdalScope scope;
        dataset.reset(); // the last tiles and the directory are written now
        insist(true, scope, path);
    }

    std::string path;
    GridHeader header;
    GridSinkOptions options;
    detail::Workshop workshop;
    detail::GridDataset dataset;
    detail::GridBlocks blocks;
    std::vector<float> waiting; ///< rows that are not a row of blocks yet
    bool compared = false;      ///< the closed file is what was given
};

GridWriter::GridWriter(const std::string& path, GridHeader header, const GridSinkOptions& options) {
    const bool sound = is_placed(header);
    state_ = std::make_unique<State>(path, std::move(header), options, sound);
}
GridWriter::~GridWriter() = default;
GridWriter::GridWriter(GridWriter&& other) noexcept = default;
GridWriter& GridWriter::operator=(GridWriter&& other) noexcept = default;

void GridWriter::write(std::span<const float> rows) {
    auto& state = *state_;
    const auto row_of_blocks = tile * state.header.columns;
    while (!rows.empty()) {
        if (state.waiting.empty() && rows.size() >= row_of_blocks) {
            state.write_blocks(rows.first(row_of_blocks));
            rows = rows.subspan(row_of_blocks);
            continue;
        }
        const auto count = std::min(rows.size(), row_of_blocks - state.waiting.size());
        state.waiting.insert(state.waiting.end(), rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(count));
        rows = rows.subspan(count);
        if (state.waiting.size() == row_of_blocks) {
            state.write_blocks(state.waiting);
            state.waiting.clear();
        }
    }
}

void GridWriter::close() {
    auto& state = *state_;
    if (state.compared) {
        return;
    }
    if (!state.waiting.empty()) {
        state.write_blocks(state.waiting);
    }
    std::vector<float>().swap(state.waiting);
    state.close();
    try {
        detail::GridAgain again{state.workshop.file(), state.path, state.header, state.options.threads};
        compare(again, state.blocks);
    } catch (const SourceError& error) {
        fail(state.path, error.what());
    }
    state.compared = true;
}

void GridWriter::finish() {
    close();
    state_->workshop.deliver(side_files(state_->path));
}

void write_grid(const std::string& path, const Grid& grid, const GridSinkOptions& options) {
    check(path, header_of(grid), is_sound(grid), options.overwrite);
    GridWriter writer(path, header_of(grid), options);
    const auto rows = tile * grid.columns;
    for (std::size_t at = 0; at < grid.values.size(); at += rows) {
        writer.write(std::span(grid.values).subspan(at, std::min(rows, grid.values.size() - at)));
    }
    writer.finish();
}

} // namespace kerb::io
