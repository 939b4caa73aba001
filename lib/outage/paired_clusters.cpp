#include <kerb/outage/paired_clusters.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include <boost/math/distributions/students_t.hpp>

#include <kerb/base/error.hpp>

namespace kerb::outage {

std::optional<ClusteredChange> clustered_change(std::span<const std::int8_t> changes,
                                                std::span<const std::uint32_t> clusters, double confidence) {
    if (changes.size() != clusters.size() || !(confidence > 0 && confidence < 1)) {
        throw UsageError({"outage.bad_change", {}});
    }
    if (changes.empty()) {
        return std::nullopt;
    }
    struct Sums {
        std::int64_t change = 0, lamps = 0;
    };
    std::map<std::uint32_t, Sums> of_cluster;
    std::int64_t change = 0, changed = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        auto& sums = of_cluster[clusters[i]];
        sums.change += changes[i];
        ++sums.lamps;
        change += changes[i];
        changed += changes[i] != 0 ? 1 : 0;
    }
    ClusteredChange made;
    made.lamps = static_cast<std::int64_t>(changes.size());
    made.clusters = static_cast<std::int64_t>(of_cluster.size());
    const auto n = static_cast<double>(made.lamps), m = static_cast<double>(made.clusters);
    made.difference = static_cast<double>(change) / n;
    if (made.clusters < 2) {
        made.bounds = {-1, 1};
        return made;
    }
    double squares = 0;
    for (const auto& [cluster, sums] : of_cluster) {
        const double off = static_cast<double>(sums.change) - made.difference * static_cast<double>(sums.lamps);
        squares += off * off;
    }
    const double variance = m / (m - 1) * squares / (n * n);
    const double singly = (static_cast<double>(changed) / n - made.difference * made.difference) / n;
    made.standard_error = std::sqrt(variance);
    made.deff = singly > 0 ? variance / singly : 1;
    const double t = boost::math::quantile(boost::math::students_t(m - 1), 0.5 + confidence / 2);
    made.bounds = {std::max(made.difference - t * made.standard_error, -1.0),
                   std::min(made.difference + t * made.standard_error, 1.0)};
    return made;
}

} // namespace kerb::outage
