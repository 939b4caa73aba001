// Dead circuits apart from the rest: by hand, and how often an interval holds the truth with and without.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/patrol_sample.hpp>
#include <kerb/outage/two_part.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

struct Patrol {
    std::vector<SampledLamp> lamps;
    std::vector<bool> in_dead;
};

/// Clusters as words, `x` out and `.` lit; a cluster of capitals `X` is a dead circuit.
Patrol patrol(std::initializer_list<const char*> words) {
    Patrol made;
    std::uint32_t cluster = 0;
    for (const auto* word : words) {
        for (; *word != 0; ++word) {
            made.lamps.push_back({0, cluster, 1, *word != '.', true});
            made.in_dead.push_back(*word == 'X');
        }
        ++cluster;
    }
    return made;
}

/// A city of 2,000 circuits with 20 to 60 lamps, 7 of them dead; the rates of the others differ.
struct City {
    std::vector<std::vector<bool>> circuits;
    std::vector<bool> dead;
    std::vector<PatrolCluster> clusters;
    Count lamps, in_dead;
};

City city() {
    City made;
    for (std::uint32_t c = 0; c < 2000; ++c) {
        kerb::RandomStream random(7, 41, c);
        const bool dead = c % 285 == 100; // 7 of them
        const double rate = 0.015 * -std::log(1 - random.uniform());
        std::vector<bool> lamps(20 + random.below(41));
        for (std::size_t i = 0; i < lamps.size(); ++i) {
            lamps[i] = dead || random.uniform() < rate;
            made.lamps.out += lamps[i] ? 1 : 0;
        }
        made.lamps.of += std::ssize(lamps);
        made.in_dead.out += dead ? std::ssize(lamps) : 0;
        made.clusters.push_back({"C" + std::to_string(c), 0, std::ssize(lamps)});
        made.dead.push_back(dead);
        made.circuits.push_back(lamps);
    }
    made.in_dead.of = made.lamps.of;
    return made;
}

Patrol visit(const City& city, const PatrolSample& sample) {
    Patrol made;
    for (const auto& drawn : sample.drawn) {
        for (const bool out : city.circuits[drawn.cluster]) {
            made.lamps.push_back({0, drawn.cluster, 1 / drawn.inclusion, out, true});
            made.in_dead.push_back(city.dead[drawn.cluster]);
        }
    }
    return made;
}

bool holds(const Interval& bounds, double truth) {
    return bounds.lo <= truth && truth <= bounds.hi;
}

} // namespace

TEST_CASE("Known dead circuits: their share, and the rest's interval on what is left") {
    const auto seen = patrol({"x...", "....", ".x..", "XXXX", "....", "x..."});
    const auto made = two_part_share(Count{40, 1000}, seen.lamps, seen.in_dead);
    REQUIRE(made);
    CHECK(made->covers == PartsCovered::rest_only);
    CHECK_FALSE(made->only_sample_sees_dead);
    CHECK(made->rest.seen == Count{3, 20});
    CHECK(made->share == Approx(0.04 + 0.96 * 0.15).epsilon(1e-14));
    CHECK(made->bounds.lo == Approx(0.04 + 0.96 * made->rest.bounds.lo).epsilon(1e-14));
    CHECK(made->bounds.hi == Approx(0.04 + 0.96 * made->rest.bounds.hi).epsilon(1e-14));
    CHECK(made->dead_bounds == Interval{0.04, 0.04});
    // The same lamps as one share: the dead circuit is a lucky hit.
    CHECK(survey_share(seen.lamps)->share == Approx(7.0 / 24));
    // None dead, all dead, nothing of the rest seen.
    CHECK(two_part_share(Count{0, 1000}, seen.lamps, seen.in_dead)->share == Approx(0.15));
    CHECK(two_part_share(Count{9, 9}, seen.lamps, seen.in_dead)->bounds == Interval{1, 1});
    const auto only = patrol({"XXXX"});
    CHECK(!two_part_share(Count{4, 1000}, only.lamps, only.in_dead));
    CHECK_THROWS_AS(two_part_share(Count{4, 0}, only.lamps, only.in_dead), kerb::UsageError);
    CHECK_THROWS_AS(two_part_share(Count{4, 9}, only.lamps, {}), kerb::UsageError);
}

TEST_CASE("Dead circuits from a sample: both parts have bounds, and only the patrol is a warning") {
    const auto seen = patrol({"x...", "....", ".x..", "XXXX", "....", "x..."});
    const auto alone = two_part_share(seen.lamps, seen.in_dead);
    REQUIRE(alone);
    CHECK(alone->only_sample_sees_dead);
    CHECK(alone->covers == PartsCovered::both);
    CHECK(alone->share == Approx(7.0 / 24).epsilon(1e-12)); // equal weights: the same as together
    CHECK(alone->dead == Approx(4.0 / 24));
    CHECK((alone->bounds.lo <= alone->share && alone->share <= alone->bounds.hi));
    CHECK((alone->bounds.lo >= 0 && alone->bounds.hi <= 1));
    // A wide look at circuits from the street: 200 of them, 2 dead.
    std::vector<SampledLamp> circuits;
    for (std::uint32_t c = 0; c < 200; ++c) {
        circuits.push_back({0, c, 4, c < 2, true});
    }
    const auto apart = two_part_share(circuits, {}, seen.lamps, seen.in_dead);
    REQUIRE(apart);
    CHECK_FALSE(apart->only_sample_sees_dead);
    CHECK(apart->share == Approx(0.01 + 0.99 * 0.15).epsilon(1e-12));
    const double down = std::hypot(0.85 * (0.01 - apart->dead_bounds.lo), 0.99 * (0.15 - apart->rest.bounds.lo));
    CHECK(apart->bounds.lo == Approx(apart->share - down).epsilon(1e-12));
    CHECK(!two_part_share({}, {}, seen.lamps, seen.in_dead));
}

TEST_CASE("A thousand patrols of a city with seven dead circuits: one interval is too sure, two parts are not") {
    const auto town = city();
    const double truth = *town.lamps.share();
    REQUIRE(std::count(town.dead.begin(), town.dead.end(), true) == 7);
    int one = 0, two = 0, both = 0;
    constexpr int rounds = 1000;
    for (std::uint64_t seed = 0; seed < rounds; ++seed) {
        const auto sample = draw_patrol(town.clusters, std::vector<std::int64_t>{200}, PatrolDraw::simple, seed);
        const auto seen = visit(town, sample);
        SurveyOptions options;
        options.sampled_share = sample.sampled_share;
        one += holds(survey_share(seen.lamps, options)->bounds, truth) ? 1 : 0;
        two += holds(two_part_share(town.in_dead, seen.lamps, seen.in_dead, options)->bounds, truth) ? 1 : 0;
        both += holds(two_part_share(seen.lamps, seen.in_dead, options)->bounds, truth) ? 1 : 0;
    }
    INFO("Of " << rounds << " rounds held: one interval " << one << ", two parts " << two
               << ", two parts from the patrol alone " << both);
    CHECK(one < 0.9 * rounds);
    CHECK(two >= 0.93 * rounds);
    CHECK(both >= 0.93 * rounds); // by its width
}
