// How large a patrol has to be: the line that a planner needs most, by hand; and whom it can visit.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/patrol_plan.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

TEST_CASE("Fifty lamps a circuit, alike by 0.0596: 11 808 lamps on 237 circuits against 3 012 singly") {
    const ClusterSizes sizes{0, 0, 50, 50, PatrolDraw::simple};
    const auto need = patrol_need(0.02, 0.0596, 0.005, sizes);
    CHECK(need.deff == Approx(1 + 49 * 0.0596));
    CHECK(need.single_lamps == 3012);
    CHECK(need.lamps == 11808);
    CHECK(need.clusters == 237);
    // The width that they give is the one asked for, but for what rounding up adds.
    CHECK(expected_half_width(0.02, 0.0596, 237, sizes) == Approx(0.005).epsilon(0.002));
    // A city of 20 000: 11 808 / (1 + 11 807/20 000).
    const auto city = patrol_need(0.02, 0.0596, 0.005, {20000, 400, 50, 50, PatrolDraw::simple});
    CHECK(city.lamps == std::int64_t(std::ceil(11807.7 / (1 + 11806.7 / 20000))));
    CHECK(city.clusters == (city.lamps + 49) / 50);
    CHECK(patrol_need(0.02, 0.0596, 1e-6, {20000, 400, 50, 50, PatrolDraw::simple}).clusters == 400);
    CHECK_THROWS_AS(patrol_need(0, 0.1, 0.01, sizes), UsageError);
    CHECK_THROWS_AS(patrol_need(0.1, -0.1, 0.01, sizes), UsageError);
    CHECK_THROWS_AS(expected_half_width(0.02, 0.1, 0, sizes), UsageError);
}

TEST_CASE("A cluster is of the stratum of most of its lamps, and lamps of none cannot be drawn") {
    auto city = test::lamp_scene(4, 10);
    city.roads[1].road_class = RoadClass::unknown;
    city.streetlights[0].circuit = "C1"; // C1 has 10 lamps of local R1 and one of R0
    city.streetlights[25].circuit = "";
    const auto table = lamp_table(city);
    const auto roads = patrol_frame(table, Level::road, Level::road_class);
    CHECK(roads.strata == std::vector<std::string>{"", "arterial", "local"});
    CHECK(roads.clusters.size() == 4);
    CHECK(roads.clusters[1].stratum == 0);
    CHECK(roads.clusters[3].stratum == 2);
    CHECK((roads.lamps == 40 && roads.not_in_frame == 0 && roads.mean_lamps == 10 && roads.lamps_by_size == 10));
    const auto circuits = patrol_frame(table, Level::circuit, Level::district);
    CHECK(circuits.not_in_frame == 1);
    CHECK(circuits.clusters[1].lamps == 11);
    CHECK(circuits.lamps_by_size == Approx((81 + 121 + 81 + 100) / 39.0));
    CHECK(circuits.clusters[1].stratum == 0);
    CHECK(patrol_frame(table, Level::road, Level::city).strata == std::vector<std::string>{"city"});
}

TEST_CASE("A dead circuit makes lamps alike; without it the rest is told apart") {
    auto city = test::lamp_scene(40, 20);
    const auto table = lamp_table(city);
    std::vector<LampState> state(table.size(), LampState::lit);
    std::vector<std::uint8_t> looked(table.size(), 1);
    for (std::size_t i = 0; i < table.size(); i += 37) {
        state[i] = LampState::out;
    }
    RatesInput input;
    input.table = &table;
    input.state = state;
    input.looked = looked;
    const auto frame = patrol_frame(table, Level::road, Level::road_class);
    const auto alive = told_by_round(input, frame);
    REQUIRE(alive);
    CHECK(alive->rate == Approx(22.0 / 800));
    CHECK(alive->correlation == 0); // as even as can be
    CHECK((alive->strata[0].of == 400 && alive->strata[0].out + alive->strata[1].out == 22));
    std::fill(state.begin(), state.begin() + 20, LampState::out);
    const auto told = told_by_round(input, frame);
    REQUIRE(told);
    CHECK(told->dead_circuits == 1);
    CHECK(told->correlation > 0.1);
    CHECK((told->rest_correlation == 0 && told->rest_seen.of == 780));
    CHECK(told->rest_rate == Approx(double(told->rest_seen.out) / 780));
    // None out: a rate that is not 0. Nothing looked at: nothing told.
    std::fill(state.begin(), state.end(), LampState::lit);
    CHECK(told_by_round(input, frame)->rate == Approx(0.5 / 801));
    std::fill(looked.begin(), looked.end(), 0);
    CHECK(!told_by_round(input, frame));
    const std::vector<double> rates = {0.5, 0.02};
    CHECK(allot_patrol(frame, rates, 10, Allotment::by_lamps) == std::vector<std::int64_t>{5, 5});
    CHECK(allot_patrol(frame, rates, 10, Allotment::neyman) == std::vector<std::int64_t>{8, 2});
    CHECK_THROWS_AS(allot_patrol(frame, {}, 10, Allotment::neyman), UsageError);
}
