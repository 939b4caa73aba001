#include "downtime_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include <boost/math/distributions/students_t.hpp>

namespace kerb::outage {
namespace {

/// Bounds of the share of a group whose sums by cluster are given.
class Bounds {
public:
    Bounds(std::vector<ClusterTime> clusters, const AvailabilityOptions& options)
        : clusters_(std::move(clusters)), options_(options), tail_((1 - options.confidence) / 2) {
        // By what is added, so that no numbering of clusters changes a bit of the sum.
        std::sort(clusters_.begin(), clusters_.end(), [](const ClusterTime& a, const ClusterTime& b) {
            return std::tie(a.service_s, a.down_s) < std::tie(b.service_s, b.down_s);
        });
    }

    void of(Availability& made) const {
        if (made.service_s == 0) {
            return;
        }
        const auto service = static_cast<double>(made.service_s), down = static_cast<double>(made.down_s);
        const double share = down / service;
        made.share = share;
        made.standard_error = standard_error(share, service);
        if (made.down_s == 0 || made.down_s == made.service_s) {
            flat(made, service);
        } else if (const double half = half_width(made, share); half > 0) {
            made.bounds_by = DowntimeBounds::linearised;
            const double logit = std::log(share / (1 - share));
            made.bounds = {1 / (1 + std::exp(half - logit)), 1 / (1 + std::exp(-half - logit))};
        } else {
            made.bounds_by = DowntimeBounds::poisson;
            const auto count = failure_rate(made.outages, static_cast<double>(made.outages), options_.confidence);
            made.bounds = {share * count.bounds.lo, std::min(1.0, share * count.bounds.hi)};
        }
    }

private:
    [[nodiscard]] double standard_error(double share, double service) const {
        const auto m = static_cast<double>(clusters_.size());
        double squares = 0;
        for (const auto& c : clusters_) {
            const double off = static_cast<double>(c.down_s) - share * static_cast<double>(c.service_s);
            squares += off * off;
        }
        return m > 1 ? std::sqrt(m / (m - 1) * squares) / service : 0;
    }

    /// On the logit scale; 0 where the clusters tell nothing of it.
    [[nodiscard]] double half_width(const Availability& made, double share) const {
        // Differences that cancel leave rounding, not variance.
        if (clusters_.size() < 2 || !(made.standard_error > 1e-12 * share)) {
            return 0;
        }
        const boost::math::students_t few(static_cast<double>(clusters_.size()) - 1);
        return boost::math::quantile(boost::math::complement(few, tail_)) * made.standard_error / (share * (1 - share));
    }

    void flat(Availability& made, double service) const {
        if (made.down_s == 0 && options_.usual_outage_s) {
            made.bounds_by = DowntimeBounds::usual_outage;
            made.bounds = {0, std::min(1.0, -std::log(tail_) * *options_.usual_outage_s / service)};
            return;
        }
        made.bounds_by = DowntimeBounds::rule_of_three;
        const auto m = static_cast<double>(clusters_.size());
        made.bounds = clopper_pearson(made.down_s == 0 ? 0 : m, m, options_.confidence);
    }

    std::vector<ClusterTime> clusters_;
    const AvailabilityOptions& options_;
    double tail_;
};

} // namespace

void bound_share(Availability& made, std::vector<ClusterTime> clusters, const AvailabilityOptions& options) {
    Bounds(std::move(clusters), options).of(made);
}

} // namespace kerb::outage
