#include <kerb/outage/funnel.hpp>

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;

double limit(const bm::binomial_distribution<>& seen, double n, double tail) {
    // Boost rounds its quantile outwards; the one meant is the least r with P(R ≤ r) > tail.
    double r = std::max(0.0, std::floor(bm::quantile(seen, tail)) - 2);
    while (r < n && bm::cdf(seen, r) <= tail) {
        ++r;
    }
    const double share = (bm::cdf(seen, r) - tail) / bm::pdf(seen, r);
    return std::clamp((r - std::clamp(share, 0.0, 1.0)) / n, 0.0, 1.0);
}

} // namespace

Interval funnel_limits(double rate, std::int64_t n, double inside) {
    if (!(n >= 1 && rate >= 0 && rate <= 1 && inside > 0 && inside < 1)) {
        throw UsageError({"outage.bad_count", {{"out", rate}, {"of", n}, {"confidence", inside}}});
    }
    if (rate == 0 || rate == 1) {
        return {rate, rate};
    }
    const auto of = static_cast<double>(n);
    const bm::binomial_distribution<> seen(of, rate);
    return {limit(seen, of, (1 - inside) / 2), limit(seen, of, (1 + inside) / 2)};
}

} // namespace kerb::outage
