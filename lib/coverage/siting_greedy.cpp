#include "siting_greedy.hpp"

#include <algorithm>
#include <cmath>
#include <queue>

namespace kerb::coverage::detail {
namespace {

/// A site and what it was worth when that was last reckoned; it can only have become less.
struct Offer {
    double value, score;
    std::uint32_t site;
    std::uint32_t at; ///< so many were chosen then
    /// Less wanted than the other.
    bool operator<(const Offer& other) const {
        if (value != other.value) {
            return value < other.value;
        }
        return score != other.score ? score < other.score : site > other.site;
    }
};

class Greedy {
public:
    Greedy(const SitingCore& core, const SitingLimits& limits, GreedyBy by, std::span<const double> score)
        : core_(core), limits_(limits), by_(by), score_(score), coverage_(core) {}

    Choice run() {
        for (std::uint32_t s = 0; s < core_.sites(); ++s) {
            offer(s);
        }
        while (!offers_.empty() && choice_.sites.size() < limits_.count && coverage_.served() < limits_.need) {
            const auto best = offers_.top();
            offers_.pop();
            if (coverage_.excluded(best.site) || choice_.cost + core_.cost[best.site] > limits_.budget) {
                continue;
            }
            if (best.at == choice_.sites.size()) {
                take(best.site);
            } else {
                offer(best.site);
            }
        }
        choice_.serves = coverage_.served();
        return std::move(choice_);
    }

private:
    void take(std::uint32_t site) {
        coverage_.add(site);
        choice_.sites.push_back(site);
        choice_.cost += core_.cost[site];
    }

    void offer(std::uint32_t site) {
        double score = 0;
        for (const auto d : core_.serves.of(site)) {
            if (coverage_.open(d)) {
                score += score_.empty() ? static_cast<double>(core_.weight[d]) : score_[d];
            }
        }
        if (!(score > 0)) {
            return;
        }
        const auto counts =
            score_.empty() ? std::min(score, static_cast<double>(limits_.need - coverage_.served())) : score;
        const auto value = by_ == GreedyBy::ratio ? counts / core_.cost[site] : counts;
        offers_.push({value, score, site, static_cast<std::uint32_t>(choice_.sites.size())});
    }

    const SitingCore& core_;
    const SitingLimits& limits_;
    GreedyBy by_;
    std::span<const double> score_;
    Coverage coverage_;
    std::priority_queue<Offer> offers_;
    Choice choice_;
};

double cost_of(const SitingCore& core, std::span<const std::uint32_t> sites) {
    double cost = 0;
    for (const auto s : sites) {
        cost += core.cost[s];
    }
    return cost;
}

} // namespace

void Coverage::add(std::uint32_t site) {
    for (const auto d : core_.serves.of(site)) {
        if (times_[d]++ == 0) {
            served_ += core_.weight[d];
        }
    }
    for (const auto other : core_.too_close.of(site)) {
        ++excluded_[other];
    }
}

void Coverage::remove(std::uint32_t site) {
    for (const auto d : core_.serves.of(site)) {
        if (--times_[d] == 0) {
            served_ -= core_.weight[d];
        }
    }
    for (const auto other : core_.too_close.of(site)) {
        --excluded_[other];
    }
}

std::int64_t Coverage::alone(std::uint32_t site) const {
    std::int64_t sum = 0;
    for (const auto d : core_.serves.of(site)) {
        sum += times_[d] == 1 ? core_.weight[d] : 0;
    }
    return sum;
}

Choice greedy(const SitingCore& core, const SitingLimits& limits, GreedyBy by, std::span<const double> score) {
    return Greedy(core, limits, by, score).run();
}

void take_back(const SitingCore& core, const SitingLimits& limits, Choice& choice) {
    Coverage coverage(core);
    for (const auto s : choice.sites) {
        coverage.add(s);
    }
    if (coverage.served() < limits.need) {
        return;
    }
    std::vector<std::uint32_t> kept;
    for (auto i = choice.sites.size(); i-- > 0;) {
        const auto site = choice.sites[i];
        if (coverage.served() - coverage.alone(site) >= limits.need) {
            coverage.remove(site);
        } else {
            kept.push_back(site);
        }
    }
    std::reverse(kept.begin(), kept.end());
    choice = {std::move(kept), coverage.served(), 0};
    choice.cost = cost_of(core, choice.sites);
}

void order_by_gain(const SitingCore& core, Choice& choice) {
    Coverage coverage(core);
    std::priority_queue<Offer> offers;
    std::vector<std::uint32_t> order;
    const auto offer = [&](std::uint32_t site) {
        double gain = 0;
        for (const auto d : core.serves.of(site)) {
            gain += coverage.open(d) ? static_cast<double>(core.weight[d]) : 0;
        }
        offers.push({gain, gain, site, static_cast<std::uint32_t>(order.size())});
    };
    std::for_each(choice.sites.begin(), choice.sites.end(), offer);
    while (!offers.empty()) {
        const auto best = offers.top();
        offers.pop();
        if (best.at == order.size()) {
            coverage.add(best.site);
            order.push_back(best.site);
        } else {
            offer(best.site);
        }
    }
    choice = {std::move(order), coverage.served(), 0};
    choice.cost = cost_of(core, choice.sites);
}

std::vector<std::int64_t> gains(const SitingCore& core, const Choice& choice) {
    Coverage coverage(core);
    std::vector<std::int64_t> added;
    for (const auto s : choice.sites) {
        const auto before = coverage.served();
        coverage.add(s);
        added.push_back(coverage.served() - before);
    }
    return added;
}

} // namespace kerb::coverage::detail
