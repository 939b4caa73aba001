#include <algorithm>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/depression_tiles.hpp>
#include <kerb/waterlogging/depressions.hpp>

#include "curves.hpp"
#include "height_key.hpp"

namespace kerb::waterlogging {
namespace {

constexpr std::size_t block = 1U << 16U;

/// A tile's basins go to their rows in the map.
void put(const DepressionPlan& plan, std::size_t tile, const std::vector<std::uint32_t>& from,
         std::vector<std::uint32_t>& to) {
    const auto own = plan.own(tile);
    for (std::size_t row = 0; row < own.rows; ++row) {
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(row * own.columns), own.columns,
                    to.begin() + static_cast<std::ptrdiff_t>((own.row + row) * plan.columns() + own.column));
    }
}

/// From a tile's own numbers to leaf basins.
void rename(const DepressionPlan& plan, std::size_t tile, const std::vector<std::uint32_t>& leaf_of,
            std::vector<std::uint32_t>& basin) {
    const auto own = plan.own(tile);
    for (std::size_t row = 0; row < own.rows; ++row) {
        auto* at = basin.data() + (own.row + row) * plan.columns() + own.column;
        for (std::size_t column = 0; column < own.columns; ++column) {
            at[column] = at[column] == no_basin ? no_basin : leaf_of[at[column]];
        }
    }
}

BasinSummary summarize_tiles(const Grid& terrain, const DepressionPlan& plan, Threads threads,
                             std::vector<std::uint32_t>& basin) {
    std::vector<BasinSummary> parts(plan.tiles());
    for_each_block(plan.tiles(), 1, threads, [&](std::size_t begin, std::size_t end) {
        for (auto tile = begin; tile < end; ++tile) {
            auto made = tile_basins(plan, tile, cells_of(plan, tile, terrain));
            put(plan, tile, made.basin, basin);
            parts[tile].tiles.push_back(std::move(made.summary));
        }
    });
    BasinSummary all;
    for (auto& part : parts) {
        merge(all, std::move(part));
    }
    return all;
}

/// A surface made cell by cell.
template <typename Value>
Grid surface(const Grid& terrain, Threads threads, const Value& value) {
    Grid made;
    made.frame = terrain.frame;
    made.place = terrain.place;
    made.columns = terrain.columns;
    made.rows = terrain.rows;
    made.values.resize(terrain.values.size());
    for_each_block(made.values.size(), block, threads, [&](std::size_t begin, std::size_t end) {
        for (auto cell = begin; cell < end; ++cell) {
            made.values[cell] = value(cell);
        }
    });
    return made;
}

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

} // namespace

Depressions find_depressions(const Grid& terrain, const DepressionOptions& options, const Progress& progress) {
    if (!is_sound(terrain)) {
        throw UsageError({"depressions.unsound", {}});
    }
    const DepressionPlan plan(terrain.columns, terrain.rows, options.rim, options.tile_size);
    Depressions found;
    found.basin.resize(terrain.values.size());
    report_progress(progress, "progress.basins", 0);
    auto summary = summarize_tiles(terrain, plan, options.threads, found.basin);
    report_progress(progress, "progress.basins", 0.4);
    auto forest = finish_tree(plan, std::move(summary), options.threads);
    for_each_block(plan.tiles(), 1, options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto tile = begin; tile < end; ++tile) {
            rename(plan, tile, forest.leaf_of[tile], found.basin);
        }
    });
    found.tree = std::move(forest.tree);
    report_progress(progress, "progress.basins", 0.6);
    if (options.curves) {
        detail::add_curves(terrain, found.basin, found.tree, options.threads);
    }
    report_progress(progress, "progress.basins", 1);
    return found;
}

std::vector<float> full_levels(const DepressionTree& tree) {
    std::vector<float> level(tree.nodes.size(), -std::numeric_limits<float>::infinity());
    for (auto node = static_cast<std::uint32_t>(tree.nodes.size()); node-- > 1;) {
        const auto& n = tree.nodes[node];
        const auto own = std::isfinite(n.sill_m) ? n.sill_m : n.floor_m;
        level[node] = n.parent == off_map ? own : std::max(own, level[n.parent]);
    }
    level.resize(tree.leaves + 1);
    return level;
}

Grid filled_surface(const Grid& terrain, const Depressions& depressions, Threads threads) {
    const auto levels = full_levels(depressions.tree);
    const auto& basin = depressions.basin;
    auto filled = surface(terrain, threads, [&](std::size_t cell) {
        const auto z = terrain.values[cell];
        return basin[cell] == no_basin ? no_value : std::max(z, levels[basin[cell]]);
    });
    filled.nodata = terrain.nodata;
    return filled;
}

Grid depth_surface(const Grid& terrain, const std::vector<std::uint32_t>& basin, const std::vector<float>& levels_m,
                   Threads threads) {
    return surface(terrain, threads, [&](std::size_t cell) {
        if (basin[cell] == no_basin) {
            return no_value;
        }
        return basin[cell] == off_map ? 0.0F : std::max(levels_m[basin[cell]] - terrain.values[cell], 0.0F);
    });
}

} // namespace kerb::waterlogging
