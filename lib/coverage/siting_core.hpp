// A siting problem reduced: merged demands, sites that matter, whole numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <kerb/coverage/siting.hpp>

namespace kerb::coverage::detail {

/// Lists of numbers in two flat arrays.
struct NumberLists {
    std::vector<std::size_t> begin = {0};
    std::vector<std::uint32_t> items;

    [[nodiscard]] std::size_t size() const { return begin.size() - 1; }
    [[nodiscard]] std::span<const std::uint32_t> of(std::size_t i) const {
        return std::span(items).subspan(begin[i], begin[i + 1] - begin[i]);
    }
    void push(std::span<const std::uint32_t> list) {
        items.insert(items.end(), list.begin(), list.end());
        begin.push_back(items.size());
    }
};
/// Who names me? \param count of those who are named
[[nodiscard]] NumberLists transposed(const NumberLists& lists, std::size_t count);

/// Demands that are open and may be served, and the candidates that serve them. Both are numbered anew: sites in the
/// order of their numbers, demands in the order of the lists of their sites, so the order of the input's demands does
/// not show.
struct SitingCore {
    std::vector<std::int64_t> weight; ///< of each demand, in quanta
    std::vector<std::uint32_t> site;  ///< number of each site in the problem
    std::vector<double> cost;         ///< of each site
    NumberLists serves;               ///< demands of each site, ascending
    NumberLists served_by;            ///< sites of each demand, ascending
    NumberLists too_close;            ///< sites that each site excludes, ascending
    double quantum = 1;               ///< weight of one
    std::int64_t total = 0;           ///< all weight, in quanta
    std::int64_t before = 0;          ///< served by existing sites
    std::int64_t open = 0;            ///< sum of `weight`
    std::size_t candidates = 0, blocked = 0;
    bool whole_costs = true; ///< all costs are whole numbers

    [[nodiscard]] std::size_t sites() const { return site.size(); }
    [[nodiscard]] std::size_t demands() const { return weight.size(); }
};

/// \throws UsageError as solve_siting
[[nodiscard]] SitingCore siting_core(const SitingProblem& problem);

/// What may be chosen at most, or must be served at least.
struct SitingLimits {
    std::int64_t need = std::numeric_limits<std::int64_t>::max(); ///< stop once so much is served
    std::size_t count = std::numeric_limits<std::size_t>::max();
    double budget = std::numeric_limits<double>::infinity();
};

/// Chosen sites of a core.
struct Choice {
    std::vector<std::uint32_t> sites;
    std::int64_t serves = 0;
    double cost = 0;
};

} // namespace kerb::coverage::detail
