#include <kerb/coverage/along_roads.hpp>

#include <algorithm>
#include <limits>

namespace kerb::coverage {
namespace {

constexpr std::uint32_t road_classes = static_cast<std::uint32_t>(RoadClass::other) + 1;
constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Lamps {
    Points positions;
    std::vector<double> reach;
};

bool lights(const Streetlight& lamp) {
    return lamp.about.status != Status::removed && lamp.about.status != Status::planned;
}

Lamps standing_lamps(std::span<const Streetlight> streetlights) {
    Lamps lamps;
    bool any_own = false;
    for (const auto& lamp : streetlights) {
        if (lights(lamp)) {
            lamps.positions.push_back(lamp.position);
            lamps.reach.push_back(lamp.reach_m.value_or(none));
            any_own = any_own || lamp.reach_m;
        }
    }
    if (!any_own) {
        lamps.reach.clear();
    }
    return lamps;
}

} // namespace

AlongLinesResult along_roads(std::span<const Road> roads, std::span<const Streetlight> streetlights,
                             const AlongRoadsOptions& options, const Progress& progress) {
    Lines lines;
    std::vector<std::uint32_t> groups;
    std::vector<double> reach;
    for (const auto& road : roads) {
        lines.push(road.centreline);
        const auto group = static_cast<std::uint32_t>(road.road_class);
        groups.push_back(group);
        if (!options.reach_of_class_m.empty()) {
            reach.push_back(group < options.reach_of_class_m.size() ? options.reach_of_class_m[group] : none);
        }
    }
    const auto lamps = standing_lamps(streetlights);
    AlongLinesInput input;
    input.lines = &lines;
    input.assets.points = lamps.positions;
    input.asset_reach_m = lamps.reach;
    input.line_reach_m = reach;
    input.line_scale = options.road_scale;
    input.line_group = groups;
    input.groups = road_classes;
    input.zones = options.zones;
    return along_lines(
        input, {.reach = options.reach, .ignore_gaps_below = options.ignore_gaps_below, .threads = options.threads},
        progress);
}

} // namespace kerb::coverage
