// Outages over time: against naive twins, second by second, and what must not change an answer.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include <kerb/outage/availability.hpp>
#include <kerb/outage/sun.hpp>

#include "support/property.hpp"
#include "support/shuffled.hpp"

using namespace kerb::outage;
using kerb::Moment;
using kerb::test::holds;
using kerb::test::shuffled;

namespace {

std::int64_t second(int from, int to) {
    return *rc::gen::inRange<std::int64_t>(from, to);
}

struct Events {
    std::vector<LampInService> lamps;
    std::vector<LampOutage> outages;
    std::vector<LampSilence> silences;
};

Events any_events() {
    Events e;
    const auto count = *rc::gen::inRange<std::uint32_t>(1, 7);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto from = second(0, 40);
        e.lamps.push_back({{from, from + second(0, 60)}, *rc::gen::inRange<std::uint32_t>(0, 3), i % 2});
    }
    const auto rows = *rc::gen::inRange(0, 20);
    for (int i = 0; i < rows; ++i) {
        const auto lamp = *rc::gen::inRange<std::uint32_t>(0, count);
        const auto down = second(-20, 110), up = down + second(-3, 25);
        e.outages.push_back({lamp, down, *rc::gen::inRange(0, 6) == 0 ? std::nullopt : std::optional(up)});
        if (*rc::gen::inRange(0, 3) == 0) {
            const auto from = second(-10, 100);
            e.silences.push_back({lamp, {from, from + second(-2, 20)}});
        }
    }
    return e;
}

AvailabilityOptions every_second_of_three() {
    AvailabilityOptions options;
    options.groups = 2;
    options.bins = {0, 10, 30, 70, 200};
    options.counted = [](std::int64_t a, std::int64_t b) {
        std::int64_t n = 0;
        for (auto t = a; t < b; ++t) {
            n += (t % 3 + 3) % 3 != 0 ? 1 : 0;
        }
        return n;
    };
    return options;
}

AvailabilityReport of(const Events& e, const AvailabilityOptions& options) {
    return availability(e.lamps, e.outages, e.silences, options);
}

/// Service, downtime and unknown time, each second asked for by itself.
std::array<std::int64_t, 3> naive(const Events& e, std::uint32_t group) {
    std::array<std::int64_t, 3> sums{};
    for (std::uint32_t i = 0; i < e.lamps.size(); ++i) {
        const auto& service = e.lamps[i].service;
        for (auto t = service.from; e.lamps[i].group == group && t < service.to; ++t) {
            if (t % 3 == 0) {
                continue;
            }
            const bool silent = std::any_of(e.silences.begin(), e.silences.end(), [&](const LampSilence& s) {
                return s.lamp == i && s.silent.from <= t && t < s.silent.to;
            });
            const bool out = std::any_of(e.outages.begin(), e.outages.end(), [&](const LampOutage& o) {
                return o.lamp == i && o.down <= t && (!o.up || t < *o.up);
            });
            sums[0] += silent ? 0 : 1;
            sums[1] += !silent && out ? 1 : 0;
            sums[2] += silent ? 1 : 0;
        }
    }
    return sums;
}

/// Is the sun's centre more than the zenith distance away?
bool dark(const SunPlace& place, double on_clock, double zenith) {
    const double degree = std::numbers::pi / 180, utc = on_clock - place.clock_min * 60;
    const auto sun = sun_position(utc);
    const double hour_angle = (utc / 240 + place.longitude + sun.equation_min / 4 - 180) * degree;
    const double height = std::sin(place.latitude * degree) * std::sin(sun.declination * degree) +
                          std::cos(place.latitude * degree) * std::cos(sun.declination * degree) * std::cos(hour_angle);
    return height < std::cos(zenith * degree);
}

} // namespace

TEST_CASE("Sums of service, downtime and silence are those of a count second by second") {
    holds("twin", [] {
        const auto e = any_events();
        const auto report = of(e, every_second_of_three());
        std::array<std::int64_t, 3> all{};
        for (std::uint32_t g = 0; g < 2; ++g) {
            const auto expected = naive(e, g);
            const auto& made = report.groups[g];
            RC_ASSERT((std::array{made.service_s, made.down_s, made.unknown_s} == expected));
            std::array<std::int64_t, 3> series{};
            for (const auto& bin : made.bins) {
                series[0] += bin.service_s;
                series[1] += bin.down_s;
                series[2] += bin.unknown_s;
            }
            RC_ASSERT(series == expected);
            for (std::size_t i = 0; i < 3; ++i) {
                all[i] += expected[i];
            }
            RC_ASSERT(made.bounds.lo <= made.share.value_or(made.bounds.lo));
            RC_ASSERT(made.bounds.hi >= made.share.value_or(made.bounds.hi));
            RC_ASSERT(made.bounds.lo < made.bounds.hi);
        }
        RC_ASSERT((std::array{report.all.service_s, report.all.down_s, report.all.unknown_s} == all));
    });
}

TEST_CASE("No order of events changes a bit, and none of lamps") {
    holds("order", [] {
        const auto e = any_events();
        const auto options = every_second_of_three();
        const auto report = of(e, options);
        RC_ASSERT(of({e.lamps, shuffled(e.outages), shuffled(e.silences)}, options) == report);
        std::vector<std::uint32_t> positions(e.lamps.size());
        std::iota(positions.begin(), positions.end(), 0U);
        positions = shuffled(positions);
        auto moved = e;
        for (std::uint32_t i = 0; i < positions.size(); ++i) {
            moved.lamps[positions[i]] = e.lamps[i];
        }
        for (auto& o : moved.outages) {
            o.lamp = positions[o.lamp];
        }
        for (auto& s : moved.silences) {
            s.lamp = positions[s.lamp];
        }
        RC_ASSERT(of(moved, options) == report);
    });
}

TEST_CASE("An outage more never raises availability") {
    holds("one more", [] {
        auto e = any_events();
        const auto before = of(e, {}).all;
        e.outages.push_back({0, second(-20, 120), std::nullopt});
        const auto after = of(e, {}).all;
        RC_ASSERT(after.service_s == before.service_s);
        RC_ASSERT(after.down_s >= before.down_s);
    });
}

TEST_CASE("A lamp's time in two parts adds up to the whole") {
    holds("split", [] {
        auto e = any_events();
        const auto whole = of(e, every_second_of_three()).all;
        const auto cut = std::clamp(second(0, 100), e.lamps[0].service.from, e.lamps[0].service.to);
        auto rest = e.lamps[0];
        rest.service.from = cut;
        e.lamps[0].service.to = cut;
        const auto lamp = static_cast<std::uint32_t>(e.lamps.size());
        e.lamps.push_back(rest);
        const auto outages = e.outages;
        const auto silences = e.silences;
        for (auto o : outages) {
            if (o.lamp == 0) {
                e.outages.push_back({lamp, o.down, o.up});
            }
        }
        for (auto s : silences) {
            if (s.lamp == 0) {
                e.silences.push_back({lamp, s.silent});
            }
        }
        const auto parts = of(e, every_second_of_three()).all;
        RC_ASSERT(parts.service_s == whole.service_s);
        RC_ASSERT(parts.down_s == whole.down_s);
        RC_ASSERT(parts.unknown_s == whole.unknown_s);
        RC_ASSERT(parts.failures.failures == whole.failures.failures);
        RC_ASSERT(parts.failures_in_silence == whole.failures_in_silence);
    });
}

TEST_CASE("Nights are where the sun is low, asked minute by minute") {
    holds("nights", [] {
        const double latitude = *rc::gen::inRange(-900, 901) / 10.0, longitude = *rc::gen::inRange(-1800, 1801) / 10.0;
        const SunPlace place{latitude, longitude, static_cast<int>(std::lround(longitude / 15)) * 60};
        const std::int64_t from = Moment::day(2024, 1, 1).seconds + second(0, 366) * 86400, days = 4;
        const std::int64_t to = from + days * 86400;
        const double zenith = *rc::gen::element(sunset_zenith, civil_zenith);
        const Nights nights(place, Moment{from}, Moment{to}, {zenith, 0, 0});
        std::int64_t minutes = 0;
        for (auto t = from; t < to; t += 60) {
            minutes += dark(place, static_cast<double>(t) + 30, zenith) ? 1 : 0;
        }
        const auto off = std::abs(static_cast<double>(nights.seconds(from, to)) / 60 - static_cast<double>(minutes));
        RC_ASSERT(off <= 1.5 * days);
        const auto cut = from + second(0, static_cast<int>(to - from));
        RC_ASSERT(nights.seconds(from, cut) + nights.seconds(cut, to) == nights.seconds(from, to));
    });
}
