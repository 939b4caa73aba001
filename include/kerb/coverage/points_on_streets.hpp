// How many points, and how many people, have a facility within a distance along the streets?
#pragma once

#include <span>

#include <kerb/coverage/points_within.hpp>
#include <kerb/network/reach.hpp>

namespace kerb::coverage {

/// Points, where they stand on the streets, and what a search reached. Nothing is copied; keep it alive.
struct PointsOnStreetsInput {
    std::span<const Point> points; ///< for their zones
    std::span<const double> weights; ///< as PointsInput
    std::span<const network::PlaceOnEdge> places; ///< items: points; one that has none is off the streets
    const network::Reach* reach = nullptr;
    network::ReachOptions options{.within = Metres{0}}; ///< those of the search; a point's access counts if charged
    const ZoneMap* zones = nullptr;
};

struct PointsOnStreetsResult {
    /// As points_within(); `nearest` is along the streets, and without an asset where none is within reach. Quantiles
    /// are those of the served ones' distances and absent where the rank lies among the rest: a bounded search does not
    /// know how far it is to them.
    PointsResult points;
    std::int64_t off_streets = 0; ///< points without a place: they are not served
};

/// A point is served when its distance along the streets, access included if it is charged, is at most `within`. Same
/// bytes for any number of threads and order of places. \throws UsageError when spans do not fit each other or a weight
/// is negative; Cancelled \par Complexity O(places · log stretches + P log P)
[[nodiscard]] PointsOnStreetsResult points_on_streets(const PointsOnStreetsInput& input, const Progress& progress = {});

} // namespace kerb::coverage
