// The best sites by trying every choice.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <kerb/coverage/siting.hpp>

namespace kerb::test {

/// A problem that owns what it is made of.
struct OwnSiting {
    std::vector<double> weight, cost;
    std::vector<std::vector<std::uint32_t>> serves; ///< of each site
    std::vector<std::uint8_t> existing;
    std::vector<coverage::SitePair> too_close;

    std::vector<std::size_t> begin;
    std::vector<std::uint32_t> served;

    [[nodiscard]] coverage::SitingProblem problem() {
        begin = {0};
        served.clear();
        for (const auto& list : serves) {
            served.insert(served.end(), list.begin(), list.end());
            begin.push_back(served.size());
        }
        return {weight, begin, served, cost, existing, too_close};
    }
    [[nodiscard]] bool stands(std::size_t s) const { return !existing.empty() && existing[s] != 0; }
    [[nodiscard]] double cost_of(std::size_t s) const { return cost.empty() ? 1 : cost[s]; }
    [[nodiscard]] double total() const {
        double sum = 0;
        for (const auto w : weight) {
            sum += w;
        }
        return sum;
    }
};

/// Weight served by existing sites and those of the set.
inline double naive_served(const OwnSiting& own, std::uint64_t set) {
    std::vector<std::uint8_t> is_served(own.weight.size());
    for (std::size_t s = 0; s < own.serves.size(); ++s) {
        if (own.stands(s) || (set >> s & 1U) != 0) {
            for (const auto d : own.serves[s]) {
                is_served[d] = 1;
            }
        }
    }
    double sum = 0;
    for (std::size_t d = 0; d < is_served.size(); ++d) {
        sum += is_served[d] != 0 ? own.weight[d] : 0;
    }
    return sum;
}

inline bool naive_allowed(const OwnSiting& own, std::uint64_t set) {
    for (std::size_t s = 0; s < own.serves.size(); ++s) {
        if (own.stands(s) && (set >> s & 1U) != 0) {
            return false;
        }
    }
    for (const auto& [a, b] : own.too_close) {
        const bool has_a = (set >> a & 1U) != 0, has_b = (set >> b & 1U) != 0;
        if (a != b && ((has_a && (has_b || own.stands(b))) || (has_b && own.stands(a)))) {
            return false;
        }
    }
    return true;
}

struct NaiveSiting {
    std::optional<double> least_cost; ///< that serves the share; nullopt: no choice does
    double most = 0;                  ///< served within the limits
    double most_at_all = 0;           ///< served by any choice
};

inline NaiveSiting naive_siting(const OwnSiting& own, const coverage::SitingGoal& goal) {
    NaiveSiting found;
    for (std::uint64_t set = 0; set < std::uint64_t{1} << own.serves.size(); ++set) {
        if (!naive_allowed(own, set)) {
            continue;
        }
        double cost = 0;
        std::size_t count = 0;
        for (std::size_t s = 0; s < own.serves.size(); ++s) {
            const bool in = (set >> s & 1U) != 0;
            cost += in ? own.cost_of(s) : 0;
            count += in ? 1 : 0;
        }
        const auto served = naive_served(own, set);
        found.most_at_all = std::max(found.most_at_all, served);
        if (goal.share && served >= *goal.share * own.total() * (1 - 1e-12) &&
            (!found.least_cost || cost < *found.least_cost)) {
            found.least_cost = cost;
        }
        if (!goal.share && count <= goal.count.value_or(count) && cost <= goal.budget.value_or(cost)) {
            found.most = std::max(found.most, served);
        }
    }
    return found;
}

} // namespace kerb::test
