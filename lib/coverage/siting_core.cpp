#include "siting_core.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "input_checks.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr double most_weight = 1e12;

void check(const SitingProblem& problem) {
    const auto sites = problem.begin.empty() ? 0 : problem.begin.size() - 1;
    check_size("cost", problem.cost.size(), sites);
    check_size("existing", problem.existing.size(), sites);
    for (std::size_t i = 0; i < problem.weight.size(); ++i) {
        if (!(problem.weight[i] >= 0 && problem.weight[i] <= most_weight)) {
            reject("coverage.bad_weight", "weight", i);
        }
    }
    for (std::size_t i = 0; i < problem.cost.size(); ++i) {
        if (!(problem.cost[i] > 0 && problem.cost[i] <= most_weight)) {
            reject("siting.bad_cost_at", "cost", i);
        }
    }
    for (std::size_t s = 0; s < sites; ++s) {
        if (problem.begin[s] > problem.begin[s + 1] || problem.begin[s + 1] > problem.served.size()) {
            reject("siting.bad_number", "begin", s);
        }
    }
    const auto beyond = std::find_if(problem.served.begin(), problem.served.end(),
                                     [&](std::uint32_t d) { return d >= problem.weight.size(); });
    if (beyond != problem.served.end()) {
        reject("siting.bad_number", "served", static_cast<std::size_t>(beyond - problem.served.begin()));
    }
    for (std::size_t i = 0; i < problem.too_close.size(); ++i) {
        if (problem.too_close[i].a >= sites || problem.too_close[i].b >= sites) {
            reject("siting.bad_number", "too_close", i);
        }
    }
}

/// Whole weights whose sum stays below 2⁵², so that sums of them are exact as doubles too.
std::vector<std::int64_t> quanta(std::span<const double> weight, SitingCore& core) {
    ExactSum sum;
    for (const auto w : weight) {
        sum.add(w);
    }
    int power = 0;
    (void)std::frexp(sum.value(), &power);
    core.quantum = std::ldexp(1.0, power - 51);
    std::vector<std::int64_t> whole;
    whole.reserve(weight.size());
    for (const auto w : weight) {
        whole.push_back(std::llround(w / core.quantum));
        core.total += whole.back();
    }
    return whole;
}

/// Sites that may be chosen; the number of those too close to an existing one goes to the core.
std::vector<std::uint32_t> candidates(const SitingProblem& problem, SitingCore& core) {
    const std::size_t sites = problem.begin.empty() ? 0 : problem.begin.size() - 1;
    std::vector<std::uint8_t> out(sites);
    const auto stands = [&](std::uint32_t s) { return !problem.existing.empty() && problem.existing[s] != 0; };
    for (const auto& [a, b] : problem.too_close) {
        if (stands(a) != stands(b)) {
            out[stands(a) ? b : a] = 1;
        }
    }
    core.blocked = static_cast<std::size_t>(std::count(out.begin(), out.end(), 1));
    std::vector<std::uint32_t> free;
    for (std::uint32_t s = 0; s < sites; ++s) {
        if (!stands(s) && out[s] == 0) {
            free.push_back(s);
        }
    }
    core.candidates = free.size();
    return free;
}

/// Demands that no existing site serves keep their weight, the others have none left.
void serve_existing(const SitingProblem& problem, std::vector<std::int64_t>& whole, SitingCore& core) {
    for (std::size_t s = 0; s < problem.existing.size(); ++s) {
        for (auto i = problem.begin[s]; problem.existing[s] != 0 && i < problem.begin[s + 1]; ++i) {
            core.before += std::exchange(whole[problem.served[i]], 0);
        }
    }
}

/// For each demand with weight the candidates (by their place in `free`) that serve it, ascending and each once.
NumberLists sites_of_demands(const SitingProblem& problem, std::span<const std::uint32_t> free,
                             std::span<const std::int64_t> whole) {
    NumberLists lists;
    lists.begin.assign(whole.size() + 1, 0);
    std::vector<std::uint32_t> last(whole.size(), no_asset);
    const auto each = [&](auto&& visit) {
        std::fill(last.begin(), last.end(), no_asset);
        for (std::uint32_t k = 0; k < free.size(); ++k) {
            for (auto i = problem.begin[free[k]]; i < problem.begin[free[k] + 1]; ++i) {
                const auto demand = problem.served[i];
                if (whole[demand] > 0 && std::exchange(last[demand], k) != k) {
                    visit(demand, k);
                }
            }
        }
    };
    each([&](std::uint32_t demand, std::uint32_t) { ++lists.begin[demand + 1]; });
    std::partial_sum(lists.begin.begin(), lists.begin.end(), lists.begin.begin());
    lists.items.resize(lists.begin.back());
    auto next = lists.begin;
    each([&](std::uint32_t demand, std::uint32_t k) { lists.items[next[demand]++] = k; });
    return lists;
}

/// Demands of the same sites become one; those of none are left out. In the order of their lists.
void merge_demands(const NumberLists& lists, std::span<const std::int64_t> whole, SitingCore& core) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t d = 0; d < lists.size(); ++d) {
        if (!lists.of(d).empty()) {
            order.push_back(d);
        }
    }
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
        const auto x = lists.of(a), y = lists.of(b);
        return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end());
    };
    std::sort(order.begin(), order.end(), before);
    core.weight.clear();
    core.served_by = {};
    core.open = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i == 0 || before(order[i - 1], order[i])) {
            core.served_by.push(lists.of(order[i]));
            core.weight.push_back(0);
        }
        core.weight.back() += whole[order[i]];
        core.open += whole[order[i]];
    }
}

/// Pairs among the sites left, both ways. \param place of each of the problem's sites among them, or no_asset
NumberLists exclusions(const SitingProblem& problem, std::span<const std::uint32_t> place, std::size_t sites) {
    std::vector<SitePair> pairs;
    for (const auto& [a, b] : problem.too_close) {
        if (a != b && place[a] != no_asset && place[b] != no_asset) {
            pairs.push_back({place[a], place[b]});
            pairs.push_back({place[b], place[a]});
        }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    NumberLists lists;
    lists.begin.assign(sites + 1, 0);
    for (const auto& pair : pairs) {
        ++lists.begin[pair.a + 1];
        lists.items.push_back(pair.b);
    }
    std::partial_sum(lists.begin.begin(), lists.begin.end(), lists.begin.begin());
    return lists;
}

/// Keeps the sites whose flag is set and numbers them anew.
void keep_sites(const SitingProblem& problem, std::span<const std::uint8_t> keep, SitingCore& core) {
    std::vector<std::uint32_t> next(core.site.size(), no_asset);
    std::vector<std::uint32_t> place(problem.begin.empty() ? 0 : problem.begin.size() - 1, no_asset);
    std::vector<std::uint32_t> sites;
    for (std::uint32_t s = 0; s < core.site.size(); ++s) {
        if (keep[s] != 0) {
            next[s] = place[core.site[s]] = static_cast<std::uint32_t>(sites.size());
            sites.push_back(core.site[s]);
        }
    }
    core.site = std::move(sites);
    NumberLists lists;
    std::vector<std::uint32_t> list;
    for (std::size_t d = 0; d < core.demands(); ++d) {
        list.clear();
        for (const auto s : core.served_by.of(d)) {
            if (next[s] != no_asset) {
                list.push_back(next[s]);
            }
        }
        lists.push(list);
    }
    const auto whole = std::move(core.weight);
    merge_demands(lists, whole, core);
    core.serves = transposed(core.served_by, core.sites());
    core.too_close = exclusions(problem, place, core.sites());
    core.cost.clear();
    for (const auto s : core.site) {
        core.cost.push_back(value_or(problem.cost, s, 1));
    }
}

bool includes(std::span<const std::uint32_t> all, std::span<const std::uint32_t> some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// Sites in whose place another one would serve the same and more, for no more cost, and exclude no other site.
class Dominance {
public:
    explicit Dominance(const SitingCore& core) : core_(core) {
        for (std::size_t s = 0; s < core.sites(); ++s) {
            std::uint64_t bits = 0;
            for (const auto d : core.serves.of(s)) {
                bits |= std::uint64_t{1} << (d * 0x9e3779b9U >> 26U);
            }
            signature_.push_back(bits);
        }
    }
    [[nodiscard]] bool dominated(std::uint32_t s) const {
        const auto demands = core_.serves.of(s);
        if (demands.empty()) {
            return true;
        }
        const auto rarest = *std::min_element(demands.begin(), demands.end(), [&](auto a, auto b) {
            return core_.served_by.of(a).size() < core_.served_by.of(b).size();
        });
        const auto rivals = core_.served_by.of(rarest);
        return std::any_of(rivals.begin(), rivals.end(), [&](std::uint32_t by) { return beats(by, s); });
    }

private:
    [[nodiscard]] bool beats(std::uint32_t by, std::uint32_t s) const {
        const auto more = core_.serves.of(by), fewer = core_.serves.of(s);
        if (by == s || more.size() < fewer.size() || core_.cost[by] > core_.cost[s] ||
            (signature_[s] & ~signature_[by]) != 0) {
            return false;
        }
        const bool same = more.size() == fewer.size() && core_.cost[by] == core_.cost[s];
        return !(same && by > s) && excludes_no_more(by, s) && includes(more, fewer);
    }
    [[nodiscard]] bool excludes_no_more(std::uint32_t by, std::uint32_t s) const {
        const auto more = core_.too_close.of(s), fewer = core_.too_close.of(by);
        return std::all_of(fewer.begin(), fewer.end(), [&](std::uint32_t other) {
            return other == s || std::binary_search(more.begin(), more.end(), other);
        });
    }

    const SitingCore& core_;
    std::vector<std::uint64_t> signature_; // a bit for some of the demands each
};

} // namespace

NumberLists transposed(const NumberLists& lists, std::size_t count) {
    NumberLists turned;
    turned.begin.assign(count + 1, 0);
    for (const auto item : lists.items) {
        ++turned.begin[item + 1];
    }
    std::partial_sum(turned.begin.begin(), turned.begin.end(), turned.begin.begin());
    turned.items.resize(lists.items.size());
    auto next = turned.begin;
    for (std::uint32_t i = 0; i < lists.size(); ++i) {
        for (const auto item : lists.of(i)) {
            turned.items[next[item]++] = i;
        }
    }
    return turned;
}

SitingCore siting_core(const SitingProblem& problem) {
    check(problem);
    SitingCore core;
    auto whole = quanta(problem.weight, core);
    serve_existing(problem, whole, core);
    core.site = candidates(problem, core);
    merge_demands(sites_of_demands(problem, core.site, whole), whole, core);
    keep_sites(problem, std::vector<std::uint8_t>(core.sites(), 1), core);
    const Dominance dominance(core);
    std::vector<std::uint8_t> keep(core.sites());
    for (std::uint32_t s = 0; s < core.sites(); ++s) {
        keep[s] = dominance.dominated(s) ? 0 : 1;
    }
    keep_sites(problem, keep, core);
    core.whole_costs =
        std::all_of(core.cost.begin(), core.cost.end(), [](double cost) { return std::floor(cost) == cost; });
    return core;
}

} // namespace kerb::coverage::detail
