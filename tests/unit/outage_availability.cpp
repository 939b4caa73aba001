// Shares of time out: by hand, beside R's survey package, and the odd rows of real records.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/availability.hpp>
#include <kerb/outage/sun.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

constexpr std::int64_t hour = 3600, day = 86400;

AvailabilityReport of(std::vector<LampInService> lamps, std::vector<LampOutage> outages,
                      std::vector<LampSilence> silences = {}, const AvailabilityOptions& options = {}) {
    return availability(lamps, outages, silences, options);
}

} // namespace

TEST_CASE("Ratio, linearised error and logit bounds as R's survey package has them") {
    // dn<-c(10,0,30,5,0,100); sv<-c(1000,800,1000,500,1000,900); ci<-c(1,1,2,2,3,3)
    // svyratio(~dn, ~sv, svydesign(ids=~ci, weights=~1, data=data.frame(dn,sv,ci))), then ids=~1
    // plogis(qlogis(p) + c(-1,1)*qt(.975,2)*se/(p*(1-p)))
    const std::vector<LampInService> lamps = {{{0, 1000}, 7, 0}, {{0, 800}, 7, 0},  {{0, 1000}, 2, 0},
                                              {{0, 500}, 2, 1},  {{0, 1000}, 9, 1}, {{0, 900}, 9, 1}};
    const std::vector<LampOutage> outages = {{0, 100, 110}, {2, 0, 30}, {3, 495, {}}, {5, 300, 400}};
    const auto report = of(lamps, outages);
    const auto& all = report.all;
    CHECK((all.lamps == 6 && all.clusters == 3 && all.service_s == 5200 && all.down_s == 145 && all.outages == 4));
    CHECK(*all.share == Approx(0.0278846153846154).epsilon(1e-13));
    CHECK(all.standard_error == Approx(0.0146573976209355).epsilon(1e-12));
    CHECK(all.bounds_by == DowntimeBounds::linearised);
    CHECK(all.bounds.lo == Approx(0.00279272652258955).epsilon(1e-10));
    CHECK(all.bounds.hi == Approx(0.22708257527083553).epsilon(1e-10));
    AvailabilityOptions options;
    options.clusters = ClusterBy::lamp;
    options.groups = 2;
    const auto by_lamp = of(lamps, outages, {}, options);
    CHECK(by_lamp.all.clusters == 6);
    CHECK(by_lamp.all.standard_error == Approx(0.0179867681473037).epsilon(1e-12));
    REQUIRE(by_lamp.groups.size() == 2);
    CHECK((by_lamp.groups[0].down_s == 40 && by_lamp.groups[1].down_s == 105));
    CHECK(by_lamp.groups[0].service_s + by_lamp.groups[1].service_s == 5200);
}

TEST_CASE("Odd rows are clipped, merged, refused, and counted") {
    const std::vector<LampInService> lamps = {{{1000, 2000}}, {{1000, 2000}}, {{1000, 1000}}};
    const std::vector<LampOutage> outages = {
        {0, 500, 1100},                   // reaches in: 100 s, no failure of this time
        {0, 1200, 1300}, {0, 1200, 1300}, // twice
        {0, 1250, 1400}, {0, 1400, 1450}, // overlap and touch: one outage of 250 s with the above
        {0, 1900, {}},                    // still out: 100 s
        {1, 900, 800},                    // over before it began
        {1, 100, 1000},                   // before the service
        {1, 2000, 2500},                  // after it
        {1, 1500, 1500},                  // a blink: a failure of no length
        {2, 1000, 1500},                  // a lamp never in service
    };
    const auto report = of(lamps, outages);
    CHECK(report.duplicates == 1);
    CHECK(report.merged == 2);
    CHECK(report.negative == 1);
    CHECK(report.before == 1);
    CHECK(report.after == 2);
    CHECK(report.begun_before == 1);
    CHECK(report.open == 1);
    CHECK((report.all.down_s == 450 && report.all.service_s == 2000 && report.all.outages == 3));
    CHECK(report.all.lamps == 2);
    CHECK(report.all.failures.failures == 3);
    CHECK(report.all.failures.lamp_years == Approx(2000 / (365.25 * 86400)));
}

TEST_CASE("Silence is neither light nor its absence") {
    const std::vector<LampInService> lamps = {{{0, 1000}}, {{0, 1000}}};
    const std::vector<LampSilence> silences = {{0, {100, 300}}, {0, {200, 400}}, {0, {900, 5000}}, {1, {50, 20}}};
    // Out from 350: 50 s of it unknown; the second begins in silence.
    const auto report = of(lamps, {{0, 350, 600}, {1, 10, 20}, {0, 950, {}}}, silences);
    CHECK(report.all.unknown_s == 400);
    CHECK(report.all.service_s == 1600);
    CHECK(report.all.down_s == 200 + 10);
    CHECK(report.all.failures.failures == 1);
    CHECK(report.all.failures_in_silence == 2);
    CHECK(report.negative_silences == 1);
    const auto dumb = of({{{0, 1000}}}, {{0, 10, 20}}, {{0, {0, 1000}}});
    CHECK(!dumb.all.share);
    CHECK(dumb.all.bounds_by == DowntimeBounds::no_data);
    CHECK((dumb.all.lamps == 0 && dumb.all.unknown_s == 1000));
}

TEST_CASE("Without an outage the bounds have a width, and say where from") {
    std::vector<LampInService> lamps;
    for (std::uint32_t i = 0; i < 60; ++i) {
        lamps.push_back({{0, 100 * day}, i / 2, 0});
    }
    const auto quiet = of(lamps, {});
    CHECK(*quiet.all.share == 0);
    CHECK(quiet.all.bounds_by == DowntimeBounds::rule_of_three);
    CHECK(quiet.all.bounds.lo == 0);
    CHECK(quiet.all.bounds.hi == Approx(1 - std::pow(0.025, 1.0 / 30))); // 30 circuits
    AvailabilityOptions options;
    options.usual_outage_s = 2 * day;
    const auto usual = of(lamps, {}, {}, options);
    CHECK(usual.all.bounds_by == DowntimeBounds::usual_outage);
    CHECK(usual.all.bounds.hi == Approx(3.688879454 * 2 / 6000));
    // All out all the time, one circuit, and circuits that are all alike.
    const auto dark = of({{{0, 10}, 1, 0}}, {{0, 0, {}}});
    CHECK((*dark.all.share == 1 && dark.all.bounds.hi == 1 && dark.all.bounds.lo == Approx(0.025)));
    const auto one = of({{{0, 1000}, 1, 0}, {{0, 1000}, 1, 0}}, {{0, 0, 100}, {1, 500, 700}});
    CHECK(one.all.bounds_by == DowntimeBounds::poisson);
    CHECK(one.all.standard_error == 0);
    CHECK(one.all.bounds.lo == Approx(0.15 * 0.2422092785 / 2)); // 2 outages: chi-squared of 4 and 6 degrees
    CHECK(one.all.bounds.hi == Approx(0.15 * 7.224687667 / 2));
    const auto alike = of({{{0, 1000}}, {{0, 1000}}, {{0, 1000}}}, {{0, 0, 10}, {1, 7, 17}, {2, 900, 910}});
    CHECK(alike.all.bounds_by == DowntimeBounds::poisson);
    CHECK((alike.all.bounds.lo > 0 && alike.all.bounds.lo < 0.01 && alike.all.bounds.hi > 0.01));
    const auto none = of({}, {});
    CHECK((!none.all.share && none.all.bounds == Interval{0, 1} && !none.all.failures.per_year));
}

TEST_CASE("By the nights alone, and by weeks") {
    const auto from = kerb::Moment::day(2024, 3, 4), to = kerb::Moment::day(2024, 3, 25); // Mondays
    const Nights nights({32.13, 114.07, 480}, from, to);
    AvailabilityOptions options;
    options.groups = 1;
    options.counted = [&nights](std::int64_t a, std::int64_t b) { return nights.seconds(a, b); };
    options.bins = week_edges({from.seconds, to.seconds});
    REQUIRE(options.bins.size() == 4);
    CHECK(options.bins.front() == from.seconds);
    // Out from noon to noon: one night of each count. And an outage by day, that nobody sees.
    const std::int64_t noon = from.seconds + 7 * day + 12 * hour;
    const auto report = of({{{from.seconds, to.seconds}}, {{from.seconds, to.seconds}}},
                           {{0, noon, noon + day}, {1, noon, noon + 2 * hour}}, {}, options);
    CHECK(report.all.down_s == nights.seconds(noon, noon + day));
    CHECK((report.all.outages == 1 && report.all.failures.failures == 2));
    CHECK(report.all.service_s == 2 * nights.seconds(from, to));
    const auto& weeks = report.all.bins;
    REQUIRE(weeks.size() == 3);
    CHECK((*weeks[0].share() == 0 && *weeks[2].share() == 0 && weeks[1].down_s == report.all.down_s));
    CHECK(weeks[0].service_s + weeks[1].service_s + weeks[2].service_s == report.all.service_s);
    CHECK(report.groups[0].bins == weeks);
    CHECK(!AvailabilityBin{}.share());
    // Weeks before 1970 begin on Mondays too.
    CHECK(week_edges({-1, 0}) == std::vector<std::int64_t>{-3 * day, 4 * day});
    CHECK(week_edges({5, 5}).empty());
}

TEST_CASE("Failures per lamp-year with Garwood's bounds") {
    // R: poisson.test(7, 3.5)$conf.int, poisson.test(0, 3.5)$conf.int
    const auto seven = failure_rate(7, 3.5);
    CHECK(*seven.per_year == 2);
    CHECK(seven.bounds.lo == Approx(0.804103729005676).epsilon(1e-11));
    CHECK(seven.bounds.hi == Approx(4.120764389057823).epsilon(1e-11));
    const auto none = failure_rate(0, 3.5);
    CHECK((none.bounds.lo == 0 && none.bounds.hi == Approx(1.05396555831827).epsilon(1e-11)));
    CHECK(std::isinf(failure_rate(0, 0).bounds.hi));
    CHECK_THROWS_AS(failure_rate(-1, 1), kerb::UsageError);
    CHECK_THROWS_AS(failure_rate(1, -1), kerb::UsageError);
}

TEST_CASE("The exponential bounds that Trivedi prints") {
    // Trivedi 2002, example 10.27: one failure, 999 h up, 1 h down; ten, 9990 h and 10 h.
    const auto one = exponential_availability(1, 999, 1), ten = exponential_availability(10, 9990, 10);
    CHECK(one.lo == Approx(0.9624).margin(5e-5));
    CHECK(one.hi == Approx(1).margin(5e-5));
    CHECK(ten.lo == Approx(0.9975).margin(5e-5));
    CHECK(ten.hi == Approx(0.9996).margin(5e-5));
    // R: 1/(1 + 10/9990*qf(c(.975, .025), 20, 20))
    CHECK(ten.lo == Approx(0.997539119623128).epsilon(1e-11));
    CHECK(ten.hi == Approx(0.999593994333857).epsilon(1e-11));
    CHECK(exponential_availability(0, 100, 0) == Interval{0, 1});
    CHECK(exponential_availability(1, 0, 1) == Interval{0, 0});
    CHECK_THROWS_AS(exponential_availability(1, 0, 0), kerb::UsageError);
    CHECK_THROWS_AS(exponential_availability(-1, 1, 1), kerb::UsageError);
}

TEST_CASE("An availability that nobody can compute is refused") {
    AvailabilityOptions options;
    CHECK_THROWS_AS(of({{{0, 10}}}, {{1, 0, 5}}), kerb::UsageError);
    CHECK_THROWS_AS(of({{{0, 10}}}, {}, {{1, {0, 5}}}), kerb::UsageError);
    options.groups = 1;
    CHECK_THROWS_AS(of({{{0, 10}, 0, 1}}, {}, {}, options), kerb::UsageError);
    options = {};
    options.bins = {5, 3};
    CHECK_THROWS_AS(of({{{0, 10}}}, {}, {}, options), kerb::UsageError);
    options = {};
    options.confidence = 1;
    CHECK_THROWS_AS(of({{{0, 10}}}, {}, {}, options), kerb::UsageError);
    CHECK_THROWS_AS(of({{{0, std::numeric_limits<std::int64_t>::max()}}}, {}), kerb::UsageError);
}
