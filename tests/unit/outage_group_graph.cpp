// Neighbours of roads and circuits, and rates in their light.
#include <kerb/outage/group_graph.hpp>
#include <kerb/outage/rates.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

TEST_CASE("Roads meet at their end points; circuits lie beside each other along roads that meet") {
    auto city = test::lamp_scene(4, 3);
    city.roads[1].centreline = {{{0, 0}, {100, 0}}};        // from the begin of road 0 to that of road 1's lamps
    city.roads[2].centreline = {{{100.004, 0}, {200, 90}}}; // 4 mm beside the end of road 1
    city.roads[3].centreline = {{{0.5, 0}, {300, 90}}};     // half a metre off
    const auto table = lamp_table(city);
    using Pairs = std::vector<NeighbourPair>;
    CHECK(neighbour_pairs(city, table, Level::road) == Pairs{{0, 1}, {1, 2}});
    CHECK(neighbour_pairs(city, table, Level::circuit) == Pairs{{0, 1}, {1, 2}});
    CHECK(neighbour_pairs(city, table, Level::district).empty());
    city.streetlights[9].circuit = "C0"; // a lamp of road 3 on the circuit of road 0
    const auto other = lamp_table(city);
    CHECK(neighbour_pairs(city, other, Level::circuit) == Pairs{{0, 1}, {0, 3}, {1, 2}});
}

TEST_CASE("A dead circuit is no evidence about its neighbours; dark neighbours are") {
    auto city = test::lamp_scene(12, 20);
    for (int r = 1; r < 12; ++r) { // a chain of roads
        city.roads[static_cast<std::size_t>(r)].centreline = {{{100.0 * (r - 1), 600}, {100.0 * r, 600}}};
    }
    const auto table = lamp_table(city);
    std::vector<LampState> state(table.size(), LampState::lit);
    const std::vector<std::uint8_t> looked(table.size(), 1);
    for (std::size_t i = 0; i < state.size(); ++i) {
        const auto road = i / 20;
        state[i] = road == 11 || (road >= 4 && road <= 7 && i % 4 == 0) ? LampState::out : LampState::lit;
    }
    RatesInput input;
    input.table = &table;
    input.state = state;
    input.looked = looked;
    input.neighbours.emplace_back(Level::circuit, neighbour_pairs(city, table, Level::circuit));
    RatesOptions options;
    options.levels = {Level::circuit};
    options.neighbours = NeighbourModel::icar;
    const auto result = rates(input, options);
    const auto smooth = [&](const char* key) {
        for (const auto& row : result.rows) {
            if (table.groups(Level::circuit).keys[row.group] == key) {
                return row.smooth.value();
            }
        }
        return NeighbourRate{};
    };
    CHECK(smooth("C5").rate > 0.15);                         // 25 % of it, and so are its neighbours
    CHECK(smooth("C3").rate > smooth("C0").rate);            // beside the dark ones
    CHECK(smooth("C11").rate < 0.1);                         // what its neighbours are, not what it is
    CHECK(smooth("C11").bounds.hi > smooth("C1").bounds.hi); // and hardly known
}
