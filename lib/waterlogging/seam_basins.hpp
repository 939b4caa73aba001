// Which lowest place each basin of each tile drains to, when tiles come one after the other.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <kerb/waterlogging/depression_tiles.hpp>

#include "sheet_forest.hpp"

namespace kerb::waterlogging::detail {

class SeamBasins {
public:
    explicit SeamBasins(const DepressionPlan& plan) : plan_(plan), tiles_(plan.tiles()), leaf_of_(plan.tiles()) {}

    /// Basins that end inside their tile are new leaves; the others wait. \pre tiles come in their order
    void add(TileSummary& summary, Leaves& leaves);
    /// From tile to tile, until a pit or the end of the map.
    void resolve(Leaves& leaves);
    /// [tile][basin of the tile] → leaf
    [[nodiscard]] std::vector<std::vector<std::uint32_t>>& leaf_of() { return leaf_of_; }

private:
    /// A basin whose water leaves its tile.
    struct Outlet {
        std::uint32_t basin = 0, cell = 0, cells = 0; ///< `cell`: the first beyond; `cells`: in the basin
        std::uint8_t rim = 0;
    };
    struct Tile {
        std::vector<Outlet> outlets;
        std::vector<std::uint32_t> border; ///< see TileSummary
    };
    std::uint32_t follow(std::size_t tile, std::uint32_t basin);

    const DepressionPlan& plan_;
    std::vector<Tile> tiles_;
    std::vector<std::vector<std::uint32_t>> leaf_of_;
    std::vector<std::pair<std::size_t, std::uint32_t>> chain_;
};

/// Basin of a tile's cell at its border. \param border see TileSummary
[[nodiscard]] std::uint32_t border_basin(const DepressionPlan& plan, std::size_t tile,
                                         const std::vector<std::uint32_t>& border, std::uint32_t cell);

} // namespace kerb::waterlogging::detail
