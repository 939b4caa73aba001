#include "grid_source.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <system_error>

#include <kerb/base/error.hpp>

#include "ascii_grid.hpp"
#include "readable.hpp"

namespace kerb::io::detail {
namespace {

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

/// The number that stands for "no value", where a float is that number.
std::optional<float> float_nodata(const BandMeaning& meaning) {
    constexpr double largest = std::numeric_limits<float>::max();
    if (!meaning.nodata || !meaning.plain() || !(std::abs(*meaning.nodata) <= largest)) {
        return std::nullopt;
    }
    const auto number = static_cast<float>(*meaning.nodata);
    return meaning.compare_as_float || number == *meaning.nodata ? std::optional(number) : std::nullopt;
}

[[noreturn]] void too_large(const Admitted& file, GDALRasterBand& band, std::int64_t limit) {
    throw ResourceError(Message{"grid.too_large",
                                {{"file", file.path},
                                 {"columns", std::int64_t{band.GetXSize()}},
                                 {"rows", std::int64_t{band.GetYSize()}},
                                 {"limit", static_cast<double>(limit) * 0x1p-30}}});
}

} // namespace

float ValueReader::operator()(double stored) {
    if (meaning_.is_nodata(stored)) {
        return std::numeric_limits<float>::quiet_NaN();
    }
    const auto value = static_cast<float>(meaning_.plain() ? stored : stored * meaning_.scale + meaning_.offset);
    lost_ += !std::isfinite(value) ? 1 : 0;
    return value;
}

void ValueReader::convert(float* stored, std::size_t count) {
    const bool marked = meaning_.nodata.has_value();
    const auto marker = marked ? static_cast<float>(*meaning_.nodata) : 0.0F;
    for (std::size_t i = 0; i < count; ++i) {
        lost_ += std::isinf(stored[i]) && !(marked && stored[i] == marker) ? 1 : 0;
        stored[i] = marked && stored[i] == marker ? std::numeric_limits<float>::quiet_NaN() : stored[i];
    }
}

GridSource::GridSource(const std::string& path, const GridSourceOptions& options, GdalScope& scope)
    : path_(path),
      options_(options),
      file_(admit_grid(path, options.size_limit)),
      dataset_(open_grid(file_, scope)),
      band_(&band_of(*dataset_, path, options.band)),
      values_(meaning_of(*band_)) {
    band_->GetBlockSize(&block_columns, &block_rows);
    check_block();
    header.columns = static_cast<std::size_t>(band_->GetXSize());
    header.rows = static_cast<std::size_t>(band_->GetYSize());
    header.nodata = float_nodata(meaning_of(*band_));
}

void GridSource::place() {
    header.place = placement_of(*dataset_, path_);
    header.frame = stated_frame(*dataset_);
    if (!header.frame && options_.source_crs) {
        header.frame = Frame::from(*options_.source_crs);
    }
    unit = unit_of(*dataset_, *band_);
}

/// Before any memory is taken: what the header promises may be anything.
void GridSource::check_block() const {
    // Where bands are interleaved, a block holds all of them.
    const double block = double{1} * block_columns * block_rows * band_->GetDataset()->GetRasterCount() *
                         GDALGetDataTypeSizeBytes(band_->GetRasterDataType());
    if (!is_text() && block > static_cast<double>(options_.memory_limit)) {
        too_large(file_, *band_, options_.memory_limit);
    }
}

void GridSource::check_cells() const {
    const auto columns = std::int64_t{band_->GetXSize()}, rows = std::int64_t{band_->GetYSize()};
    if (columns * rows > options_.memory_limit / 4) {
        too_large(file_, *band_, options_.memory_limit);
    }
    if (!is_text()) {
        return;
    }
    // A value takes at least one byte: a text that is too short for all of them is read to say what is wrong.
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file_.path, error);
    if (error) {
        unreadable(file_.path);
    }
    if (static_cast<std::uintmax_t>(columns * rows) > bytes) {
        read_ascii_values(file_.path, header.columns, header.rows, [](std::size_t, double) {});
    }
}

void GridSource::read(const CellWindow& window, float* to, std::size_t stride, GdalScope& scope) {
    if (band_->GetRasterDataType() == GDT_Float32 && values_.plain() && !is_masked(*band_)) {
        read_floats(*band_, window, file_.path, scope, to, stride);
        for (std::size_t row = 0; row < window.rows; ++row) {
            values_.convert(to + row * stride, window.columns);
        }
        return;
    }
    for_each_run(*band_, window, file_.path, scope, [&](Cell first, std::span<const double> stored) {
        auto* at = to + (first.row - window.row) * stride + (first.column - window.column);
        for (const auto number : stored) {
            *at++ = values_(number);
        }
    });
}

void GridSource::read_whole(float* to, GdalScope& scope, const Progress& progress) {
    const auto cells = header.columns * header.rows;
    const auto report = [&](std::size_t index) {
        report_progress(progress, "stage.read", static_cast<double>(index) / static_cast<double>(cells));
    };
    if (is_text()) {
        read_ascii_values(file_.path, header.columns, header.rows, [&](std::size_t index, double stored) {
            if (index % (std::size_t{1} << 20U) == 0) {
                report(index);
            }
            to[index] = values_(stored);
        });
        return;
    }
    const auto step = std::max<std::size_t>(static_cast<std::size_t>(block_rows), 256);
    for (std::size_t row = 0; row < header.rows; row += step) {
        report(row * header.columns);
        read({0, row, header.columns, std::min(step, header.rows - row)}, to + row * header.columns, header.columns,
             scope);
    }
}

void GridSource::check_scope(GdalScope& scope) {
    if (const auto error = scope.take_error(); !error.empty()) {
        throw SourceError(Message{"source.unreadable", {{"file", path_}, {"why", error}}});
    }
    for (auto& text : scope.take_warnings()) {
        if (text.find("Incorrect count") != std::string::npos) { // rows of which the file has nothing would read as 0
            throw SourceError(Message{"source.unreadable", {{"file", path_}, {"why", text}}});
        }
        warnings_.push_back(std::move(text));
    }
}

std::vector<Issue> GridSource::take_issues() {
    std::vector<Issue> issues;
    if (const auto lost = values_.lost() - told_; lost > 0) {
        issues.push_back(issue("grid.out_of_range", {{"file", path_}, {"count", lost}}));
    }
    told_ = values_.lost();
    for (const auto& text : warnings_) {
        issues.push_back(issue("grid.warning", {{"file", path_}, {"text", text}}));
    }
    warnings_.clear();
    return issues;
}

} // namespace kerb::io::detail
