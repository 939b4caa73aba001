// Whatever the counts: ranks add up, groups of one pass are what they are alone, lists never know more than all, draws
// keep their promise, and the order of rows does not matter.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include <kerb/outage/neighbours.hpp>
#include <kerb/outage/patrol_sample.hpp>
#include <kerb/outage/ranking.hpp>
#include <kerb/outage/survey.hpp>
#include <kerb/outage/two_part.hpp>
#include <kerb/outage/unreported.hpp>

#include "support/property.hpp"

using namespace kerb::outage;

namespace {

Count any_count(int most) {
    const auto of = *rc::gen::inRange(0, most);
    return {*rc::gen::inRange(0, of + 1), of};
}

std::vector<Count> any_counts(int groups, int most) {
    std::vector<Count> made;
    for (int i = 0; i < groups; ++i) {
        made.push_back(any_count(most));
    }
    return made;
}

double between(double low, double high) {
    return low + (high - low) * (*rc::gen::inRange(0, 1000001)) / 1e6;
}

bool near(double a, double b, double relative) {
    return std::abs(a - b) <= relative * std::max({std::abs(a), std::abs(b), 1e-3});
}

} // namespace

TEST_CASE("Ranks add up, more out is never better, and order does not matter") {
    kerb::test::holds("ranks", [] {
        const auto n = *rc::gen::inRange(2, 14);
        std::vector<BetaRate> rates;
        for (int i = 0; i < n; ++i) {
            const auto count = any_count(*rc::gen::element(3, 60, 5000));
            rates.push_back({between(0.2, 4) + double(count.out), between(0.2, 90) + double(count.of - count.out)});
        }
        RankOptions options;
        options.worst = *rc::gen::inRange(1, n + 1);
        const auto ranks = rank_groups(rates, options);
        double expected = 0, worst = 0;
        for (const auto& rank : ranks) {
            RC_ASSERT(rank.expected >= 1 - 1e-9);
            RC_ASSERT(rank.expected <= n + 1e-9);
            RC_ASSERT(rank.in_worst >= 0);
            RC_ASSERT(rank.in_worst <= 1);
            expected += rank.expected;
            worst += rank.in_worst;
        }
        RC_ASSERT(near(expected, n * (n + 1) / 2.0, 1e-7));
        RC_ASSERT(near(worst, double(options.worst), 1e-6));
        auto more = rates;
        more[0].alpha += 1; // one lamp more that is out
        const auto after = rank_groups(more, options);
        RC_ASSERT(after[0].expected <= ranks[0].expected + 1e-8);
        RC_ASSERT(after[0].in_worst >= ranks[0].in_worst - 1e-7);
        std::reverse(rates.begin(), rates.end());
        const auto turned = rank_groups(rates, options);
        for (std::size_t i = 0; i < ranks.size(); ++i) {
            RC_ASSERT(near(turned[ranks.size() - 1 - i].expected, ranks[i].expected, 1e-9));
            RC_ASSERT(near(turned[ranks.size() - 1 - i].in_worst, ranks[i].in_worst, 1e-8));
        }
    });
}

TEST_CASE("A shrunk rate is the same beside equal groups and without them") {
    kerb::test::holds("shrink", [] {
        const auto groups = any_counts(*rc::gen::inRange(1, 40), 6);
        const RateSpread spread{between(0.01, 0.5), between(0.001, 1), 0, true};
        const auto all = shrink(groups, spread, 0.1);
        for (std::size_t i = 0; i < groups.size(); ++i) {
            RC_ASSERT(all[i] == shrink(std::span(&groups[i], 1), spread, 0.1)[0]);
            RC_ASSERT(all[i].bounds.lo <= all[i].bounds.hi);
        }
    });
}

TEST_CASE("Groups of a sample in one pass are what they are alone, to the last bit") {
    kerb::test::holds("survey_shares", [] {
        const auto n = *rc::gen::inRange(1, 80);
        constexpr std::uint32_t groups = 3;
        std::vector<SampledLamp> lamps;
        std::vector<std::uint32_t> group;
        SurveyOptions options;
        const bool cells = *rc::gen::arbitrary<bool>();
        for (int i = 0; i < n; ++i) {
            lamps.push_back({*rc::gen::inRange(0U, 3U), *rc::gen::inRange(0U, 5U), between(0.5, 9),
                             *rc::gen::inRange(0, 4) == 0, *rc::gen::inRange(0, 5) > 0});
            group.push_back(*rc::gen::inRange(0U, groups + 1));
            if (cells) {
                options.cell.push_back(*rc::gen::inRange(0U, 2U));
            }
        }
        options.cell_totals = {100, 250};
        const auto made = survey_shares(lamps, group, groups, options);
        for (std::uint32_t g = 0; g <= groups; ++g) {
            auto alone = lamps;
            for (std::size_t i = 0; i < alone.size(); ++i) {
                alone[i].counts = alone[i].counts && (g == groups || group[i] == g);
            }
            const auto one = survey_share(alone, options);
            const auto& many = g == groups ? made.all : made.groups[g];
            RC_ASSERT(one.has_value() == many.has_value());
            if (one) {
                RC_ASSERT(one->share == many->share);
                RC_ASSERT(one->standard_error == many->standard_error);
                RC_ASSERT(one->bounds == many->bounds);
                RC_ASSERT(one->bounds.lo <= one->share + 1e-12);
                RC_ASSERT(one->bounds.hi >= one->share - 1e-12);
                RC_ASSERT(one->bounds.hi > one->bounds.lo);
            }
        }
    });
}

TEST_CASE("Lists: never fewer than seen, fewer the more they have in common, the same either way round") {
    kerb::test::holds("two lists", [] {
        const auto first = *rc::gen::inRange(1, 500), second = *rc::gen::inRange(1, 500);
        const auto both = *rc::gen::inRange(0, std::min(first, second) + 1);
        const auto total = total_outages(TwoLists{first, second, both});
        RC_ASSERT(total.has_value());
        RC_ASSERT(total->total >= double(total->seen));
        RC_ASSERT(total->bounds.lo >= double(total->seen));
        RC_ASSERT(total->bounds.lo <= total->total + 1e-9);
        RC_ASSERT(total->bounds.hi >= total->total - 1e-9);
        RC_ASSERT(total->bounds.hi > total->bounds.lo);
        RC_ASSERT(*total_outages(TwoLists{second, first, both}) == *total);
        if (both > 0) {
            RC_ASSERT(total_outages(TwoLists{first, second, both - 1})->total > total->total);
        }
    });
    kerb::test::holds("three lists", [] {
        const auto any = [] { return std::int64_t{*rc::gen::inRange(0, 60)}; };
        const ThreeLists lists{any(), any(), any(), any(), any(), any(), any()};
        const auto made = total_outages(lists);
        for (std::size_t m = 0; made && m < made->models.size(); ++m) {
            const auto& model = made->models[m];
            if (model.usable) {
                RC_ASSERT(model.total.total >= double(lists.seen()));
                RC_ASSERT(model.total.bounds.lo >= double(lists.seen()));
                RC_ASSERT(std::isfinite(model.total.bounds.hi));
                RC_ASSERT(model.deviance >= -1e-7);
                RC_ASSERT(model.deviance <= made->models[0].deviance + 1e-7); // more terms never fit worse
                RC_ASSERT(model.aic >= made->models[made->best].aic - 1e-8);
            }
        }
    });
}

TEST_CASE("A draw takes what was asked for, once each, with chances that add up") {
    kerb::test::holds("draw_patrol", [] {
        const auto n = *rc::gen::inRange(0, 60);
        std::vector<PatrolCluster> clusters;
        std::vector<std::int64_t> take = {0, 0, 0}, lit = {0, 0, 0};
        for (int i = 0; i < n; ++i) {
            clusters.push_back({std::to_string(i), *rc::gen::inRange(0U, 3U), *rc::gen::inRange(0, 90)});
            ++take[clusters.back().stratum];
            lit[clusters.back().stratum] += clusters.back().lamps > 0 ? 1 : 0;
        }
        for (auto& number : take) {
            number = *rc::gen::inRange(std::int64_t{0}, number + 1);
        }
        const std::uint64_t seed = *rc::gen::inRange(0U, 1000U);
        for (const auto draw : {PatrolDraw::simple, PatrolDraw::by_size}) {
            const auto sample = draw_patrol(clusters, take, draw, seed);
            std::int64_t wanted = 0;
            for (std::size_t h = 0; h < 3; ++h) {
                wanted += draw == PatrolDraw::simple ? take[h] : std::min(take[h], lit[h]);
            }
            std::set<std::uint32_t> once;
            for (const auto& drawn : sample.drawn) {
                once.insert(drawn.cluster);
                RC_ASSERT(drawn.inclusion > 0);
                RC_ASSERT(drawn.inclusion <= 1);
            }
            RC_ASSERT(std::ssize(once) == wanted);
            RC_ASSERT(std::ssize(sample.drawn) == wanted);
            RC_ASSERT(
                near(std::accumulate(sample.inclusion.begin(), sample.inclusion.end(), 0.0), double(wanted), 1e-12));
            for (std::size_t c = 0; c < clusters.size(); ++c) { // what is sure is drawn
                RC_ASSERT(sample.inclusion[c] < 1 || once.contains(static_cast<std::uint32_t>(c)));
            }
        }
    });
}

TEST_CASE("Rates of neighbours lie within their bounds, whatever the graph and the order of the groups") {
    kerb::test::holds("fit_neighbours", [] {
        const auto n = *rc::gen::inRange(1, 14);
        const auto groups = any_counts(n, 50);
        std::vector<NeighbourPair> pairs;
        for (int i = *rc::gen::inRange(0, 2 * n); i > 0; --i) {
            pairs.emplace_back(*rc::gen::inRange(0U, std::uint32_t(n)), *rc::gen::inRange(0U, std::uint32_t(n)));
        }
        NeighbourOptions options;
        options.model = *rc::gen::element(NeighbourModel::icar, NeighbourModel::bym2);
        options.precision = between(0.05, 50);
        const auto made = fit_neighbours(groups, pairs, options);
        RC_ASSERT(made.has_value() ==
                  std::any_of(groups.begin(), groups.end(), [](const Count& g) { return g.of > 0; }));
        if (!made) {
            return;
        }
        auto turned = groups;
        std::reverse(turned.begin(), turned.end());
        for (auto& [a, b] : pairs) {
            a = std::uint32_t(n) - 1 - a;
            b = std::uint32_t(n) - 1 - b;
        }
        const auto other = fit_neighbours(turned, pairs, options);
        for (std::size_t i = 0; i < groups.size(); ++i) {
            const auto& rate = made->rates[i];
            RC_ASSERT(rate.bounds.lo >= 0);
            RC_ASSERT(rate.bounds.lo <= rate.rate);
            RC_ASSERT(rate.rate <= rate.bounds.hi);
            RC_ASSERT(rate.bounds.hi <= 1);
            RC_ASSERT(near(rate.rate, other->rates[groups.size() - 1 - i].rate, 1e-5));
            RC_ASSERT(near(rate.bounds.hi, other->rates[groups.size() - 1 - i].bounds.hi, 1e-4));
        }
    });
}
