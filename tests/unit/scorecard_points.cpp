// Full, at, step, minus, floor: worked by hand.
#include <cmath>
#include <limits>

#include <kerb/scorecard/score.hpp>

#include "support/test.hpp"

using namespace kerb::scorecard;

namespace {

double given(const Scoring& rule, double value, Better better = Better::high) {
    return points(rule, better, value).value();
}

} // namespace

TEST_CASE("Cleaned roads: 95 % gets 1 point, every 5 % lower 0.2 less, until nothing") {
    const Scoring rule{1, 0.95, 0.05, 0.2, 0};
    CHECK(given(rule, 1) == 1);
    CHECK(given(rule, 0.95) == 1);
    CHECK(given(rule, 0.9499) == Approx(0.8)); // a begun step counts
    CHECK(given(rule, 0.90) == Approx(0.8));
    CHECK(given(rule, 0.8999) == Approx(0.6));
    CHECK(given(rule, 0.85) == Approx(0.6));
    CHECK(given(rule, 0.71) == Approx(0));
    CHECK(given(rule, 0.70) == Approx(0).margin(1e-12));
    CHECK(given(rule, 0) == 0);
}

TEST_CASE("A rounding is no shortfall, a printed digit is one") {
    const Scoring rule{1, 95, 5, 0.2, 0};
    CHECK(given(rule, 95 - 1e-12) == 1);
    CHECK(given(rule, 94.9999999) == Approx(0.8));
    CHECK(given(rule, std::nextafter(95.0, 0.0)) == 1);
    // Whole steps stay whole, however the value came about.
    const Scoring tenth{10, 0.95, 0.05, 1, 0};
    for (int steps = 0; steps <= 10; ++steps) {
        CHECK(given(tenth, 0.95 - steps * 0.05) == 10 - steps);
        CHECK(given(tenth, (95.0 - 5 * steps) / 100) == 10 - steps);
        double walked = 0.95;
        for (int i = 0; i < steps; ++i) {
            walked -= 0.05;
        }
        CHECK(given(tenth, walked) == 10 - steps);
    }
    // Where the number is 0 a rounding is one of a step.
    const Scoring from_none{5, 0, 0.3, 1, 0};
    CHECK(given(from_none, 0.1 + 0.2, Better::low) == 4);
    CHECK(given(from_none, 1e-12, Better::low) == 5);
    CHECK(given(from_none, 1e-9, Better::low) == 4);
}

TEST_CASE("Less is better: no ads are full, each costs one, never below the floor") {
    const Scoring rule{5, 0, 1, 1, 2};
    const double expected[] = {5, 4, 3, 2, 2, 2};
    for (int ads = 0; ads < 6; ++ads) {
        CHECK(given(rule, ads, Better::low) == expected[ads]);
    }
    CHECK(given(rule, -1, Better::low) == 5);
    CHECK(given(rule, 0.5, Better::low) == 4);
}

TEST_CASE("Without a step it is all or nothing, and nothing is the floor") {
    CHECK(given({3, 0.8, std::nullopt, 0, 0}, 0.8) == 3);
    CHECK(given({3, 0.8, std::nullopt, 0, 0}, 0.79) == 0);
    CHECK(given({3, 0.8, std::nullopt, 0, 1}, 0.79) == 1);
    CHECK(given({3, 0.8, std::nullopt, 0, 0}, 0.79, Better::low) == 3);
}

TEST_CASE("What is no number gives no points, what is beyond all gives the floor") {
    const Scoring rule{1, 0.95, 0.05, 0.2, 0.1};
    CHECK_FALSE(points(rule, Better::high, std::nullopt));
    CHECK_FALSE(points(rule, Better::high, std::numeric_limits<double>::quiet_NaN()));
    CHECK(given(rule, -std::numeric_limits<double>::infinity()) == 0.1);
    CHECK(given(rule, std::numeric_limits<double>::infinity()) == 1);
    CHECK(given({1, 0.95, 0.05, 0, 0}, -std::numeric_limits<double>::infinity()) == 1); // nothing is taken off
    CHECK(given(rule, -1e300) == 0.1);
}

TEST_CASE("Numbers are met by the same tolerance") {
    CHECK(meets(0.95, 0.95, Better::high));
    CHECK(meets(0.95 - 1e-15, 0.95, Better::high));
    CHECK_FALSE(meets(0.949999999, 0.95, Better::high));
    CHECK(meets(0, 0, Better::low));
    CHECK_FALSE(meets(1, 0, Better::low));
    CHECK(meets(7, 9, Better::neither));
}
