// Numbers of lamps to look at.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/plan.hpp>
#include <kerb/outage/verdict.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

TEST_CASE("Half a point either way: picked singly, and by circuits") {
    // 1.96² · 0.02 · 0.98 / 0.005² = 3012 lamps of an endless city; 3.9 times as many when circuits of 50 are drawn.
    CHECK(lamps_for_width(0.02, 0.005, 1, 1'000'000'000) == 3012);
    const double deff = cluster_deff(50, 0.06);
    CHECK(deff == Approx(3.94));
    CHECK(lamps_for_width(0.02, 0.005, deff, 1'000'000'000) == 11866); // 3011.70 · 3.94, and a hundred-millionth less
    CHECK(lamps_for_width(0.02, 0.005, deff, 3000) < 3000);            // never more than there are
    CHECK(lamps_for_width(0.5, 1e-6, 4, 3000) == 3000);
    CHECK_THROWS_AS(lamps_for_width(0, 0.005, 1, 10), kerb::UsageError);
    CHECK_THROWS_AS(lamps_for_width(0.02, 0, 1, 10), kerb::UsageError);
}

TEST_CASE("All lit shows that few are out") {
    CHECK(lamps_all_lit(0.02) == 149); // the rule of three: 3/0.02 = 150
    CHECK(std::pow(0.98, 149) <= 0.05);
    CHECK(std::pow(0.98, 148) > 0.05);
    CHECK_THROWS_AS(lamps_all_lit(1), kerb::UsageError);
}

TEST_CASE("The smallest rule that keeps both risks, held against all smaller ones") {
    const auto rule = two_point_rule(0.01, 0.05, 0.05, 0.1);
    REQUIRE(rule);
    const auto keeps = [](std::int64_t n, std::int64_t c) {
        const auto risks = risks_of_rule(n, c, 0.01, 0.05);
        return risks.kept_fails <= 0.05 && risks.broken_passes <= 0.1;
    };
    CHECK(keeps(rule->lamps, rule->most_out));
    for (std::int64_t n = 1; n < rule->lamps; ++n) {
        for (std::int64_t c = 0; c <= std::min<std::int64_t>(n, 20); ++c) {
            CHECK(!keeps(n, c));
        }
    }
    CHECK(!two_point_rule(0.02, 0.0201, 0.05, 0.05, 1000));
    CHECK_THROWS_AS(two_point_rule(0.02, 0.02), kerb::UsageError);
}
