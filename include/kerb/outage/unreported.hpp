// How many outages does nobody know of, when two or three lists overlap?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Outages of one date window on two lists (a patrol and the complaints, say), linked lamp by lamp.
struct TwoLists {
    std::int64_t first = 0, second = 0, both = 0; ///< on each list, and of these on both
    [[nodiscard]] std::int64_t seen() const { return first + second - both; }
    friend bool operator==(const TwoLists&, const TwoLists&) = default;
};

/// Outages on three lists, by the lists that have them and no others.
struct ThreeLists {
    std::int64_t only_1 = 0, only_2 = 0, only_3 = 0, only_12 = 0, only_13 = 0, only_23 = 0, all = 0;
    [[nodiscard]] std::int64_t seen() const { return only_1 + only_2 + only_3 + only_12 + only_13 + only_23 + all; }
    friend bool operator==(const ThreeLists&, const ThreeLists&) = default;
};

/// All outages, known and unknown.
struct TotalOutages {
    std::int64_t seen = 0; ///< distinct ones on the lists
    double total = 0;      ///< estimate, at least `seen`
    double standard_error = 0;
    Interval bounds; ///< log-normal for what was not seen, so never below `seen` (Chao 1987)
    /// Two lists are taken for independent. Where a complaint sends the patrol they are not, they have more in common
    /// than chance makes, and the total is too low.
    bool dependence_hides_some = true;
    bool none_in_common = false; ///< in a stratum: the estimate is little more than a guess
    bool few_in_common = false;  ///< fewer than 7 in common: the total tends to be too low (Robson & Regier 1964)
    [[nodiscard]] double unseen() const { return total - static_cast<double>(seen); }
    friend bool operator==(const TotalOutages&, const TotalOutages&) = default;
};

/// N = (n₁ + 1)(n₂ + 1)/(m + 1) − 1 (Chapman 1951) with variance (n₁ + 1)(n₂ + 1)(n₁ − m)(n₂ − m)/((m + 1)²(m + 2))
/// (Seber 1970). Where one list has all of the other, and so nothing is left to be estimated, the upper bound is that
/// of the exact bound of its share in the other: never without width. None when a list is empty: an overlap with
/// nothing tells nothing. \pre 0 ≤ both ≤ first, second; 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] std::optional<TotalOutages> total_outages(const TwoLists& lists, double confidence = 0.95);

/// Strata (districts, say), in each of which outages are equally likely to be on a list: totals and variances add up.
/// Strata in which a list is empty add only what was seen, and are counted. None when that is so in all of them.
struct StratifiedTotal {
    TotalOutages total;
    std::int64_t strata = 0, without_list = 0;
};
[[nodiscard]] std::optional<StratifiedTotal> total_outages(std::span<const TwoLists> strata, double confidence = 0.95);

/// A log-linear model of three lists: which pairs of them depend on each other.
struct ListModel {
    bool with_12 = false, with_13 = false, with_23 = false;
    double deviance = 0;
    double aic = 0;           ///< −2 ln L + 2 × parameters, of Poisson counts
    std::int64_t degrees = 0; ///< of freedom: 7 cells − parameters
    bool usable = false;      ///< false where empty cells leave the model without a finite estimate
    TotalOutages total;
};

struct ThreeListTotal {
    std::vector<ListModel> models; ///< independence, one pair (12, 13, 23), two (12+13, 12+23, 13+23), all three
    std::size_t best = 0;          ///< of the usable ones that of the least AIC, the simpler of equal ones
};

/// Poisson log-linear models of the seven cells (Fienberg 1972; Cormack 1989), fitted by iteratively reweighted least
/// squares; the cell that nobody saw is e^intercept, its variance f + f² Var(intercept). Dependence of pairs is
/// modelled, so `dependence_hides_some` is false for models with all pairs; dependence of all three at once cannot be
/// told by any. None when no model is usable. \pre counts ≥ 0, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] std::optional<ThreeListTotal> total_outages(const ThreeLists& lists, double confidence = 0.95);

} // namespace kerb::outage
