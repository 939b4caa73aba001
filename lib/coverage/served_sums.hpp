// Points that are served or not, summed up and ranked.
#pragma once

#include <span>

#include <kerb/coverage/points_within.hpp>

namespace kerb::coverage {

/// Fills the sums of a result from what is known of each point (`served`, and `zone` if there is a map).
void sum_up(std::span<const double> weights, const ZoneMap* map, PointsResult& result);
/// Fills PointsResult::unserved.
void rank_unserved(std::span<const double> weights, PointsResult& result);

} // namespace kerb::coverage
