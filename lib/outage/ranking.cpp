#include <kerb/outage/ranking.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <kerb/base/error.hpp>

#include "rank_draws.hpp"
#include "rate_integral.hpp"

namespace kerb::outage {
namespace {

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_ranking", {}});
    }
}

void need_rates(std::span<const BetaRate> rates) {
    need(std::all_of(rates.begin(), rates.end(), [](const BetaRate& rate) {
        return rate.alpha > 0 && rate.beta > 0 && std::isfinite(rate.alpha) && std::isfinite(rate.beta);
    }));
}

/// Distinct posteriors, ascending, and which one each group has.
struct Kinds {
    std::vector<BetaRate> rates;
    std::vector<double> groups; ///< of each kind
    std::vector<std::uint32_t> of;
};

Kinds kinds_of(std::span<const BetaRate> groups) {
    std::map<std::pair<double, double>, std::uint32_t> numbers;
    for (const auto& g : groups) {
        numbers.emplace(std::pair(g.alpha, g.beta), 0);
    }
    Kinds kinds;
    for (auto& [key, number] : numbers) {
        number = static_cast<std::uint32_t>(kinds.rates.size());
        kinds.rates.push_back({key.first, key.second});
    }
    kinds.groups.assign(kinds.rates.size(), 0);
    for (const auto& g : groups) {
        kinds.of.push_back(numbers.at({g.alpha, g.beta}));
        ++kinds.groups[kinds.of.back()];
    }
    return kinds;
}

/// Kinds of rates at common points.
struct Table {
    RatePoints points;
    std::vector<std::vector<double>> mass, above; ///< by kind, then point
};

Table table_of(const Kinds& kinds, Threads threads) {
    Table table;
    table.points = rate_points(kinds.rates);
    table.mass.resize(kinds.rates.size());
    table.above.resize(kinds.rates.size());
    for_each_block(kinds.rates.size(), 16, threads, [&](std::size_t begin, std::size_t end) {
        for (auto k = begin; k < end; ++k) {
            table.mass[k] = masses(kinds.rates[k], table.points);
            table.above[k] = chances_above(kinds.rates[k], table.points);
        }
    });
    return table;
}

/// ½ + ∫ f_i Σ_j S_j: with the group itself among the j, for which the integral is ½.
std::vector<double> expected_ranks(const Kinds& kinds, const Table& table) {
    std::vector<double> worse(table.points.logit.size());
    for (std::size_t k = 0; k < kinds.rates.size(); ++k) {
        for (std::size_t x = 0; x < worse.size(); ++x) {
            worse[x] += kinds.groups[k] * table.above[k][x];
        }
    }
    std::vector<double> rank;
    for (const auto& mass : table.mass) {
        rank.push_back(std::inner_product(mass.begin(), mass.end(), worse.begin(), 0.5));
    }
    return rank;
}

/// P(fewer than `worst` of the others are above a point), for each group: of the groups before it and those behind it
/// the numbers above are built up from either end, so nothing is ever taken away again.
class FewerAbove {
public:
    FewerAbove(std::size_t groups, std::size_t worst) : worst_(worst), before_((groups + 1) * worst) {}

    /// `add(i, P)` for each group.
    template <typename Chance, typename Add>
    void at_point(std::size_t groups, const Chance& chance, const Add& add) {
        std::fill(before_.begin(), before_.begin() + static_cast<std::ptrdiff_t>(worst_), 0.0);
        before_[0] = 1;
        for (std::size_t i = 0; i < groups; ++i) {
            step(before_.data() + i * worst_, before_.data() + (i + 1) * worst_, chance(i));
        }
        behind_.assign(worst_, 0.0);
        behind_[0] = 1;
        for (auto i = groups; i-- > 0;) {
            add(i, fewer(before_.data() + i * worst_));
            next_.resize(worst_);
            step(behind_.data(), next_.data(), chance(i));
            behind_.swap(next_);
        }
    }

private:
    void step(const double* from, double* to, double chance) const {
        to[0] = from[0] * (1 - chance);
        for (std::size_t m = 1; m < worst_; ++m) {
            to[m] = from[m] * (1 - chance) + from[m - 1] * chance;
        }
    }
    /// Σ_m before(m) Σ_{l < worst − m} behind(l)
    [[nodiscard]] double fewer(const double* before) const {
        double sum = 0, behind = 0;
        for (std::size_t l = 0; l < worst_; ++l) {
            behind += behind_[l];
            sum += before[worst_ - 1 - l] * behind;
        }
        return sum;
    }

    std::size_t worst_;
    std::vector<double> before_, behind_, next_;
};

/// Is it as good as sure that `worst` or more are above a point? Chernoff's bound: P(X ≤ k) ≤ exp(−(μ − k)²/(2μ)).
bool too_many_above(const Kinds& kinds, const Table& table, std::size_t point, double worst) {
    double mean = 0;
    for (std::size_t k = 0; k < kinds.rates.size(); ++k) {
        mean += kinds.groups[k] * table.above[k][point];
    }
    const double over = mean - 1 - worst; // the group itself may be one of them
    return over > 0 && over * over > 80 * mean;
}

std::vector<double> worst_exactly(const Kinds& kinds, const Table& table, std::size_t worst, Threads threads) {
    const auto groups = kinds.of.size(), points = table.points.logit.size();
    constexpr std::size_t block = 32;
    std::vector<std::vector<double>> of_block((points + block - 1) / block);
    for_each_block(points, block, threads, [&](std::size_t begin, std::size_t end) {
        auto& sums = of_block[begin / block];
        sums.assign(groups, 0);
        FewerAbove fewer(groups, worst);
        for (auto x = begin; x < end; ++x) {
            if (too_many_above(kinds, table, x, static_cast<double>(worst))) {
                continue;
            }
            fewer.at_point(
                groups, [&](std::size_t i) { return table.above[kinds.of[i]][x]; },
                [&](std::size_t i, double chance) { sums[i] += table.mass[kinds.of[i]][x] * chance; });
        }
    });
    std::vector<double> sum(groups);
    for (const auto& sums : of_block) {
        for (std::size_t i = 0; i < groups; ++i) {
            sum[i] += sums[i];
        }
    }
    return sum;
}

} // namespace

std::vector<BetaRate> posteriors(std::span<const Count> groups, const RateSpread& spread) {
    std::vector<BetaRate> rates;
    if (spread.pooled()) {
        BetaRate all{0.5, 0.5};
        for (const auto& g : groups) {
            all.alpha += static_cast<double>(g.out);
            all.beta += static_cast<double>(g.of - g.out);
        }
        rates.assign(groups.size(), all);
        return rates;
    }
    for (const auto& g : groups) {
        rates.push_back({spread.mean / spread.dispersion + static_cast<double>(g.out),
                         (1 - spread.mean) / spread.dispersion + static_cast<double>(g.of - g.out)});
    }
    return rates;
}

double chance_worse(const BetaRate& first, const BetaRate& second) {
    const BetaRate both[] = {first, second};
    need_rates(both);
    const auto points = rate_points(both);
    const auto mass = masses(second, points), above = chances_above(first, points);
    return std::min(std::inner_product(mass.begin(), mass.end(), above.begin(), 0.0), 1.0);
}

std::vector<GroupRank> rank_groups(std::span<const BetaRate> groups, const RankOptions& options) {
    need_rates(groups);
    need(options.worst >= 1 && options.draws >= 1);
    if (groups.empty()) {
        return {};
    }
    const auto worst = static_cast<std::size_t>(std::min<std::int64_t>(options.worst, std::ssize(groups)));
    const auto kinds = kinds_of(groups);
    const auto table = table_of(kinds, options.threads);
    const auto expected = expected_ranks(kinds, table);
    const auto in_worst = worst == groups.size()                 ? std::vector<double>(groups.size(), 1.0)
                          : groups.size() <= options.exact_up_to ? worst_exactly(kinds, table, worst, options.threads)
                                                                 : worst_by_draws(groups, worst, options);
    std::vector<GroupRank> ranks;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        ranks.push_back({expected[kinds.of[i]], std::min(in_worst[i], 1.0)});
    }
    return ranks;
}

std::vector<GroupRank> rank_groups(std::span<const Count> groups, const RateSpread& spread,
                                   const RankOptions& options) {
    if (!spread.pooled()) {
        return rank_groups(posteriors(groups, spread), options);
    }
    need(options.worst >= 1);
    const auto n = static_cast<double>(groups.size());
    return {groups.size(), {(n + 1) / 2, std::min(static_cast<double>(options.worst) / n, 1.0)}};
}

} // namespace kerb::outage
