#include <kerb/outage/unreported.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/normal.hpp>

#include <kerb/base/error.hpp>

#include "list_models.hpp"

namespace kerb::outage {
namespace {

namespace bm = boost::math;

constexpr std::int64_t few = 7;

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_lists", {}});
    }
}

void need(const TwoLists& lists) {
    need(lists.both >= 0 && lists.both <= lists.first && lists.both <= lists.second);
}

/// Chao 1987: what was not seen is log-normal.
Interval log_normal_bounds(double seen, double unseen, double variance, double confidence) {
    if (!(unseen > 0)) {
        return {seen, seen};
    }
    const double z = bm::quantile(bm::normal(), 0.5 + confidence / 2);
    const double factor = std::exp(z * std::sqrt(std::log1p(variance / (unseen * unseen))));
    return {seen + unseen / factor, seen + unseen * factor};
}

/// One list has all of the other's m: its share in all may be as low as the exact bound of m out of m.
double most_when_contained(const TwoLists& lists, double confidence) {
    double most = 0;
    if (lists.both == lists.first) {
        most = static_cast<double>(lists.second) /
               clopper_pearson(static_cast<double>(lists.both), static_cast<double>(lists.both), confidence).lo;
    }
    if (lists.both == lists.second) {
        most = std::max(
            most, static_cast<double>(lists.first) /
                      clopper_pearson(static_cast<double>(lists.both), static_cast<double>(lists.both), confidence).lo);
    }
    return most;
}

double chapman(const TwoLists& lists) {
    // The total less what was seen is (n₁ − m)(n₂ − m)/(m + 1), whole and without a difference.
    const auto a = static_cast<double>(lists.first - lists.both), b = static_cast<double>(lists.second - lists.both);
    return a * b / static_cast<double>(lists.both + 1);
}

double seber_variance(const TwoLists& lists) {
    const auto n1 = static_cast<double>(lists.first), n2 = static_cast<double>(lists.second);
    const auto m = static_cast<double>(lists.both);
    return (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) * (m + 1) * (m + 2));
}

bool empty_list(const TwoLists& lists) {
    return lists.first == 0 || lists.second == 0;
}

TotalOutages model_total(std::int64_t seen, const ListFit& fit, double confidence) {
    TotalOutages total;
    total.seen = seen;
    total.total = static_cast<double>(seen) + fit.unseen;
    const double variance = fit.unseen + fit.unseen * fit.unseen * fit.intercept_variance;
    total.standard_error = std::sqrt(variance);
    total.bounds = log_normal_bounds(static_cast<double>(seen), fit.unseen, variance, confidence);
    return total;
}

} // namespace

std::optional<TotalOutages> total_outages(const TwoLists& lists, double confidence) {
    need(lists);
    const auto made = total_outages(std::span(&lists, 1), confidence);
    return made ? std::optional(made->total) : std::nullopt;
}

std::optional<StratifiedTotal> total_outages(std::span<const TwoLists> strata, double confidence) {
    need(confidence > 0 && confidence < 1);
    StratifiedTotal made;
    double unseen = 0, variance = 0, beyond = 0;
    std::int64_t common = 0;
    for (const auto& lists : strata) {
        need(lists);
        made.total.seen += lists.seen();
        if (empty_list(lists)) {
            ++made.without_list;
            continue;
        }
        ++made.strata;
        common += lists.both;
        unseen += chapman(lists);
        variance += seber_variance(lists);
        made.total.none_in_common = made.total.none_in_common || lists.both == 0;
        if (chapman(lists) == 0) {
            beyond += most_when_contained(lists, confidence) - static_cast<double>(lists.seen());
        }
    }
    if (made.strata == 0) {
        return std::nullopt;
    }
    auto& total = made.total;
    total.few_in_common = common < few;
    total.total = static_cast<double>(total.seen) + unseen;
    total.standard_error = std::sqrt(variance);
    total.bounds = log_normal_bounds(static_cast<double>(total.seen), unseen, variance, confidence);
    total.bounds.hi += beyond;
    return made;
}

std::optional<ThreeListTotal> total_outages(const ThreeLists& lists, double confidence) {
    const std::array<std::int64_t, 7> cells = {lists.only_1,  lists.only_2,  lists.only_3, lists.only_12,
                                               lists.only_13, lists.only_23, lists.all};
    need(confidence > 0 && confidence < 1 && std::all_of(cells.begin(), cells.end(), [](auto n) { return n >= 0; }));
    ThreeListTotal made;
    bool any = false;
    for (const unsigned pairs : {0U, 1U, 2U, 4U, 3U, 5U, 6U, 7U}) {
        const auto fit = fit_lists(cells, pairs);
        ListModel model{(pairs & 1U) != 0, (pairs & 2U) != 0,  (pairs & 4U) != 0, fit.deviance,
                        fit.aic,           7 - fit.parameters, fit.usable,        {}};
        if (fit.usable) {
            model.total = model_total(lists.seen(), fit, confidence);
            model.total.dependence_hides_some = pairs != 7;
            const auto common = lists.only_12 + lists.only_13 + lists.only_23 + lists.all;
            model.total.none_in_common = common == 0;
            model.total.few_in_common = common < few;
            if (!any || model.aic < made.models[made.best].aic - 1e-9) {
                made.best = made.models.size();
            }
            any = true;
        }
        made.models.push_back(model);
    }
    return any ? std::optional(made) : std::nullopt;
}

} // namespace kerb::outage
