// Times of repair by hand: days and hours, a window, open faults; and requests without any lamp.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/repairs.hpp>
#include <kerb/outage/requests.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

constexpr std::int64_t hour = 3600, day = 86400;

RepairOptions in_days(std::int64_t from, std::int64_t to) {
    RepairOptions options;
    options.unit = RepairUnit::days;
    options.window = {from * day, to * day};
    options.within = {1};
    options.mean_until = 4;
    return options;
}

Case request(const char* key, const char* day_of, const char* done, const char* zone, Point at) {
    Case made;
    made.about.key = key;
    made.about.district = zone;
    made.kind = "one_out";
    made.reported = parse_moment(day_of);
    made.closed = parse_moment(done);
    made.place = at;
    return made;
}

Inventory two_zones() {
    Inventory city(Frame::from("EPSG:32650"));
    for (const double x : {0.0, 10.0}) {
        Zone zone;
        zone.about.key = x == 0 ? "1" : "2";
        zone.kind = "district";
        zone.area = {{{{x, 0}, {x + 10, 0}, {x + 10, 10}, {x, 10}, {x, 0}}, {}}};
        city.zones.push_back(zone);
    }
    return city;
}

} // namespace

TEST_CASE("Days: a fault repaired on its own day took none and counts") {
    // 0, 0, 1, 3 days, and one open for 4 days at the end of day 9.
    const std::vector<FaultSpan> faults = {
        {0, 0}, {day, day}, {2 * day, 3 * day}, {3 * day, 6 * day}, {5 * day, std::nullopt}};
    const std::vector<std::uint32_t> group = {0, 0, 1, 1, 7};
    const auto report = repair_times(faults, group, 2, in_days(0, 10));
    const auto& all = report.all;
    CHECK((all.faults == 5 && all.repaired == 4 && all.open == 1 && all.useless == 0 && all.begun_before == 0));
    REQUIRE(all.curve.size() == 3);
    CHECK((all.curve[0].at == 0 && all.curve[0].at_risk == 5 && all.curve[0].repaired == 2));
    CHECK(all.curve[0].open == Approx(0.6));
    CHECK((all.curve[1].at == 1 && all.curve[1].open == Approx(0.4)));
    CHECK((all.curve[2].at == 3 && all.curve[2].open == Approx(0.2)));
    CHECK(all.median == 1.0);
    CHECK(!all.p90); // the record ends before
    CHECK(std::isinf(all.p90_bounds.hi));
    REQUIRE(all.within.size() == 1);
    CHECK(all.within[0].share == Approx(0.6));
    CHECK((all.within[0].bounds.lo > 0 && all.within[0].bounds.hi < 1));
    // 0.6 over the first day, 0.4 over two more, 0.2 over the last.
    CHECK(all.mean == Approx(0.6 + 2 * 0.4 + 0.2));
    CHECK(all.closed_mean == 1.0);
    CHECK((report.groups[0].faults == 2 && report.groups[0].median == 0.0));
    CHECK(report.groups[0].within[0].share == 1.0);
    CHECK(report.groups[0].within[0].bounds.lo == Approx(std::sqrt(0.025))); // 2 of 2, exact
    CHECK((report.groups[1].faults == 2 && report.groups[1].median == 2.0)); // between 1 and 3, where it is level
}

TEST_CASE("Hours: older faults enter late, later repairs are not known") {
    RepairOptions options;
    options.window = {100 * hour, 200 * hour};
    options.within = {50, 150};
    const std::vector<FaultSpan> faults = {{0, 50 * hour},           // over before
                                           {90 * hour, 120 * hour},  // 10 h old when the record begins, 30 h when over
                                           {110 * hour, 130 * hour}, // 20 h
                                           {150 * hour, 250 * hour}, // open for 50 h
                                           {160 * hour, 160 * hour}, // over at once
                                           {200 * hour, 201 * hour}};
    const std::vector<std::uint32_t> group(faults.size(), 0);
    const auto report = repair_times(faults, group, 0, options);
    CHECK((report.before == 1 && report.after == 1));
    const auto& all = report.all;
    CHECK((all.faults == 4 && all.repaired == 2 && all.open == 1 && all.begun_before == 1 && all.useless == 1));
    REQUIRE(all.curve.size() == 2);
    CHECK((all.curve[0].at == 20 && all.curve[0].at_risk == 3 && all.curve[0].open == Approx(2.0 / 3)));
    CHECK((all.curve[1].at == 30 && all.curve[1].at_risk == 2 && all.curve[1].open == Approx(1.0 / 3)));
    CHECK(all.watched == 50);
    CHECK(all.within[0].share == Approx(2.0 / 3));
    CHECK(!all.within[1].share); // nobody watched one for 150 h
    CHECK(!all.mean);
}

TEST_CASE("No fault is no data; what makes no sense is refused") {
    const auto none = repair_times({}, {}, 1, in_days(0, 5));
    CHECK((!none.all.median && !none.all.within[0].share && !none.all.mean && !none.all.closed_mean));
    CHECK(none.groups[0].faults == 0);
    const std::vector<FaultSpan> one = {{0, day}};
    const std::vector<std::uint32_t> group = {0};
    CHECK_THROWS_AS(repair_times(one, {}, 1, in_days(0, 5)), UsageError);
    CHECK_THROWS_AS(repair_times(one, group, 1, in_days(5, 0)), UsageError);
    auto options = in_days(0, 5);
    options.within = {-1};
    CHECK_THROWS_AS(repair_times(one, group, 1, options), UsageError);
    options = in_days(0, 5);
    options.confidence = 1;
    CHECK_THROWS_AS(repair_times(one, group, 1, options), UsageError);
}

TEST_CASE("A thinned curve keeps its ends") {
    std::vector<RepairStep> curve(1000);
    for (std::size_t i = 0; i < curve.size(); ++i) {
        curve[i].at = static_cast<double>(i);
    }
    const auto few = thinned(curve, 200);
    CHECK((few.size() == 200 && few.front().at == 0 && few.back().at == 999));
    for (std::size_t i = 1; i < few.size(); ++i) {
        CHECK((few[i].at - few[i - 1].at >= 5 && few[i].at - few[i - 1].at <= 6));
    }
    CHECK(thinned(few, 200).size() == 200);
}

TEST_CASE("Requests without lamps: where they lie, where they say, and numbers given twice") {
    auto city = two_zones();
    city.cases = {request("a", "2024-01-01", "2024-01-03", "1", {5, 5}),
                  request("b", "2024-01-01", "2024-01-03", "1", {15, 5}),     // lies in 2
                  request("c", "2024-01-01", "2024-01-03", "2", {10, 5}),     // on the border of both
                  request("d", "2024-01-01", "2024-01-03", "2", {10, -1e-7}), // of a corner
                  request("e", "2024-01-01", "2024-01-03", "1", {50, 5}),     // in none
                  request("f", "2024-01-01", "2024-01-03", "9", {5, 5}),      // no such zone
                  request("a", "2024-01-01", "2024-01-03", "1", {5, 5}),      // once more
                  request("g", "2024-01-05", "2024-01-03", "1", {5, 5}),      // done before it was made
                  request("h", "", "2024-01-03", "1", {5, 5})};
    city.cases.push_back(request("i", "2024-01-01", "2024-01-03", "1", {5, 5}));
    city.cases.back().kind = "pothole"; // of another matter
    city.cases.push_back(request("j", "2024-01-01", "2024-01-03", "1", {5, 5}));
    city.cases.back().state = CaseState::duplicate;
    std::vector<Issue> issues;
    const auto found = requests_of(city, StateWords::usual(), "district", issues);
    CHECK(found.accounting.adds_up());
    CHECK((found.accounting.read == 10 && found.accounting.used == 6));
    CHECK((found.misplaced == 2 && found.unknown_zone == 1));
    CHECK((found.requests[1].misplaced && found.requests[4].misplaced && !found.requests[2].misplaced));
    CHECK((found.requests[1].named == 0 && found.requests[1].lies == 1 && found.requests[4].lies == no_asset));
    CHECK(found.repeated_numbers == std::vector<std::string>{"a"});
    CHECK(issues.size() == 6); // two misplaced, one repeated, one negative, one without a begin, one kind
    const auto told =
        std::find_if(issues.begin(), issues.end(), [](const auto& one) { return one.reason == "fault.other_kind"; });
    REQUIRE(told != issues.end());
    CHECK((told->key == "i" && told->located && told->x == 5));
    CHECK(render(told->message, Language::en).find("requests of kind 'pothole': 1") == 0);
}
