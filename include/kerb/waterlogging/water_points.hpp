// Waterlogging points: where a pond stands on a carriageway, how deep, how long, and on which road.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <kerb/geometry/types.hpp>
#include <kerb/inventory/roads.hpp>
#include <kerb/waterlogging/depressions.hpp>

namespace kerb::waterlogging {

/// What points are looked for on.
struct PointInput {
    const Grid* terrain = nullptr;
    const Depressions* found = nullptr;
    std::span<const std::uint32_t> road_of_cell; ///< 1 + position of the road, 0 none; empty: every cell counts
    std::span<const Road> roads;                 ///< empty together with `road_of_cell`
    std::span<const double> highest_m; ///< of each leaf basin: the highest level of its water; −∞ when it stayed dry
};

/// A stretch of a centreline under more water than the threshold.
struct FloodedRoad {
    std::uint32_t road = 0;
    double length_m = 0;
    friend bool operator==(const FloodedRoad&, const FloodedRoad&) = default;
};

/// A pond on carriageways, at its highest.
struct WaterPoint {
    std::uint32_t node = 0;            ///< hollow whose surface stands there
    std::uint32_t leaf = 0;            ///< leaf basin of the deepest cell of a carriageway
    Point place;                       ///< centre of that cell
    double ground_m = 0;               ///< its height
    double level_m = 0;                ///< of the water
    double area_m2 = 0;                ///< of carriageway under more than the threshold
    double pond_area_m2 = 0;           ///< of the whole sheet
    double volume_m3 = 0;              ///< of the whole sheet
    double catchment_m2 = 0;           ///< of the hollow
    std::optional<std::uint32_t> road; ///< with most of the area; none without roads
    double chainage_m = 0;             ///< of the place, along that road
    /// Deepest water in the best lane of that road: at each cross-section the deepest water of each lane, of the lanes
    /// the least, and of all cross-sections the most (GB 50014: one lane has to stay passable). Below the depth at the
    /// kerb where the road has a crown.
    std::optional<double> best_lane_depth_m;
    std::vector<FloodedRoad> flooded; ///< by position of the road
    bool edge_limited = false;        ///< the catchment touches the rim: water may be missing
    /// Shaped as errors of terrain models are: of less than five cells, or deeper than its radius.
    bool artefact_suspect = false;

    [[nodiscard]] double depth_m() const { return level_m - ground_m; } ///< at the kerb: the deepest
};

/// Points where some carriageway is under more than `deeper_than_m`, the deepest first; of equal ones the one whose
/// deepest cell comes first. \pre sizes fit; the tree has curves \par Complexity linear in the cells and in the length
/// of the roads
[[nodiscard]] std::vector<WaterPoint> water_points(const PointInput& input, double deeper_than_m);

/// The lowest carriageway in each leaf basin: what has to be under water first.
struct LowRoad {
    std::uint32_t leaf = 0;
    std::uint32_t cell = 0;
    std::uint32_t road = 0; ///< 1 + position; 0 without roads
    double ground_m = 0;
};
/// By leaf basin; basins without carriageway have none. With roads, one for each road in a basin.
[[nodiscard]] std::vector<LowRoad> low_roads(const PointInput& input);

} // namespace kerb::waterlogging
