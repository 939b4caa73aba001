#include <kerb/base/moment.hpp>

#include "support/test.hpp"

using kerb::Moment;
using kerb::parse_moment;

namespace {

/// As read by a format, in ISO 8601; empty when it is no moment.
std::string read(const char* text, const char* format) {
    const auto moment = parse_moment(text, format);
    return moment ? to_text(*moment) : "";
}

std::string read(const char* text) {
    const auto moment = parse_moment(text);
    return moment ? to_text(*moment) : "";
}

} // namespace

TEST_CASE("Moments are read as they are written, with their offset") {
    CHECK(parse_moment("1970-01-02T00:00:01")->seconds == 86401);
    CHECK(parse_moment("1969-12-31")->days() == -1);
    CHECK(parse_moment("1969-12-31T23:59:59")->days() == -1);
    CHECK(parse_moment("2024-03-01") == Moment::day(2024, 3, 1));
    for (const auto* text : {"2024-03-01", "2024-02-29T08:30:00", "2024-03-01T08:30:00Z", "2024-03-01T08:30:00+08:00",
                             "2024-03-01T08:30:00-03:30", "2024-03-01T08:30:00+05:45"}) {
        CHECK(read(text) == text);
    }
    CHECK(parse_moment("2024-03-01T08:30-03:30")->offset_min == -210);
    CHECK(parse_moment("2024-03-01 08:30+0545")->offset_min == 345);
    CHECK(parse_moment("2024-03-01 08:30")->offset_min == Moment::no_offset);
}

TEST_CASE("Other ways to write a day, and what is none") {
    for (const auto* text : {"2024/3/1", "2024.03.01", "20240301", "2024年3月1日", " 2024-3-1 "}) {
        CAPTURE(text);
        CHECK(parse_moment(text) == Moment::day(2024, 3, 1));
    }
    CHECK(read("2024-03-01 08:30:59.75") == "2024-03-01T08:30:59");
    CHECK(read("2024-02-28T24:00") == "2024-02-29T00:00:00");
    for (const auto* text :
         {"", "2023-02-29", "2024-13-01", "2024-03-32", "2024-03/01", "0999-01-01", "1/3/2024", "2024-03-01T24:01",
          "2024-03-01T08:60", "2024-03-01T08", "2024-03-01T08:30+15:00", "2024-03-01T08:30+08:60", "2024-03-01x"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_moment(text).has_value());
    }
}

TEST_CASE("Formats: noon and midnight, months by name, years of two digits") {
    constexpr auto clock = "%Y-%m-%d %I:%M %p";
    CHECK(read("2024-03-01 12:05 AM", clock) == "2024-03-01T00:05:00");
    CHECK(read("2024-03-01 01:05 am", clock) == "2024-03-01T01:05:00");
    CHECK(read("2024-03-01 12:05 PM", clock) == "2024-03-01T12:05:00");
    CHECK(read("2024-03-01 11:05 pm", clock) == "2024-03-01T23:05:00");
    CHECK(read("2024-03-01 13:05 pm", clock).empty());
    CHECK(read("2024-03-01 00:05 am", clock).empty());
    CHECK(read("7-DEC-68", "%d-%b-%y") == "2068-12-07");
    CHECK(read("7-dec-69", "%d-%b-%y") == "1969-12-07");
    CHECK(read("03/04/2024  23:59:58", "%m/%d/%Y %H:%M:%S") == "2024-03-04T23:59:58");
    CHECK(read("03/04/2024 x", "%m/%d/%Y").empty());
    CHECK(read("03-04-2024", "%m/%d/%Y").empty());
}
