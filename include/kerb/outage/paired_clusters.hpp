// How sure is a change of lamps seen twice, when those of a circuit change together?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <kerb/outage/interval.hpp>

namespace kerb::outage {

struct ClusteredChange {
    std::int64_t lamps = 0, clusters = 0;
    double difference = 0; ///< mean change
    double standard_error = 0;
    double deff = 1; ///< its variance over that of lamps that change singly; 1 where none changed
    Interval bounds; ///< Student's t of clusters − 1 degrees, within [−1, 1]; [−1, 1] with one cluster
};

/// Mean of changes (1 newly out, −1 repaired, 0 as before) with the variance of a ratio over clusters,
/// m/(m − 1) Σ (D_c − d n_c)²/n² (Särndal, Swensson & Wretman 1992). None without lamps. The order of rows does not
/// matter. \pre a cluster for each change; 0 < confidence < 1 \throws UsageError otherwise \par Complexity O(n log n)
[[nodiscard]] std::optional<ClusteredChange> clustered_change(std::span<const std::int8_t> changes,
                                                              std::span<const std::uint32_t> clusters,
                                                              double confidence = 0.95);

} // namespace kerb::outage
