// Lives of lamps: published fits beside R's survival package, truncation, and forecasts that hold what they promise.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/forecast.hpp>

#include "support/test.hpp"

using namespace kerb::outage;
using kerb::Threads;

namespace {

/// Days of survival::lung (R, Loprinzi 1994); below 0: still alive then.
constexpr int lung_days[] = {
    306,  455,  -1010, 210,  883,  -1022, 310,  361,  218,  166,  170,  654,  728,  71,   567,  144,  613,  707,  61,
    88,   301,  81,    624,  371,  394,   520,  574,  118,  390,  12,   473,  26,   533,  107,  53,   122,  814,  -965,
    93,   731,  460,   153,  433,  145,   583,  95,   303,  519,  643,  765,  735,  189,  53,   246,  689,  65,   5,
    132,  687,  345,   444,  223,  175,   60,   163,  65,   208,  -821, 428,  230,  -840, 305,  11,   132,  226,  426,
    705,  363,  11,    176,  791,  95,    -196, 167,  -806, 284,  641,  147,  -740, 163,  655,  239,  88,   245,  -588,
    30,   179,  310,   477,  166,  -559,  450,  364,  107,  177,  156,  -529, 11,   429,  351,  15,   181,  283,  201,
    524,  13,   212,   524,  288,  363,   442,  199,  550,  54,   558,  207,  92,   60,   -551, -543, 293,  202,  353,
    -511, 267,  -511,  371,  387,  457,   337,  201,  -404, 222,  62,   -458, -356, 353,  163,  31,   340,  229,  -444,
    -315, 182,  156,   329,  -364, 291,   179,  -376, -384, 268,  -292, 142,  -413, -266, 194,  320,  181,  285,  -301,
    348,  197,  -382,  -303, -296, 180,   186,  145,  -269, -300, -284, 350,  -272, -292, -332, 285,  -259, 110,  286,
    270,  81,   131,   -225, 269,  -225,  -243, -279, -276, 135,  79,   59,   -240, -202, -235, 105,  -224, 239,  -237,
    -173, -252, -221,  -185, -92,  13,    -222, -192, 183,  -211, -175, -197, -203, 116,  -188, -191, -105, -174, -177};

std::vector<Life> lung(bool truncated) {
    std::vector<Life> lives;
    bool first = true;
    for (const int days : lung_days) {
        const double until = std::abs(days);
        lives.push_back({truncated && first ? std::floor(until / 4) : 0, until, days > 0, 0});
        first = !first;
    }
    return lives;
}

double drawn_life(kerb::RandomStream& random, double shape, double scale) {
    return scale * std::pow(-std::log(1 - random.uniform()), 1 / shape);
}

/// Lamps of a Weibull life, put up over many years, that still burned when the record began, watched for two years.
std::vector<Life> record(std::uint64_t seed, std::size_t lamps, double shape, double scale) {
    std::vector<Life> lives;
    for (std::uint64_t i = 0; lives.size() < lamps; ++i) {
        kerb::RandomStream random(seed, 3, i);
        const double age = random.uniform(-2, 12), life = drawn_life(random, shape, scale);
        const double entered = std::max(age, 0.0), until = std::min(life, age + 2);
        if (life > entered) {
            lives.push_back({entered, until, life <= age + 2, 0});
        }
    }
    return lives;
}

} // namespace

TEST_CASE("The lung data as survreg fits them") {
    // R: survreg(Surv(time, status == 2) ~ 1, lung, control = survreg.control(rel.tolerance = 1e-15)): coef 6.0349,
    // scale 0.7593; $var of (Intercept) and Log(scale); $loglik; predict(type = "quantile", p = .5, se = TRUE)
    const auto fits = fit_lives(lung(false));
    REQUIRE(fits.size() == 1);
    CHECK((fits[0].lives == 228 && fits[0].failures == 165 && fits[0].converged()));
    const auto& life = *fits[0].weibull;
    CHECK(std::log(life.scale) == Approx(6.034903910226848).epsilon(1e-12));
    CHECK(1 / life.shape == Approx(0.759393601124659).epsilon(1e-11));
    CHECK(life.var_ln_scale == Approx(3.49705591204992e-03).epsilon(1e-10));
    CHECK(life.var_ln_shape == Approx(3.89754315059714e-03).epsilon(1e-10));
    CHECK(life.covariance == Approx(8.90336453675009e-05).epsilon(1e-9)); // ln shape is −Log(scale)
    CHECK(life.log_likelihood == Approx(-1153.851188089405696).epsilon(1e-13));
    CHECK(life.age_of(0.5) == Approx(316.263695049234).epsilon(1e-11));
    const auto median = life.age_bounds(0.5);
    const double half = 1.959963984540054 * 19.619937597272 / 316.263695049234;
    CHECK(median.lo == Approx(316.263695049234 * std::exp(-half)).epsilon(1e-10));
    CHECK(median.hi == Approx(316.263695049234 * std::exp(half)).epsilon(1e-10));
    CHECK(life.shape_bounds().lo == Approx(life.shape * std::exp(-1.959963984540054 * std::sqrt(life.var_ln_shape))));
    CHECK(life.scale_bounds(0.9).hi < life.scale_bounds().hi);
    CHECK(life.hazard_until(life.scale) == Approx(1));
    CHECK(life.hazard_until(0) == 0);
}

TEST_CASE("Left truncation as its likelihood says, solved apart") {
    // R: en <- ifelse(seq_along(t) %% 2 == 1, floor(t/4), 0); uniroot of the profile's slope, tol = 1e-15; the inverse
    // of the numeric Hessian of the two-parameter likelihood
    const auto life = *fit_lives(lung(true))[0].weibull;
    CHECK(life.shape == Approx(1.14440886281169).epsilon(1e-11));
    CHECK(life.scale == Approx(374.81472084674198).epsilon(1e-11));
    CHECK(life.log_likelihood == Approx(-1135.57019849987).epsilon(1e-12));
    CHECK(life.var_ln_shape == Approx(0.00535028935647627).epsilon(1e-5));
    CHECK(life.var_ln_scale == Approx(0.00495065928151351).epsilon(1e-5));
    CHECK(life.covariance == Approx(0.00131475664834196).epsilon(1e-5));
}

TEST_CASE("Lamps that were old when the record began do not make lives longer than they are") {
    const auto lives = record(5, 40'000, 2.5, 9);
    const auto fits = fit_lives(lives);
    const auto& life = *fits[0].weibull;
    const auto shape = life.shape_bounds(0.999), median = life.age_bounds(0.5, 0.999);
    CHECK((shape.lo < 2.5 && 2.5 < shape.hi));
    const double truth = 9 * std::pow(std::log(2.0), 1 / 2.5);
    CHECK((median.lo < truth && truth < median.hi));
    CHECK(median.hi / median.lo < 1.1);
    // As if all had been watched from new: survivors of years that nobody saw.
    auto naive = lives;
    for (auto& l : naive) {
        l.entered = 0;
    }
    CHECK(fit_lives(naive)[0].weibull->age_of(0.5) > 1.1 * truth);
    // The start by histogram and the start from 1 end at one place: 20,000 is where the way changes.
    const auto few = record(6, 20'000, 0.7, 5);
    auto more = few;
    more.insert(more.end(), few.begin(), few.end());
    const auto once = *fit_lives(few)[0].weibull, twice = *fit_lives(more)[0].weibull;
    CHECK(once.shape == Approx(twice.shape).epsilon(1e-13));
    CHECK(once.scale == Approx(twice.scale).epsilon(1e-12));
    CHECK(once.var_ln_shape == Approx(2 * twice.var_ln_shape).epsilon(1e-10));
}

TEST_CASE("What has no fit says why") {
    CHECK(fit_lives({})[0].state == LifeState::no_data);
    const Life alive[] = {{0, 5, false}, {2, 7, false}, {3, 3, true}, {4, 2, true}, {-1, 2, true}};
    const auto none = fit_lives(alive)[0];
    CHECK((none.state == LifeState::no_failures && none.lives == 2 && none.useless == 3 && !none.weibull));
    const Life together[] = {{0, 5, true}, {0, 5, true}, {0, 4, false}};
    CHECK(fit_lives(together)[0].state == LifeState::no_maximum);
    CHECK(!fit_lives(together)[0].converged());
    CHECK(fit_lives(std::vector<Life>(30'000, {0, 5, true}))[0].state == LifeState::no_maximum);
    // Hazard that falls faster than 1/t: all fail as soon as they are seen.
    const Life early[] = {{1, 1.01, true}, {1, 1.01, true}, {1, 100, false}, {1, 100, false}};
    CHECK(fit_lives(early)[0].state == LifeState::no_maximum);
    const Life one[] = {{0, 5, true}, {0, 9, false}};
    CHECK(fit_lives(one)[0].converged());
    const double nan = std::nan("");
    const Life odd[] = {{nan, 5, true}, {0, nan, true}, {0, HUGE_VAL, false}};
    CHECK(fit_lives(odd)[0].useless == 3);
    const Life grouped[] = {{0, 5, true, 1}};
    CHECK_THROWS_AS(fit_lives(grouped, 1), kerb::UsageError);
    CHECK_THROWS_AS(Weibull{}.age_of(1), kerb::UsageError);
    CHECK_THROWS_AS(Weibull{}.shape_bounds(0), kerb::UsageError);
}

TEST_CASE("Lives whose ages span many powers of ten are fitted too") {
    std::vector<Life> lives;
    for (std::uint64_t i = 0; i < 30'000; ++i) {
        kerb::RandomStream random(9, 3, i);
        lives.push_back({0, drawn_life(random, 0.08, 1), true, 0});
    }
    const auto fit = fit_lives(lives)[0];
    REQUIRE(fit.converged());
    CHECK(fit.weibull->shape == Approx(0.08).epsilon(0.03));
}

TEST_CASE("A forecast's mean is the sum of chances; without doubt about lives its spread is the binomial's") {
    LifeFit known;
    known.state = LifeState::fitted;
    known.weibull = Weibull{1, 100, 1e-12, 1e-12, 0, 0}; // exponential: age does not matter
    std::vector<LampAge> lamps;
    lamps.reserve(3002);
    for (int i = 0; i < 3000; ++i) {
        lamps.push_back({i * 0.1, 0});
    }
    lamps.push_back({-1, 0});
    lamps.push_back({1, 1});
    const std::vector<LifeFit> fits = {known, LifeFit{}};
    ForecastOptions options;
    options.draws = 20'000;
    const auto ahead = forecast_failures(lamps, fits, 10, options);
    const double p = 1 - std::exp(-0.1);
    CHECK(ahead.all.mean == Approx(3000 * p).epsilon(1e-12));
    CHECK((ahead.all.lamps == 3000 && ahead.left_out == 2 && !ahead.groups[1]));
    const double deviation = std::sqrt(3000 * p * (1 - p));
    CHECK(ahead.all.prediction.lo == Approx(3000 * p - 1.96 * deviation).margin(2));
    CHECK(ahead.all.prediction.hi == Approx(3000 * p + 1.96 * deviation).margin(2));
    CHECK(ahead.groups[0] == ahead.all);
    for (const int threads : {1, 2, 4}) {
        options.threads = Threads(threads);
        CHECK(forecast_failures(lamps, fits, 10, options).all == ahead.all);
    }
    options.seed = 2;
    CHECK(forecast_failures(lamps, fits, 10, options).all.mean == ahead.all.mean);
    CHECK(forecast_failures(lamps, fits, 0, options).all.prediction == Interval{0, 0});
    const auto all = forecast_failures(lamps, fits, 1e6, options).all;
    CHECK((all.prediction == Interval{3000, 3000} && all.mean == Approx(3000)));
    // A lamp older than its life allows fails for certain, and not at all in no time.
    LifeFit sharp = known;
    sharp.weibull->shape = 1e5;
    const LampAge old[] = {{200, 0}};
    CHECK(forecast_failures(old, std::span(&sharp, 1), 1, options).all == Forecast{1, 1, {1, 1}});
    CHECK(forecast_failures(old, std::span(&sharp, 1), 0, options).all == Forecast{1, 0, {0, 0}});
    CHECK(forecast_failures({}, {}, 1).all == Forecast{0, 0, {0, 0}});
    CHECK_THROWS_AS(forecast_failures(lamps, std::span(fits).first(1), 1), kerb::UsageError);
    CHECK_THROWS_AS(forecast_failures(lamps, fits, -1), kerb::UsageError);
    options.draws = 0;
    CHECK_THROWS_AS(forecast_failures(lamps, fits, 1, options), kerb::UsageError);
}

TEST_CASE("Nineteen forecasts of twenty hold what then happens, as the lives are fitted from the past") {
    int held = 0, certain = 0;
    constexpr int rounds = 200;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        const auto lives = record(100 + round, 300, 2, 8);
        const auto fits = fit_lives(lives);
        std::vector<LampAge> lamps;
        double failed = 0;
        for (std::uint64_t i = 0; i < 2000; ++i) {
            kerb::RandomStream random(round, 4, i);
            const double age = random.uniform(0, 10);
            // The life of one that has reached this age.
            const double h = std::pow(age / 8, 2) - std::log(1 - random.uniform());
            failed += 8 * std::sqrt(h) < age + 0.25 ? 1 : 0;
            lamps.push_back({age, 0});
        }
        ForecastOptions options;
        options.draws = 1000;
        const auto forecast = forecast_failures(lamps, fits, 0.25, options).all;
        held += forecast.prediction.lo <= failed && failed <= forecast.prediction.hi ? 1 : 0;
        const double only_chance = 1.96 * std::sqrt(forecast.mean);
        certain += std::abs(failed - forecast.mean) <= only_chance ? 1 : 0;
    }
    CHECK(held >= rounds * 0.92);
    CHECK(certain < held); // chance alone, as if lives were known, is too narrow
}
