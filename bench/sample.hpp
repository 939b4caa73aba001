// The city that the kernels are measured on.
#pragma once

#include <cstdint>
#include <numeric>
#include <vector>

#include <kerb/synth/sample_city.hpp>

namespace kerb::bench {

struct Sample {
    Lines roads;
    Points lamps;
    std::vector<MultiPolygon> districts;
    std::vector<std::uint32_t> rank; ///< of the districts
};

/// Size m, made once.
inline const Sample& sample() {
    static const Sample made = [] {
        const auto city = synth::sample_city({.seed = 7, .size = synth::Size::m});
        Sample sample;
        for (const auto& road : city.roads) {
            sample.roads.push(road.centreline);
        }
        for (const auto& lamp : city.streetlights) {
            sample.lamps.push_back(lamp.position);
        }
        for (const auto& zone : city.zones) {
            sample.districts.push_back(zone.area);
        }
        sample.rank.resize(sample.districts.size());
        std::iota(sample.rank.begin(), sample.rank.end(), 0U);
        return sample;
    }();
    return made;
}

} // namespace kerb::bench
