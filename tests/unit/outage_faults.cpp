// Dead circuits, runs and single lamps.
#include <algorithm>
#include <cmath>
#include <string>

#include <kerb/base/random.hpp>
#include <kerb/outage/faults.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

/// Lamps of circuits written as words: `x` out, `.` lit, `?` unknown.
std::vector<LampSeen> circuits(std::initializer_list<const char*> words) {
    std::vector<LampSeen> lamps;
    std::uint32_t circuit = 0;
    for (const auto* word : words) {
        for (double along = 0; *word != 0; ++word, ++along) {
            lamps.push_back({circuit, along,
                             *word == 'x'   ? LampState::out
                             : *word == '.' ? LampState::lit
                                            : LampState::unknown});
        }
        ++circuit;
    }
    return lamps;
}

} // namespace

TEST_CASE("A dead circuit is one fault, silence is no light, and three dark lamps are no circuit") {
    const auto lamps = circuits({"xx?xx", "xxx", "????", "..x.?", "xxxx."});
    const auto faults = split_faults(lamps, 5, {4, 1e-300});
    CHECK(faults.circuits == std::vector<DeadCircuit>{{0, 4, 1}});
    CHECK(faults.runs.empty());
    CHECK(faults.sporadic == std::vector<std::uint32_t>{5, 6, 7, 14, 17, 18, 19, 20});
    CHECK(faults.rest == Count{8, 12});
}

TEST_CASE("A run is as long as chance does not make one, and goes past lamps nobody knows of") {
    std::string quiet(400, '.');
    quiet[50] = quiet[150] = quiet[250] = quiet[251] = 'x';
    std::string cable(60, '.');
    for (const auto i : {20, 21, 22, 24, 25, 26}) {
        cable[i] = 'x';
    }
    cable[23] = '?';
    const auto lamps = circuits({quiet.c_str(), cable.c_str()});
    const auto faults = split_faults(lamps, 2);
    // 10 of 459 are out: M p^r (1 − p) falls below 0.05 at r = 3.
    const double p = 10.0 / 459;
    REQUIRE(459 * std::pow(p, 2) * (1 - p) > 0.05);
    REQUIRE(459 * std::pow(p, 3) * (1 - p) < 0.05);
    CHECK(faults.least_run == 3);
    REQUIRE(faults.runs.size() == 1);
    CHECK(faults.runs[0] == FaultRun{1, {420, 421, 422, 424, 425, 426}});
    CHECK(faults.sporadic == std::vector<std::uint32_t>{50, 150, 250, 251});
    // The order in which lamps are listed changes nothing but their positions.
    auto turned = lamps;
    std::reverse(turned.begin(), turned.end());
    CHECK(split_faults(turned, 2).runs[0].lamps.size() == 6);
}

TEST_CASE("In cities without cable faults a run is found about as seldom as was asked") {
    int found = 0;
    constexpr int cities = 400;
    for (int city = 0; city < cities; ++city) {
        kerb::RandomStream random(7, 1, static_cast<std::uint64_t>(city));
        std::vector<LampSeen> lamps;
        for (std::uint32_t i = 0; i < 3000; ++i) {
            lamps.push_back({i / 50, double(i % 50), random.uniform() < 0.03 ? LampState::out : LampState::lit});
        }
        found += split_faults(lamps, 60).runs.empty() ? 0 : 1;
    }
    // At most 1 − exp(−0.05) of the cities, and 3 σ of 400.
    CHECK(found <= cities * 0.049 + 3 * std::sqrt(cities * 0.049));
    CHECK(split_faults({}, 0).rest == Count{0, 0});
    CHECK(split_faults(circuits({"xxx"}), 1).runs.empty()); // all that is left is out: nothing to tell a run from
}
