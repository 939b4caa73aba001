// Ranks of rates that are known badly: closed forms, sums that must come out, and one lamp of one.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/ranking.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

double log_beta(double a, double b) {
    return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b);
}

/// P(p₁ > p₂) for a whole α₁ (J. Cook 2005): Σ_{i < α₁} B(α₂ + i, β₁ + β₂) / ((β₁ + i) B(1 + i, β₁) B(α₂, β₂)).
double by_sum(const BetaRate& first, const BetaRate& second) {
    double sum = 0;
    for (int i = 0; i < int(first.alpha); ++i) {
        sum += std::exp(log_beta(second.alpha + i, first.beta + second.beta) - std::log(first.beta + i) -
                        log_beta(1 + i, first.beta) - log_beta(second.alpha, second.beta));
    }
    return sum;
}

/// Circuits of 20 to 60 lamps, a tenth of them bad.
std::vector<Count> circuits(std::size_t number) {
    std::vector<Count> made;
    for (std::size_t c = 0; c < number; ++c) {
        kerb::RandomStream random(7, 11, c);
        const double rate = random.uniform() < 0.1 ? 0.2 : 0.03;
        Count count{0, 20 + random.below(41)};
        for (std::int64_t i = 0; i < count.of; ++i) {
            count.out += random.uniform() < rate ? 1 : 0;
        }
        made.push_back(count);
    }
    return made;
}

RankOptions worst(std::int64_t k) {
    RankOptions options;
    options.worst = k;
    return options;
}

} // namespace

TEST_CASE("The chance that one rate is above another, against its closed sum") {
    const BetaRate rates[] = {{1, 1}, {2, 38}, {3, 38}, {1, 400}, {12, 28}, {40, 3}, {700, 30000}, {690, 30000}};
    for (const auto& a : rates) {
        for (const auto& b : rates) {
            CHECK(chance_worse(a, b) == Approx(by_sum(a, b)).epsilon(1e-8).margin(1e-13));
            CHECK(chance_worse(a, b) + chance_worse(b, a) == Approx(1).epsilon(1e-9));
        }
        CHECK(chance_worse(a, a) == Approx(0.5).epsilon(1e-9));
    }
    // Beta(1, b): (b₂)/(b₁ + b₂) by hand, b far from each other, and shapes below 1.
    CHECK(chance_worse({1, 1e6}, {1, 3}) == Approx(3 / (1e6 + 3)).epsilon(1e-8));
    CHECK(chance_worse({0.01, 0.01}, {0.01, 0.01}) == Approx(0.5).epsilon(1e-8));
    CHECK(chance_worse({0.05, 1}, {1, 0.05}) < 0.01);
    CHECK(chance_worse({0.01, 0.01}, {1e5, 1e5}) == Approx(0.5).epsilon(1e-8));
    CHECK_THROWS_AS(chance_worse({0, 1}, {1, 1}), kerb::UsageError);
    CHECK_THROWS_AS(chance_worse({1, std::nan("")}, {1, 1}), kerb::UsageError);
}

TEST_CASE("Expected ranks are one and the chances of being passed; in the worst, by hand for three") {
    const std::vector<BetaRate> rates = {{3, 40}, {5, 12}, {1, 90}};
    const auto ranks = rank_groups(rates, worst(1));
    for (std::size_t i = 0; i < 3; ++i) {
        double rank = 1;
        for (std::size_t j = 0; j < 3; ++j) {
            rank += i == j ? 0 : by_sum(rates[j], rates[i]);
        }
        CHECK(ranks[i].expected == Approx(rank).epsilon(1e-8));
    }
    const auto two = rank_groups(rates, worst(2));
    double first = 0, both = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        first += ranks[i].in_worst;
        both += two[i].in_worst;
        CHECK(two[i].in_worst > ranks[i].in_worst);
        // Ranks are 1, 2 or 3: P(1) + 2 P(2) + 3 P(3).
        const double second = two[i].in_worst - ranks[i].in_worst;
        CHECK(ranks[i].in_worst + 2 * second + 3 * (1 - two[i].in_worst) == Approx(ranks[i].expected).epsilon(1e-8));
    }
    CHECK(first == Approx(1).epsilon(1e-9));
    CHECK(both == Approx(2).epsilon(1e-9));
    for (const auto& rank : rank_groups(rates, worst(9))) {
        CHECK(rank.in_worst == 1);
    }
    // Two groups: in the worst one is being the worse.
    const auto pair = rank_groups(std::vector<BetaRate>{{3, 40}, {5, 12}}, worst(1));
    CHECK(pair[0].in_worst == Approx(by_sum({3, 40}, {5, 12})).epsilon(1e-8));
    CHECK(rank_groups(std::vector<BetaRate>{}, worst(1)).empty());
    CHECK(rank_groups(std::vector<BetaRate>{{2, 9}}, worst(1))[0].expected == Approx(1));
    CHECK_THROWS_AS(rank_groups(rates, worst(0)), kerb::UsageError);
}

TEST_CASE("One lamp out of one does not top the list, and nothing looked at is in the middle") {
    auto groups = circuits(200);
    groups.push_back({1, 1});
    groups.push_back({15, 40});
    groups.push_back({0, 0});
    groups.push_back({400, 100'000}); // a rate as good as known beside those that are not
    const auto spread = fit_spread(groups);
    REQUIRE(!spread.pooled());
    const auto ranks = rank_groups(groups, spread, worst(20));
    CHECK(ranks[201].expected < 5);
    CHECK(ranks[201].in_worst > 0.99);
    CHECK(ranks[200].expected > 40);
    CHECK(ranks[200].in_worst < 0.3);
    const auto better = std::count_if(ranks.begin(), ranks.end(),
                                      [&](const GroupRank& rank) { return rank.expected < ranks[200].expected; });
    CHECK(better >= 20);
    CHECK(std::abs(ranks[202].expected - 102.5) < 25);
    CHECK(ranks[203].expected > 150);
    double expected = 0, in_worst = 0;
    for (const auto& rank : ranks) {
        expected += rank.expected;
        in_worst += rank.in_worst;
    }
    const auto n = double(groups.size());
    CHECK(expected == Approx(n * (n + 1) / 2).epsilon(1e-9));
    CHECK(in_worst == Approx(20).epsilon(1e-9));
}

TEST_CASE("Pooled groups have no ranks: the middle, and k of n") {
    const std::vector<Count> even(40, Count{2, 40});
    const auto spread = fit_spread(even);
    REQUIRE(spread.pooled());
    for (const auto& rank : rank_groups(even, spread, worst(10))) {
        CHECK(rank == GroupRank{20.5, 0.25});
    }
    CHECK(rank_groups(even, spread, worst(100))[0].in_worst == 1);
    // Equal posteriors that are not pooled are as equal.
    for (const auto& rank : rank_groups(std::vector<BetaRate>(40, BetaRate{2, 38}), worst(10))) {
        CHECK(rank.expected == Approx(20.5).epsilon(1e-9));
        CHECK(rank.in_worst == Approx(0.25).epsilon(1e-9));
    }
    CHECK(posteriors(even, spread)[3] == BetaRate{80.5, 1520.5});
}

TEST_CASE("Drawn and reckoned chances agree, and draws are the same for any number of threads") {
    const auto groups = circuits(300);
    const auto spread = fit_spread(groups);
    auto options = worst(15);
    const auto exact = rank_groups(groups, spread, options);
    options.exact_up_to = 0;
    options.draws = 10'000;
    const auto drawn = rank_groups(groups, spread, options);
    double sum = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const double p = exact[i].in_worst, error = std::sqrt(p * (1 - p) / 10'000);
        CHECK(std::abs(drawn[i].in_worst - p) < 5 * error + 3e-4);
        CHECK(drawn[i].expected == exact[i].expected);
        sum += drawn[i].in_worst;
    }
    CHECK(sum == Approx(15).epsilon(1e-12));
    for (const int threads : {1, 2, 4}) {
        options.threads = kerb::Threads{threads};
        CHECK(rank_groups(groups, spread, options) == drawn);
        auto few = worst(15);
        few.threads = kerb::Threads{threads};
        CHECK(rank_groups(groups, spread, few) == exact);
    }
    // Shapes far below 1 are drawn without a rate of 0/0.
    auto tiny = options;
    tiny.worst = 1;
    const auto two = rank_groups(std::vector<BetaRate>{{0.001, 0.001}, {0.001, 0.001}}, tiny);
    CHECK(two[0].in_worst == Approx(0.5).margin(0.03));
}
