// Small terrains of any heights and holes: the hierarchy of depressions is that of water that rises cell by cell, and
// the same however the terrain is cut.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>

#include <fuzzer/FuzzedDataProvider.h>

#include <kerb/waterlogging/depressions.hpp>

#include "expect.hpp"
#include "support/naive_depressions.hpp"

using kerb::fuzz::expect;
using kerb::test::NaiveHierarchy;
using namespace kerb::waterlogging;

namespace {

TerrainRim rim_of(FuzzedDataProvider& input) {
    TerrainRim rim;
    rim.voids = input.ConsumeBool() ? Voids::open : Voids::wall;
    rim.edge = input.PickValueInArray({Edge::open, Edge::wall, Edge::level});
    rim.level_m = input.ConsumeIntegralInRange(-3, 8) * 0.5;
    return rim;
}

kerb::Grid grid_of(FuzzedDataProvider& input) {
    const auto columns = input.ConsumeIntegralInRange<std::size_t>(1, 9),
               rows = input.ConsumeIntegralInRange<std::size_t>(1, 9);
    const double scale = input.PickValueInArray({1.0, 0.01, 0.37});
    auto grid = kerb::Grid::filled(columns, rows, kerb::GridPlacement{{0, 0}, 1, 1, false});
    for (auto& value : grid.values) {
        const int raw = input.ConsumeIntegralInRange(-5, 10);
        value = raw == -5 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(raw * scale);
    }
    return grid;
}

using Key = std::tuple<std::size_t, double, double, std::size_t>;

void same_nodes(const Depressions& found, const NaiveHierarchy& naive) {
    expect(found.tree.nodes.size() == naive.nodes().size());
    std::map<Key, const NaiveHierarchy::Node*> expected;
    for (const auto& node : naive.nodes()) {
        expected[{node.pit, node.floor, node.sill, node.catchment.size()}] = &node;
    }
    for (std::uint32_t id = 1; id < found.tree.nodes.size(); ++id) {
        const auto& node = found.tree.nodes[id];
        const auto twin = expected.find({node.pit, node.floor_m, node.sill_m, node.catchment_cells});
        expect(twin != expected.end());
        const auto [cells, capacity] = naive.cells_and_capacity(*twin->second);
        expect(static_cast<std::int64_t>(node.cells) == cells);
        expect(!std::isfinite(twin->second->sill) || (node.capacity == capacity && node.pass == twin->second->pass));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const auto rim = rim_of(input);
    const auto tile = input.ConsumeIntegralInRange<std::size_t>(2, 9);
    const auto grid = grid_of(input);
    const auto found = find_depressions(grid, {rim, tile, kerb::Threads(1)});
    same_nodes(found, NaiveHierarchy(grid, rim));
    const auto whole = find_depressions(grid, {rim, 64, kerb::Threads(1)});
    expect(whole.tree == found.tree && whole.basin == found.basin);
    return 0;
}
