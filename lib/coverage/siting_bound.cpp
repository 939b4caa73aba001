#include "siting_bound.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "siting_greedy.hpp"
#include "siting_swaps.hpp"

namespace kerb::coverage::detail {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double rounding = 1e-10; // of a bound's parts together: far more than 10⁶ additions lose
constexpr double same = 1e-9;      // a choice so near the bound is as good as any
constexpr int patience = 15;       // steps without a better bound before they are halved
constexpr int heuristic_every = 8;
constexpr std::size_t swap_work = 1'000'000'000; // entries, some seconds

/// Sums of a value over the demands of each site, in their order whatever the threads.
class SiteSums {
public:
    SiteSums(const SitingCore& core, Threads threads) : core_(core), threads_(threads), sums_(core.sites()) {}
    const std::vector<double>& of(std::span<const double> value) {
        for_each_block(core_.sites(), 256, threads_, [&](std::size_t begin, std::size_t end) {
            for (auto s = begin; s < end; ++s) {
                double sum = 0;
                for (const auto d : core_.serves.of(s)) {
                    sum += value[d];
                }
                sums_[s] = sum;
            }
        });
        return sums_;
    }

private:
    const SitingCore& core_;
    Threads threads_;
    std::vector<double> sums_;
};

/// An item of a fractional knapsack: `size` for `price`.
struct Item {
    double price, size;
    std::uint32_t number;
};

/// Sorts as much as needed of items by price per size, from the least on, until their sizes fill `most`; the price per
/// size of the one that is cut, 0 when all fit. `visit(number, share)` for those taken. Linear on average.
template <class Visit>
double fill(std::vector<Item>& items, double most, Visit&& visit) {
    const auto before = [](const Item& a, const Item& b) {
        const auto x = a.price * b.size, y = b.price * a.size;
        return x != y ? x < y : a.number < b.number;
    };
    auto first = items.begin(), last = items.end();
    while (first != last) {
        const auto middle = first + (last - first) / 2;
        std::nth_element(first, middle, last, before);
        const auto half = std::accumulate(first, middle, 0.0, [](double sum, const Item& i) { return sum + i.size; });
        if (half > most) {
            last = middle;
            continue;
        }
        std::for_each(first, middle, [&](const Item& item) { visit(item.number, 1.0); });
        most -= half;
        if (middle->size > most) {
            visit(middle->number, most / middle->size);
            return middle->price / middle->size;
        }
        visit(middle->number, 1.0);
        most -= middle->size;
        first = middle + 1;
    }
    return 0;
}

/// The relaxation of "serve the need for the least cost".
class NeedDual {
public:
    NeedDual(const SitingCore& core, const SitingLimits& limits, Threads threads)
        : core_(core),
          limits_(limits),
          sums_(core, threads),
          reduced_(core.sites()),
          whole_(limits.need >= core.open),
          need_(static_cast<double>(limits.need) / static_cast<double>(core.open)) {
        const auto all = static_cast<double>(core.open);
        for (const auto w : core.weight) {
            weight_.push_back(static_cast<double>(w) / all);
        }
    }

    /// What greedy choices paid for each demand: the price of a site, spread over what it added.
    [[nodiscard]] std::vector<double> start(const Choice& choice) const {
        std::vector<double> u(core_.demands(), -1);
        double rate = choice.cost;
        for (const auto s : choice.sites) {
            double added = 0;
            for (const auto d : core_.serves.of(s)) {
                added += u[d] < 0 ? weight_[d] : 0;
            }
            rate = added > 0 ? core_.cost[s] / added : rate;
            for (const auto d : core_.serves.of(s)) {
                u[d] = u[d] < 0 ? rate * weight_[d] : u[d];
            }
        }
        for (std::size_t d = 0; d < u.size(); ++d) {
            u[d] = u[d] < 0 ? rate * weight_[d] : u[d];
        }
        return u;
    }

    double evaluate(const std::vector<double>& u, std::vector<double>& slope) {
        double value = 0;
        std::fill(slope.begin(), slope.end(), 0.0);
        const auto& sums = sums_.of(u);
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            reduced_[s] = core_.cost[s] - sums[s];
            if (reduced_[s] < 0) {
                value += reduced_[s];
                for (const auto d : core_.serves.of(s)) {
                    slope[d] -= 1;
                }
            }
        }
        return value + serve(u, slope);
    }
    /// What a better choice would have to be below.
    [[nodiscard]] static double goal(const Choice& best) { return best.cost; }
    static double project(double u, std::size_t) { return std::max(u, 0.0); }
    [[nodiscard]] Choice heuristic(const std::vector<double>& u) const {
        std::vector<double> score(u);
        for (std::size_t d = 0; !whole_ && d < score.size(); ++d) {
            // What is worth nothing now may be needed all the same.
            score[d] = std::min(score[d], rate_ * weight_[d]) + 1e-6 * rate_ * weight_[d];
        }
        auto choice = greedy(core_, limits_, GreedyBy::ratio, score);
        take_back(core_, limits_, choice);
        return choice;
    }
    void improve(Choice& choice) const { swap_for_need(core_, limits_, choice, swap_work); }
    [[nodiscard]] bool better(const Choice& a, const Choice& b) const {
        const bool a_serves = a.serves >= limits_.need, b_serves = b.serves >= limits_.need;
        return a_serves != b_serves ? a_serves : (a_serves ? cheaper(a, b) : serves_more(a, b));
    }
    /// Sites that cost too much for a choice cheaper than `best`.
    [[nodiscard]] std::vector<std::uint8_t> open_sites(double bound, const Choice& best) const {
        std::vector<std::uint8_t> open(core_.sites(), 1);
        const auto wanted = best.cost - (core_.whole_costs ? 1 - 1e-6 : 0);
        for (std::size_t s = 0; s < core_.sites() && best.serves >= limits_.need; ++s) {
            open[s] = bound + std::max(0.0, reduced_[s]) > wanted + rounding * (1 + best.cost) ? 0 : 1;
        }
        return open;
    }
    [[nodiscard]] double safe(double value) const {
        const auto least = value - rounding * (1 + std::abs(value));
        return std::max(0.0, core_.whole_costs ? std::ceil(least - 1e-6) : least);
    }
    [[nodiscard]] bool closed(double value, const Choice& best) const {
        return best.serves >= limits_.need && safe(value) >= best.cost * (1 - same);
    }

private:
    double serve(const std::vector<double>& u, std::vector<double>& slope) {
        double value = 0;
        if (whole_) {
            for (std::size_t d = 0; d < u.size(); ++d) {
                value += u[d];
                slope[d] += 1;
            }
            return value;
        }
        items_.clear();
        for (std::uint32_t d = 0; d < u.size(); ++d) {
            items_.push_back({u[d], weight_[d], d});
        }
        rate_ = fill(items_, need_, [&](std::uint32_t d, double share) { slope[d] += share; });
        value = rate_ * need_;
        for (std::size_t d = 0; d < u.size(); ++d) {
            value -= std::max(0.0, rate_ * weight_[d] - u[d]);
        }
        return value;
    }

    const SitingCore& core_;
    const SitingLimits& limits_;
    SiteSums sums_;
    std::vector<double> reduced_, weight_; // weights: shares of what is open
    std::vector<Item> items_;
    bool whole_;
    double need_, rate_ = 0;
};

/// The relaxation of "serve most with so many, or for so much", as a maximum of −U.
class LimitsDual {
public:
    LimitsDual(const SitingCore& core, const SitingLimits& limits, Threads threads)
        : core_(core),
          limits_(limits),
          sums_(core, threads),
          reduced_(core.sites()),
          all_(static_cast<double>(core.open)) {
        for (const auto w : core.weight) {
            weight_.push_back(static_cast<double>(w) / all_);
            divisor_ = std::gcd(divisor_, w);
        }
    }

    /// A demand that several chosen sites serve is worth a part to each.
    [[nodiscard]] std::vector<double> start(const Choice& choice) const {
        std::vector<double> times(core_.demands());
        for (const auto s : choice.sites) {
            for (const auto d : core_.serves.of(s)) {
                ++times[d];
            }
        }
        std::vector<double> u(weight_);
        for (std::size_t d = 0; d < u.size(); ++d) {
            u[d] /= std::max(1.0, times[d]);
        }
        return u;
    }

    double evaluate(const std::vector<double>& u, std::vector<double>& slope) {
        double rest = 0;
        for (std::size_t d = 0; d < u.size(); ++d) {
            rest += std::max(0.0, weight_[d] - u[d]);
            slope[d] = weight_[d] > u[d] ? 1 : 0;
        }
        const auto& sums = sums_.of(u);
        const auto by_count = knapsack(sums, false), by_cost = knapsack(sums, true);
        const bool count = by_count.value <= by_cost.value;
        const auto& least = count ? by_count : by_cost;
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            reduced_[s] = least.rate * (count ? 1 : core_.cost[s]) - sums[s];
        }
        for (const auto& [site, share] : least.taken) {
            for (const auto d : core_.serves.of(site)) {
                slope[d] -= share;
            }
        }
        return -(rest + least.value);
    }
    [[nodiscard]] double goal(const Choice& best) const { return -static_cast<double>(best.serves) / all_; }
    [[nodiscard]] double project(double u, std::size_t d) const { return std::clamp(u, 0.0, weight_[d]); }
    [[nodiscard]] Choice heuristic(const std::vector<double>& u) const {
        return greedy(core_, limits_, GreedyBy::ratio, u);
    }
    void improve(Choice& choice) const { swap_for_limits(core_, limits_, choice, swap_work); }
    [[nodiscard]] static bool better(const Choice& a, const Choice& b) { return serves_more(a, b); }
    [[nodiscard]] std::vector<std::uint8_t> open_sites(double bound, const Choice& best) const {
        std::vector<std::uint8_t> open(core_.sites(), 1);
        const auto wanted = -static_cast<double>(best.serves + divisor_) / all_;
        for (std::size_t s = 0; s < core_.sites(); ++s) {
            open[s] = bound + std::max(0.0, reduced_[s]) > wanted + rounding ? 0 : 1;
        }
        return open;
    }
    /// In quanta; a whole number of what divides all weights.
    [[nodiscard]] double safe(double value) const {
        const auto most = std::min((-value + rounding) * all_, all_);
        const auto step = static_cast<double>(std::max<std::int64_t>(divisor_, 1));
        return divisor_ > 1 && step > 2 * rounding * all_ ? std::floor(most / step) * step : most;
    }
    [[nodiscard]] bool closed(double value, const Choice& best) const {
        return safe(value) <= static_cast<double>(best.serves) + same * all_;
    }

private:
    struct Taken {
        double value = infinite, rate = 0;
        std::vector<std::pair<std::uint32_t, double>> taken;
    };
    /// The sites of the greatest sums that fit, the last of them in part.
    Taken knapsack(const std::vector<double>& sums, bool by_cost) {
        Taken found;
        const auto most = by_cost ? limits_.budget : static_cast<double>(limits_.count);
        if (by_cost ? !(most < infinite) : limits_.count == std::numeric_limits<std::size_t>::max()) {
            return found;
        }
        items_.clear();
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            items_.push_back({-sums[s], by_cost ? core_.cost[s] : 1, s});
        }
        found.rate = -fill(items_, most, [&](std::uint32_t s, double share) { found.taken.emplace_back(s, share); });
        // Any rate ≥ 0 gives a bound, so that rounding cannot make it wrong; this one gives the least.
        found.rate = std::max(found.rate, 0.0);
        found.value = found.rate * most;
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            found.value += std::max(0.0, sums[s] - found.rate * (by_cost ? core_.cost[s] : 1));
        }
        return found;
    }

    const SitingCore& core_;
    const SitingLimits& limits_;
    SiteSums sums_;
    std::vector<double> reduced_, weight_;
    std::vector<Item> items_;
    double all_;
    std::int64_t divisor_ = 0; // of all weights
};

/// Subgradient steps towards the goal, each in a direction that does not turn back on the one before.
template <class Dual>
class Ascent {
public:
    Ascent(Dual& dual, Choice first, std::size_t demands)
        : dual_(dual), u_(dual.start(first)), slope_(demands), way_(demands) {
        best_.best = std::move(first);
    }

    Bound run(int iterations, const Progress& progress) {
        double step = 1, best = -infinite;
        int waiting = 0;
        for (int i = 0; i < iterations && !dual_.closed(best, best_.best); ++i) {
            const auto value = dual_.evaluate(u_, slope_);
            ++waiting;
            if (value > best) {
                waiting = value > best + 1e-4 * std::abs(best) ? 0 : waiting;
                best = value;
                best_u_ = u_;
            }
            if (i % heuristic_every == 0) {
                try_choice(dual_.heuristic(u_));
            }
            if (waiting >= patience) {
                waiting = 0;
                step /= 2;
                u_ = best_u_;
                std::fill(way_.begin(), way_.end(), 0.0);
                continue;
            }
            move(step, value);
            report_progress(progress, "siting.bounding", static_cast<double>(i + 1) / iterations);
        }
        if (!best_u_.empty()) {
            best = dual_.evaluate(best_u_, slope_); // the reduced costs of the best multipliers
            try_choice(dual_.heuristic(best_u_));
        }
        if (iterations > 0 && !dual_.closed(best, best_.best)) {
            dual_.improve(best_.best);
        }
        best_.value = dual_.safe(best);
        best_.proven = dual_.closed(best, best_.best);
        best_.open = dual_.open_sites(best, best_.best);
        return std::move(best_);
    }

private:
    void try_choice(Choice choice) {
        if (dual_.better(choice, best_.best)) {
            best_.best = std::move(choice);
        }
    }

    void move(double step, double value) {
        double along = 0, size = 0;
        for (std::size_t d = 0; d < slope_.size(); ++d) {
            along += way_[d] * slope_[d];
            size += way_[d] * way_[d];
        }
        const auto keep = size > 0 && along < 0 ? -1.5 * along / size : 0;
        double square = 0;
        for (std::size_t d = 0; d < slope_.size(); ++d) {
            way_[d] = slope_[d] + keep * way_[d];
            square += way_[d] * way_[d];
        }
        const auto goal = dual_.goal(best_.best);
        const auto far = std::max(goal - value, 1e-6 * std::abs(goal));
        for (std::size_t d = 0; d < slope_.size() && square > 0; ++d) {
            u_[d] = dual_.project(u_[d] + step * far / square * way_[d], d);
        }
    }

    Dual& dual_;
    std::vector<double> u_, best_u_, slope_, way_;
    Bound best_;
};

} // namespace

Bound bound_for_need(const SitingCore& core, const SitingLimits& limits, Choice first, int iterations, Threads threads,
                     const Progress& progress) {
    NeedDual dual(core, limits, threads);
    return Ascent<NeedDual>(dual, std::move(first), core.demands()).run(iterations, progress);
}

Bound bound_for_limits(const SitingCore& core, const SitingLimits& limits, Choice first, int iterations,
                       Threads threads, const Progress& progress) {
    LimitsDual dual(core, limits, threads);
    return Ascent<LimitsDual>(dual, std::move(first), core.demands()).run(iterations, progress);
}

} // namespace kerb::coverage::detail
