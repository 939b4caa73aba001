// Times of repair: a published table, delayed entry by hand, and what an average of closed tickets gets wrong.
#include <cmath>
#include <limits>

#include <kerb/base/random.hpp>
#include <kerb/outage/survival.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

TEST_CASE("Freireich's patients of 1963, as every textbook prints them") {
    std::vector<Duration> patients;
    for (const double t : {6, 6, 6, 7, 10, 13, 16, 22, 23}) {
        patients.push_back({0, t, true});
    }
    for (const double t : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) {
        patients.push_back({0, t, false});
    }
    const Survival curve(patients);
    CHECK((curve.ended() == 9 && curve.open() == 12 && curve.useless() == 0));
    const double at[] = {6, 7, 10, 13, 16, 22, 23};
    const double open[] = {0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448};
    const double error[] = {0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346};
    const std::int64_t risk[] = {21, 17, 15, 12, 11, 7, 6};
    REQUIRE(curve.steps().size() == 7);
    for (std::size_t i = 0; i < 7; ++i) {
        const auto& step = curve.steps()[i];
        INFO(at[i]);
        CHECK(step.at == at[i]);
        CHECK(step.at_risk == risk[i]);
        CHECK(step.open == Approx(open[i]).margin(5e-4));
        CHECK(step.open * std::sqrt(step.greenwood) == Approx(error[i]).margin(6e-5));
    }
    CHECK(curve.time_of(0.5) == 23);
    CHECK(!curve.time_of(0.6)); // the record ends before
    CHECK(curve.open_after(5.99) == 1);
    CHECK(curve.open_after(6) == Approx(18.0 / 21));
    const auto bounds = curve.time_bounds(0.5);
    CHECK((bounds.lo <= 23 && bounds.lo >= 13 && std::isinf(bounds.hi)));
    const auto share = curve.open_bounds(10);
    CHECK((share.lo > 0.4 && share.lo < 0.753 && share.hi > 0.753 && share.hi < 1));
    CHECK(curve.mean_until(6) == 6);
    CHECK(curve.mean_until(7) == Approx(6 + 18.0 / 21));
}

TEST_CASE("An outage that was old when it was first seen counts from that age on") {
    // At age 2 only the first two are known; at 5 the third is too.
    const Duration outages[] = {{0, 2, true}, {0, 6, false}, {3, 5, true}, {4, 4, true}, {5, 3, true}};
    const Survival curve(outages);
    CHECK(curve.useless() == 2);
    REQUIRE(curve.steps().size() == 2);
    CHECK((curve.steps()[0].at_risk == 2 && curve.steps()[0].open == 0.5));
    CHECK((curve.steps()[1].at_risk == 2 && curve.steps()[1].open == 0.25));
    // Between two steps the level's middle; a share that falls between levels has its step.
    CHECK(curve.time_of(0.5) == 3.5);
    CHECK(curve.time_of(0.6) == 5);
    CHECK(Survival({}).steps().empty());
    CHECK(Survival({}).open_after(3) == 1);
    const Duration all[] = {{0, 1, true}, {0, 1, true}};
    CHECK(Survival(all).open_after(1) == 0);
    CHECK(Survival(all).time_of(0.9) == 1);
}

TEST_CASE("Where tickets stay open, the mean of closed ones is too short and the curve is not") {
    // Exponential repairs of 10 days on average, looked at for 8 days each on average.
    std::vector<Duration> tickets;
    double closed = 0, count = 0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
        kerb::RandomStream random(7, 6, i);
        const double repair = -10 * std::log(1 - random.uniform()), window = random.uniform(0, 16);
        tickets.push_back({0, std::min(repair, window), repair <= window});
        closed += repair <= window ? repair : 0;
        count += repair <= window ? 1 : 0;
    }
    const Survival curve(tickets);
    CHECK(closed / count < 5);
    CHECK(*curve.time_of(0.5) == Approx(10 * std::log(2.0)).epsilon(0.06));
    const auto bounds = curve.time_bounds(0.5);
    CHECK((bounds.lo < 10 * std::log(2.0) && 10 * std::log(2.0) < bounds.hi));
}
