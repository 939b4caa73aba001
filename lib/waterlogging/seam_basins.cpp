#include "seam_basins.hpp"

#include <algorithm>

#include "let_go.hpp"

namespace kerb::waterlogging::detail {
namespace {

constexpr std::uint32_t not_known = 0xfffffffeU;

} // namespace

std::uint32_t border_basin(const DepressionPlan& plan, std::size_t tile, const std::vector<std::uint32_t>& border,
                           std::uint32_t cell) {
    const auto own = plan.own(tile);
    const auto column = cell % plan.columns() - own.column, row = cell / plan.columns() - own.row;
    if (row == 0) {
        return border[column];
    }
    if (row + 1 == own.rows) {
        return border[own.columns + column];
    }
    return border[2 * own.columns + (column == 0 ? 0 : own.rows) + row];
}

void SeamBasins::add(TileSummary& summary, Leaves& leaves) {
    auto& tile = tiles_[summary.tile];
    auto& leaf_of = leaf_of_[summary.tile];
    leaf_of.assign(summary.ends.size(), off_map);
    for (std::uint32_t basin = 1; basin < summary.ends.size(); ++basin) {
        if (plan_.tile_at(summary.ends[basin]) == summary.tile) {
            leaf_of[basin] = static_cast<std::uint32_t>(leaves.size());
            leaves.add(summary.ends[basin], summary.end_m[basin], summary.cells[basin], summary.rim[basin] != 0);
        } else {
            leaf_of[basin] = not_known;
            tile.outlets.push_back({basin, summary.ends[basin], summary.cells[basin], summary.rim[basin]});
        }
    }
    tile.border = std::move(summary.border);
}

std::uint32_t SeamBasins::follow(std::size_t tile, std::uint32_t basin) {
    chain_.clear();
    while (leaf_of_[tile][basin] == not_known) {
        chain_.emplace_back(tile, basin);
        const auto& outlets = tiles_[tile].outlets;
        const auto outlet = std::lower_bound(outlets.begin(), outlets.end(), basin,
                                             [](const Outlet& o, std::uint32_t wanted) { return o.basin < wanted; });
        const auto cell = outlet->cell;
        tile = plan_.tile_at(cell);
        basin = border_basin(plan_, tile, tiles_[tile].border, cell);
    }
    const auto leaf = leaf_of_[tile][basin];
    for (const auto& [passed_tile, passed] : chain_) {
        leaf_of_[passed_tile][passed] = leaf;
    }
    return leaf;
}

void SeamBasins::resolve(Leaves& leaves) {
    for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
        for (const auto& outlet : tiles_[tile].outlets) {
            const auto leaf = follow(tile, outlet.basin);
            leaves.cells[leaf] += outlet.cells;
            leaves.state[leaf] |= outlet.rim != 0 ? 1 : 0;
        }
    }
    let_go(tiles_);
}

} // namespace kerb::waterlogging::detail
