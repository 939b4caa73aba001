#include <kerb/coverage/points_on_streets.hpp>

#include <algorithm>
#include <cmath>
#include <tuple>

#include <kerb/base/error.hpp>

#include "input_checks.hpp"
#include "served_sums.hpp"

namespace kerb::coverage {
namespace {

void check(const PointsOnStreetsInput& input) {
    if (input.reach == nullptr) {
        throw UsageError({"coverage.no_search", {}});
    }
    check_length("within", input.options.within);
    check_size("weights", input.weights.size(), input.points.size());
    check_points("points", input.points);
    check_weights("weights", input.weights);
    for (std::size_t i = 0; i < input.places.size(); ++i) {
        if (input.places[i].item >= input.points.size()) {
            reject("coverage.bad_place", "places", i);
        }
    }
}

/// Distances, each block of places by itself, then the nearest place of each point.
void find_nearest(const PointsOnStreetsInput& input, PointsResult& result) {
    constexpr std::size_t block = 4096;
    const auto& places = input.places;
    std::vector<Nearest> found(places.size());
    for_each_block(places.size(), block, input.options.threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            if (const auto near = network::nearby(*input.reach, places[i], input.options)) {
                found[i] = {near->distance_m, near->item};
            }
        }
    });
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& nearest = result.nearest[places[i].item];
        if (std::tuple(found[i].distance_m, found[i].asset) < std::tuple(nearest.distance_m, nearest.asset)) {
            nearest = found[i];
        }
    }
}

std::int64_t count_off_streets(const PointsOnStreetsInput& input) {
    std::vector<std::uint8_t> placed(input.points.size());
    for (const auto& place : input.places) {
        placed[place.item] = 1;
    }
    return static_cast<std::int64_t>(std::count(placed.begin(), placed.end(), std::uint8_t{0}));
}

/// Those of all points: where a quantile's rank is among the ones that are not served it is not known.
DistanceQuantiles known_quantiles(std::span<const double> distances, std::span<const double> weights) {
    constexpr auto unknown_m = 1e300;
    std::vector<double> known(distances.begin(), distances.end());
    std::replace_if(
        known.begin(), known.end(), [](double d) { return std::isinf(d); }, unknown_m);
    auto quantiles = distance_quantiles(known, weights);
    for (auto* value : {&quantiles.p50_m, &quantiles.p90_m, &quantiles.p95_m, &quantiles.max_m}) {
        if (*value && **value >= unknown_m) {
            *value = std::nullopt;
        }
    }
    return quantiles;
}

} // namespace

PointsOnStreetsResult points_on_streets(const PointsOnStreetsInput& input, const Progress& progress) {
    report_progress(progress, "coverage.distances", 0);
    check(input);
    PointsOnStreetsResult result;
    auto& points = result.points;
    const auto count = input.points.size();
    points.nearest.resize(count);
    points.served.resize(count);
    find_nearest(input, points);
    std::vector<double> distances(count);
    for (std::size_t i = 0; i < count; ++i) {
        distances[i] = points.nearest[i].distance_m;
        points.served[i] = points.nearest[i].asset != no_asset ? 1 : 0;
        if (input.zones != nullptr) {
            points.zone.push_back(input.zones->zone_of(input.points[i]));
        }
    }
    sum_up(input.weights, input.zones, points);
    rank_unserved(input.weights, points);
    points.distance = known_quantiles(distances, {});
    if (!input.weights.empty()) {
        points.weighted_distance = known_quantiles(distances, input.weights);
    }
    result.off_streets = count_off_streets(input);
    return result;
}

} // namespace kerb::coverage
