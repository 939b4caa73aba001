// The result of kerb::coverage::points_within as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include <kerb/base/units.hpp>
#include <kerb/coverage/points_within.hpp>

namespace kerb::report {

/// Names for the numbers in a result; a function that is absent gives null.
struct PointsLabels {
    std::function<std::string(std::uint32_t point)> point;
    std::function<std::string(std::uint32_t asset)> asset;
    std::function<std::string(std::uint32_t zone)> zone;
};

/// What the result was made of, as far as the report tells it again.
struct PointsAsked {
    Metres within = Metres{0};
    std::span<const Point> points;
    std::span<const double> weights; ///< empty: figures of weights are null
};

/// \code{.json}
/// {"within_m","count","served","share","weight","served_weight","weighted_share","unknown_weight","unserved_count",
///  "distance":{"p50_m","p90_m","p95_m","max_m"},"weighted_distance","quantile_type":1,"zones","outside_zones",
///  "unserved":[{"id","weight","distance_m","nearest","zone","x","y"}]}
/// \endcode
/// Without any asset distances are null. \param top at most so many unserved points (0: all); `unserved_count` counts
/// all. \par Complexity O(zones + unserved)
[[nodiscard]] std::string points_json(const coverage::PointsResult& result, const PointsAsked& asked,
                                      const PointsLabels& labels, std::size_t top = 0);

/// One row for the whole, each zone and what lies outside:
/// `level,id,count,served,share,weight,served_weight,weighted_share,unknown_weight`.
[[nodiscard]] std::string points_csv(const coverage::PointsResult& result, const PointsAsked& asked,
                                     const PointsLabels& labels);

} // namespace kerb::report
