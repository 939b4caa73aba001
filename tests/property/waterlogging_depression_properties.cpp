// The hierarchy against water that rises cell by cell, for any tiling, thread count and rim.
#include <map>
#include <optional>
#include <random>
#include <tuple>

#include <kerb/waterlogging/depression_tiles.hpp>
#include <kerb/waterlogging/depressions.hpp>

#include "support/any_terrain.hpp"
#include "support/naive_depressions.hpp"
#include "support/property.hpp"

using kerb::Grid;
using kerb::GridPlacement;
using kerb::Threads;
using kerb::test::any_rim;
using kerb::test::any_terrain;
using kerb::test::holds;
using kerb::test::NaiveHierarchy;
using namespace kerb::waterlogging;

namespace {

std::size_t tree_pit(const Depressions& found, std::size_t cell) {
    return found.tree.nodes[found.basin[cell]].pit;
}

void same_node(const DepressionTree& tree, std::uint32_t id, const NaiveHierarchy& naive,
               const NaiveHierarchy::Node& expected) {
    const auto& node = tree.nodes[id];
    RC_ASSERT(node.pit == expected.pit);
    RC_ASSERT(node.floor_m == static_cast<float>(expected.floor));
    RC_ASSERT(node.sill_m == static_cast<float>(expected.sill));
    RC_ASSERT(node.catchment_cells == expected.catchment.size());
    const auto [cells, capacity] = naive.cells_and_capacity(expected);
    RC_ASSERT(static_cast<std::int64_t>(node.cells) == cells);
    RC_ASSERT(node.leaf() == (expected.first == 0));
    if (std::isfinite(expected.sill)) {
        RC_ASSERT(node.capacity == capacity);
        RC_ASSERT(node.pass == expected.pass);
        const auto to = naive.nodes()[static_cast<std::size_t>(expected.spills_to)].pit;
        RC_ASSERT((expected.spills_to == 0 ? node.spills_to == off_map : tree.nodes[node.spills_to].pit == to));
    }
}

} // namespace

TEST_CASE("The hierarchy is that of water which rises cell by cell") {
    holds("same nodes, sills, spill directions, cells and capacities", [] {
        const auto terrain = any_terrain(14);
        const auto rim = any_rim();
        const auto found = find_depressions(terrain, {rim, *rc::gen::inRange<std::size_t>(2, 16), Threads(1)});
        const NaiveHierarchy naive(terrain, rim);
        RC_ASSERT(found.tree.nodes.size() == naive.nodes().size());
        // A node is known by the cell and direction of its merger; by pit and height here.
        std::map<std::tuple<std::size_t, double, double, std::size_t>, const NaiveHierarchy::Node*> expected;
        for (const auto& node : naive.nodes()) {
            expected[{node.pit, node.floor, node.sill, node.catchment.size()}] = &node;
        }
        for (std::uint32_t id = 1; id < found.tree.nodes.size(); ++id) {
            const auto& node = found.tree.nodes[id];
            const auto twin = expected.find({node.pit, node.floor_m, node.sill_m, node.catchment_cells});
            RC_ASSERT(twin != expected.end());
            same_node(found.tree, id, naive, *twin->second);
        }
        for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
            const auto basin = naive.basin(cell);
            const bool same = basin == -1  ? found.basin[cell] == no_basin
                              : basin == 0 ? found.basin[cell] == off_map
                                           : tree_pit(found, cell) == naive.nodes()[basin].pit;
            RC_ASSERT(same);
        }
    });
}

TEST_CASE("Nothing depends on how the terrain is cut or on the number of threads") {
    holds("same bytes", [] {
        const auto terrain = any_terrain(40);
        const auto rim = any_rim();
        const auto whole = find_depressions(terrain, {rim, 64, Threads(1)});
        for (const std::size_t size : {2, 3, 7, 16}) {
            const auto cut = find_depressions(terrain, {rim, size, Threads(*rc::gen::inRange(1, 5))});
            RC_ASSERT(cut.tree == whole.tree);
            RC_ASSERT(cut.basin == whole.basin);
        }
    });
}

TEST_CASE("Summaries of tiles merge in any order") {
    holds("same tree", [] {
        const auto terrain = any_terrain(24);
        const DepressionPlan plan(terrain.columns, terrain.rows, any_rim(), 5);
        BasinSummary forward, backward;
        for (std::size_t tile = 0; tile < plan.tiles(); ++tile) {
            const auto make = [&](std::size_t t) {
                BasinSummary one;
                one.tiles.push_back(tile_basins(plan, t, cells_of(plan, t, terrain)).summary);
                return one;
            };
            merge(forward, make(tile));
            merge(backward, make(plan.tiles() - 1 - tile));
        }
        const auto a = finish_tree(plan, std::move(forward)), b = finish_tree(plan, std::move(backward), Threads(2));
        RC_ASSERT(a.tree == b.tree);
        RC_ASSERT(a.leaf_of == b.leaf_of);
    });
}

TEST_CASE("The filled surface is that of a priority-flood, to the last bit") {
    holds("same surface", [] {
        const auto terrain = any_terrain(30);
        auto rim = any_rim();
        const auto found = find_depressions(terrain, {rim, 8, Threads(2)});
        const auto filled = filled_surface(terrain, found);
        const auto expected = kerb::test::flooded(terrain, rim);
        for (std::size_t cell = 0; cell < expected.size(); ++cell) {
            if (std::isnan(expected[cell])) {
                RC_ASSERT(std::isnan(filled.values[cell]));
            } else if (std::isfinite(expected[cell])) {
                RC_ASSERT(filled.values[cell] == expected[cell]);
            }
        }
    });
}

TEST_CASE("Outermost depressions are the connected sheets of the filled surface") {
    holds("as many sheets, as much water", [] {
        const auto terrain = any_terrain(20);
        const auto found = find_depressions(terrain, {{}, 6, Threads(1)});
        const auto level = kerb::test::flooded(terrain, {});
        std::vector<bool> seen(level.size());
        std::size_t sheets = 0;
        std::int64_t water = 0;
        for (std::size_t start = 0; start < level.size(); ++start) {
            std::vector<std::size_t> open;
            const auto wet = [&](std::size_t cell) { return level[cell] > terrain.values[cell] && !seen[cell]; };
            if (wet(start)) {
                ++sheets;
                open.push_back(start);
                seen[start] = true;
            }
            while (!open.empty()) {
                const auto cell = open.back();
                open.pop_back();
                water += height_quanta(level[cell]) - height_quanta(terrain.values[cell]);
                for (const auto next : kerb::test::neighbours(terrain, cell)) {
                    if (wet(next)) {
                        seen[next] = true;
                        open.push_back(next);
                    }
                }
            }
        }
        const auto summary = summarize(found.tree);
        RC_ASSERT(summary.outermost == sheets);
        RC_ASSERT(summary.capacity == water);
        RC_ASSERT(outermost(found.tree).size() == sheets);
    });
}

TEST_CASE("Turned or flipped, the surface and the water stay") {
    holds("same volume", [] {
        const auto terrain = any_terrain(20);
        auto flipped = terrain;
        for (std::size_t r = 0; r < terrain.rows; ++r) {
            for (std::size_t c = 0; c < terrain.columns; ++c) {
                flipped.at({terrain.columns - 1 - c, terrain.rows - 1 - r}) = terrain.at({c, r});
            }
        }
        const auto a = find_depressions(terrain), b = find_depressions(flipped);
        const auto one = summarize(a.tree), two = summarize(b.tree);
        RC_ASSERT(one.capacity == two.capacity);
        RC_ASSERT(one.outermost == two.outermost);
        const auto up = filled_surface(terrain, a), down = filled_surface(flipped, b);
        for (std::size_t i = 0; i < up.values.size(); ++i) {
            const auto other = down.values[up.values.size() - 1 - i];
            RC_ASSERT((up.values[i] == other || (std::isnan(up.values[i]) && std::isnan(other))));
        }
    });
}

TEST_CASE("A level gives the water under it, and the water gives the level") {
    holds("volume_at and stand_of are inverse", [] {
        const auto terrain = any_terrain(14);
        const auto found = find_depressions(terrain);
        for (std::uint32_t id = 1; id < found.tree.nodes.size(); ++id) {
            const auto& node = found.tree.nodes[id];
            if (node.flat()) {
                continue;
            }
            RC_ASSERT(volume_at(found.tree, id, node.sill_m) == node.capacity);
            const double share = *rc::gen::inRange(1, 1000) / 1000.0;
            const double level = node.floor_m + (double{node.sill_m} - node.floor_m) * share;
            const auto volume = volume_at(found.tree, id, level);
            const auto stand = stand_of(found.tree, id, volume);
            RC_ASSERT(std::abs(stand.level_m - level) <= height_quantum_m);
            std::uint32_t below = 0;
            std::int64_t naive = 0;
            for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
                auto basin = found.basin[cell];
                while (basin != no_basin && basin != off_map && basin != id) {
                    basin = found.tree.nodes[basin].parent;
                }
                if (basin == id && terrain.values[cell] < level) {
                    ++below;
                    naive += height_quanta(level) - height_quanta(terrain.values[cell]);
                }
            }
            RC_ASSERT(naive == volume);
            RC_ASSERT((volume == 0 || stand.cells == below));
        }
    });
}
