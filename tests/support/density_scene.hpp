// Zones, lines, points and areas of density tests, and what density says about them.
#pragma once

#include <numeric>
#include <vector>

#include <kerb/coverage/density.hpp>

namespace kerb::test {

/// Everything that DensityInput points at, kept alive in one value.
struct DensityScene {
    std::vector<MultiPolygon> zones, areas;
    std::vector<std::uint32_t> rank;
    std::vector<double> population, zone_scale, line_scale, weight, area_scale;
    std::vector<MultiLineString> lines;
    std::vector<std::uint32_t> group;
    std::uint32_t groups = 0;
    Points points;

    [[nodiscard]] coverage::DensityResult measure(int threads = 1) const {
        Lines flat;
        for (const auto& line : lines) {
            flat.push(line);
        }
        auto order = rank;
        if (order.empty()) {
            order.resize(zones.size());
            std::iota(order.begin(), order.end(), 0U);
        }
        coverage::DensityInput input;
        input.zones = zones;
        input.rank = order;
        input.zone_scale = zone_scale;
        input.population = population;
        input.lines = &flat;
        input.line_scale = line_scale;
        input.line_weight = weight;
        input.line_group = group;
        input.groups = groups;
        input.points = points;
        input.areas = areas;
        input.area_scale = area_scale;
        return coverage::density(input, Threads{threads});
    }
};

inline Points block_ring(double x, double y, double width, double height) {
    return {{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}};
}

inline MultiPolygon block_area(double x, double y, double width, double height) {
    return {{block_ring(x, y, width, height), {}}};
}

} // namespace kerb::test
