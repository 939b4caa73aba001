// Outlines of labelled cells without the grid that they are from: label by label they are laid out on sheets.
#include <algorithm>
#include <tuple>

#include <kerb/io/grid_shapes.hpp>

namespace kerb::io {
namespace {

constexpr std::size_t sheet_cells = std::size_t{1} << 19U; ///< drawn at once, unless one label needs more
constexpr std::size_t sheet_columns = 1024;
constexpr std::int64_t cell_bytes = 12; ///< of a sheet: the labels, twice while they are handed over, and GDAL's

} // namespace

/// Some labels side by side, shelf above shelf, a cell apart.
struct RunOutlines::Sheet {
    struct Item {
        std::uint32_t label = 0;
        std::size_t column = 0, row = 0; ///< where its first cell lies on the sheet
        std::size_t first_run = 0, end_run = 0;
    };
    std::vector<Item> items;
    std::size_t columns = 0, rows = 0;      ///< used
    std::size_t next_column = 0, shelf = 0; ///< where the next goes

    [[nodiscard]] bool has_room(std::size_t width, std::size_t height) const {
        const bool beside = next_column + width <= std::max(columns, sheet_columns);
        const auto top = beside ? shelf : rows + 1;
        const auto wide = std::max({columns, beside ? next_column + width : width});
        return items.empty() || wide * std::max(rows, top + height) <= sheet_cells;
    }
    void put(std::uint32_t label, std::size_t width, std::size_t height) {
        if (next_column > 0 && next_column + width > std::max(columns, sheet_columns)) {
            shelf = rows + 1;
            next_column = 0;
        }
        items.push_back({label, next_column, shelf, 0, 0});
        next_column += width + 1;
        columns = std::max(columns, next_column - 1);
        rows = std::max(rows, shelf + height);
    }
};

RunOutlines::RunOutlines(const GridPlacement& place, std::size_t count) : place_(place), extents_(count) {}

void RunOutlines::add(std::uint32_t label, std::size_t row, std::size_t first, std::size_t end) {
    const Run run{label, static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(first),
                  static_cast<std::uint32_t>(end)};
    runs_.push_back(run);
    auto& extent = extents_[label - 1];
    if (extent.end_row == 0) {
        extent = {run.row, run.row, run.first, run.end};
    }
    extent.end_row = run.row + 1;
    extent.column = std::min(extent.column, run.first);
    extent.end_column = std::max(extent.end_column, run.end);
}

std::int64_t RunOutlines::memory() const {
    std::size_t largest = sheet_cells;
    for (const auto& extent : extents_) {
        largest = std::max(largest, std::size_t{extent.end_row - extent.row} * (extent.end_column - extent.column));
    }
    return static_cast<std::int64_t>(runs_.capacity() * sizeof(Run)) + static_cast<std::int64_t>(largest) * cell_bytes;
}

/// Draws the items of a sheet in cells and brings them to where they lie on the map.
void RunOutlines::draw(Sheet& sheet, std::vector<MultiPolygon>& found) const {
    std::vector<std::uint32_t> cells(sheet.columns * sheet.rows);
    for (std::size_t i = 0; i < sheet.items.size(); ++i) {
        const auto& item = sheet.items[i];
        const auto& extent = extents_[item.label - 1];
        for (auto at = item.first_run; at < item.end_run; ++at) {
            const auto& run = runs_[at];
            const auto row = cells.begin() + static_cast<std::ptrdiff_t>(
                                                 (item.row + run.row - extent.row) * sheet.columns + item.column);
            std::fill(row + (run.first - extent.column), row + (run.end - extent.column),
                      static_cast<std::uint32_t>(i + 1));
        }
    }
    auto drawn = outlines({{0, 0}, 1, 1, true}, sheet.columns, sheet.rows, cells, sheet.items.size());
    const double down = place_.south_up ? place_.cell_height : -place_.cell_height;
    for (std::size_t i = 0; i < sheet.items.size(); ++i) {
        const auto& item = sheet.items[i];
        const auto& extent = extents_[item.label - 1];
        const double columns = static_cast<double>(extent.column) - static_cast<double>(item.column);
        const double rows = static_cast<double>(extent.row) - static_cast<double>(item.row);
        const auto move = [&](Points& ring) {
            for (auto& p : ring) {
                p = {place_.origin.x + (p.x + columns) * place_.cell_width, place_.origin.y + (p.y + rows) * down};
            }
        };
        for (auto& polygon : drawn[i]) {
            move(polygon.outer);
            std::for_each(polygon.holes.begin(), polygon.holes.end(), move);
        }
        found[item.label - 1] = std::move(drawn[i]);
    }
    sheet = {};
}

std::vector<MultiPolygon> RunOutlines::finish() {
    std::sort(runs_.begin(), runs_.end(), [](const Run& a, const Run& b) {
        return std::tie(a.label, a.row, a.first) < std::tie(b.label, b.row, b.first);
    });
    std::vector<MultiPolygon> found(extents_.size());
    Sheet sheet;
    for (std::size_t begin = 0, end = 0; begin < runs_.size(); begin = end) {
        const auto label = runs_[begin].label;
        while (end < runs_.size() && runs_[end].label == label) {
            ++end;
        }
        const auto& extent = extents_[label - 1];
        const std::size_t width = extent.end_column - extent.column, height = extent.end_row - extent.row;
        if (!sheet.has_room(width, height)) {
            draw(sheet, found);
        }
        sheet.put(label, width, height);
        sheet.items.back().first_run = begin;
        sheet.items.back().end_run = end;
    }
    if (!sheet.items.empty()) {
        draw(sheet, found);
    }
    return found;
}

} // namespace kerb::io
