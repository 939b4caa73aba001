// Lives of lamps by hand, silence of controllers, and changes of lamps that change together.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/lamp_lives.hpp>
#include <kerb/outage/paired_clusters.hpp>
#include <kerb/outage/silence.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

constexpr double year_days = 365.25;
constexpr std::int64_t day = 86400;

/// Lamps A… built on given days, each with a head of one type.
Inventory lamps_built(const std::vector<const char*>& days) {
    Inventory city(Frame::from("EPSG:4547"));
    for (std::size_t i = 0; i < days.size(); ++i) {
        Streetlight pole;
        pole.about.key = std::string(1, static_cast<char>('A' + i));
        pole.position = {static_cast<double>(30 * i), 0};
        Luminaire head;
        head.about.key = pole.about.key + "-1";
        head.pole = pole.about.key;
        head.source_type = LightSource::led;
        if (*days[i] != 0) {
            head.about.more.edit().build_date = parse_moment(days[i]);
        }
        city.streetlights.push_back(pole);
        city.luminaires.push_back(head);
    }
    return city;
}

Event event(const char* asset, EventKind kind, const char* found, const char* fixed) {
    Event made;
    made.asset = asset;
    made.kind = kind;
    made.found = parse_moment(found);
    made.fixed = parse_moment(fixed);
    return made;
}

Stretch stretch(const char* from, const char* to) {
    return {parse_moment(from)->seconds, parse_moment(to)->seconds};
}

struct Watched {
    explicit Watched(const Inventory& city, LampLivesOptions options)
        : table(lamp_table(city)), index(city, table), found(lamp_lives(city, table, index, options)) {}
    LampTable table;
    LampIndex index;
    LampLives found;
};

} // namespace

TEST_CASE("A life enters at the age that the record finds and ends with the first fault, or with the record") {
    auto city = lamps_built({"2020-01-01", "2023-02-01", "2021-01-01", "", "2024-05-01", "2022-01-01", "2022-06-01"});
    city.events = {event("A", EventKind::off, "2023-03-02", "2023-03-12"),       // found in the record
                   event("A", EventKind::off, "2023-06-10", "2023-06-20"),       // its second life
                   event("C-1", EventKind::flicker, "2023-05-01", ""),           // another fault, still open
                   event("F", EventKind::off, "2022-03-01", "2022-03-11"),       // before the record
                   event("G", EventKind::off, "2021-03-01", "2021-03-11"),       // of the lamp before it
                   event("B", EventKind::dredging, "2023-05-01", "2023-05-02")}; // of another matter
    LampLivesOptions options;
    options.window = stretch("2023-01-01", "2024-01-01");
    const Watched first(city, options);
    const auto& lives = first.found.lives;
    REQUIRE(lives.size() == 4); // A, B, C, G; the first life of F was over
    const auto days_of = [](double years) { return years * year_days; };
    CHECK(days_of(lives[0].entered) == Approx(3 * 365 + 1));
    CHECK(days_of(lives[0].until) == Approx(3 * 365 + 1 + 60));
    CHECK(lives[0].failed);
    CHECK((lives[1].entered == 0 && !lives[1].failed)); // built within the record
    CHECK(days_of(lives[1].until) == Approx(334));
    CHECK((days_of(lives[2].until) == Approx(2 * 365 + 120) && !lives[2].failed)); // flickers: another lamp since
    CHECK((days_of(lives[3].entered) == Approx(214) && !lives[3].failed));
    CHECK((first.found.undated == 1 && first.found.built_after == 1 && first.found.in_repair == 1));
    CHECK(first.found.before_built == 1);
    const auto& age = first.found.age;
    REQUIRE(age.size() == 7);
    CHECK(days_of(*age[0]) == Approx(195)); // new since 20 June
    CHECK((!age[2] && !age[3] && !age[4])); // open, undated, not yet built
    CHECK(days_of(*age[5]) == Approx(661)); // new since 11 March 2022

    options.renewed = true;
    const Watched all(city, options);
    CHECK(all.found.lives.size() == 4 + 2 + 1); // two more of A, and the second of F
    options.renewed = false;
    options.failures = {EventKind::flicker};
    const Watched other(city, options);
    CHECK((!other.found.lives[0].failed && other.found.lives[2].failed));
}

TEST_CASE("Silence begins a while after a reading and ends at the next, or with the window") {
    auto city = lamps_built({"2020-01-01", "2020-01-01"});
    for (const auto* time : {"2024-01-01", "2024-01-02", "2024-01-05"}) {
        Reading reading;
        reading.asset = "A";
        reading.time = parse_moment(time);
        city.readings.push_back(reading);
    }
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto silences = silences_of(city, index, stretch("2024-01-01", "2024-01-10"));
    REQUIRE(silences.size() == 2);
    CHECK((silences[0].lamp == 0 && silences[0].silent == stretch("2024-01-03", "2024-01-05")));
    CHECK(silences[1].silent == stretch("2024-01-06", "2024-01-10"));
    CHECK(silences_of(city, index, stretch("2024-01-01", "2024-01-10"), 10 * day).empty());
    CHECK(silences_of(city, index, stretch("2023-01-01", "2024-01-01")).empty()); // not yet heard of
}

TEST_CASE("Lamps of a circuit that change together are one change") {
    // Two circuits of ten lamps; all of the first newly out.
    std::vector<std::int8_t> changes(20, 0);
    std::vector<std::uint32_t> clusters(20, 1);
    for (std::size_t i = 0; i < 10; ++i) {
        changes[i] = 1;
        clusters[i] = 0;
    }
    const auto together = clustered_change(changes, clusters);
    REQUIRE(together);
    CHECK((together->lamps == 20 && together->clusters == 2 && together->difference == 0.5));
    // D − d n: 10 − 5 and 0 − 5; V = 2/1 · 50/400.
    CHECK(together->standard_error == Approx(0.5));
    CHECK(together->deff == Approx(0.25 / (0.25 / 20)));
    CHECK((together->bounds.lo == -1 && together->bounds.hi == 1));
    // Each alone: the variance of as many singles, n/(n − 1) d(1 − d)/n.
    std::vector<std::uint32_t> singles(20);
    for (std::uint32_t i = 0; i < 20; ++i) {
        singles[i] = i;
    }
    const auto singly = clustered_change(changes, singles);
    CHECK(singly->standard_error == Approx(std::sqrt(0.25 / 19)));
    CHECK(singly->bounds.hi == Approx(0.5 + 2.093024 * std::sqrt(0.25 / 19)).epsilon(1e-6)); // t of 19 degrees
    CHECK(!clustered_change({}, {}));
    const std::vector<std::int8_t> one = {1};
    const std::vector<std::uint32_t> its = {0};
    CHECK(clustered_change(one, its)->bounds == Interval{-1, 1});
    CHECK_THROWS_AS(clustered_change(one, {}), UsageError);
    CHECK_THROWS_AS(clustered_change(one, its, 0), UsageError);
}
