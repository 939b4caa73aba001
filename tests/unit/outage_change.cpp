// Changes between rounds: Newcombe's printed intervals, pairs, and which lamps they are.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/change.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

TEST_CASE("The differences that Newcombe prints") {
    // Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10.
    struct Printed {
        double out_first, n_first, out_second, n_second, lo, hi;
    };
    const Printed printed[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090},
                               {6, 7, 2, 7, 0.0582, 0.8062},     {5, 56, 0, 29, -0.0381, 0.1926},
                               {0, 10, 0, 20, -0.1611, 0.2775},  {0, 10, 0, 10, -0.2775, 0.2775},
                               {10, 10, 0, 20, 0.6791, 1.0000},  {10, 10, 0, 10, 0.6075, 1.0000}};
    for (const auto& p : printed) {
        INFO(p.out_first << '/' << p.n_first << " and " << p.out_second << '/' << p.n_second);
        const auto bounds =
            difference_bounds(p.out_first / p.n_first, p.n_first, p.out_second / p.n_second, p.n_second);
        CHECK(bounds.lo == Approx(p.lo).margin(5.001e-5));
        CHECK(bounds.hi == Approx(p.hi).margin(5.001e-5));
    }
    CHECK(difference_bounds(0.5, 0, 0.5, 10) == Interval{-1, 1});
}

TEST_CASE("Two rounds of different lamps") {
    const auto change = change_between({12, 200}, {7, 250});
    REQUIRE(change);
    CHECK(change->difference == Approx(7.0 / 250 - 12.0 / 200));
    CHECK((change->bounds.lo < change->difference && change->bounds.hi > change->difference));
    // R: integrate(function(p) dbeta(p, 12.5, 188.5)*pbeta(p, 7.5, 243.5), 0, 1, rel.tol = 1e-13)
    CHECK(change->chance_fell == Approx(0.953014070721066).epsilon(1e-11));
    // R: integrate(function(p) dbeta(p, .5, 10.5)*pbeta(p, .5, 20.5), 0, 1, rel.tol = 1e-13)
    CHECK(chance_second_lower(0, 10, 0, 20) == Approx(0.606292277331791).epsilon(1e-10));
    CHECK(chance_second_lower(3, 40, 3, 40) == Approx(0.5).epsilon(1e-12));
    CHECK(chance_second_lower(10, 10, 0, 10) == Approx(1).margin(1e-6));
    // Sizes that lie far apart, and millions: both ways add to 1.
    for (const double n : {1.0, 100.0, 1e4, 1e7}) {
        const double there = chance_second_lower(0.02 * n, n, 3, 150), back = chance_second_lower(3, 150, 0.02 * n, n);
        CHECK(there + back == Approx(1).epsilon(1e-9));
    }
    // R: integrate(function(u) pbeta(qbeta(u, 200000.5, 9800000.5), 199000.5, 9801000.5), 0, 1, rel.tol = 1e-12)
    CHECK(change_between({200'000, 10'000'000}, {199'000, 10'000'000})->chance_fell ==
          Approx(0.945106512344297).epsilon(1e-10));
    // A design effect of 4 makes the interval about twice as wide.
    const auto wide = change_between({120, 2000}, {70, 2500}, {0.95, 4, 4});
    const auto simple = change_between({120, 2000}, {70, 2500});
    const auto width = [](const Interval& i) { return i.hi - i.lo; };
    CHECK(width(wide->bounds) == Approx(2 * width(simple->bounds)).epsilon(0.05));
    CHECK(wide->chance_fell < simple->chance_fell);
    CHECK(!change_between({0, 0}, {1, 10}));
    CHECK(!change_between({1, 10}, {0, 0}));
    const auto quiet = change_between({0, 50}, {0, 50});
    CHECK((quiet->difference == 0 && quiet->bounds.lo < 0 && quiet->bounds.hi > 0));
    CHECK_THROWS_AS(change_between({2, 1}, {1, 10}), kerb::UsageError);
    CHECK_THROWS_AS(change_between({0, 1}, {1, 10}, {0.95, 0, 1}), kerb::UsageError);
    CHECK_THROWS_AS(difference_bounds(1.5, 10, 0, 10), kerb::UsageError);
}

TEST_CASE("The same lamps seen twice") {
    const auto change = paired_change({20, 3, 11, 966});
    REQUIRE(change);
    CHECK(change->difference == Approx(-0.008));
    CHECK(change->p_value == Approx(0.057373046875).epsilon(1e-12)); // R: binom.test(3, 14)$p.value
    CHECK(change->chance_fell > 0.97);
    CHECK((change->bounds.lo < -0.008 && change->bounds.hi > -0.008));
    // Pairs tell more than as many lamps seen apart.
    const auto apart = change_between({31, 1000}, {23, 1000});
    CHECK(change->bounds.hi - change->bounds.lo < apart->bounds.hi - apart->bounds.lo);
    // R: Wilson's bounds by prop.test(…, correct = FALSE), joined by Newcombe's formula with φ; the first table is that
    // of Altman et al. 2000, Statistics with Confidence, 6.2. φ is above 0, above 0, below 0.
    struct Joined {
        SeenTwice counts;
        double lo, hi;
    };
    const Joined joined[] = {{{14, 5, 0, 22}, 0.0114832413830333, 0.2264926843512112},
                             {{20, 3, 11, 966}, -0.016881758666583091, -0.000156600025354696},
                             {{1, 30, 9, 2}, 0.218344548352445, 0.701914622901531}};
    for (const auto& table : joined) {
        const auto bounds = paired_change(table.counts)->bounds;
        CHECK(bounds.lo == Approx(table.lo).epsilon(1e-10));
        CHECK(bounds.hi == Approx(table.hi).epsilon(1e-10));
    }
    const auto same = paired_change({0, 0, 0, 30});
    CHECK((same->p_value == 1 && same->difference == 0 && same->bounds.lo < 0 && same->bounds.hi > 0));
    CHECK(same->chance_fell == Approx(0.5));
    CHECK(!paired_change({}));
    CHECK_THROWS_AS(paired_change({-1, 0, 0, 5}), kerb::UsageError);
    CHECK_THROWS_AS(paired_change({1, 0, 0, 5}, 1), kerb::UsageError);
}

TEST_CASE("Which lamps went out, which were repaired, which are still out") {
    using enum LampState;
    const LampOfRound before[] = {{7, out, 0}, {3, lit, 0}, {5, out, 1}, {1, lit, 0}, {9, unknown, 0}, {11, out, 0}};
    const LampOfRound now[] = {{5, lit, 1}, {7, out, 0}, {3, out, 0}, {1, lit, 1},
                               {9, out, 0}, {7, lit, 0}, {20, lit, 0}};
    const auto changes = lamp_changes(before, now, 2);
    CHECK(changes.newly_out == std::vector<std::uint64_t>{3});
    CHECK(changes.repaired == std::vector<std::uint64_t>{5});
    CHECK(changes.still_out == std::vector<std::uint64_t>{7});
    CHECK(changes.counts == SeenTwice{1, 1, 1, 1});
    CHECK(changes.groups[0] == SeenTwice{1, 1, 0, 0});
    CHECK(changes.groups[1] == SeenTwice{0, 0, 1, 1});
    CHECK((changes.only_before == 1 && changes.only_now == 2 && changes.repeated == 1));
    CHECK(lamp_changes({}, {}).counts.lamps() == 0);
    CHECK_THROWS_AS(lamp_changes(before, now, 1), kerb::UsageError);
}
