// Faults of logs and requests: windows, circuits, duplicates, places.
#include <kerb/outage/outage_log.hpp>
#include <kerb/outage/telemetry.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

void add_event(Inventory& city, const std::string& asset, const char* found, const char* fixed,
               EventKind kind = EventKind::off) {
    Event event;
    event.about.key = fmt::format("E{}", city.events.size());
    event.asset = asset;
    event.kind = kind;
    event.found = parse_moment(found);
    event.fixed = parse_moment(fixed);
    city.events.push_back(event);
}

void add_request(Inventory& city, const std::string& asset, Point place, const char* reported, const char* closed,
                 CaseState state = CaseState::closed) {
    Case request;
    request.about.key = fmt::format("S{}", city.cases.size());
    request.kind = "streetlight_out";
    request.asset = asset;
    request.place = place;
    request.reported = parse_moment(reported);
    request.closed = parse_moment(closed);
    request.state = state;
    city.cases.push_back(request);
}

void say(Inventory& city, const char* asset, const char* time, const char* quantity, double value) {
    Reading reading;
    reading.asset = asset;
    reading.time = parse_moment(time);
    reading.quantity = quantity;
    reading.value = value;
    city.readings.push_back(reading);
}

} // namespace

TEST_CASE("Events: what cannot be is told, what is open lasts") {
    auto city = test::lamp_scene(2, 3);
    add_event(city, "L0-00", "2024-01-01T20:00", "2024-01-03T20:00");
    add_event(city, "L0-00", "2024-01-01T20:00", "2024-01-03T20:00"); // told twice
    add_event(city, "L0-01", "2024-01-05", "2024-01-04");             // negative
    add_event(city, "L0-02", "", "2024-01-04");                       // no begin
    add_event(city, "L9-99", "2024-01-01", "");                       // nobody
    add_event(city, "C1", "2024-01-02T00:00", "", EventKind::cable);  // open, of three lamps
    add_event(city, "L0-02", "2024-01-01", "", EventKind::day_on);    // burns
    add_event(city, "R0", "2024-01-01", "", EventKind::off);          // no lamp
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    std::vector<Issue> issues;
    const auto log = faults_of_events(city, index, StateWords::usual(), issues);
    CHECK((log.accounting.read == 6 && log.accounting.used == 2 && log.accounting.adds_up()));
    CHECK(log.accounting.skipped.at("fault.repeated") == 1);
    CHECK(log.accounting.skipped.at("fault.negative") == 1);
    CHECK(log.accounting.skipped.at("fault.no_begin") == 1);
    CHECK(log.accounting.skipped.at("fault.no_lamp") == 1);
    CHECK(issues.size() == 4);
    const auto count = [&](const char* at) {
        const auto dark = dark_at(log, table.size(), *parse_moment(at));
        return std::count(dark.begin(), dark.end(), 1);
    };
    CHECK(count("2024-01-01T19:59") == 0);
    CHECK(count("2024-01-01T20:00") == 1);
    CHECK(count("2024-01-02T10:00") == 4);
    CHECK(count("2024-01-03T20:00") == 3); // mended at that moment
    CHECK(count("2030-01-01T20:00") == 3);
}

TEST_CASE("Requests are matched by key, else by place; those of a fault that is still open repeat it") {
    auto city = test::lamp_scene(2, 3);
    add_request(city, "L0-00", {0, 0}, "2024-01-01T08:00", "2024-01-05T08:00");
    add_request(city, "", {6, 1}, "2024-01-02T08:00", "2024-01-05T09:00"); // 1.4 m from L0-00, which is still open
    add_request(city, "", {6, 1}, "2024-01-09T08:00", "2024-01-10T08:00"); // later: a new fault
    add_request(city, "", {50, 500}, "2024-01-02T08:00", "");              // nobody near
    add_request(city, "L0-01", {0, 0}, "2024-01-02", "2024-01-03", CaseState::rejected);
    add_request(city, "L0-02", {0, 0}, "2024-01-02T08:00", "", CaseState::filed);
    add_request(city, "L0-02", {0, 0}, "2024-02-02T08:00", "", CaseState::duplicate);
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    for (int i = 0; i < 2; ++i) {
        add_request(city, "L0-02", {0, 0}, "2024-01-02T08:00", "");
        city.cases.back().kind = "灯坏"; // which nobody listed
    }
    std::vector<Issue> issues;
    const auto log = faults_of_requests(city, table, index, StateWords::usual(), 25, issues);
    CHECK((log.accounting.read == 7 && log.accounting.used == 5 && log.accounting.adds_up()));
    CHECK((log.by_key == 3 && log.by_place == 2));
    CHECK((log.found_repeats == 1 && log.marked_repeats == 1));
    REQUIRE(issues.size() == 2); // the one without a lamp, and the kind
    CHECK(issues[1].reason == "fault.other_kind");
    CHECK(issues[1].message.arguments[1].second == MessageValue(std::int64_t{2}));
    REQUIRE(log.faults.size() == 5);
    CHECK(log.faults[1].distance_m == Approx(std::sqrt(2.0)));
    CHECK(log.faults[1].repeats == 0U);
}

TEST_CASE("Of many kinds that nobody listed the most frequent are named, and the others counted") {
    auto city = test::lamp_scene(1, 2);
    for (int i = 0; i < 50; ++i) {
        for (int times = i == 33 ? 3 : 1; times > 0; --times) {
            add_request(city, "L0-00", {0, 0}, "2024-01-01T08:00", "");
            city.cases.back().kind = fmt::format("text {:02}", i);
        }
    }
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    std::vector<Issue> issues;
    (void)faults_of_requests(city, table, index, StateWords::usual(), 25, issues);
    REQUIRE(issues.size() == 21);
    CHECK(issues[0].message.arguments[0].second == MessageValue(std::string("text 33")));
    CHECK(issues[1].message.arguments[0].second == MessageValue(std::string("text 00")));
    CHECK((issues[20].reason == "fault.other_kind" && issues[20].count == 30));
    CHECK(issues[20].message.arguments[1].second == MessageValue(std::int64_t{30}));
}

TEST_CASE("Of two lamps at one distance a request is about the one with the lower key") {
    auto city = test::lamp_scene(1, 2);
    city.streetlights[0].about.key = "Z";
    add_request(city, "", {5, 15}, "2024-01-01T08:00", "");
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    std::vector<Issue> issues;
    const auto log = faults_of_requests(city, table, index, StateWords::usual(), 25, issues);
    REQUIRE(log.faults.size() == 1);
    CHECK(table.keys[log.faults[0].lamps[0]] == "L0-01");
}

TEST_CASE("A controller that is silent says neither light nor dark; a circuit without current is dark") {
    auto city = test::lamp_scene(3, 2);
    say(city, "L0-00", "2024-01-02T20:00", "on", 1);
    say(city, "L0-00", "2024-01-03T20:00", "on", 0); // after the moment
    say(city, "L0-01", "2024-01-01T10:00", "on", 1); // too long ago
    say(city, "C1", "2024-01-02T20:00", "current", 0.2);
    say(city, "C2", "2024-01-02T20:00", "current", 7.5);
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto heard = telemetry_at(city, table, index, *parse_moment("2024-01-02T21:00"));
    CHECK(heard.state[0] == LampState::lit);
    CHECK((heard.state[1] == LampState::unknown && heard.heard[1] == 1));
    CHECK(heard.heard[2] == 0);
    CHECK(heard.silent == 1);
    REQUIRE(heard.currents.size() == 2);
    CHECK(heard.dead_circuits == std::vector<std::uint32_t>{1});
    CHECK(heard.currents[1].lit_share() == Approx(0.75));
}

TEST_CASE("A pole of several heads is out when one of them is, whatever the order of the readings") {
    auto city = test::lamp_scene(1, 3, 2);
    say(city, "L0-00-1", "2024-01-02T20:00", "on", 0);
    say(city, "L0-00-2", "2024-01-02T20:30", "on", 1);
    say(city, "L0-01-1", "2024-01-02T20:00", "on", 1);
    say(city, "L0-01-2", "2023-12-02T20:00", "on", 0); // too long ago
    say(city, "L0-02-1", "2024-01-02T20:00", "on", 1);
    say(city, "L0-02-1", "2024-01-02T20:00", "power", 0); // switched on, and no power drawn
    for (int turn = 0; turn < 2; ++turn) {
        const auto table = lamp_table(city);
        const LampIndex index(city, table);
        const auto heard = telemetry_at(city, table, index, *parse_moment("2024-01-02T21:00"));
        CHECK(heard.state == std::vector<LampState>{LampState::out, LampState::lit, LampState::out});
        CHECK(heard.silent == 0);
        std::reverse(city.readings.begin(), city.readings.end());
    }
}

TEST_CASE("A reading by day says nothing of light, nor is it silence") {
    auto city = test::lamp_scene(1, 4); // at 109.5 degrees east
    say(city, "L0-00", "2024-01-02T12:00", "on", 0);
    say(city, "L0-01", "2024-01-02T04:00Z", "on", 0); // noon of the city
    say(city, "L0-02", "2024-01-02T02:00", "on", 0);  // by night
    say(city, "L0-02", "2024-01-02T12:00", "on", 0);
    say(city, "L0-03", "2024-01-02T02:00", "on", 1);
    say(city, "L0-03", "2024-01-02T12:00", "on", 0);
    say(city, "C0", "2024-01-02T12:00", "current", 0);
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto heard = telemetry_at(city, table, index, *parse_moment("2024-01-02T14:00"));
    CHECK(heard.state ==
          std::vector<LampState>{LampState::unknown, LampState::unknown, LampState::out, LampState::lit});
    CHECK(heard.silent == 0);
    CHECK(heard.dead_circuits.empty());
}
