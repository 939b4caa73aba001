// Random small problems of siting: against every choice tried, and what must not change an answer.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/naive_siting.hpp"
#include "support/property.hpp"

using kerb::coverage::SitingGoal;
using kerb::coverage::SitingMethod;
using kerb::coverage::SitingOptions;
using kerb::coverage::SitingResult;
using kerb::test::naive_siting;
using kerb::test::OwnSiting;

namespace {

struct Raw {
    std::vector<std::uint8_t> weights, costs, pairs;
    std::vector<std::uint16_t> sites; ///< which demands each serves, a bit each
    std::uint8_t existing = 0, share = 0, count = 0;
    bool with_costs = false, with_pairs = false;
};

OwnSiting made(const Raw& raw) {
    OwnSiting own;
    for (std::size_t i = 0; i < 12 && i < raw.weights.size(); ++i) {
        own.weight.push_back(raw.weights[i] % 20 * (raw.weights[i] % 3 == 0 ? 0.1 : 1));
    }
    for (std::size_t s = 0; s < 10 && s < raw.sites.size(); ++s) {
        std::vector<std::uint32_t> list;
        for (std::uint32_t d = 0; d < own.weight.size(); ++d) {
            // Two bits of the number decide, so that a site serves a quarter of the demands.
            if ((raw.sites[s] >> d & 1U) != 0 && (raw.sites[s] * 7U >> d & 1U) != 0) {
                list.push_back(d);
            }
        }
        own.serves.push_back(list);
        own.existing.push_back(s < 8 && (raw.existing >> s & 1U) != 0 && raw.existing % 3 == 0 ? 1 : 0);
        if (raw.with_costs) {
            own.cost.push_back(s < raw.costs.size() ? 1 + raw.costs[s] % 9 * 0.37 : 1);
        }
    }
    for (std::size_t i = 0; raw.with_pairs && i + 1 < raw.pairs.size() && own.serves.size() > 1; i += 2) {
        const auto sites = static_cast<std::uint32_t>(own.serves.size());
        own.too_close.push_back({raw.pairs[i] % sites, raw.pairs[i + 1] % sites});
    }
    return own;
}

Raw any_raw() {
    Raw raw;
    raw.weights = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
    raw.costs = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
    raw.pairs = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
    raw.sites = *rc::gen::arbitrary<std::vector<std::uint16_t>>();
    raw.existing = *rc::gen::arbitrary<std::uint8_t>();
    raw.share = *rc::gen::inRange<std::uint8_t>(0, 101);
    raw.count = *rc::gen::inRange<std::uint8_t>(0, 6);
    raw.with_costs = *rc::gen::arbitrary<bool>();
    raw.with_pairs = *rc::gen::arbitrary<bool>();
    return raw;
}

std::uint64_t chosen(const SitingResult& result) {
    std::uint64_t set = 0;
    for (const auto& step : result.steps) {
        RC_ASSERT((set >> step.site & 1U) == 0U);
        set |= std::uint64_t{1} << step.site;
    }
    return set;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-9 * (1 + std::abs(b));
}

/// What every answer keeps, whatever its method: it may be chosen, and its figures are those of its sites.
void check_figures(const OwnSiting& own, const SitingResult& result) {
    const auto set = chosen(result);
    RC_ASSERT(naive_allowed(own, set));
    RC_ASSERT(near(result.total, own.total()));
    RC_ASSERT(near(result.before, naive_served(own, 0)));
    RC_ASSERT(near(result.served(), naive_served(own, set)));
    RC_ASSERT(result.served() <= result.reachable);
    std::uint64_t before = 0;
    double cost = 0;
    for (const auto& step : result.steps) {
        const auto with = before | std::uint64_t{1} << step.site;
        cost += own.cost_of(step.site);
        RC_ASSERT(near(step.served, naive_served(own, with)));
        RC_ASSERT(near(step.adds, naive_served(own, with) - naive_served(own, before)));
        RC_ASSERT(near(step.cost, cost));
        before = with;
    }
    for (std::size_t i = 1; i < result.steps.size(); ++i) {
        RC_ASSERT(result.steps[i - 1].adds >= result.steps[i].adds);
    }
}

SitingGoal share_goal(const Raw& raw) {
    return {raw.share / 100.0, std::nullopt, std::nullopt};
}

SitingGoal best_goal(const Raw& raw) {
    SitingGoal goal;
    if (raw.with_costs) {
        goal.budget = raw.count * 1.3;
    }
    if (!raw.with_costs || raw.share % 2 == 0) {
        goal.count = raw.count;
    }
    return goal;
}

double harmonic(std::size_t n) {
    double sum = 0;
    for (std::size_t i = 1; i <= n; ++i) {
        sum += 1 / static_cast<double>(i);
    }
    return sum;
}

} // namespace

TEST_CASE("The fewest sites for a share are those of every choice tried") {
    kerb::test::holds("share", [] {
        const auto raw = any_raw();
        auto own = made(raw);
        const auto goal = share_goal(raw);
        const auto result = solve_siting(own.problem(), goal);
        const auto naive = naive_siting(own, goal);
        check_figures(own, result);
        RC_ASSERT(naive.most_at_all <= result.reachable + 1e-9);
        if (result.reached) {
            RC_ASSERT(naive.least_cost.has_value());
            RC_ASSERT(result.bound <= *naive.least_cost + 1e-6);
            RC_ASSERT(result.cost() >= *naive.least_cost - 1e-9);
            RC_ASSERT(!result.proven || near(result.cost(), *naive.least_cost));
            RC_ASSERT(result.proven || kerb::coverage::siting_solver().empty());
        } else {
            // Without spacing an answer that misses the share says that there is none.
            RC_ASSERT(raw.with_pairs || !naive.least_cost);
            RC_ASSERT(raw.with_pairs || near(result.served(), naive.most_at_all));
        }
    });
}

TEST_CASE("The best sites are those of every choice tried") {
    kerb::test::holds("count and budget", [] {
        const auto raw = any_raw();
        auto own = made(raw);
        const auto goal = best_goal(raw);
        const auto result = solve_siting(own.problem(), goal);
        const auto naive = naive_siting(own, goal);
        check_figures(own, result);
        RC_ASSERT(result.steps.size() <= goal.count.value_or(100));
        RC_ASSERT(result.cost() <= goal.budget.value_or(1e9));
        RC_ASSERT(result.bound >= naive.most - 1e-6);
        RC_ASSERT(result.served() <= naive.most + 1e-9 * (1 + naive.most));
        RC_ASSERT(!result.proven || near(result.served(), naive.most));
        RC_ASSERT(result.proven || kerb::coverage::siting_solver().empty());
    });
}

TEST_CASE("Greedy choices keep their promise, and the bound holds without a solver") {
    kerb::test::holds("greedy", [] {
        auto raw = any_raw();
        raw.with_pairs = false;
        SitingOptions greedy{.iterations = 0, .exact = false}, bounded{.exact = false};
        auto own = made(raw);
        const auto problem = own.problem();
        const auto naive = naive_siting(own, share_goal(raw));
        const auto fewest = solve_siting(problem, share_goal(raw), greedy);
        check_figures(own, fewest);
        if (fewest.reached && naive.least_cost && *naive.least_cost > 0) {
            // Prices are spread over quanta of weight, so H is that of the ratio of weights.
            RC_ASSERT(fewest.cost() <= *naive.least_cost * harmonic(own.weight.size() * 200));
        }
        const auto bound = solve_siting(problem, share_goal(raw), bounded);
        RC_ASSERT((!naive.least_cost || bound.bound <= *naive.least_cost + 1e-6));
        RC_ASSERT(bound.cost() <= fewest.cost());

        raw.with_costs = false;
        own = made(raw);
        const auto goal = best_goal(raw);
        const auto most = naive_siting(own, goal).most;
        const auto best = solve_siting(own.problem(), goal, greedy);
        check_figures(own, best);
        const auto before = best.before;
        RC_ASSERT(best.served() - before >= (1 - 1 / std::exp(1.0)) * (most - before) - 1e-9);
        RC_ASSERT(solve_siting(own.problem(), goal, bounded).bound >= most - 1e-9 * (1 + most));
    });
}

TEST_CASE("Neither threads nor the order of demands change an answer") {
    kerb::test::holds("order", [] {
        const auto raw = any_raw();
        auto own = made(raw);
        std::vector<std::uint32_t> place(own.weight.size());
        std::iota(place.begin(), place.end(), 0U);
        const auto keys =
            *rc::gen::container<std::vector<std::uint32_t>>(place.size(), rc::gen::arbitrary<std::uint32_t>());
        std::stable_sort(place.begin(), place.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
        auto turned = own;
        for (std::size_t d = 0; d < place.size(); ++d) {
            turned.weight[place[d]] = own.weight[d];
        }
        for (auto& list : turned.serves) {
            std::transform(list.begin(), list.end(), list.begin(), [&](auto d) { return place[d]; });
            std::reverse(list.begin(), list.end());
            if (!list.empty()) {
                list.push_back(list.front()); // told twice
            }
        }
        for (const bool exact : {false, true}) {
            for (const auto& goal : {share_goal(raw), best_goal(raw)}) {
                SitingOptions options;
                options.exact = exact;
                const auto a = solve_siting(own.problem(), goal, options);
                options.threads = kerb::Threads{3};
                const auto b = solve_siting(turned.problem(), goal, options);
                RC_ASSERT(a.steps == b.steps);
                RC_ASSERT(a.bound == b.bound);
                RC_ASSERT(a.total == b.total);
                RC_ASSERT(a.proven == b.proven);
                RC_ASSERT(a.method == b.method);
            }
        }
    });
}
