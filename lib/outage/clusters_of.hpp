// Which rows of a sample are of one cluster, and which clusters of one stratum?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <kerb/outage/survey.hpp>

namespace kerb::outage {

/// Clusters [begin, end) of one stratum.
struct ClusterStratum {
    std::uint32_t number = 0;
    std::size_t begin = 0, end = 0;
};

/// Clusters in order of (stratum, cluster); their rows in the order of the sample.
struct SampleClusters {
    std::vector<std::size_t>
        begin; ///< by cluster, and one more: its rows are `row(begin[c])` … `row(begin[c + 1] − 1)`
    std::vector<std::uint32_t> rows;    ///< empty when the sample is in this order itself
    std::vector<ClusterStratum> strata; ///< ascending
    [[nodiscard]] std::size_t count() const { return begin.size() - 1; }
    [[nodiscard]] std::size_t row(std::size_t k) const { return rows.empty() ? k : rows[k]; }
};

/// \par Complexity O(n + clusters log clusters)
[[nodiscard]] SampleClusters clusters_of(std::span<const SampledLamp> lamps);

} // namespace kerb::outage
