#include <kerb/outage/failure_rate.hpp>

#include <cmath>
#include <limits>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {

namespace bm = boost::math;

FailureRate failure_rate(std::int64_t failures, double lamp_years, double confidence) {
    if (failures < 0 || !(lamp_years >= 0) || !std::isfinite(lamp_years) || !(confidence > 0 && confidence < 1)) {
        throw UsageError({"outage.bad_failures", {}});
    }
    FailureRate made{failures, lamp_years, std::nullopt, {0, std::numeric_limits<double>::infinity()}};
    if (lamp_years == 0) {
        return made;
    }
    const auto n = static_cast<double>(failures);
    const double tail = (1 - confidence) / 2;
    made.per_year = n / lamp_years;
    if (failures > 0) {
        made.bounds.lo = bm::quantile(bm::chi_squared(2 * n), tail) / (2 * lamp_years);
    }
    made.bounds.hi = bm::quantile(bm::complement(bm::chi_squared(2 * n + 2), tail)) / (2 * lamp_years);
    return made;
}

Interval exponential_availability(std::int64_t n, double up, double down, double confidence) {
    const bool sound = n >= 0 && up >= 0 && down >= 0 && std::isfinite(up) && std::isfinite(down) &&
                       (n == 0 || up + down > 0) && confidence > 0 && confidence < 1;
    if (!sound) {
        throw UsageError({"outage.bad_failures", {}});
    }
    if (n == 0) {
        return {};
    }
    const bm::fisher_f ratio(2 * static_cast<double>(n), 2 * static_cast<double>(n));
    const double quantile = bm::quantile(bm::complement(ratio, (1 - confidence) / 2));
    // With as many failures as repairs the low quantile is one over the high one. up / (up + down F) also at up = 0.
    return {up / (up + down * quantile), up / (up + down / quantile)};
}

} // namespace kerb::outage
