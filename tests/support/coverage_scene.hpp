// Small scenes for coverage tests: lines, lamps and what along_lines says about them.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include <kerb/coverage/along_lines.hpp>

namespace kerb::test {

/// Everything that AlongLinesInput points at, kept alive in one value.
struct Scene {
    std::vector<MultiLineString> lines;
    Points assets;
    std::vector<double> asset_reach, line_reach, line_scale;
    std::vector<std::uint32_t> group;
    std::uint32_t groups = 0;
    const coverage::ZoneMap* zones = nullptr;
    double reach = 10, ignore_below = 0;
    int threads = 1;
    std::size_t partition = 4096;

    [[nodiscard]] Lines flat() const {
        Lines all;
        for (const auto& line : lines) {
            all.push(line);
        }
        return all;
    }
    [[nodiscard]] coverage::AlongLinesInput input(const Lines& flat_lines) const {
        coverage::AlongLinesInput given;
        given.lines = &flat_lines;
        given.assets.points = assets;
        given.asset_reach_m = asset_reach;
        given.line_reach_m = line_reach;
        given.line_scale = line_scale;
        given.line_group = group;
        given.groups = groups;
        given.zones = zones;
        return given;
    }
    [[nodiscard]] coverage::AlongLinesOptions options() const {
        return {.reach = Metres{reach},
                .ignore_gaps_below = Metres{ignore_below},
                .threads = Threads{threads},
                .partition = partition};
    }
    [[nodiscard]] coverage::AlongLinesResult measure() const {
        const auto all = flat();
        return coverage::along_lines(input(all), options());
    }
};

/// Scene of one single-part line.
inline Scene one_road(LineString road, Points lamps, double reach) {
    Scene scene;
    scene.lines = {{std::move(road)}};
    scene.assets = std::move(lamps);
    scene.reach = reach;
    return scene;
}

inline double gap_sum(const coverage::AlongLinesResult& result) {
    double sum = 0;
    for (const auto& gap : result.gaps) {
        sum += gap.length_m();
    }
    return sum;
}

/// Equal to 1e-12 of `scale` (the road's length, say).
inline bool close_to(double value, double expected, double scale) {
    return std::abs(value - expected) <= 1e-12 * std::abs(scale);
}

} // namespace kerb::test
