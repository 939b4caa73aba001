#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double corner_radius_m = 3;

/// A street seen from a node at one of its ends.
struct Arm {
    std::uint32_t road;
    bool end; ///< the node is the end of its line
    double angle, half, cut = 0;
    Point right, left; ///< corners where it is cut, looking away from the node
};

struct Carriageways {
    const Plan& plan;
    Inventory& city;
    std::vector<std::array<double, 2>> cuts; ///< by road: at its first and last node
    Text asphalt = "asphalt";

    [[nodiscard]] const LineString& line(std::uint32_t road) const { return city.roads[road].centreline[0]; }
    [[nodiscard]] std::vector<std::vector<Arm>> arms_of_nodes() const;
    void cut(std::vector<Arm>& arms);
    void add_carriageway(std::uint32_t road);
    void find_corners(Arm& arm) const;
    void add_junction(std::uint32_t number, Point node, std::vector<Arm>& arms);
    [[nodiscard]] const Arm& widest(const std::vector<Arm>& arms) const;
};

double gap(const Arm& from, const Arm& to) {
    const double turn = to.angle - from.angle;
    return turn > 1e-9 ? turn : turn + 2 * std::numbers::pi;
}

/// Distance from the node, along the first of two arms, to where its left edge meets the right edge of the next.
double meeting(double half, double half_of_next, double turn) {
    return std::abs(std::sin(turn)) < 1e-9 ? 0 : (half_of_next + half * std::cos(turn)) / std::sin(turn);
}

std::vector<std::vector<Arm>> Carriageways::arms_of_nodes() const {
    std::vector<std::vector<Arm>> arms(std::size_t{plan.scale.nodes} * plan.scale.nodes);
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& street = plan.streets[i];
        for (const bool end : {false, true}) {
            const auto column = street.column + (end && street.east ? 1 : 0);
            const auto row = street.row + (end && !street.east ? 1 : 0);
            const auto a = end ? line(i)[3] : line(i)[0], b = end ? line(i)[2] : line(i)[1];
            arms[std::size_t{row} * plan.scale.nodes + column].push_back(
                {i, end, std::atan2(b.y - a.y, b.x - a.x), *city.roads[i].width_m / 2, 0, {}, {}});
        }
    }
    for (auto& at_node : arms) {
        std::sort(at_node.begin(), at_node.end(), [](const Arm& a, const Arm& b) { return a.angle < b.angle; });
    }
    return arms;
}

void Carriageways::cut(std::vector<Arm>& arms) {
    if (arms.size() < 2) {
        return; // a dead end
    }
    for (std::size_t i = 0; i < arms.size(); ++i) {
        auto& arm = arms[i];
        auto& next = arms[(i + 1) % arms.size()];
        const double turn = gap(arm, next);
        if (turn < std::numbers::pi) {
            arm.cut = std::max(arm.cut, meeting(arm.half, next.half, turn));
            next.cut = std::max(next.cut, meeting(next.half, arm.half, turn));
        }
    }
    for (auto& arm : arms) {
        arm.cut = std::min(arm.cut + corner_radius_m, 0.4 * length(line(arm.road)));
        cuts[arm.road][arm.end ? 1 : 0] = arm.cut;
    }
}

void Carriageways::add_carriageway(std::uint32_t road) {
    const double half = *city.roads[road].width_m / 2, whole = length(line(road));
    RoadArea area;
    area.about.key = fmt::format("RA-{:07}", road + 1);
    area.about.status = Status::in_service;
    area.area = {strip(line(road), cuts[road][0], whole - cuts[road][1], -half, half)};
    area.road = city.roads[road].about.key;
    area.surface = asphalt;
    city.road_areas.push_back(std::move(area));
}

// The same points as those of the carriageway, so that both share the edge.
void Carriageways::find_corners(Arm& arm) const {
    const auto& ring = city.road_areas[arm.road].area[0].outer; // right edge forwards, left edge backwards
    const auto edge = (ring.size() - 1) / 2;
    arm.right = arm.end ? ring[edge] : ring[0];
    arm.left = arm.end ? ring[edge - 1] : ring[2 * edge - 1];
}

const Arm& Carriageways::widest(const std::vector<Arm>& arms) const {
    return *std::max_element(arms.begin(), arms.end(), [](const Arm& a, const Arm& b) { return a.half < b.half; });
}

void Carriageways::add_junction(std::uint32_t number, Point node, std::vector<Arm>& arms) {
    Points ring;
    for (auto& arm : arms) {
        find_corners(arm);
    }
    for (std::size_t i = 0; i < arms.size(); ++i) {
        const auto& arm = arms[i];
        const auto& next = arms[(i + 1) % arms.size()];
        ring.push_back(arm.right);
        ring.push_back(arm.left);
        const double turn = gap(arm, next);
        if (turn > std::numbers::pi + 0.5) { // the outer side of a corner of two streets
            const double along = meeting(arm.half, next.half, turn), c = std::cos(arm.angle), s = std::sin(arm.angle);
            ring.push_back({node.x + c * along - s * arm.half, node.y + s * along + c * arm.half});
        }
    }
    ring.push_back(ring.front());
    RoadArea area;
    area.about.key = fmt::format("RJ-{:07}", number + 1);
    area.about.status = Status::in_service;
    area.area = {{std::move(ring), {}}};
    area.road = city.roads[widest(arms).road].about.key;
    area.surface = asphalt;
    city.road_areas.push_back(std::move(area));
}

} // namespace

void add_road_areas(const Plan& plan, Inventory& city) {
    Carriageways ways = {plan, city, std::vector<std::array<double, 2>>(city.roads.size(), {0, 0})};
    auto arms = ways.arms_of_nodes();
    for (auto& at_node : arms) {
        ways.cut(at_node);
    }
    for (std::uint32_t i = 0; i < city.roads.size(); ++i) {
        ways.add_carriageway(i);
    }
    for (std::uint32_t i = 0; i < arms.size(); ++i) {
        if (arms[i].size() > 1) {
            ways.add_junction(i, plan.node_at(i % plan.scale.nodes, i / plan.scale.nodes), arms[i]);
        }
    }
}

} // namespace kerb::synth
