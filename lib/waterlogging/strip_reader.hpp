// A terrain's rows, a row of tiles and one more row on each side at a time.
#pragma once

#include <algorithm>
#include <vector>

#include <kerb/waterlogging/depression_sheets.hpp>

namespace kerb::waterlogging::detail {

class StripReader {
public:
    StripReader(const DepressionPlan& plan, const TerrainRows& terrain) : plan_(plan), terrain_(terrain) {
        rows_.resize(capacity(plan, terrain) * terrain.columns);
    }

    /// Rows that are held.
    [[nodiscard]] static std::size_t capacity(const DepressionPlan& plan, const TerrainRows& terrain) {
        return std::min(terrain.rows, plan.tile_size() + 2 + std::max<std::size_t>(terrain.block_rows, 1));
    }

    /// Lets rows go that come before those which a tile sees and reads on to the last that it sees. \pre tiles ascend
    void see(std::size_t tile) {
        const auto seen = plan_.seen(tile);
        const auto let_go = std::min(seen.row, end_) - std::min(first_, end_);
        std::copy(rows_.begin() + static_cast<std::ptrdiff_t>(let_go * terrain_.columns),
                  rows_.begin() + static_cast<std::ptrdiff_t>((end_ - first_) * terrain_.columns), rows_.begin());
        first_ += let_go;
        const auto block = std::max<std::size_t>(terrain_.block_rows, 1);
        while (end_ < seen.row + seen.rows) {
            // Whole blocks, so that none is read twice.
            const auto wanted = (seen.row + seen.rows + block - 1) / block * block;
            const auto count = std::min(wanted, terrain_.rows) - end_;
            terrain_.read(end_, count, rows_.data() + (end_ - first_) * terrain_.columns);
            end_ += count;
        }
    }

    [[nodiscard]] TileCells cells(std::size_t tile) const {
        const auto seen = plan_.seen(tile);
        return {row(seen.row) + seen.column, terrain_.columns, std::nullopt};
    }
    /// \pre it is held
    [[nodiscard]] const float* row(std::size_t number) const {
        return rows_.data() + (number - first_) * terrain_.columns;
    }

private:
    const DepressionPlan& plan_;
    const TerrainRows& terrain_;
    std::vector<float> rows_;
    std::size_t first_ = 0, end_ = 0; ///< rows held
};

} // namespace kerb::waterlogging::detail
