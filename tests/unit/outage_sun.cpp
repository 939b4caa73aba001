// Sunset and sunrise beside the almanac's, at the poles, and seconds of night.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/outage/sun.hpp>

#include "support/test.hpp"

using namespace kerb::outage;
using kerb::Moment;

namespace {

/// Minutes after midnight of the day.
double minutes(const std::optional<double>& seconds, const Moment& day) {
    return seconds ? (*seconds - static_cast<double>(day.seconds)) / 60 : -1;
}

double clock(int hour, int minute) {
    return hour * 60 + minute;
}

struct Printed {
    SunPlace place;
    Moment day;
    double dawn, rise, noon, set, dusk;
};

} // namespace

TEST_CASE("The sun where Meeus computes it") {
    // Meeus 1998: example 25.a (declination −7.78507° at 1992-10-13, 0 h TD), 28.b (equation of time +13 min 42.7 s).
    const auto sun = sun_position(static_cast<double>(Moment::day(1992, 10, 13).seconds));
    CHECK(sun.declination == Approx(-7.78507).margin(5e-5));
    CHECK(sun.equation_min == Approx(13 + 42.7 / 60).margin(0.02));
}

TEST_CASE("Sunrise and sunset as the Naval Observatory printed them") {
    // "Sun and Moon Data for One Day" of the U.S. Naval Observatory: whole minutes, places to a tenth of a degree (half
    // a minute of time and more).
    const Printed days[] = {
        {{38.9, -74.9, -300},
         Moment::day(2002, 3, 20),
         clock(5, 37),
         clock(6, 4),
         clock(12, 7),
         clock(18, 12),
         clock(18, 39)}, // Cape May
        {{38.9, -77.0, -300},
         Moment::day(2002, 3, 20),
         clock(5, 45),
         clock(6, 12),
         clock(12, 16),
         clock(18, 21),
         clock(18, 47)}, // Washington
        {{33.8, -84.4, -240},
         Moment::day(2009, 9, 6),
         clock(6, 50),
         clock(7, 15),
         clock(13, 36),
         clock(19, 56),
         clock(20, 21)}, // Atlanta, summer time
    };
    for (const auto& printed : days) {
        INFO(printed.place.longitude);
        const auto sun = sun_day(printed.place, printed.day);
        const auto twilight = sun_day(printed.place, printed.day, civil_zenith);
        CHECK(minutes(sun.rise, printed.day) == Approx(printed.rise).margin(1.2));
        CHECK(minutes(sun.noon, printed.day) == Approx(printed.noon).margin(1.2));
        CHECK(minutes(sun.set, printed.day) == Approx(printed.set).margin(1.2));
        CHECK(minutes(twilight.rise, printed.day) == Approx(printed.dawn).margin(1.2));
        CHECK(minutes(twilight.set, printed.day) == Approx(printed.dusk).margin(1.2));
    }
}

TEST_CASE("Sunrise and sunset beside an ephemeris of full accuracy") {
    // PyEphem 4 (VSOP87): Observer(pressure=0, horizon='-0:34'), previous_rising and next_setting of Sun() from local
    // noon.
    struct Computed {
        SunPlace place;
        Moment day;
        double rise, set; ///< seconds of the day
        double margin;
    };
    const auto at = [](int hour, int minute, int second) { return hour * 3600.0 + minute * 60 + second; };
    const Computed days[] = {
        {{32.13, 114.07, 480}, Moment::day(2024, 3, 10), at(6, 40, 9), at(18, 28, 10), 10},
        {{-33.87, 151.21, 600}, Moment::day(2024, 12, 21), at(4, 40, 50), at(19, 5, 40), 10},
        {{51.5, -0.12, 0}, Moment::day(2015, 12, 1), at(7, 43, 11), at(15, 55, 14), 10},
        {{64.1, -21.9, 0}, Moment::day(2024, 6, 10), at(3, 4, 3), at(23, 51, 48), 40},
        {{69.65, 18.96, 60}, Moment::day(2024, 2, 10), at(8, 41, 26), at(15, 16, 36), 30},
    };
    for (const auto& computed : days) {
        INFO(computed.place.latitude);
        const auto sun = sun_day(computed.place, computed.day);
        CHECK(60 * minutes(sun.rise, computed.day) == Approx(computed.rise).margin(computed.margin));
        CHECK(60 * minutes(sun.set, computed.day) == Approx(computed.set).margin(computed.margin));
    }
}

TEST_CASE("Polar days have no night and polar nights nothing else") {
    const SunPlace tromso{69.65, 18.96, 60};
    const auto midsummer = Moment::day(2024, 6, 21), midwinter = Moment::day(2024, 12, 21);
    const auto bright = sun_day(tromso, midsummer), dark = sun_day(tromso, midwinter);
    CHECK((!bright.rise && !bright.set && bright.up));
    CHECK((!dark.rise && !dark.set && !dark.up));
    const Nights nights(tromso, Moment::day(2024, 1, 1), Moment::day(2025, 1, 1));
    CHECK(nights.seconds(midsummer, Moment::day(2024, 6, 22)) == 0);
    CHECK(nights.seconds(midwinter, Moment::day(2024, 12, 22)) == 86400);
    // With twilight the polar night has some hours of light.
    const Nights twilight(tromso, midwinter, Moment::day(2024, 12, 23), {civil_zenith, 0, 0});
    const auto left = twilight.seconds(midwinter, Moment::day(2024, 12, 22));
    CHECK((left > 64'800 && left < 75'600));
    for (const double pole : {90.0, -90.0}) {
        CHECK(sun_day({pole, 0, 0}, midsummer).up == (pole > 0));
        CHECK(!sun_day({pole, 0, 0}, midsummer).set);
    }
}

TEST_CASE("Nights lie across midnight, shift with the rules and add up to the second") {
    const SunPlace xinyang{32.13, 114.07, 480};
    const auto from = Moment::day(2024, 3, 1), to = Moment::day(2024, 4, 1);
    const Nights nights(xinyang, from, to);
    const auto today = sun_day(xinyang, Moment::day(2024, 3, 10)), next = sun_day(xinyang, Moment::day(2024, 3, 11));
    const auto set = std::llround(*today.set), rise = std::llround(*next.rise);
    CHECK(nights.seconds(set, rise) == rise - set);
    CHECK(nights.seconds(set - 3600, rise + 3600) == rise - set);
    CHECK(nights.seconds(std::llround(today.noon), set) == 0);
    const auto all = nights.seconds(from, to);
    CHECK(nights.seconds(from.seconds, set + 77) + nights.seconds(set + 77, to.seconds) == all);
    CHECK(static_cast<double>(all) / (31.0 * 86400) == Approx(0.5).margin(0.02)); // about the equinox
    // On half an hour late and off a quarter early: 45 minutes of each of 31 nights.
    const Nights shorter(xinyang, from, to, {sunset_zenith, 30, -15});
    CHECK(std::abs(all - shorter.seconds(from, to) - 83'700) <= 40);
    CHECK(nights.seconds(from, from) == 0);
}

TEST_CASE("A clock far from the place's meridian has its nights elsewhere, not fewer") {
    const auto from = Moment::day(2023, 1, 1), to = Moment::day(2024, 1, 1);
    const auto own = Nights({45, 170, 680}, from, to).seconds(from, to);
    const auto far = Nights({45, 170, -720}, from, to).seconds(from, to);
    CHECK(static_cast<double>(far) == Approx(static_cast<double>(own)).epsilon(2e-3));
}

TEST_CASE("What is no place, and what lies outside of the stretch, is refused") {
    const auto from = Moment::day(2024, 1, 1), to = Moment::day(2024, 1, 2);
    CHECK_THROWS_AS(sun_day({91, 0, 0}, from), kerb::UsageError);
    CHECK_THROWS_AS(sun_day({0, 181, 0}, from), kerb::UsageError);
    CHECK_THROWS_AS(sun_day({std::nan(""), 0, 0}, from), kerb::UsageError);
    CHECK_THROWS_AS(sun_day({0, 0, 0}, from, 200), kerb::UsageError);
    CHECK_THROWS_AS(Nights({0, 0, 0}, to, from), kerb::UsageError);
    CHECK_THROWS_AS(Nights({0, 0, 0}, from, to, {sunset_zenith, 800, 0}), kerb::UsageError);
    const Nights nights({0, 0, 0}, from, to);
    CHECK_THROWS_AS(nights.seconds(from.seconds - 1, to.seconds), kerb::UsageError);
    CHECK_THROWS_AS(nights.seconds(to, from), kerb::UsageError);
}
