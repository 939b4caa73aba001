// Intervals and verdicts: published values, exact tails, and what may never come out.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/funnel.hpp>
#include <kerb/outage/verdict.hpp>

#include "support/test.hpp"

using namespace kerb::outage;
using Method = IntervalMethod;

TEST_CASE("Published intervals, to every digit printed") {
    // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I.
    const auto a = interval({81, 263}, Method::wilson);
    CHECK(a.lo == Approx(0.255289).margin(5e-7));
    CHECK(a.hi == Approx(0.366210).margin(5e-7));
    CHECK(interval({0, 20}, Method::clopper_pearson).hi == Approx(0.168433).margin(5e-7));
    const auto b = interval({15, 148}, Method::wilson);
    CHECK((b.lo == Approx(0.0624).margin(5e-5) && b.hi == Approx(0.1605).margin(5e-5)));
    const auto c = interval({15, 148}, Method::clopper_pearson);
    CHECK((c.lo == Approx(0.0578).margin(5e-5) && c.hi == Approx(0.1617).margin(5e-5)));
    const auto d = interval({15, 148}, Method::mid_p);
    CHECK((d.lo == Approx(0.0601).margin(5e-5) && d.hi == Approx(0.1581).margin(5e-5)));
    // Closed forms: at k = 0 Clopper–Pearson's upper bound is 1 − (α/2)^(1/n), mid-p's 1 − α^(1/n).
    CHECK(interval({0, 50}, Method::clopper_pearson).hi == Approx(1 - std::pow(0.025, 1.0 / 50)).epsilon(1e-12));
    CHECK(interval({0, 50}, Method::mid_p).hi == Approx(1 - std::pow(0.05, 1.0 / 50)).epsilon(1e-12));
}

TEST_CASE("Ends are exact, nothing is no data, one is not none") {
    for (const auto method : {Method::wilson, Method::clopper_pearson, Method::jeffreys, Method::mid_p}) {
        CHECK(interval({0, 7}, method).lo == 0);
        CHECK(interval({7, 7}, method).hi == 1);
        CHECK(interval({0, 0}, method) == Interval{0, 1});
        const auto one = interval({1, 1}, method);
        CHECK((one.lo > 0 && one.lo < 1 && one.hi == 1));
        for (std::int64_t k = 0; k <= 30; ++k) {
            INFO(k);
            const auto at = interval({k, 30}, method), mirror = interval({30 - k, 30}, method);
            CHECK((at.lo <= double(k) / 30 && double(k) / 30 <= at.hi));
            CHECK(at.lo == Approx(1 - mirror.hi).margin(1e-12));
            if (k > 0) {
                const auto before = interval({k - 1, 30}, method);
                CHECK((at.lo >= before.lo && at.hi >= before.hi));
            }
        }
    }
    CHECK(!Count{0, 0}.share());
    CHECK_THROWS_AS(interval({3, 2}, Method::wilson), kerb::UsageError);
    CHECK_THROWS_AS(interval({-1, 2}, Method::wilson), kerb::UsageError);
    CHECK_THROWS_AS(interval({1, 2}, Method::wilson, 1), kerb::UsageError);
}

TEST_CASE("A finite population: a census has no width, a small sample is nearly Clopper–Pearson's") {
    CHECK(finite_interval({3, 40}, 40) == Interval{3.0 / 40, 3.0 / 40});
    CHECK(finite_wilson({3, 40}, 40) == Interval{3.0 / 40, 3.0 / 40});
    CHECK(finite_wilson({3, 40}, 100) == wilson(3.0 / 40, 40 * 99.0 / 60, 0.95)); // of (N − 1)/(N − n) as many
    const auto exact = interval({5, 100}, Method::clopper_pearson), of_many = finite_interval({5, 100}, 10'000'000);
    CHECK((of_many.lo == Approx(exact.lo).epsilon(1e-3) && of_many.hi == Approx(exact.hi).epsilon(1e-3)));
    CHECK_THROWS_AS(finite_interval({1, 41}, 40), kerb::UsageError);
    // Against every possible truth: each end is the last that is not excluded at 2.5 %.
    constexpr int population = 60, n = 20;
    const auto ways = [](int from, int pick) {
        double all = 1;
        for (int i = 0; i < pick; ++i) {
            all = all * (from - i) / (i + 1);
        }
        return pick > from ? 0.0 : all;
    };
    for (int k = 0; k <= n; ++k) {
        int least = population + 1, most = -1;
        for (int bad = k; bad <= population - n + k; ++bad) {
            double up = 0, down = 0;
            for (int i = 0; i <= n; ++i) {
                const double p = ways(bad, i) * ways(population - bad, n - i) / ways(population, n);
                up += i >= k ? p : 0;
                down += i <= k ? p : 0;
            }
            if (up > 0.025 && down > 0.025) {
                least = std::min(least, bad);
                most = std::max(most, bad);
            }
        }
        INFO(k);
        const auto found = finite_interval({k, n}, population);
        CHECK(std::lround(found.lo * population) == least);
        CHECK(std::lround(found.hi * population) == most);
    }
}

TEST_CASE("Met, not met, or nobody can tell yet, and how many more to look at") {
    const auto say = [](Count count, double limit) {
        return verdict_of(count, interval(count, Method::clopper_pearson), limit);
    };
    CHECK(say({0, 1000}, 0.02) == Verdict::met);
    CHECK(say({60, 1000}, 0.02) == Verdict::not_met);
    CHECK(say({17, 1000}, 0.02) == Verdict::cannot_tell);
    CHECK(say({0, 0}, 0.02) == Verdict::no_data);
    CHECK(more_to_tell({0, 1000}, 0.02) == 0);
    const Count open = {17, 1000};
    const auto more = more_to_tell(open, 0.02);
    REQUIRE(more);
    const auto told = [&](std::int64_t extra) {
        const double n = static_cast<double>(1000 + extra);
        return clopper_pearson(0.017 * n, n).hi <= 0.02;
    };
    CHECK((told(*more) && !told(*more - 1)));
    CHECK(!more_to_tell({20, 1000}, 0.02)); // at the limit itself nobody ever can
    CHECK(!more_to_tell({0, 0}, 0.02));
    CHECK(*chance_met({17, 1000}, 0.02) > 0.7);
    CHECK(*chance_met({60, 1000}, 0.02) < 1e-6);
    CHECK(!chance_met({0, 0}, 0.02));
}

TEST_CASE("The risks of a count rule: Changsha's for small roads") {
    // Exactly 2 % out: a road of 200 lamps fails at more than 4 dark ones in 37 % of the nights.
    CHECK(1 - risks_of_rule(200, 4, 0.02, 0.03).kept_fails == Approx(0.6288).margin(5e-5));
    CHECK(risks_of_rule(149, 3, 0.02, 0.03).kept_fails == Approx(0.35).margin(0.005));
    CHECK(risks_of_rule(99, 2, 0.02, 0.03).kept_fails == Approx(0.32).margin(0.005));
    CHECK(risks_of_rule(99, 2, 0.02, 0.03).broken_passes == Approx(0.4266).margin(5e-5));
}

TEST_CASE("Limits of a funnel stay inside and close in on the rate") {
    for (const double rate : {0.005, 0.02, 0.3}) {
        Interval before;
        for (const std::int64_t n : {1, 5, 20, 100, 1000, 100000}) {
            const auto limits = funnel_limits(rate, n, 0.95);
            CHECK((limits.lo >= 0 && limits.hi <= 1 && limits.lo <= limits.hi));
            before = limits;
        }
        CHECK(before.lo == Approx(rate).epsilon(0.1));
        CHECK(before.hi == Approx(rate).epsilon(0.1));
    }
    // n = 10, rate ½: P(R ≤ 1) = 11/1024 < 0.025, P(R ≤ 2) = 56/1024; (2 − (56 − 25.6)/45)/10
    CHECK(funnel_limits(0.5, 10, 0.95).lo == Approx((2 - (56 - 25.6) / 45) / 10));
    CHECK((funnel_limits(0, 10, 0.95).hi == 0 && funnel_limits(1, 10, 0.95).lo == 1));
    CHECK_THROWS_AS(funnel_limits(0.5, 0, 0.95), kerb::UsageError);
}
