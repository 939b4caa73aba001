#include <cmath>
#include <filesystem>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>

#include "ascii_grid.hpp"
#include "gate.hpp"
#include "grid_dataset.hpp"

namespace kerb::io {
namespace {

using detail::Admitted;

GDALRasterBand& band_of(GDALDataset& dataset, const std::string& path, int wanted) {
    const int count = dataset.GetRasterCount();
    if ((wanted == 0 && count != 1) || wanted < 0 || wanted > count) {
        throw UsageError(Message{wanted == 0 ? "grid.which_band" : "grid.no_band",
                                 {{"file", path}, {"count", std::int64_t{count}}, {"band", std::int64_t{wanted}}}});
    }
    auto& band = *dataset.GetRasterBand(wanted == 0 ? 1 : wanted);
    if (GDALDataTypeIsComplex(band.GetRasterDataType()) != 0) {
        throw SourceError(Message{"grid.complex", {{"file", path}}});
    }
    return band;
}

/// Before any memory is taken: what the header promises may be anything.
void check_memory(GDALRasterBand& band, const Admitted& file, std::int64_t limit) {
    const auto columns = std::int64_t{band.GetXSize()}, rows = std::int64_t{band.GetYSize()};
    int block_columns = 0, block_rows = 0;
    band.GetBlockSize(&block_columns, &block_rows);
    // Where bands are interleaved, a block holds all of them.
    const double block = double{1} * block_columns * block_rows * band.GetDataset()->GetRasterCount() *
                         GDALGetDataTypeSizeBytes(band.GetRasterDataType());
    if (columns * rows > limit / 4 || (file.driver == "GTiff" && block > static_cast<double>(limit))) {
        throw ResourceError(Message{"grid.too_large",
                                    {{"file", file.path},
                                     {"columns", columns},
                                     {"rows", rows},
                                     {"limit", static_cast<double>(limit) * 0x1p-30}}});
    }
    // A value takes at least one byte: a text that is too short for all of them is read to say what is wrong.
    const auto cells = static_cast<std::uintmax_t>(columns * rows);
    if (file.driver == "AAIGrid" && cells > std::filesystem::file_size(file.path)) {
        detail::read_ascii_values(file.path, band.GetXSize(), band.GetYSize(), [](std::size_t, double) {});
    }
}

/// Stored numbers to values, in the grid.
class Filler {
public:
    Filler(Grid& grid, const detail::BandMeaning& meaning) : grid_(grid), meaning_(meaning) {
        constexpr double largest = std::numeric_limits<float>::max();
        if (meaning.nodata && meaning.plain() && std::abs(*meaning.nodata) <= largest) {
            const auto number = static_cast<float>(*meaning.nodata);
            keep_ = meaning.compare_as_float || number == *meaning.nodata;
            marker_ = number;
        }
    }

    void put(std::size_t index, double stored) {
        auto& value = grid_.values[index];
        value = std::numeric_limits<float>::quiet_NaN();
        if (meaning_.is_nodata(stored)) {
            return;
        }
        value = static_cast<float>(meaning_.plain() ? stored : stored * meaning_.scale + meaning_.offset);
        lost_ += !std::isfinite(value) ? 1 : 0;
        keep_ = keep_ && value != marker_;
    }

    /// Values that a float cannot hold.
    [[nodiscard]] std::int64_t finish() {
        if (keep_) {
            grid_.nodata = marker_;
        }
        return lost_;
    }

private:
    Grid& grid_;
    const detail::BandMeaning& meaning_;
    bool keep_ = false;
    float marker_ = 0;
    std::int64_t lost_ = 0;
};

Issue issue(const char* code, std::vector<std::pair<std::string, MessageValue>> arguments) {
    Issue made;
    made.reason = code;
    made.message = Message{code, std::move(arguments)};
    return made;
}

std::string unit_of(GDALDataset& dataset, GDALRasterBand& band) {
    const char* unit = band.GetUnitType();
    if (unit != nullptr && *unit != '\0') {
        return unit;
    }
    const auto* reference = dataset.GetSpatialRef();
    const char* name = nullptr;
    if (reference != nullptr && reference->IsCompound() != 0) {
        reference->GetTargetLinearUnits("VERT_CS", &name);
    }
    return name == nullptr ? "" : name;
}

void fill(Grid& grid, GDALRasterBand& band, const Admitted& file, detail::GdalScope& scope, Filler& filler,
          const Progress& progress) {
    const auto report = [&](std::size_t index) {
        report_progress(progress, "stage.read", static_cast<double>(index) / static_cast<double>(grid.values.size()));
    };
    if (file.driver == "AAIGrid") {
        detail::read_ascii_values(file.path, grid.columns, grid.rows, [&](std::size_t index, double stored) {
            if (index % (std::size_t{1} << 20U) == 0) {
                report(index);
            }
            filler.put(index, stored);
        });
        return;
    }
    detail::for_each_run(band, file.path, scope, [&](Cell first, std::span<const double> stored) {
        const auto begin = grid.index(first);
        if (first.column == 0 && first.row % 256 == 0) {
            report(begin);
        }
        for (std::size_t i = 0; i < stored.size(); ++i) {
            filler.put(begin + i, stored[i]);
        }
    });
}

} // namespace

GridRead read_grid(const std::string& path, const GridSourceOptions& options, const Progress& progress) {
    detail::GdalScope scope;
    const auto file = detail::admit_grid(path, options.size_limit);
    const auto dataset = detail::open_grid(file, scope);
    auto& band = band_of(*dataset, path, options.band);
    check_memory(band, file, options.memory_limit);
    const auto place = detail::placement_of(*dataset, path);
    auto frame = detail::stated_frame(*dataset);
    if (!frame && options.source_crs) {
        frame = Frame::from(*options.source_crs);
    }
    GridRead read;
    read.unit = unit_of(*dataset, band);
    read.grid = Grid::filled(static_cast<std::size_t>(band.GetXSize()), static_cast<std::size_t>(band.GetYSize()),
                             place, std::move(frame));
    const auto meaning = detail::meaning_of(band);
    Filler filler(read.grid, meaning);
    fill(read.grid, band, file, scope, filler, progress);
    if (const auto error = scope.take_error(); !error.empty()) {
        throw SourceError(Message{"source.unreadable", {{"file", path}, {"why", error}}});
    }
    if (const auto lost = filler.finish(); lost > 0) {
        read.issues.push_back(issue("grid.out_of_range", {{"file", path}, {"count", lost}}));
    }
    for (const auto& text : scope.take_warnings()) {
        read.issues.push_back(issue("grid.warning", {{"file", path}, {"text", text}}));
    }
    return read;
}

} // namespace kerb::io
