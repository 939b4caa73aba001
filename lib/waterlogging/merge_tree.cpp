// One tree from the basins and passes of all tiles.
#include <algorithm>
#include <limits>
#include <numeric>

#include <kerb/waterlogging/depression_tiles.hpp>

#include "disjoint_sets.hpp"
#include "height_key.hpp"
#include "seam_basins.hpp"

namespace kerb::waterlogging {
namespace {

using detail::DisjointSets;

constexpr std::uint32_t not_known = 0xfffffffeU;

/// A pass between two leaf basins.
struct Pass {
    std::uint64_t order = 0;
    std::uint32_t here = 0, there = 0, direction = 0;
};

/// A value, not a function: it is compiled into the sort.
constexpr auto lower = [](const Pass& a, const Pass& b) {
    return a.order != b.order ? a.order < b.order : a.direction < b.direction;
};

/// Leaf basins of all tiles' basins.
class Resolver {
public:
    Resolver(const DepressionPlan& plan, const std::vector<TileSummary>& tiles, Threads threads)
        : plan_(plan), tiles_(tiles), leaf_of_(tiles.size()) {
        find_pits(threads);
        for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
            for (std::uint32_t basin = 0; basin < leaf_of_[tile].size(); ++basin) {
                resolve(tile, basin);
            }
        }
    }
    [[nodiscard]] const std::vector<std::uint32_t>& pits() const { return pits_; }
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> take() { return std::move(leaf_of_); }

private:
    [[nodiscard]] bool ends_inside(std::size_t tile, std::uint32_t basin) const {
        return plan_.tile_at(tiles_[tile].ends[basin]) == tile;
    }

    void find_pits(Threads threads) {
        for (std::size_t tile = 0; tile < tiles_.size(); ++tile) {
            leaf_of_[tile].assign(tiles_[tile].ends.size(), not_known);
            leaf_of_[tile][0] = off_map;
            for (std::uint32_t basin = 1; basin < tiles_[tile].ends.size(); ++basin) {
                if (ends_inside(tile, basin)) {
                    pits_.push_back(tiles_[tile].ends[basin]);
                }
            }
        }
        const auto middle = pits_.begin() + static_cast<std::ptrdiff_t>(pits_.size() / 2);
        run_both(
            threads, [&] { std::sort(pits_.begin(), middle); }, [&] { std::sort(middle, pits_.end()); });
        std::inplace_merge(pits_.begin(), middle, pits_.end());
        for_each_block(tiles_.size(), 1, threads, [this](std::size_t begin, std::size_t end) {
            for (auto tile = begin; tile < end; ++tile) {
                number_pits(tile);
            }
        });
    }

    void number_pits(std::size_t tile) {
        const auto& ends = tiles_[tile].ends;
        for (std::uint32_t basin = 1; basin < ends.size(); ++basin) {
            if (ends_inside(tile, basin)) {
                const auto found = std::lower_bound(pits_.begin(), pits_.end(), ends[basin]);
                leaf_of_[tile][basin] = static_cast<std::uint32_t>(found - pits_.begin()) + 1;
            }
        }
    }

    /// From tile to tile, until a pit or the end of the map.
    void resolve(std::size_t tile, std::uint32_t basin) {
        chain_.clear();
        while (leaf_of_[tile][basin] == not_known) {
            chain_.emplace_back(tile, basin);
            const auto cell = tiles_[tile].ends[basin];
            tile = plan_.tile_at(cell);
            basin = detail::border_basin(plan_, tile, tiles_[tile].border, cell);
        }
        for (const auto& [passed_tile, passed] : chain_) {
            leaf_of_[passed_tile][passed] = leaf_of_[tile][basin];
        }
    }

    const DepressionPlan& plan_;
    const std::vector<TileSummary>& tiles_;
    std::vector<std::uint32_t> pits_;
    std::vector<std::vector<std::uint32_t>> leaf_of_;
    std::vector<std::pair<std::size_t, std::uint32_t>> chain_;
};

std::vector<Pass> passes_of(const std::vector<TileSummary>& tiles,
                            const std::vector<std::vector<std::uint32_t>>& leaf_of, Threads threads) {
    std::vector<Pass> passes;
    std::size_t count = 0;
    for (const auto& tile : tiles) {
        count += tile.passes.size();
    }
    passes.reserve(count);
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
        for (const auto& pass : tiles[tile].passes) {
            const auto here = leaf_of[tile][pass.here], there = leaf_of[tile][pass.there];
            if (here != there) {
                passes.push_back({pass.order, here, there, pass.direction});
            }
        }
    }
    const auto middle = passes.begin() + static_cast<std::ptrdiff_t>(passes.size() / 2);
    run_both(
        threads, [&] { std::sort(passes.begin(), middle, lower); }, [&] { std::sort(middle, passes.end(), lower); });
    std::inplace_merge(passes.begin(), middle, passes.end(), lower);
    return passes;
}

/// Joins basins over ascending passes.
class TreeBuilder {
public:
    explicit TreeBuilder(DepressionTree& tree)
        : tree_(tree), sets_(tree.leaves + 1), node_of_(tree.leaves + 1), lowest_leaf_(tree.leaves + 1) {
        std::iota(node_of_.begin(), node_of_.end(), 0U);
        std::iota(lowest_leaf_.begin(), lowest_leaf_.end(), 0U);
    }

    void join(const Pass& pass) {
        const auto here = sets_.find(pass.here), there = sets_.find(pass.there), off = sets_.find(off_map);
        if (here == there) {
            return;
        }
        if (here == off || there == off) { // one of the two drains already
            const auto closed = here == off ? there : here;
            spill(node_of_[closed], pass, here == off ? pass.here : pass.there);
            sets_.join(off, closed);
            return;
        }
        spill(node_of_[here], pass, pass.there);
        spill(node_of_[there], pass, pass.here);
        const auto made = merged(node_of_[here], node_of_[there], pass);
        sets_.join(here, there);
        node_of_[here] = made;
    }

    /// Hollows from which no water leaves the map have no sill.
    void close() {
        for (std::uint32_t leaf = 1; leaf <= tree_.leaves; ++leaf) {
            const auto set = sets_.find(leaf);
            if (set != sets_.find(off_map)) {
                tree_.nodes[node_of_[set]].sill_m = std::numeric_limits<float>::infinity();
            }
        }
    }

private:
    void spill(std::uint32_t node, const Pass& pass, std::uint32_t to) {
        auto& n = tree_.nodes[node];
        n.spills_to = to;
        n.pass = static_cast<std::uint32_t>(pass.order);
        n.sill_m = detail::height_of(detail::key_in(pass.order));
    }

    std::uint32_t merged(std::uint32_t a, std::uint32_t b, const Pass& pass) {
        const auto made = static_cast<std::uint32_t>(tree_.nodes.size());
        auto &one = tree_.nodes[a], &two = tree_.nodes[b];
        one.parent = two.parent = made;
        const auto leaf_a = lowest_leaf_[a], leaf_b = lowest_leaf_[b];
        const auto height_a = tree_.nodes[leaf_a].floor_m, height_b = tree_.nodes[leaf_b].floor_m;
        const bool a_first = height_a < height_b || (height_a == height_b && leaf_a < leaf_b);
        DepressionNode node;
        node.first = a_first ? a : b;
        node.second = a_first ? b : a;
        node.pit = a_first ? one.pit : two.pit;
        node.floor_m = detail::height_of(detail::key_in(pass.order));
        node.touches_rim = one.touches_rim || two.touches_rim;
        node.catchment_cells = one.catchment_cells + two.catchment_cells;
        tree_.nodes.push_back(node);
        lowest_leaf_.push_back(a_first ? leaf_a : leaf_b);
        return made;
    }

    DepressionTree& tree_;
    DisjointSets sets_;
    std::vector<std::uint32_t> node_of_;     ///< of a set: its uppermost node so far
    std::vector<std::uint32_t> lowest_leaf_; ///< of a node
};

void fill_leaves(DepressionTree& tree, const std::vector<TileSummary>& tiles,
                 const std::vector<std::vector<std::uint32_t>>& leaf_of) {
    for (std::size_t tile = 0; tile < tiles.size(); ++tile) {
        const auto& summary = tiles[tile];
        for (std::uint32_t basin = 0; basin < summary.ends.size(); ++basin) {
            auto& leaf = tree.nodes[leaf_of[tile][basin]];
            leaf.catchment_cells += summary.cells[basin];
            leaf.touches_rim = leaf.touches_rim || summary.rim[basin] != 0;
            if (basin != 0 && leaf.pit == summary.ends[basin]) {
                leaf.floor_m = summary.end_m[basin];
            }
        }
    }
}

} // namespace

BasinForest finish_tree(const DepressionPlan& plan, BasinSummary&& summary, Threads threads) {
    auto tiles = std::move(summary.tiles);
    std::sort(tiles.begin(), tiles.end(), [](const auto& a, const auto& b) { return a.tile < b.tile; });
    BasinForest forest;
    auto& tree = forest.tree;
    {
        Resolver resolver(plan, tiles, threads);
        const auto& pits = resolver.pits();
        tree.leaves = pits.size();
        tree.nodes.reserve(2 * tree.leaves + 1);
        tree.nodes.resize(tree.leaves + 1);
        for (std::size_t i = 0; i < pits.size(); ++i) {
            tree.nodes[i + 1].pit = pits[i];
        }
        forest.leaf_of = resolver.take();
    }
    fill_leaves(tree, tiles, forest.leaf_of);
    const auto passes = passes_of(tiles, forest.leaf_of, threads);
    tiles.clear();
    TreeBuilder builder(tree);
    for (const auto& pass : passes) {
        builder.join(pass);
    }
    builder.close();
    return forest;
}

} // namespace kerb::waterlogging
