#include "served_sums.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <tuple>

namespace kerb::coverage {
namespace {

struct ServedSum {
    std::int64_t count = 0, served = 0, unknown = 0;
    ExactSum weight, served_weight;

    void add(bool is_served, double point_weight) {
        ++count;
        served += is_served ? 1 : 0;
        if (std::isnan(point_weight)) {
            ++unknown;
            return;
        }
        weight.add(point_weight);
        if (is_served) {
            served_weight.add(point_weight);
        }
    }
    [[nodiscard]] Served value() const { return {count, served, weight.value(), served_weight.value(), unknown}; }
};

} // namespace

void sum_up(std::span<const double> weights, const ZoneMap* map, PointsResult& result) {
    ServedSum all, outside;
    std::vector<ServedSum> zones(map != nullptr ? map->size() : 0);
    for (std::size_t i = 0; i < result.served.size(); ++i) {
        const auto weight = weights.empty() ? 0.0 : weights[i];
        const bool is_served = result.served[i] != 0;
        all.add(is_served, weight);
        if (map != nullptr) {
            (result.zone[i] == no_zone ? outside : zones[result.zone[i]]).add(is_served, weight);
        }
    }
    result.all = all.value();
    result.outside_zones = outside.value();
    std::transform(zones.begin(), zones.end(), std::back_inserter(result.zones),
                   [](const ServedSum& sum) { return sum.value(); });
}

void rank_unserved(std::span<const double> weights, PointsResult& result) {
    for (std::uint32_t i = 0; i < result.served.size(); ++i) {
        if (result.served[i] == 0) {
            result.unserved.push_back(i);
        }
    }
    const auto weight = [&](std::uint32_t i) {
        const auto own = weights.empty() ? 1.0 : weights[i];
        return std::isnan(own) ? -1.0 : own;
    };
    std::sort(result.unserved.begin(), result.unserved.end(), [&](auto a, auto b) {
        return std::tuple(-weight(a), -result.nearest[a].distance_m, a) <
               std::tuple(-weight(b), -result.nearest[b].distance_m, b);
    });
}

} // namespace kerb::coverage
