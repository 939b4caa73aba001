// How many points, and how many people, have an asset within reach, and how far is it?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/exact_sum.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/coverage/nearest.hpp>
#include <kerb/coverage/zones.hpp>

namespace kerb::coverage {

/// Points, their weights and assets as plain spans, in metres of one plane. Nothing is copied; keep it alive.
struct PointsInput {
    std::span<const Point> points;
    /// What each point stands for (inhabitants, say), ≥ 0; NaN: not known; empty: none is asked for.
    std::span<const double> weights;
    /// Local scale factor at each point (ground measure): distances are divided by it; empty: 1.
    std::span<const double> point_scale;
    AssetShapes assets;
    /// Reach of each asset; empty: the general one for all. NaN: the general one for this asset.
    std::span<const double> asset_reach_m;
    const ZoneMap* zones = nullptr; ///< nullptr: no zones
};

struct PointsOptions {
    Metres reach; ///< closed: at exactly this distance a point is served
    Threads threads = Threads{1};
};

/// k of N points, and their weights. A point of unknown weight counts as a point and has no weight.
struct Served {
    std::int64_t count = 0, served = 0;
    double weight = 0, served_weight = 0;
    std::int64_t unknown_weight = 0; ///< points of unknown weight

    /// Of the points; nullopt when there are none.
    [[nodiscard]] std::optional<double> share() const;
    /// Of the weight; nullopt when there is none.
    [[nodiscard]] std::optional<double> weighted_share() const;
    friend bool operator==(const Served&, const Served&) = default;
};

/// Quantiles of type 1 (inverse of the empirical distribution function): the smallest distance that at least so many
/// of the points, or so much of their weight, do not exceed. nullopt without points, weight or assets.
struct DistanceQuantiles {
    std::optional<double> p50_m, p90_m, p95_m, max_m;
    friend bool operator==(const DistanceQuantiles&, const DistanceQuantiles&) = default;
};

struct PointsResult {
    Served all, outside_zones;
    std::vector<Served> zones;
    std::vector<Nearest> nearest;        ///< of each point, measured (divided by its scale)
    std::vector<std::uint8_t> served;    ///< of each point: 1 when an asset reaches it
    std::vector<std::uint32_t> zone;     ///< of each point; empty without zones
    DistanceQuantiles distance;          ///< every point alike
    DistanceQuantiles weighted_distance; ///< by weight; points of unknown weight or weight 0 do not count
    /// Points that are not served: the greatest weight first (1 each without weights, unknown ones last), then the
    /// farthest, then by position.
    std::vector<std::uint32_t> unserved;
};

/// Points with an asset within reach: of one asset that reaches the point it is served, be it the nearest or not. A
/// point on a border counts to the zone of the lowest rank; assets outside a zone serve inside it. Same bytes for any
/// number of threads; sums do not depend on the order of points. \throws UsageError when spans do not fit each other, a
/// reach or weight is negative or a coordinate is not finite; Cancelled. \par Complexity as nearest_assets, and O(P log
/// P) for quantiles by weight and the ranking. Where reaches differ, a point that its nearest asset does not reach
/// looks as far as the longest of them.
[[nodiscard]] PointsResult points_within(const PointsInput& input, const PointsOptions& options,
                                         const Progress& progress = {});

/// Quantiles of distances, infinite ones left out; by weight when weights are given (of as many entries; NaN and 0 do
/// not count). \par Complexity O(n), by weight O(n log n).
[[nodiscard]] DistanceQuantiles distance_quantiles(std::span<const double> distances,
                                                   std::span<const double> weights = {});

} // namespace kerb::coverage
