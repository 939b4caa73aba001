// Second pass: which sheet covers each cell, and what the sheets hold.
#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/waterlogging/depression_sheets.hpp>

#include "descent.hpp"
#include "height_key.hpp"
#include "strip_reader.hpp"

namespace kerb::waterlogging {
namespace {

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

/// Of a basin of a tile: cells under water and the sum of their heights.
struct Measure {
    std::uint32_t cells = 0;
    std::int64_t height = 0;
};

class SecondPass {
public:
    SecondPass(const DepressionPlan& plan, const TerrainRows& terrain, const DepressionSheets& sheets, Threads threads)
        : plan_(plan), terrain_(terrain), sheets_(sheets), threads_(threads) {}

    /// \param measured where the sheets' cells and heights go; null: nowhere
    void run(DepressionSheets* measured, const std::function<void(const SheetRows&)>& visit, const Progress& progress) {
        detail::StripReader reader(plan_, terrain_);
        const auto across = (plan_.columns() + plan_.tile_size() - 1) / plan_.tile_size();
        std::vector<std::vector<Measure>> measures(across);
        for (std::size_t first = 0; first < plan_.tiles(); first += across) {
            report_progress(progress, "progress.basins",
                            0.5 + 0.5 * static_cast<double>(first) / static_cast<double>(plan_.tiles()));
            const auto own = plan_.own(first);
            reader.see(first);
            covered_.resize(own.rows * plan_.columns());
            for_each_block(across, 1, threads_, [&](std::size_t begin, std::size_t end) {
                for (auto i = begin; i < end; ++i) {
                    cover(first + i, reader.cells(first + i), measures[i]);
                }
            });
            for (std::size_t i = 0; measured != nullptr && i < across; ++i) {
                add(*measured, first + i, measures[i]);
            }
            visit({own.row, own.rows, {reader.row(own.row), covered_.size()}, covered_});
        }
    }

private:
    /// Labels a tile's cells. Whether water covers a cell depends on its height alone, once its basin is known.
    void cover(std::size_t tile, const TileCells& cells, std::vector<Measure>& measures) {
        detail::Descent descent(plan_, tile, cells);
        descent.run();
        const auto& sheet_of = sheets_.sheet_of[tile];
        const auto own = plan_.own(tile);
        measures.assign(descent.ends.size(), {});
        std::vector<detail::HeightKey> level(descent.ends.size(), detail::lowest_key);
        for (std::size_t basin = 0; basin < level.size(); ++basin) {
            if (sheet_of[basin] != 0) {
                level[basin] = detail::key_of(sheets_.sill_m[sheet_of[basin] - 1]);
            }
        }
        for (std::size_t row = 0; row < own.rows; ++row) {
            const auto begin = descent.at(0, row);
            auto* to = covered_.data() + row * plan_.columns() + own.column;
            for (std::size_t column = 0; column < own.columns; ++column) {
                const auto basin = descent.basin[begin + column];
                const auto key = descent.key[begin + column];
                const bool under = basin != detail::Descent::none && key < level[basin];
                to[column] = under ? sheet_of[basin] : 0;
                if (under) {
                    ++measures[basin].cells;
                    measures[basin].height += detail::quanta_of(detail::height_of(key));
                }
            }
        }
    }

    void add(DepressionSheets& measured, std::size_t tile, const std::vector<Measure>& measures) const {
        for (std::size_t basin = 0; basin < measures.size(); ++basin) {
            if (measures[basin].cells > 0) {
                const auto sheet = sheets_.sheet_of[tile][basin] - 1;
                measured.cells[sheet] += measures[basin].cells;
                measured.height[sheet] += measures[basin].height;
            }
        }
    }

    const DepressionPlan& plan_;
    const TerrainRows& terrain_;
    const DepressionSheets& sheets_;
    Threads threads_;
    std::vector<std::uint32_t> covered_;
};

template <typename Value>
void each_cell(const SheetRows& rows, const Value& dry, const DepressionSheets& sheets, std::span<float> to) {
    for (std::size_t cell = 0; cell < to.size(); ++cell) {
        const auto z = rows.elevation_m[cell];
        const auto sheet = rows.sheet[cell];
        to[cell] = sheet == 0 ? (std::isfinite(z) ? dry(z) : no_value) : dry.wet(sheets.sill_m[sheet - 1], z);
    }
}

struct Filled {
    float operator()(float z) const { return z; }
    [[nodiscard]] static float wet(float level, float) { return level; }
};
struct Depth {
    float operator()(float) const { return 0; }
    [[nodiscard]] static float wet(float level, float z) { return level - z; }
};

} // namespace

TerrainRows rows_of(const Grid& terrain) {
    const auto read = [&terrain](std::size_t row, std::size_t count, float* to) {
        const auto from = terrain.values.begin() + static_cast<std::ptrdiff_t>(terrain.index({0, row}));
        std::transform(from, from + static_cast<std::ptrdiff_t>(count * terrain.columns), to,
                       [&terrain](float z) { return terrain.is_value(z) ? z : no_value; });
    };
    return {terrain.columns, terrain.rows, 1, read};
}

Volume DepressionSheets::capacity(std::size_t sheet) const {
    return std::int64_t{cells[sheet]} * detail::quanta_of(sill_m[sheet]) - height[sheet];
}

void visit_rows(const DepressionPlan& plan, const TerrainRows& terrain, const DepressionSheets& sheets, Threads threads,
                const std::function<void(const SheetRows&)>& visit, const Progress& progress) {
    SecondPass(plan, terrain, sheets, threads).run(nullptr, visit, progress);
}

void measure_rows(const DepressionPlan& plan, const TerrainRows& terrain, DepressionSheets& sheets, Threads threads,
                  const std::function<void(const SheetRows&)>& visit, const Progress& progress) {
    sheets.cells.assign(sheets.size(), 0);
    sheets.height.assign(sheets.size(), 0);
    SecondPass(plan, terrain, sheets, threads).run(&sheets, visit, progress);
    sheets.summary.capacity = 0;
    for (std::size_t sheet = 0; sheet < sheets.size(); ++sheet) {
        sheets.summary.capacity += sheets.capacity(sheet);
    }
}

Depression depression_of(const DepressionSheets& sheets, std::uint32_t sheet, const GridPlacement& place,
                         std::size_t columns) {
    const double cell_m2 = place.cell_width * place.cell_height;
    const auto centre = [&](std::uint32_t cell) { return centre_of(place, {cell % columns, cell / columns}); };
    Depression depression;
    depression.node = sheet;
    depression.pit = centre(sheets.pit[sheet]);
    depression.spill = centre(sheets.pass[sheet]);
    depression.pit_m = sheets.pit_m[sheet];
    depression.sill_m = sheets.sill_m[sheet];
    depression.area_m2 = sheets.cells[sheet] * cell_m2;
    depression.volume_m3 = static_cast<double>(sheets.capacity(sheet)) * height_quantum_m * cell_m2;
    depression.catchment_m2 = sheets.catchment_cells[sheet] * cell_m2;
    depression.edge_limited = sheets.touches_rim[sheet] != 0;
    return depression;
}

bool comes_before(const DepressionSheets& sheets, std::uint32_t a, std::uint32_t b) {
    return std::tuple(-sheets.capacity(a), sheets.pit[a]) < std::tuple(-sheets.capacity(b), sheets.pit[b]);
}

void fill_rows(const SheetRows& rows, const DepressionSheets& sheets, std::span<float> filled_m) {
    each_cell(rows, Filled{}, sheets, filled_m);
}

void depth_rows(const SheetRows& rows, const DepressionSheets& sheets, std::span<float> depth_m) {
    each_cell(rows, Depth{}, sheets, depth_m);
}

} // namespace kerb::waterlogging
