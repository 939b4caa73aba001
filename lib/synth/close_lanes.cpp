#include <algorithm>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double closed_share = 0.22; ///< of a lane's length, before its further node

/// Which lanes may stop short without closing another street.
class Lanes {
public:
    explicit Lanes(const Plan& plan) : plan_(plan), ways_(std::size_t{plan.scale.nodes} * plan.scale.nodes, 0) {
        widest_.assign(ways_.size(), 0);
        for (const auto& street : plan.streets) {
            for (const bool end : {false, true}) {
                const auto node = node_of(street, end);
                ++ways_[node];
                widest_[node] = std::max(widest_[node], width_of(class_of_line(street.line())));
            }
        }
    }

    /// Dark, inside the city, from a node and towards a node where others meet, and no broad road is crossed.
    [[nodiscard]] bool closable(std::uint32_t road) const {
        const auto& street = plan_.streets[road];
        const auto inside = [this](std::uint32_t at) { return at >= 2 && at + 3 < plan_.scale.nodes; };
        const auto near = node_of(street, false), far = node_of(street, true);
        return class_of_line(street.line()) == RoadClass::lane && plan_.dark[road] != 0 && inside(street.column) &&
               inside(street.row) && ways_[near] >= 3 && ways_[far] == 4 &&
               widest_[far] <= width_of(RoadClass::collector);
    }

    /// At its further node three ways are left.
    void close(std::uint32_t road) { --ways_[node_of(plan_.streets[road], true)]; }

private:
    [[nodiscard]] std::size_t node_of(const Street& street, bool end) const {
        const auto column = street.column + (end && street.east ? 1 : 0);
        const auto row = street.row + (end && !street.east ? 1 : 0);
        return std::size_t{row} * plan_.scale.nodes + column;
    }

    const Plan& plan_;
    std::vector<std::uint8_t> ways_;
    std::vector<double> widest_;
};

// The line ends within its last third, so the carriageway keeps its corners but the two at the end.
void shorten(Inventory& city, std::uint32_t road) {
    auto& line = city.roads[road].centreline[0];
    const double half = *city.roads[road].width_m / 2, whole = length(line) * (1 - closed_share);
    const auto left = beside(line, whole, half), right = beside(line, whole, -half);
    line.back() = beside(line, whole, 0);
    if (!city.road_areas.empty()) {
        auto& ring = city.road_areas[road].area[0].outer; // right edge forwards, left edge backwards
        const auto edge = (ring.size() - 1) / 2;
        ring[edge - 1] = right;
        ring[edge] = left;
    }
}

} // namespace

void close_lanes(const Plan& plan, Inventory& city, Truth& truth) {
    Lanes lanes(plan);
    std::uint32_t left = 24 * (plan.scale.roads / 10'000);
    for (const auto road : plan.by_lot(plan.scale.roads, dead_end, 0)) {
        if (left == 0) {
            break;
        }
        if (lanes.closable(road)) {
            lanes.close(road);
            shorten(city, road);
            truth.systems.dead_ends.push_back(city.roads[road].about.key);
            --left;
        }
    }
    std::sort(truth.systems.dead_ends.begin(), truth.systems.dead_ends.end());
}

} // namespace kerb::synth
