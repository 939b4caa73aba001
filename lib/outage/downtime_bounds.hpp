// How sure is a share of time?
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/outage/availability.hpp>

namespace kerb::outage {

/// Counted seconds of the lamps of one cluster.
struct ClusterTime {
    std::int64_t service_s = 0, down_s = 0;
};

/// Fills in share, standard error and bounds from the sums of `made` and those of its clusters, in any order.
void bound_share(Availability& made, std::vector<ClusterTime> clusters, const AvailabilityOptions& options);

} // namespace kerb::outage
