// Working hours.
#include <kerb/base/error.hpp>

#include "scorecard/calendar.hpp"
#include "support/test.hpp"

using kerb::Moment;
using kerb::scorecard::calendar_named;

namespace {

std::int64_t at(const char* text) {
    return kerb::parse_moment(text)->seconds;
}

constexpr std::int64_t hour = 3600;

} // namespace

TEST_CASE("By the clock every hour counts") {
    const auto clock = calendar_named("clock");
    CHECK(clock.after(at("2024-03-01T18:00"), 24 * hour) == at("2024-03-02T18:00"));
    CHECK(clock.after(at("2024-02-28T23:00"), 2 * hour) == at("2024-02-29T01:00"));
    CHECK(clock.day_seconds() == 24 * hour);
}

TEST_CASE("Working hours stop at noon, at night and at weekends") {
    const auto office = calendar_named("cn"); // 08:30–12:00, 14:00–17:30
    CHECK(office.day_seconds() == 7 * hour);
    CHECK(office.after(at("2024-03-01T09:00"), 2 * hour) == at("2024-03-01T11:00"));
    CHECK(office.after(at("2024-03-01T11:00"), 2 * hour) == at("2024-03-01T15:00"));
    CHECK(office.after(at("2024-03-01T12:30"), hour) == at("2024-03-01T15:00")); // begun at lunch
    CHECK(office.after(at("2024-03-01T17:00"), hour) == at("2024-03-04T09:00")); // Friday to Monday
    CHECK(office.after(at("2024-03-01T16:30"), hour) == at("2024-03-01T17:30")); // not the next morning
    CHECK(office.after(at("2024-03-01T11:00"), hour) == at("2024-03-01T12:00"));
    CHECK(office.after(at("2024-03-02T10:00"), hour) == at("2024-03-04T09:30")); // begun on a Saturday
    CHECK(office.after(at("2024-03-01T09:00"), 7 * hour) == at("2024-03-04T09:00"));
    CHECK(office.after(at("1969-12-31T17:00"), hour) == at("1970-01-01T09:00")); // before 1970, too
}

TEST_CASE("Holidays are off, and days worked in return are not") {
    auto office = calendar_named("cn");
    office.holidays = {Moment::day(2024, 10, 1).days(), Moment::day(2024, 10, 2).days()};
    office.made_up = {Moment::day(2024, 10, 5).days()}; // a Saturday
    CHECK_FALSE(office.works(Moment::day(2024, 10, 1).days()));
    CHECK(office.works(Moment::day(2024, 10, 5).days()));
    CHECK_FALSE(office.works(Moment::day(2024, 10, 6).days()));
    CHECK(office.after(at("2024-09-30T17:00"), hour) == at("2024-10-03T09:00"));
    CHECK(office.after(at("2024-10-04T17:00"), hour) == at("2024-10-05T09:00"));
}

TEST_CASE("A calendar that there is not is named") {
    CHECK_THROWS_AS(calendar_named("moon"), kerb::UsageError);
    CHECK(kerb::scorecard::calendar_names() == std::vector<std::string>{"clock", "cn"});
}
