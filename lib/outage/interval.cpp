#include <kerb/outage/interval.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/roots.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;
using Policy = bm::policies::policy<bm::policies::promote_double<false>>;
using Beta = bm::beta_distribution<double, Policy>;
using Binomial = bm::binomial_distribution<double, Policy>;

void check(const Count& count, double confidence) {
    if (count.of < 0 || count.out < 0 || count.out > count.of || !(confidence > 0 && confidence < 1)) {
        throw UsageError({"outage.bad_count", {{"out", count.out}, {"of", count.of}, {"confidence", confidence}}});
    }
}

double z_of(double confidence) {
    return bm::quantile(bm::normal(), 0.5 + confidence / 2);
}

Interval jeffreys(double out, double n, double tail) {
    const Beta posterior(out + 0.5, n - out + 0.5);
    return {out == 0 ? 0 : bm::quantile(posterior, tail), out == n ? 1 : bm::quantile(bm::complement(posterior, tail))};
}

/// P(X > k) + P(X = k)/2 at a rate, less `tail`.
double mid_p_upper_tail(double rate, double k, double n, double tail) {
    const Binomial seen(n, rate);
    return bm::cdf(bm::complement(seen, k)) + bm::pdf(seen, k) / 2 - tail;
}

/// The rate at which a function that rises with it is 0.
template <typename Function>
double root(const Function& function) {
    std::uintmax_t steps = 200;
    const auto found =
        bm::tools::bisect(function, 1e-16, 1 - 1e-16, bm::tools::eps_tolerance<double>(52), steps, Policy());
    return found.first + (found.second - found.first) / 2;
}

Interval mid_p(double k, double n, double tail) {
    Interval made;
    made.lo = k == 0 ? 0 : root([&](double rate) { return mid_p_upper_tail(rate, k, n, tail); });
    made.hi = k == n ? 1 : root([&](double rate) { return mid_p_upper_tail(rate, k, n, 1 - tail); });
    return made;
}

/// Logarithm of the number of ways to pick k of n.
double ln_choose(std::int64_t n, std::int64_t k) {
    const auto d = [](std::int64_t i) { return std::lgamma(static_cast<double>(i) + 1); };
    return d(n) - d(k) - d(n - k);
}

/// P(X ≤ k) when `bad` of `population` are out and n were looked at; summed from the largest term on.
double hypergeometric_cdf(std::int64_t k, std::int64_t n, std::int64_t bad, std::int64_t population) {
    const auto least = std::max<std::int64_t>(0, n - (population - bad)), most = std::min(n, bad);
    if (k < least || k >= most) {
        return k < least ? 0 : 1;
    }
    const double first = std::exp(ln_choose(bad, k) + ln_choose(population - bad, n - k) - ln_choose(population, n));
    double term = first, sum = first;
    for (auto i = k; i > least && term > sum * 1e-18; --i) {
        term *= static_cast<double>(i) / static_cast<double>(bad - i + 1) *
                static_cast<double>(population - bad - n + i) / static_cast<double>(n - i + 1);
        sum += term;
    }
    return std::min(sum, 1.0);
}

/// The first whole number in [low, high] for which a condition that once true stays true holds; `high` at the latest.
template <typename Condition>
std::int64_t first_that(std::int64_t low, std::int64_t high, const Condition& holds) {
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        (holds(middle) ? high : low) = holds(middle) ? middle : middle + 1;
    }
    return low;
}

} // namespace

Interval wilson(double share, double n, double confidence) {
    if (!(n > 0)) {
        return {};
    }
    const double z = z_of(confidence), zz = z * z;
    const double centre = (share + zz / (2 * n)) / (1 + zz / n);
    const double half = z / (1 + zz / n) * std::sqrt(share * (1 - share) / n + zz / (4 * n * n));
    // At the ends the formula is 0 or 1 but for rounding.
    return {share <= 0 ? 0 : std::max(0.0, centre - half), share >= 1 ? 1 : std::min(1.0, centre + half)};
}

Interval clopper_pearson(double out, double n, double confidence) {
    if (!(n > 0)) {
        return {};
    }
    const double tail = (1 - confidence) / 2;
    return {out <= 0 ? 0 : bm::quantile(Beta(out, n - out + 1), tail),
            out >= n ? 1 : bm::quantile(bm::complement(Beta(out + 1, n - out), tail))};
}

Interval interval(const Count& count, IntervalMethod method, double confidence) {
    check(count, confidence);
    if (count.of == 0) {
        return {};
    }
    const auto k = static_cast<double>(count.out), n = static_cast<double>(count.of);
    switch (method) {
        case IntervalMethod::wilson:
            return wilson(k / n, n, confidence);
        case IntervalMethod::clopper_pearson:
            return clopper_pearson(k, n, confidence);
        case IntervalMethod::jeffreys:
            return jeffreys(k, n, (1 - confidence) / 2);
        case IntervalMethod::mid_p:
            break;
    }
    return mid_p(k, n, (1 - confidence) / 2);
}

Interval finite_interval(const Count& count, std::int64_t population, double confidence) {
    check(count, confidence);
    if (count.of > population) {
        throw UsageError({"outage.more_than_all", {{"of", count.of}, {"population", population}}});
    }
    if (population == 0) {
        return {};
    }
    const double tail = (1 - confidence) / 2;
    const auto fewest = count.out, most = population - count.of + count.out;
    // P(X ≥ k) rises with the number that are out, P(X ≤ k) falls.
    const auto lo = first_that(fewest, most, [&](std::int64_t bad) {
        return count.out == 0 || 1 - hypergeometric_cdf(count.out - 1, count.of, bad, population) > tail;
    });
    const auto beyond = first_that(fewest, most + 1, [&](std::int64_t bad) {
        return hypergeometric_cdf(count.out, count.of, bad, population) <= tail;
    });
    const auto n = static_cast<double>(population);
    return {static_cast<double>(lo) / n, static_cast<double>(std::max(beyond - 1, lo)) / n};
}

Interval finite_wilson(const Count& count, std::int64_t population, double confidence) {
    check(count, confidence);
    if (count.of > population) {
        throw UsageError({"outage.more_than_all", {{"of", count.of}, {"population", population}}});
    }
    if (count.of == 0) {
        return {};
    }
    const auto share = *count.share();
    if (count.of == population) {
        return {share, share};
    }
    const auto n = static_cast<double>(count.of), all = static_cast<double>(population);
    return wilson(share, n * (all - 1) / (all - n), confidence);
}

} // namespace kerb::outage
