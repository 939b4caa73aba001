#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/io/grid_file.hpp>
#include <kerb/io/grid_windows.hpp>

#include "grid_source.hpp"

namespace kerb::io {

GridRead read_grid(const std::string& path, const GridSourceOptions& options, const Progress& progress) {
    detail::GdalScope scope;
    detail::GridSource source(path, options, scope);
    source.check_cells();
    source.place();
    const auto& header = source.header;
    GridRead read;
    read.unit = source.unit;
    read.grid = Grid::filled(header.columns, header.rows, header.place, header.frame);
    auto& values = read.grid.values;
    source.read_whole(values.data(), scope, progress);
    source.check_scope(scope);
    if (header.nodata && std::find(values.begin(), values.end(), *header.nodata) == values.end()) {
        read.grid.nodata = header.nodata;
    }
    read.issues = source.take_issues();
    return read;
}

struct GridReader::State {
    State(const std::string& path, const GridSourceOptions& options, detail::GdalScope&& scope)
        : source(path, options, scope) {
        source.place();
        source.check_scope(scope);
    }

    void read_text(const CellWindow& window, float* to, std::size_t stride, detail::GdalScope& scope) {
        const auto& header = source.header;
        if (text.empty()) {
            source.check_cells();
            text.resize(header.columns * header.rows);
            source.read_whole(text.data(), scope, {});
        }
        for (std::size_t row = 0; row < window.rows; ++row) {
            std::copy_n(text.data() + (window.row + row) * header.columns + window.column, window.columns,
                        to + row * stride);
        }
    }

    detail::GridSource source;
    std::vector<float> text; ///< values of an ASCII grid, once they were asked for
};

GridReader::GridReader(const std::string& path, const GridSourceOptions& options)
    : state_(std::make_unique<State>(path, options, detail::GdalScope())) {}
GridReader::~GridReader() = default;
GridReader::GridReader(GridReader&& other) noexcept = default;
GridReader& GridReader::operator=(GridReader&& other) noexcept = default;

const GridHeader& GridReader::header() const {
    return state_->source.header;
}

const std::string& GridReader::unit() const {
    return state_->source.unit;
}

bool GridReader::is_text() const {
    return state_->source.is_text();
}

std::size_t GridReader::block_columns() const {
    return static_cast<std::size_t>(state_->source.block_columns);
}

std::size_t GridReader::block_rows() const {
    return static_cast<std::size_t>(state_->source.block_rows);
}

void GridReader::read(const CellWindow& window, float* to, std::size_t stride) {
    detail::GdalScope scope;
    auto& source = state_->source;
    if (source.is_text()) {
        state_->read_text(window, to, stride, scope);
    } else {
        source.read(window, to, stride, scope);
    }
    source.check_scope(scope);
}

std::vector<Issue> GridReader::take_issues() {
    return state_->source.take_issues();
}

} // namespace kerb::io
