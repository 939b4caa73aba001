// Who would serve which points, when the way to them is walked along the streets?
#pragma once

#include <cstddef>
#include <span>

#include <kerb/base/progress.hpp>
#include <kerb/coverage/siting_demand.hpp>
#include <kerb/network/reach.hpp>

namespace kerb::coverage {

/// Points and assets by their places on the streets. Nothing is copied; keep it alive.
struct SitingStreetsInput {
    const network::Graph* graph = nullptr;
    std::span<const network::PlaceOnEdge> points; ///< items 0 … point_count − 1; one without a place is never served
    std::span<const network::PlaceOnEdge> existing;   ///< whatever their items
    std::span<const network::PlaceOnEdge> candidates; ///< items 0 … candidate_count − 1
    std::size_t point_count = 0, candidate_count = 0;
    std::span<const double> weight; ///< of each point; NaN: not known, and so nothing; empty: 1 each
};

/// As siting_demand of points, with distances along the streets: each candidate is searched from by itself, up to
/// `options.within`. Same bytes for any number of threads and order of places. \throws UsageError when spans do not fit
/// each other, and as network::reach; Cancelled \par Complexity the sum over candidates
/// of what each reaches
[[nodiscard]] SitingDemand siting_demand(const SitingStreetsInput& input, const network::ReachOptions& options,
                                         const Progress& progress = {});

} // namespace kerb::coverage
