// Lives, repairs and rounds: maxima that are ones, naive twins, and what must not change an answer.
#include <algorithm>
#include <cmath>
#include <map>

#include <kerb/outage/change.hpp>
#include <kerb/outage/forecast.hpp>
#include <kerb/outage/survival.hpp>

#include "support/property.hpp"
#include "support/shuffled.hpp"

using namespace kerb::outage;
using kerb::test::holds;
using kerb::test::shuffled;

namespace {

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

} // namespace

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
