#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/waterlogging/carriageways.hpp>
#include <kerb/waterlogging/water_points.hpp>

#include "road_profile.hpp"

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

/// The hollow whose surface stands over each leaf basin; `none` where it is dry.
std::vector<std::uint32_t> sheets_of(const DepressionTree& tree, std::span<const double> highest_m) {
    std::vector<std::uint32_t> sheet(tree.leaves + 1, none);
    for (std::uint32_t leaf = 1; leaf <= tree.leaves; ++leaf) {
        auto node = leaf;
        if (!(highest_m[leaf] > tree.nodes[leaf].floor_m)) {
            continue;
        }
        for (auto up = tree.nodes[node].parent; up != off_map && highest_m[leaf] > tree.nodes[up].floor_m;
             up = tree.nodes[up].parent) {
            node = up;
        }
        sheet[leaf] = node;
    }
    return sheet;
}

class PointFinder {
public:
    PointFinder(const PointInput& input, double deeper_than_m)
        : in_(input),
          terrain_(*input.terrain),
          tree_(input.found->tree),
          deeper_than_(deeper_than_m),
          sheet_(sheets_of(tree_, input.highest_m)),
          cell_m2_(terrain_.place.cell_width * terrain_.place.cell_height) {}

    std::vector<WaterPoint> run() {
        collect();
        measure_roads();
        std::vector<WaterPoint> points;
        for (auto& [node, found] : found_) {
            points.push_back(finish(node, found));
        }
        const auto rank = [this](const WaterPoint& p) {
            return std::tuple(-p.depth_m(), p.place.x, p.place.y, tree_.nodes[p.node].pit);
        };
        std::sort(points.begin(), points.end(), [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); });
        return points;
    }

private:
    struct Found {
        WaterPoint point;
        std::uint32_t deepest = none; ///< cell
        std::size_t cells = 0;
        std::map<std::uint32_t, std::size_t> cells_of; ///< by road
        std::map<std::uint32_t, double> length_of;     ///< by road
    };

    /// Depth over a cell; nothing when it is dry or not under water of a hollow.
    [[nodiscard]] double depth(std::size_t cell) const {
        const auto basin = in_.found->basin[cell];
        if (basin == no_basin || basin == off_map || sheet_[basin] == none) {
            return 0;
        }
        return std::max(in_.highest_m[basin] - terrain_.values[cell], 0.0);
    }

    void collect() {
        for (std::size_t cell = 0; cell < terrain_.values.size(); ++cell) {
            const auto road = in_.road_of_cell.empty() ? 1 : in_.road_of_cell[cell];
            if (road == 0 || !(depth(cell) > deeper_than_)) {
                continue;
            }
            const auto leaf = in_.found->basin[cell];
            auto& found = found_[sheet_[leaf]];
            ++found.cells;
            ++found.cells_of[road - 1];
            if (found.deepest == none || terrain_.values[cell] < terrain_.values[found.deepest]) {
                found.deepest = static_cast<std::uint32_t>(cell);
                found.point.leaf = leaf;
            }
        }
    }

    /// Centrelines, cell by cell.
    void measure_roads() {
        if (in_.road_of_cell.empty()) {
            return;
        }
        const double step = std::min(terrain_.place.cell_width, terrain_.place.cell_height) / 2;
        std::vector<std::uint8_t> concerned(in_.roads.size());
        for (const auto& [node, found] : found_) {
            for (const auto& [road, cells] : found.cells_of) {
                concerned[road] = 1;
            }
        }
        for (std::uint32_t road = 0; road < in_.roads.size(); ++road) {
            if (concerned[road] != 0) {
                walk(in_.roads[road].centreline, step, [this, road](const Station& station) {
                    const auto cell = cell_at(terrain_, station.place);
                    if (cell && depth(terrain_.index(*cell)) > deeper_than_) {
                        const auto leaf = in_.found->basin[terrain_.index(*cell)];
                        const auto found = found_.find(sheet_[leaf]);
                        if (found != found_.end()) {
                            found->second.length_of[road] += station.length_m;
                        }
                    }
                });
            }
        }
    }

    WaterPoint finish(std::uint32_t id, Found& found) const {
        const auto& node = tree_.nodes[id];
        auto& point = found.point;
        point.node = id;
        point.ground_m = terrain_.values[found.deepest];
        point.level_m = in_.highest_m[point.leaf];
        point.place = centre_of(terrain_.place, {found.deepest % terrain_.columns, found.deepest / terrain_.columns});
        point.area_m2 = static_cast<double>(found.cells) * cell_m2_;
        const auto volume = point.level_m >= double{node.sill_m} ? node.capacity : volume_at(tree_, id, point.level_m);
        point.volume_m3 = static_cast<double>(volume) * height_quantum_m * cell_m2_;
        point.pond_area_m2 = stand_of(tree_, id, volume).cells * cell_m2_;
        point.catchment_m2 = node.catchment_cells * cell_m2_;
        point.edge_limited = node.touches_rim;
        const double radius = std::sqrt(node.cells * cell_m2_ / std::numbers::pi);
        const double whole_depth = double{node.sill_m} - terrain_.values[node.pit];
        point.artefact_suspect = node.cells < 5 || whole_depth > radius;
        if (!in_.road_of_cell.empty()) {
            place_on_road(found);
        }
        return point;
    }

    void place_on_road(Found& found) const {
        auto& point = found.point;
        const auto most = std::max_element(found.cells_of.begin(), found.cells_of.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        point.road = most->first;
        const auto& road = in_.roads[*point.road];
        point.chainage_m = chainage_of(road.centreline, point.place);
        for (const auto& [which, length] : found.length_of) {
            point.flooded.push_back({which, length});
        }
        point.best_lane_depth_m = best_lane_depth(
            road, std::min(terrain_.place.cell_width, terrain_.place.cell_height), [this, &point](Point p) {
                const auto cell = cell_at(terrain_, p);
                if (!cell) {
                    return 0.0;
                }
                const auto index = terrain_.index(*cell);
                const auto basin = in_.found->basin[index];
                const bool same = basin != no_basin && basin != off_map && sheet_[basin] == point.node;
                return same ? depth(index) : 0.0;
            });
    }

    const PointInput& in_;
    const Grid& terrain_;
    const DepressionTree& tree_;
    double deeper_than_;
    std::vector<std::uint32_t> sheet_;
    double cell_m2_;
    std::map<std::uint32_t, Found> found_; ///< by hollow
};

} // namespace

std::vector<WaterPoint> water_points(const PointInput& input, double deeper_than_m) {
    return PointFinder(input, deeper_than_m).run();
}

std::vector<LowRoad> low_roads(const PointInput& input) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, LowRoad> lowest;
    const auto& terrain = *input.terrain;
    for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
        const auto leaf = input.found->basin[cell];
        const auto road = input.road_of_cell.empty() ? 0 : input.road_of_cell[cell];
        if (leaf == no_basin || leaf == off_map || (road == 0 && !input.road_of_cell.empty())) {
            continue;
        }
        const double ground = terrain.values[cell];
        const auto [at, first] =
            lowest.try_emplace({leaf, road}, LowRoad{leaf, static_cast<std::uint32_t>(cell), road, ground});
        if (!first && ground < at->second.ground_m) {
            at->second.cell = static_cast<std::uint32_t>(cell);
            at->second.ground_m = ground;
        }
    }
    std::vector<LowRoad> list;
    list.reserve(lowest.size());
    for (const auto& entry : lowest) {
        list.push_back(entry.second);
    }
    return list;
}

} // namespace kerb::waterlogging
