#include <kerb/outage/plan.hpp>

#include <cmath>
#include <limits>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

namespace bm = boost::math;

void need(bool sound) {
    if (!sound) {
        throw UsageError({"outage.bad_plan", {}});
    }
}

double passes(std::int64_t n, std::int64_t c, double rate) {
    return c >= n ? 1 : bm::cdf(bm::binomial_distribution<>(static_cast<double>(n), rate), static_cast<double>(c));
}

/// The fewest lamps by which a bad rate passes a rule seldom enough.
std::int64_t fewest(std::int64_t c, double bad, double bad_passes, std::int64_t most) {
    std::int64_t low = c + 1, high = most + 1;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (passes(middle, c, bad) <= bad_passes) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

} // namespace

double cluster_deff(double lamps, double correlation) {
    return 1 + (lamps - 1) * correlation;
}

double lamps_per_cluster(double cluster_cost, double lamp_cost, double correlation) {
    need(cluster_cost > 0 && lamp_cost > 0 && correlation <= 1);
    if (correlation <= 0) {
        return std::numeric_limits<double>::infinity();
    }
    return std::fmax(std::sqrt(cluster_cost / lamp_cost * (1 - correlation) / correlation), 1.0);
}

std::int64_t lamps_for_width(double rate, double half_width, double deff, std::int64_t population, double confidence) {
    need(rate > 0 && rate < 1 && half_width > 0 && deff >= 1 && population >= 1 && confidence > 0 && confidence < 1);
    const double z = bm::quantile(bm::normal(), 0.5 + confidence / 2);
    const double endless = z * z * rate * (1 - rate) / (half_width * half_width) * deff;
    const auto all = static_cast<double>(population);
    return static_cast<std::int64_t>(std::ceil(std::fmin(endless / (1 + (endless - 1) / all), all)));
}

std::int64_t lamps_all_lit(double most_out, double confidence) {
    need(most_out > 0 && most_out < 1 && confidence > 0 && confidence < 1);
    return static_cast<std::int64_t>(std::ceil(std::log1p(-confidence) / std::log1p(-most_out)));
}

// With c the fewest lamps for the bad rate grow, and with them and c the good rate's risk falls: the first c that
// holds.
std::optional<CountRule> two_point_rule(double good, double bad, double good_fails, double bad_passes,
                                        std::int64_t most) {
    need(good >= 0 && good < bad && bad < 1 && good_fails > 0 && good_fails < 1 && bad_passes > 0 && bad_passes < 1);
    for (std::int64_t c = 0;; ++c) {
        const auto n = fewest(c, bad, bad_passes, most);
        if (n > most) {
            return std::nullopt;
        }
        if (1 - passes(n, c, good) <= good_fails) {
            return CountRule{n, c};
        }
    }
}

} // namespace kerb::outage
