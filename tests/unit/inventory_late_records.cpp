// Records far after the rest: what is meant, what is told, which moments nothing speaks of.
#include <kerb/inventory/late_records.hpp>

#include "support/test.hpp"

using namespace kerb;

namespace {

/// Three hundred events, one a day from 1 January 2024 on, each mended within its day.
Inventory city_of_events() {
    Inventory city(Frame::from("EPSG:4547"));
    for (int i = 0; i < 300; ++i) {
        Event event;
        event.found = Moment{Moment::day(2024, 1, 1).seconds + i * 86400, true};
        event.fixed = Moment{event.found->seconds + 3600, true};
        city.events.push_back(event);
    }
    return city;
}

Event& add_event(Inventory& city, const char* key, const Moment& found) {
    Event event;
    event.about.key = key;
    event.asset = "L1";
    event.found = found;
    city.events.push_back(event);
    return city.events.back();
}

} // namespace

TEST_CASE("A few records far after the rest are told, and are none of the record's end") {
    auto city = city_of_events();
    const auto last = *city.events.back().fixed;
    add_event(city, "A", Moment::day(2030, 6, 1));
    add_event(city, "B", Moment::day(2024, 6, 1)).fixed = Moment::day(2034, 6, 1);
    const TimedRecords events{.events = true};
    const auto times = record_times(city, events);
    REQUIRE(times);
    CHECK(times->last == last);
    CHECK(times->late == std::vector<Moment>{Moment::day(2030, 6, 1), Moment::day(2034, 6, 1)});
    const auto told = late_records(city, *times, "--at");
    REQUIRE(told.size() == 2);
    CHECK((told[0].reason == "fault.late_record" && told[0].key == "A" && told[1].key == "B"));
    CHECK(render(told[0].message, Language::en).find("--at") != std::string::npos);
    CHECK(render(late_records(city, *times, "")[0].message, Language::en).find("--") == std::string::npos);
}

TEST_CASE("Nothing speaks of a moment between the record and the first late one, nor after the last") {
    auto city = city_of_events();
    add_event(city, "A", Moment::day(2030, 6, 1));
    const auto times = record_times(city, {.events = true});
    REQUIRE(times);
    CHECK_FALSE(times->beyond(times->last));
    CHECK(times->beyond(Moment::day(2026, 1, 1)));
    CHECK_FALSE(times->beyond(Moment::day(2030, 6, 1)));
    CHECK(times->beyond(Moment::day(2030, 6, 2)));
}

TEST_CASE("An end that no one can know is told as none, not as a late record") {
    auto city = city_of_events();
    add_event(city, "A", Moment::day(2024, 6, 1)).fixed = Moment::day(9999, 12, 31);
    const auto times = record_times(city, {.events = true});
    REQUIRE(times);
    CHECK((times->late.empty() && late_records(city, *times, "").empty()));
    const auto told = odd_ends(city, times->asked, times->last);
    REQUIRE(told.size() == 1);
    CHECK((told[0].reason == "fault.odd_end" && told[0].key == "A"));
    CHECK(odd_ends(city, {.readings = true, .requests = true}, times->last).empty());
}

TEST_CASE("Only the records that are asked have times") {
    auto city = city_of_events();
    CHECK_FALSE(record_times(city, {.readings = true, .requests = true}));
    Case request;
    request.reported = Moment::day(2025, 1, 1);
    city.cases.push_back(request);
    CHECK(record_times(city, {.requests = true})->last == Moment::day(2025, 1, 1));
}
