// What does each facility serve, along the streets: as the nearest one, and by itself?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/coverage/points_within.hpp>
#include <kerb/network/reach.hpp>
#include <kerb/network/split_points.hpp>

namespace kerb::coverage {

/// Streets, points and their weight that one facility serves. Points of unknown weight count as points.
struct FacilityService {
    double length_m = 0;
    std::int64_t points = 0;
    double weight = 0;
    friend bool operator==(const FacilityService&, const FacilityService&) = default;
};

/// Of each of `facilities` what it serves as the nearest one: stretches by ReachedStretch::item, points by
/// PointsResult::nearest. What ties goes to the lower number, so facilities add up to the whole. \throws UsageError when
/// a stretch or point is of no such facility, or `weights` do not fit \par Complexity O(stretches + points)
[[nodiscard]] std::vector<FacilityService> nearest_services(const network::Reach& reach, std::size_t facilities,
                                                            const PointsResult& points,
                                                            std::span<const double> weights);

/// What facilities serve each by itself, whichever is nearest: what several reach counts for each of them.
struct OwnServicesInput {
    const network::Graph* graph = nullptr;
    std::span<const network::PlaceOnEdge> facilities; ///< items: 0 … count−1
    std::size_t count = 0;
    std::span<const network::PlaceOnEdge> points; ///< items: entries of `weights`, if there are any
    std::span<const double> weights;
};

/// Same bytes for any number of threads. \throws UsageError as network::reach(), or when a facility or a point is beyond
/// its count; Cancelled \par Complexity as network::for_each_reach
[[nodiscard]] std::vector<FacilityService> own_services(const OwnServicesInput& input,
                                                        const network::ReachOptions& options,
                                                        const Progress& progress = {});

} // namespace kerb::coverage
