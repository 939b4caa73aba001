// What rows that pass by twice tell is what the terrain in memory tells, to the last bit.
#include <algorithm>
#include <bit>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/waterlogging/depression_sheets.hpp>

#include "support/any_terrain.hpp"
#include "support/outcome.hpp"
#include "support/property.hpp"

using kerb::Grid;
using kerb::Threads;
using kerb::test::any_rim;
using kerb::test::any_terrain;
using kerb::test::holds;
using namespace kerb::waterlogging;

namespace {

void same_bits(const std::vector<float>& a, const std::vector<float>& b) {
    RC_ASSERT(a.size() == b.size());
    for (std::size_t cell = 0; cell < a.size(); ++cell) {
        RC_ASSERT((std::bit_cast<std::uint32_t>(a[cell]) == std::bit_cast<std::uint32_t>(b[cell]) ||
                   (std::isnan(a[cell]) && std::isnan(b[cell]))));
    }
}

void same_depression(const Depression& a, const Depression& b) {
    RC_ASSERT(a.pit == b.pit);
    RC_ASSERT(a.spill == b.spill);
    RC_ASSERT(a.pit_m == b.pit_m);
    RC_ASSERT(a.sill_m == b.sill_m);
    RC_ASSERT(a.area_m2 == b.area_m2);
    RC_ASSERT(a.volume_m3 == b.volume_m3);
    RC_ASSERT(a.catchment_m2 == b.catchment_m2);
    RC_ASSERT(a.edge_limited == b.edge_limited);
}

std::vector<Depression> list_of(const DepressionSheets& sheets, const Grid& terrain) {
    std::vector<std::uint32_t> order(sheets.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&sheets](std::uint32_t a, std::uint32_t b) { return comes_before(sheets, a, b); });
    std::vector<Depression> list;
    for (const auto sheet : order) {
        list.push_back(depression_of(sheets, sheet, terrain.place, terrain.columns));
    }
    return list;
}

/// Everything that the second pass makes.
struct Surfaces {
    std::vector<float> filled, depth;
    std::vector<std::uint32_t> sheet;
};

Surfaces surfaces_of(const DepressionPlan& plan, const TerrainRows& rows, DepressionSheets& sheets, Threads threads) {
    Surfaces made;
    measure_rows(plan, rows, sheets, threads, [&](const SheetRows& some) {
        std::vector<float> filled(some.sheet.size()), depth(some.sheet.size());
        fill_rows(some, sheets, filled);
        depth_rows(some, sheets, depth);
        made.filled.insert(made.filled.end(), filled.begin(), filled.end());
        made.depth.insert(made.depth.end(), depth.begin(), depth.end());
        made.sheet.insert(made.sheet.end(), some.sheet.begin(), some.sheet.end());
    });
    return made;
}

void same_as_in_memory(const Grid& terrain, const TerrainRim& rim, std::size_t tile, std::size_t block, int threads) {
    const auto found = find_depressions(terrain, {rim, 64, Threads(1)});
    const auto expected = depression_list(found.tree, terrain);
    const auto wanted = summarize(found.tree);

    const DepressionPlan plan(terrain.columns, terrain.rows, rim, tile);
    auto rows = rows_of(terrain);
    rows.block_rows = block;
    auto sheets = find_sheets(plan, rows, {Threads(threads)});
    const auto surfaces = surfaces_of(plan, rows, sheets, Threads(threads));
    RC_ASSERT(sheets.leaves == found.tree.leaves);
    RC_ASSERT(sheets.summary.outermost == wanted.outermost);
    RC_ASSERT(sheets.summary.nodes == wanted.nodes);
    RC_ASSERT(sheets.summary.innermost == wanted.innermost);
    RC_ASSERT(sheets.summary.capacity == wanted.capacity);
    const auto list = list_of(sheets, terrain);
    RC_ASSERT(list.size() == expected.size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        same_depression(list[i], expected[i]);
    }
    same_bits(surfaces.filled, filled_surface(terrain, found).values);
    same_bits(surfaces.depth, depth_surface(terrain, found.basin, full_levels(found.tree)).values);
    const auto covered = covered_cells(terrain, found, expected);
    for (std::size_t cell = 0; cell < covered.size(); ++cell) {
        RC_ASSERT((covered[cell] == 0) == (surfaces.sheet[cell] == 0));
        if (covered[cell] != 0) {
            RC_ASSERT(list[covered[cell] - 1].node + 1 == surfaces.sheet[cell]);
        }
    }
}

} // namespace

TEST_CASE("Rows that pass by tell what the terrain in memory tells") {
    holds("same figures, list and surfaces for any tile, block, rim and number of threads", [] {
        const auto terrain = any_terrain(40);
        same_as_in_memory(terrain, any_rim(), *rc::gen::inRange<std::size_t>(2, 20),
                          *rc::gen::element<std::size_t>(1, 2, 7, 100), *rc::gen::element(1, 2, 4));
    });
}

TEST_CASE("A terrain whose rows take more than the limit is refused with the memory that it takes") {
    auto terrain = Grid::filled(300, 300, {{0, 0}, 1, 1, false});
    for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
        terrain.values[cell] = static_cast<float>(cell * 2654435761U % 1000);
    }
    const DepressionPlan plan(300, 300, {}, 32);
    const auto rows = rows_of(terrain);
    const auto memory = sheet_memory(plan, rows, Threads(1));
    const auto leaves = static_cast<std::int64_t>(find_sheets(plan, rows).leaves);
    const auto run = [&](std::int64_t limit) {
        return kerb::test::ended([&] { static_cast<void>(find_sheets(plan, rows, {Threads(1), limit})); });
    };
    CHECK(run(memory.with(leaves + 1)).outcome == kerb::Outcome::done);
    for (const auto limit : {memory.with(leaves / 2), memory.rows - 1, std::int64_t{0}}) {
        const auto refused = run(limit);
        CHECK(refused.outcome == kerb::Outcome::resource_limit);
        CHECK(refused.code == "depressions.memory");
    }
}
