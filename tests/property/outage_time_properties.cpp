// Outages over time: against naive twins, second by second, and what must not change an answer.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <tuple>

#include <kerb/outage/availability.hpp>
#include <kerb/outage/change.hpp>
#include <kerb/outage/forecast.hpp>
#include <kerb/outage/sun.hpp>
#include <kerb/outage/survival.hpp>

#include "support/property.hpp"

using namespace kerb::outage;
using kerb::Moment;
using kerb::test::holds;

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

template <class Row>
std::vector<Row> shuffled(const std::vector<Row>& rows) {
    auto keys = *rc::gen::container<std::vector<int>>(rows.size(), rc::gen::inRange(0, 1000));
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    std::vector<Row> moved;
    moved.reserve(rows.size());
    for (const auto i : order) {
        moved.push_back(rows[i]);
    }
    return moved;
}

std::vector<Life> any_lives() {
    std::vector<Life> lives;
    const auto count = *rc::gen::inRange(2, 60);
    for (int i = 0; i < count; ++i) {
        const double entered = *rc::gen::inRange(0, 2) * *rc::gen::inRange(0, 300) / 10.0;
        lives.push_back({entered, entered + *rc::gen::inRange(-5, 400) / 10.0, *rc::gen::inRange(0, 3) > 0,
                         static_cast<std::uint32_t>(i % 2)});
    }
    return lives;
}

double log_likelihood(const std::vector<Life>& lives, std::uint32_t group, double shape, double scale) {
    double sum = 0;
    for (const auto& l : lives) {
        if (l.group == group && l.until > l.entered) {
            sum += (l.failed ? std::log(shape / scale) + (shape - 1) * std::log(l.until / scale) : 0) -
                   (std::pow(l.until / scale, shape) - std::pow(l.entered / scale, shape));
        }
    }
    return sum;
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

TEST_CASE("A fit is at a maximum, and no order of lives changes a bit of it") {
    holds("lives", [] {
        const auto lives = any_lives();
        const auto fits = fit_lives(lives, 2);
        RC_ASSERT(fit_lives(shuffled(lives), 2) == fits);
        for (std::uint32_t g = 0; g < 2; ++g) {
            if (!fits[g].weibull) {
                continue;
            }
            const auto& w = *fits[g].weibull;
            const double best = log_likelihood(lives, g, w.shape, w.scale);
            RC_ASSERT(std::abs(best - w.log_likelihood) <= 1e-9 * (1 + std::abs(best)));
            for (const double step : {-1e-3, 1e-3}) {
                RC_ASSERT(log_likelihood(lives, g, w.shape * (1 + step), w.scale) <= best + 1e-12);
                RC_ASSERT(log_likelihood(lives, g, w.shape, w.scale * (1 + step)) <= best + 1e-12);
            }
            RC_ASSERT(w.var_ln_shape > 0);
            RC_ASSERT(w.var_ln_scale * w.var_ln_shape > w.covariance * w.covariance);
        }
    });
}

TEST_CASE("A forecast lies between nothing and all lamps, whatever their order") {
    holds("forecast", [] {
        const auto fits = fit_lives(any_lives(), 2);
        std::vector<LampAge> lamps;
        const auto count = *rc::gen::inRange(0, 40);
        lamps.reserve(40);
        for (int i = 0; i < count; ++i) {
            lamps.push_back({*rc::gen::inRange(-10, 500) / 10.0, *rc::gen::inRange<std::uint32_t>(0, 2)});
        }
        ForecastOptions options;
        options.draws = 50;
        const double ahead = *rc::gen::inRange(0, 100) / 10.0;
        const auto made = forecast_failures(lamps, fits, ahead, options);
        options.threads = kerb::Threads(*rc::gen::inRange(1, 4));
        const auto again = forecast_failures(shuffled(lamps), fits, ahead, options);
        RC_ASSERT(made.all == again.all);
        RC_ASSERT(made.groups == again.groups);
        RC_ASSERT(made.all.lamps + made.left_out == count);
        const auto most = static_cast<double>(made.all.lamps);
        RC_ASSERT((made.all.mean >= 0 && made.all.mean <= most * (1 + 1e-12)));
        RC_ASSERT((made.all.prediction.lo >= 0 && made.all.prediction.hi <= most));
        const auto further = forecast_failures(lamps, fits, ahead + 1, options);
        RC_ASSERT(further.all.mean >= made.all.mean);
    });
}

TEST_CASE("Curves of repair are those of a naive count") {
    holds("repair", [] {
        std::vector<Duration> durations;
        const auto count = *rc::gen::inRange(0, 200) * *rc::gen::element(1, 30);
        for (int i = 0; i < count; ++i) {
            const auto raw = static_cast<double>(i * 7919 % 613);
            durations.push_back({i % 3 == 0 ? std::floor(raw / 3) : -0.0, raw * (i % 5 == 0 ? 0.25 : 1), i % 4 != 0});
        }
        const Survival curve(durations);
        double share = 1;
        std::map<double, std::int64_t> ends;
        for (const auto& d : durations) {
            if (d.until > d.entered && d.ended) {
                ++ends[d.until];
            }
        }
        RC_ASSERT(curve.steps().size() == ends.size());
        std::size_t i = 0;
        for (const auto& [at, ended] : ends) {
            const auto risk = std::count_if(durations.begin(), durations.end(), [at = at](const Duration& d) {
                return d.until > d.entered && d.entered < at && d.until >= at;
            });
            share *= 1 - static_cast<double>(ended) / static_cast<double>(risk);
            const auto& step = curve.steps()[i++];
            RC_ASSERT((step.at == at && step.ended == ended && step.at_risk == risk && step.open == share));
        }
    });
}

TEST_CASE("Changes turn round with their rounds") {
    holds("change", [] {
        const auto count = [] {
            const auto of = *rc::gen::inRange<std::int64_t>(1, 500);
            return Count{*rc::gen::inRange<std::int64_t>(0, of + 1), of};
        };
        const auto earlier = count(), later = count();
        const auto there = *change_between(earlier, later), back = *change_between(later, earlier);
        RC_ASSERT(std::abs(there.bounds.lo + back.bounds.hi) < 1e-12);
        RC_ASSERT(std::abs(there.chance_fell + back.chance_fell - 1) < 1e-9);
        RC_ASSERT(there.bounds.lo < there.bounds.hi);
        RC_ASSERT((there.bounds.lo <= there.difference && there.difference <= there.bounds.hi));
        const auto small = [] { return *rc::gen::inRange<std::int64_t>(0, 40); };
        const SeenTwice seen{small(), small(), small(), small() + 1};
        const auto paired = *paired_change(seen);
        const auto turned = *paired_change({seen.still_out, seen.repaired, seen.newly_out, seen.lit});
        RC_ASSERT(std::abs(paired.bounds.lo + turned.bounds.hi) < 1e-12);
        RC_ASSERT(paired.p_value == turned.p_value);
        RC_ASSERT(paired.bounds.lo < paired.bounds.hi);
        RC_ASSERT(std::abs(paired.chance_fell + turned.chance_fell - 1) < 1e-12);
    });
}

TEST_CASE("Lists of lamps do not depend on the order of rows") {
    holds("lists", [] {
        const auto round = [] {
            std::vector<LampOfRound> rows;
            const auto count = *rc::gen::inRange(0, 30);
            for (int i = 0; i < count; ++i) {
                const auto lamp = *rc::gen::inRange<std::uint64_t>(0, 15);
                rows.push_back({lamp, *rc::gen::element(LampState::out, LampState::lit, LampState::unknown),
                                static_cast<std::uint32_t>(lamp % 3)});
            }
            return rows;
        };
        const auto before = round(), now = round();
        const auto lists = lamp_changes(before, now, 3), again = lamp_changes(shuffled(before), shuffled(now), 3);
        RC_ASSERT(lists.newly_out == again.newly_out);
        RC_ASSERT(lists.repaired == again.repaired);
        RC_ASSERT(lists.still_out == again.still_out);
        RC_ASSERT(lists.groups == again.groups);
        SeenTwice sum;
        for (const auto& g : lists.groups) {
            sum = {sum.still_out + g.still_out, sum.newly_out + g.newly_out, sum.repaired + g.repaired,
                   sum.lit + g.lit};
        }
        RC_ASSERT(sum == lists.counts);
        RC_ASSERT(lists.newly_out.size() == static_cast<std::size_t>(sum.newly_out));
    });
}
