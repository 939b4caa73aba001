// A thousand patrols each of cities whose truth is known: intervals hold it as often as they promise.
#include <cstdio>

#include "support/lamp_scene.hpp"
#include "support/patrol_rounds.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

constexpr int rounds = 1000;

/// 300 roads of 5 to 44 lamps, three roads a circuit.
Inventory town() {
    auto city = test::lamp_scene(300, 44);
    std::vector<Streetlight> kept;
    for (auto& pole : city.streetlights) {
        const auto road = std::uint32_t(std::stoi(pole.road.str().substr(1)));
        RandomStream random(5, 63, road);
        const auto lamps = 5 + random.below(40);
        if (pole.position.y < 30.0 * lamps - 1) {
            pole.circuit = fmt::format("C{}", road / 3);
            kept.push_back(std::move(pole));
        }
    }
    city.streetlights = std::move(kept);
    return city;
}

} // namespace

TEST_CASE("A thousand patrols of a town of 300 roads hold its truth at least 93 times of 100") {
    const auto city = town();
    const auto table = lamp_table(city);
    const auto night = test::known_night(table, 0.02, 0.05, 0, 11);
    for (const auto draw : {PatrolDraw::simple, PatrolDraw::by_size}) {
        const auto held = test::rounds_of(table, night, 60, draw, rounds);
        const auto line = test::told(draw == PatrolDraw::simple ? "60 of 300 roads" : "by size", night, held);
        std::puts(line.c_str());
        INFO(line);
        CHECK(held.process >= 0.93 * rounds);
        CHECK(held.night >= 0.93 * rounds);
        CHECK(held.plain >= 0.93 * rounds);
        CHECK(held.plain_finite >= 0.93 * rounds);
    }
}

TEST_CASE("With three dark circuits of a hundred, known from cabinets, the rest's interval holds it") {
    const auto city = town();
    const auto table = lamp_table(city);
    const auto night = test::known_night(table, 0.02, 0.05, 3, 12);
    const auto held = test::rounds_of(table, night, 60, PatrolDraw::simple, rounds);
    const auto line = test::told("dark circuits", night, held);
    std::puts(line.c_str());
    INFO(line);
    CHECK(held.known_dead >= 0.93 * rounds);
    CHECK(held.known_dead > held.night);
}
