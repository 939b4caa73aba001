// Records of several lists that tell of one outage: by lamp and time, by place, whole circuits apart.
#include <kerb/base/error.hpp>
#include <kerb/outage/outage_lists.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

Moment at(const char* text) {
    return *parse_moment(text);
}

ListedOutage lamp(std::uint32_t row, const char* from, const char* to = nullptr) {
    return {{row}, at(from), to == nullptr ? std::nullopt : std::optional(at(to)), std::nullopt};
}

OutageList list(std::vector<ListedOutage> outages) {
    OutageList made;
    made.outages = std::move(outages);
    return made;
}

std::vector<int> bits(const LinkedLists& linked) {
    std::vector<int> made;
    for (const auto& one : linked.outages) {
        made.push_back(one.lists);
    }
    return made;
}

LinkOptions january() {
    return {at("2024-01-01"), at("2024-01-31"), false, 25, {}};
}

} // namespace

TEST_CASE("Records of one lamp are one outage when their times overlap") {
    const auto table = lamp_table(test::lamp_scene(2, 10));
    const OutageList lists[] = {
        list({lamp(0, "2024-01-03T10:00", "2024-01-05T10:00"), lamp(0, "2024-01-20T10:00", "2024-01-22T10:00"),
              lamp(1, "2024-01-03T10:00"), lamp(2, "2024-02-02T10:00")}),
        list({lamp(0, "2024-01-04T10:00", "2024-01-21T10:00"), // closed late: the first of the two
              lamp(0, "2024-01-21T12:00"), lamp(1, "2023-12-30"), lamp(3, "2024-01-31T23:00"),
              lamp(2, "2024-01-30T10:00", "2024-02-01T10:00")})};
    const auto linked = link_lists(table, lists, january());
    // Lamp 0 twice on both; lamp 1 began before the window by the other list; lamp 2 only as its request has it.
    CHECK(bits(linked) == std::vector<int>{3, 3, 2, 2});
    CHECK(linked.outside_window == 2);
    CHECK(linked.outages[0].to == at("2024-01-21T10:00"));
    auto options = january();
    options.in_frame.assign(table.size(), 1);
    options.in_frame[3] = 0;
    CHECK(bits(link_lists(table, lists, options)) == std::vector<int>{3, 3, 2});
    CHECK(link_lists(table, lists, options).not_in_frame == 1);
    options.in_frame.pop_back();
    CHECK_THROWS_AS(link_lists(table, lists, options), UsageError);
    // A day lasts until its end.
    const OutageList days[] = {list({lamp(5, "2024-01-08", "2024-01-09")}), list({lamp(5, "2024-01-09T21:00")})};
    CHECK(bits(link_lists(table, days, january())) == std::vector<int>{3});
}

TEST_CASE("A request with a place alone is of the near lamp that another list has, else of the nearest") {
    const auto table = lamp_table(test::lamp_scene(1, 10)); // lamps 30 m apart
    auto near = lamp(0, "2024-01-04");
    near.place = Point{5, 14}; // 14 m from lamp 0, 16 from lamp 1
    const OutageList lists[] = {list({lamp(1, "2024-01-03T10:00")}), list({near})};
    CHECK(bits(link_lists(table, lists, january())) == std::vector<int>{3});
    auto options = january();
    options.within_m = 15;
    CHECK(bits(link_lists(table, lists, options)) == std::vector<int>{2, 1});
}

TEST_CASE("At one moment a lamp is on a list once, and whole circuits stand apart") {
    const auto table = lamp_table(test::lamp_scene(2, 4));
    ListedOutage circuit = lamp(4, "2024-01-01T10:00", "2024-01-09T10:00");
    circuit.lamps = {4, 5, 6, 7};
    const OutageList lists[] = {
        list({lamp(0, "2024-01-05T20:00", "2024-01-05T21:00"), lamp(1, "2024-01-05T20:00", "2024-01-05T21:00")}),
        list({lamp(0, "2024-01-03T10:00"), lamp(0, "2024-01-04T10:00"), lamp(1, "2024-01-01", "2024-01-02"), circuit,
              lamp(2, "2024-01-05T20:30", "2024-01-07")}),
        list({lamp(5, "2024-01-05T01:00"), lamp(2, "2024-01-05T08:00")})};
    LinkOptions options{at("2024-01-05T20:00"), at("2024-01-05T21:00"), true, 25, {}};
    const auto linked = link_lists(table, lists, options);
    CHECK(bits(linked) == std::vector<int>{3, 1, 6});
    CHECK((linked.wide == 1 && linked.of_wide == 1));
}

TEST_CASE("Logs and rounds as lists") {
    auto city = test::lamp_scene(1, 6);
    test::look_at(city, "L0-01", "out");
    test::look_at(city, "L0-02", "lit");
    for (const auto* place : {"", "near"}) {
        Case request;
        request.kind = "streetlight_out";
        request.reported = parse_moment("2024-01-02");
        if (*place == 0) {
            request.asset = "L0-03";
        } else {
            request.place = Point{6, 120};
        }
        for (int again = 0; again < 2; ++again) {
            request.about.key = fmt::format("Q{}", city.cases.size());
            city.cases.push_back(request);
        }
    }
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto words = StateWords::usual();
    std::vector<Issue> issues;
    const auto requests = list_of(faults_of_requests(city, table, index, words, 25, issues), city.cases, "tickets");
    CHECK((requests.records == 4 && requests.repeats == 2 && requests.by_key == 1 && requests.by_place == 1));
    CHECK((requests.outages.size() == 2 && requests.outages[1].place.has_value()));
    const auto seen = sightings_of(city, table, index, words, rounds_of(city, index)[0], issues);
    CHECK(list_of(seen, "patrol").outages ==
          std::vector<ListedOutage>{lamp(1, "2024-11-19T20:00", "2024-11-19T20:00")});
}
