#include <kerb/coverage/points_within.hpp>

#include <algorithm>
#include <cmath>

#include "asset_search.hpp"
#include "input_checks.hpp"
#include "served_sums.hpp"

namespace kerb::coverage {
namespace {

void check(const PointsInput& input, const PointsOptions& options) {
    check_length("reach", options.reach);
    check_size("weights", input.weights.size(), input.points.size());
    check_size("point_scale", input.point_scale.size(), input.points.size());
    check_size("asset_reach_m", input.asset_reach_m.size(), input.assets.size());
    check_points("points", input.points);
    check_assets(input.assets);
    check_reaches("asset_reach_m", input.asset_reach_m);
    check_scales("point_scale", input.point_scale);
    check_weights("weights", input.weights);
}

/// The reach of every asset, where any has one of its own.
std::vector<double> reaches_of(const PointsInput& input, double general) {
    std::vector<double> reach(input.asset_reach_m.begin(), input.asset_reach_m.end());
    std::replace_if(
        reach.begin(), reach.end(), [](double own) { return std::isnan(own); }, general);
    return reach;
}

/// Distances of the points, one after the other by place.
class Measuring {
public:
    Measuring(const PointsInput& input, const PointsOptions& options, PointsResult& result)
        : input_(input),
          result_(result),
          search_(input.assets),
          general_(options.reach.value()),
          reach_(reaches_of(input, general_)) {
        longest_ = reach_.empty() ? general_ : *std::max_element(reach_.begin(), reach_.end());
    }

    void measure(std::uint32_t i) {
        const auto p = input_.points[i];
        const auto scale = input_.point_scale.empty() ? 1.0 : input_.point_scale[i];
        auto nearest = search_.nearest(p);
        nearest.distance_m /= scale;
        result_.nearest[i] = nearest;
        result_.served[i] = static_cast<std::uint8_t>(served(p, nearest, scale));
        if (input_.zones != nullptr) {
            result_.zone[i] = input_.zones->zone_of(p);
        }
    }

private:
    [[nodiscard]] bool served(Point p, const Nearest& nearest, double scale) const {
        if (nearest.asset == no_asset || reach_.empty()) {
            return nearest.distance_m <= general_;
        }
        if (nearest.distance_m <= reach_[nearest.asset]) {
            return true;
        }
        const auto most = longest_ * scale * (1 + 1e-12);
        return nearest.distance_m <= longest_ && search_.within_own(p, reach_, scale, most);
    }

    const PointsInput& input_;
    PointsResult& result_;
    AssetSearch search_;
    double general_, longest_ = 0;
    std::vector<double> reach_; // of each asset; empty: the general one
};

void measure_all(const PointsInput& input, const PointsOptions& options, PointsResult& result,
                 const Progress& progress) {
    constexpr std::size_t block = 1024, wave = 64 * block;
    Measuring measuring(input, options, result);
    const auto order = AssetSearch::order_by_place(input.points);
    for (std::size_t first = 0; first < order.size(); first += wave) {
        const auto count = std::min(wave, order.size() - first);
        for_each_block(count, block, options.threads, [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) {
                measuring.measure(order[first + i]);
            }
        });
        report_progress(progress, "coverage.distances",
                        static_cast<double>(first + count) / static_cast<double>(order.size()));
    }
}

std::optional<double> ratio(double part, double whole) {
    return whole > 0 ? std::optional(part / whole) : std::nullopt;
}

constexpr int percentages[] = {50, 90, 95, 100};
using Slot = std::optional<double> DistanceQuantiles::*;
constexpr Slot slots[] = {&DistanceQuantiles::p50_m, &DistanceQuantiles::p90_m, &DistanceQuantiles::p95_m,
                          &DistanceQuantiles::max_m};

DistanceQuantiles quantiles_by_count(std::vector<double> values) {
    DistanceQuantiles quantiles;
    auto from = values.begin();
    for (std::size_t i = 0; i < std::size(slots) && !values.empty(); ++i) {
        const auto rank = (values.size() * static_cast<std::size_t>(percentages[i]) + 99) / 100;
        const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
        std::nth_element(from, at, values.end());
        quantiles.*slots[i] = *at;
        from = at;
    }
    return quantiles;
}

DistanceQuantiles quantiles_by_weight(std::vector<std::pair<double, double>> values) {
    std::sort(values.begin(), values.end());
    ExactSum total, sum;
    for (const auto& [distance, weight] : values) {
        total.add(weight);
    }
    DistanceQuantiles quantiles;
    std::size_t next = 0;
    for (const auto& [distance, weight] : values) {
        sum.add(weight);
        while (next < std::size(slots) && sum.value() * 100 >= total.value() * percentages[next]) {
            quantiles.*slots[next++] = distance;
        }
    }
    return quantiles;
}

} // namespace

std::optional<double> Served::share() const {
    return ratio(static_cast<double>(served), static_cast<double>(count));
}

std::optional<double> Served::weighted_share() const {
    return ratio(served_weight, weight);
}

DistanceQuantiles distance_quantiles(std::span<const double> distances, std::span<const double> weights) {
    check_size("weights", weights.size(), distances.size());
    if (weights.empty()) {
        std::vector<double> values;
        std::copy_if(distances.begin(), distances.end(), std::back_inserter(values),
                     [](double d) { return std::isfinite(d); });
        return quantiles_by_count(std::move(values));
    }
    std::vector<std::pair<double, double>> values;
    for (std::size_t i = 0; i < distances.size(); ++i) {
        if (std::isfinite(distances[i]) && weights[i] > 0) {
            values.emplace_back(distances[i], weights[i]);
        }
    }
    return quantiles_by_weight(std::move(values));
}

PointsResult points_within(const PointsInput& input, const PointsOptions& options, const Progress& progress) {
    report_progress(progress, "coverage.indexing", 0);
    check(input, options);
    PointsResult result;
    const auto count = input.points.size();
    result.nearest.resize(count);
    result.served.resize(count);
    result.zone.resize(input.zones != nullptr ? count : 0);
    measure_all(input, options, result, progress);
    sum_up(input.weights, input.zones, result);
    std::vector<double> distances;
    distances.reserve(count);
    std::transform(result.nearest.begin(), result.nearest.end(), std::back_inserter(distances),
                   [](const Nearest& nearest) { return nearest.distance_m; });
    result.distance = distance_quantiles(distances);
    if (!input.weights.empty()) {
        result.weighted_distance = distance_quantiles(distances, input.weights);
    }
    rank_unserved(input.weights, result);
    return result;
}

} // namespace kerb::coverage
