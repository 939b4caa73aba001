#include <kerb/coverage/facility_services.hpp>

#include <cmath>

#include <kerb/base/exact_sum.hpp>
#include <kerb/network/reach_each.hpp>

#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

struct ServiceSum {
    ExactSum length, weight;
    std::int64_t points = 0;

    void add(const network::ReachedStretch& stretch) {
        length.add(stretch.to_m);
        length.add(-stretch.from_m);
    }
    void add_point(double own) {
        ++points;
        if (!std::isnan(own)) {
            weight.add(own);
        }
    }
    [[nodiscard]] FacilityService value() const { return {length.value(), points, weight.value()}; }
};

} // namespace

std::vector<FacilityService> nearest_services(const network::Reach& reach, std::size_t facilities,
                                              const PointsResult& points, std::span<const double> weights) {
    check_size("weights", weights.size(), points.nearest.size());
    std::vector<ServiceSum> sums(facilities);
    for (std::size_t i = 0; i < reach.stretches.size(); ++i) {
        const auto& stretch = reach.stretches[i];
        if (stretch.item >= facilities) {
            reject("coverage.bad_facility", "stretches", i);
        }
        sums[stretch.item].add(stretch);
    }
    for (std::size_t i = 0; i < points.nearest.size(); ++i) {
        const auto facility = points.nearest[i].asset;
        if (points.served[i] == 0) {
            continue;
        }
        if (facility >= facilities) {
            reject("coverage.bad_facility", "points", i);
        }
        sums[facility].add_point(value_or(weights, i, 0));
    }
    std::vector<FacilityService> services;
    services.reserve(facilities);
    for (const auto& sum : sums) {
        services.push_back(sum.value());
    }
    return services;
}

std::vector<FacilityService> own_services(const OwnServicesInput& input, const network::ReachOptions& options,
                                          const Progress& progress) {
    for (std::size_t i = 0; i < input.facilities.size(); ++i) {
        if (input.facilities[i].item >= input.count) {
            reject("coverage.bad_facility", "facilities", i);
        }
    }
    for (std::size_t i = 0; i < input.points.size(); ++i) {
        if (!input.weights.empty() && input.points[i].item >= input.weights.size()) {
            reject("coverage.bad_place", "points", i);
        }
    }
    const network::TargetsByEdge targets(*input.graph, input.points);
    std::vector<FacilityService> services(input.count);
    const auto measure = [&](std::size_t, std::uint32_t facility, network::Reach& found) {
        ServiceSum sum;
        for (const auto& stretch : found.stretches) {
            sum.add(stretch);
        }
        for (const auto& target : targets.within(found, options)) {
            sum.add_point(value_or(input.weights, target.target, 0));
        }
        services[facility] = sum.value();
    };
    network::for_each_reach(*input.graph, input.facilities, options, measure, progress);
    return services;
}

} // namespace kerb::coverage
