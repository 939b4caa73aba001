#include <kerb/coverage/siting_along_streets.hpp>

#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/network/reach_each.hpp>

#include "input_checks.hpp"

namespace kerb::coverage {
namespace {

void check(const SitingStreetsInput& input) {
    if (input.graph == nullptr) {
        throw UsageError({"coverage.no_lines", {}});
    }
    check_size("weight", input.weight.size(), input.point_count);
    check_weights("weight", input.weight);
    for (const auto& place : input.points) {
        if (place.item >= input.point_count) {
            reject("siting.bad_number", "points", place.item);
        }
    }
    for (const auto& place : input.candidates) {
        if (place.item >= input.candidate_count) {
            reject("siting.bad_number", "candidates", place.item);
        }
    }
}

/// Of each point: 1 when an existing asset is within reach.
std::vector<std::uint8_t> served_already(const SitingStreetsInput& input, const network::ReachOptions& options) {
    std::vector<std::uint8_t> served(input.point_count);
    if (input.existing.empty()) {
        return served;
    }
    const auto reached = network::reach(*input.graph, input.existing, options);
    for (const auto& place : input.points) {
        if (network::nearby(reached, place, options)) {
            served[place.item] = 1;
        }
    }
    return served;
}

} // namespace

SitingDemand siting_demand(const SitingStreetsInput& input, const network::ReachOptions& options,
                           const Progress& progress) {
    check(input);
    SitingDemand demand;
    for (std::size_t i = 0; i < input.point_count; ++i) {
        const auto weight = value_or(input.weight, i, 1);
        demand.weight.push_back(std::isnan(weight) ? 0 : weight);
    }
    const auto served = served_already(input, options);
    const auto found = network::targets_within(*input.graph, input.candidates, input.points, options, progress);
    std::size_t next = 0;
    for (std::uint32_t site = 0; site < input.candidate_count; ++site) {
        if (next < found.items.size() && found.items[next] == site) {
            for (const auto& within : found.of(next++)) {
                if (served[within.target] == 0) {
                    demand.served.push_back(within.target);
                }
            }
        }
        demand.begin.push_back(demand.served.size());
    }
    for (std::uint32_t i = 0; i < served.size(); ++i) {
        if (served[i] != 0) {
            demand.served.push_back(i);
        }
    }
    demand.begin.push_back(demand.served.size());
    demand.existing.assign(input.candidate_count + 1, 0);
    demand.existing.back() = 1;
    return demand;
}

} // namespace kerb::coverage
