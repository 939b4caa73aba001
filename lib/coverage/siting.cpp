#include <kerb/coverage/siting.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>

#include "siting_bound.hpp"
#include "siting_core.hpp"
#include "siting_exact.hpp"
#include "siting_greedy.hpp"

namespace kerb::coverage {
namespace {

using detail::Choice;
using detail::SitingCore;
using detail::SitingLimits;

constexpr double nearly = 1e-12; // of all weight: what is missing of a share that is served

void check(const SitingGoal& goal) {
    const bool best = goal.count || goal.budget;
    if (goal.share.has_value() == best) {
        throw UsageError({"siting.goal", {}});
    }
    if (goal.share && !(*goal.share >= 0 && *goal.share <= 1)) {
        throw UsageError({"siting.bad_share", {{"value", *goal.share}}});
    }
    if (goal.budget && !(*goal.budget >= 0 && std::isfinite(*goal.budget))) {
        throw UsageError({"siting.bad_budget", {{"value", *goal.budget}}});
    }
}

/// Quanta that new sites have to serve for the share.
std::int64_t need_of(double share, const SitingCore& core) {
    const auto total = static_cast<double>(core.total);
    const auto need = std::ceil(total * share - total * nearly) - static_cast<double>(core.before);
    return static_cast<std::int64_t>(std::max(need, 0.0));
}

/// A choice and what is known of all others, in the units of the core.
struct Answer {
    Choice choice;
    double bound = 0;
    bool proven = false;
    SitingMethod method = SitingMethod::greedy;
};

constexpr std::size_t node_work = 4'000'000; // entries of all nodes together, some seconds

/// Nodes that the branch and bound may look at; 0 when the program is too large for it.
int nodes_for(const SitingCore& core, std::span<const std::uint8_t> open, const SitingOptions& options) {
    std::size_t entries = core.demands() + 1;
    for (std::size_t s = 0; s < core.sites(); ++s) {
        entries += open[s] != 0 ? core.serves.of(s).size() + core.too_close.of(s).size() : 0;
    }
    const auto most = static_cast<int>(node_work / entries) + 1;
    return options.exact && entries <= options.exact_entries ? std::min(options.node_limit, most) : 0;
}

/// \param for_need serve limits.need for the least cost; else serve most within the limits
Answer choose(const SitingCore& core, const SitingLimits& limits, bool for_need, const SitingOptions& options,
              const Progress& progress) {
    auto first = detail::greedy(core, limits, detail::GreedyBy::ratio);
    if (for_need) {
        detail::take_back(core, limits, first);
    } else if (auto other = detail::greedy(core, limits, detail::GreedyBy::score); serves_more(other, first)) {
        first = std::move(other);
    }
    auto bound = for_need
                     ? bound_for_need(core, limits, std::move(first), options.iterations, options.threads, progress)
                     : bound_for_limits(core, limits, std::move(first), options.iterations, options.threads, progress);
    Answer answer{std::move(bound.best), bound.value, bound.proven, SitingMethod::greedy};
    const auto value = [&] { return for_need ? answer.choice.cost : static_cast<double>(answer.choice.serves); };
    const bool serves = !for_need || answer.choice.serves >= limits.need;
    if (const auto nodes = answer.proven ? 0 : nodes_for(core, bound.open, options); nodes > 0) {
        report_progress(progress, "siting.branching", 0);
        auto exact = solve_exactly(core, limits, for_need, bound.open, answer.choice, nodes);
        if (exact) {
            const auto known = value();
            answer.method = SitingMethod::branch_and_bound;
            if (exact->better) {
                answer.choice = std::move(*exact->better);
            }
            answer.proven = exact->proven;
            if (!exact->proven && serves) {
                answer.bound = for_need ? std::max(answer.bound, std::min(exact->bound, known))
                                        : std::min(answer.bound, std::max(exact->bound, known));
            }
        }
    }
    answer.bound = answer.proven ? value() : answer.bound;
    return answer;
}

void tell(const SitingCore& core, const Choice& choice, SitingResult& result) {
    auto ordered = choice;
    order_by_gain(core, ordered);
    const auto added = gains(core, ordered);
    auto served = core.before;
    double cost = 0;
    for (std::size_t i = 0; i < ordered.sites.size(); ++i) {
        served += added[i];
        cost += core.cost[ordered.sites[i]];
        result.steps.push_back({core.site[ordered.sites[i]], static_cast<double>(added[i]) * core.quantum,
                                static_cast<double>(served) * core.quantum, cost});
    }
}

} // namespace

std::optional<double> SitingResult::share_of(double weight) const {
    return total > 0 ? std::optional(weight / total) : std::nullopt;
}

SitingResult solve_siting(const SitingProblem& problem, const SitingGoal& goal, const SitingOptions& options,
                          const Progress& progress) {
    check(goal);
    report_progress(progress, "siting.reducing", 0);
    const auto core = detail::siting_core(problem);
    SitingResult result;
    result.total = static_cast<double>(core.total) * core.quantum;
    result.before = static_cast<double>(core.before) * core.quantum;
    result.reachable = static_cast<double>(core.before + core.open) * core.quantum;
    result.candidates = core.candidates;
    result.blocked = core.blocked;
    SitingLimits limits;
    const bool for_need = goal.share.has_value();
    if (for_need) {
        const auto need = need_of(*goal.share, core);
        result.reached = need <= core.open;
        limits.need = std::min(need, core.open);
    }
    limits.count = goal.count.value_or(limits.count);
    limits.budget = goal.budget.value_or(limits.budget);
    if (core.sites() == 0 || (for_need ? limits.need == 0 : limits.count == 0)) {
        result.proven = true;
        result.bound = for_need ? 0 : result.before;
        return result;
    }
    const auto answer = choose(core, limits, for_need, options, progress);
    tell(core, answer.choice, result);
    result.reached = result.reached && (!for_need || answer.choice.serves >= limits.need);
    result.proven = answer.proven;
    result.method = answer.method;
    result.bound = for_need ? answer.bound : answer.bound * core.quantum + result.before;
    return result;
}

} // namespace kerb::coverage
