// Beta-binomial groups: closed cases, a search without derivatives, and what naive fits get wrong.
#include <algorithm>
#include <cmath>

#include <kerb/base/random.hpp>
#include <kerb/outage/small_areas.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

/// By gamma functions, as a textbook has it.
double textbook(const std::vector<Count>& groups, double mean, double theta) {
    const double a = mean / theta, b = (1 - mean) / theta;
    double sum = 0;
    for (const auto& g : groups) {
        const auto x = double(g.out), n = double(g.of);
        sum += std::lgamma(a + x) + std::lgamma(b + n - x) - std::lgamma(a + b + n) - std::lgamma(a) - std::lgamma(b) +
               std::lgamma(a + b);
    }
    return sum;
}

/// Circuits of 20 to 60 lamps whose rates are Beta(α, β) (by the ratio of sums of exponentials, whole α and β).
std::vector<Count> city(std::uint64_t seed, int circuits, int alpha, int beta) {
    std::vector<Count> groups;
    for (int c = 0; c < circuits; ++c) {
        kerb::RandomStream random(seed, 5, static_cast<std::uint64_t>(c));
        double a = 0, b = 0;
        for (int i = 0; i < alpha; ++i) {
            a -= std::log(1 - random.uniform());
        }
        for (int i = 0; i < beta; ++i) {
            b -= std::log(1 - random.uniform());
        }
        Count g{0, 20 + random.below(41)};
        for (std::int64_t i = 0; i < g.of; ++i) {
            g.out += random.uniform() < a / (a + b) ? 1 : 0;
        }
        groups.push_back(g);
    }
    return groups;
}

} // namespace

TEST_CASE("The fit is the top of the textbook's likelihood") {
    const auto groups = city(7, 400, 2, 38);
    const auto fit = fit_spread(groups);
    REQUIRE(fit.converged);
    REQUIRE(!fit.pooled());
    CHECK(fit.log_likelihood == Approx(textbook(groups, fit.mean, fit.dispersion)).epsilon(1e-10));
    for (const double up : {0.98, 1.02}) {
        CHECK(textbook(groups, fit.mean * up, fit.dispersion) < fit.log_likelihood);
        CHECK(textbook(groups, fit.mean, fit.dispersion * up) < fit.log_likelihood);
    }
    // To the last digits the slope is flat: a hundredth of a per mille either way changes less than 1e-6.
    CHECK(fit.log_likelihood - textbook(groups, fit.mean * 1.0001, fit.dispersion) < 1e-4);
    // What the circuits were made of: mean 0.05, θ = 1/40.
    CHECK(fit.mean == Approx(0.05).epsilon(0.15));
    CHECK(fit.dispersion == Approx(1.0 / 40).epsilon(0.4));
    // The same whatever the order.
    auto turned = groups;
    std::reverse(turned.begin(), turned.end());
    CHECK(fit_spread(turned).dispersion == fit.dispersion);
}

TEST_CASE("Circuits that differ by chance alone are pooled, not an alpha of ten to the fifty-eighth") {
    std::vector<Count> even(200, Count{2, 40});
    const auto fit = fit_spread(even);
    CHECK(fit.pooled());
    CHECK(fit.mean == 0.05);
    CHECK(fit.log_likelihood == Approx(200 * (2 * std::log(0.05) + 38 * std::log(0.95))).epsilon(1e-12));
    const auto rates = shrink(even, fit, 0.02);
    CHECK(rates[0].rate == 0.05);
    CHECK((rates[0].bounds.lo > 0.044 && rates[0].bounds.hi < 0.056));
    CHECK(rates[0].above_limit > 0.999);
    for (const auto& alike : {std::vector<Count>{{0, 9}, {0, 5}}, {{9, 9}, {5, 5}}, {}, {{0, 0}}}) {
        CHECK(fit_spread(alike).pooled());
        CHECK(std::isfinite(fit_spread(alike).log_likelihood));
    }
    const std::vector<Count> lit = {{0, 9}, {0, 5}};
    const auto none = shrink(lit, fit_spread(lit), 0.02)[1];
    CHECK((none.rate == 0 && none.bounds.lo == 0)); // nothing out: no bound above the rate
    CHECK(none.bounds.hi == Approx(interval({0, 14}, IntervalMethod::jeffreys).hi));
    // Close to the edge the form keeps its digits, where differences of gamma functions lose them.
    CHECK(fit_spread(std::vector<Count>{{2, 40}, {2, 40}, {3, 40}, {1, 40}}).pooled());
}

TEST_CASE("Small groups are drawn to the mean, large ones stay, and none tops the list by luck") {
    auto groups = city(7, 400, 2, 38);
    groups.push_back({1, 1});
    groups.push_back({60, 400});
    groups.push_back({0, 0});
    const auto fit = fit_spread(groups);
    const auto rates = shrink(groups, fit, 0.05);
    CHECK(rates[400].rate < rates[401].rate); // one of one is no worst circuit
    CHECK(rates[401].rate == Approx(0.15).epsilon(0.1));
    CHECK(rates[402].rate == Approx(fit.mean).epsilon(1e-12)); // nothing seen: the spread of all
    double sum = 0, seen = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        CHECK((rates[i].bounds.lo < rates[i].rate && rates[i].rate < rates[i].bounds.hi));
        if (groups[i].of > 0) {
            const double own = *groups[i].share();
            CHECK((rates[i].rate - own) * (rates[i].rate - fit.mean) <= 1e-15); // between its own and the mean
        }
        sum += rates[i].rate;
        seen += 1;
    }
    CHECK(sum / seen == Approx(fit.mean).epsilon(0.02));
}

TEST_CASE("Exact tails and false discoveries") {
    const Count groups[] = {{0, 10}, {1, 1}, {3, 5}, {0, 0}};
    const auto p = upper_tails(groups, 0.1);
    CHECK(p[0] == 1);
    CHECK(p[1] == Approx(0.1));
    CHECK(p[2] == Approx(10 * 0.001 * 0.81 + 5 * 0.0001 * 0.9 + 0.00001));
    CHECK(p[3] == 1);
    // Benjamini & Hochberg 1995, their example of 15 tests.
    const double example[] = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                              0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000};
    const auto q = false_discovery(example);
    CHECK(std::count_if(q.begin(), q.end(), [](double x) { return x <= 0.05; }) == 4);
    CHECK(q[0] == Approx(0.0015));
    CHECK(q[3] == Approx(0.0095 * 15 / 4));
    CHECK(q[5] == q[6]); // never below that of a greater p
    CHECK(false_discovery({}).empty());
    const double tied[] = {0.02, 0.02, 0.5};
    CHECK(false_discovery(tied)[0] == false_discovery(tied)[1]);
}
