#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "ground.hpp"
#include "parts.hpp"

namespace kerb::synth {
namespace {

WaterloggingPoint& add_point(Inventory& city, Point place, WaterloggingStatus state, Evidence evidence) {
    WaterloggingPoint point;
    point.about.key = fmt::format("WL-{:04}", city.waterlogging_points.size() + 1);
    point.about.status = Status::in_service;
    point.place = place;
    point.state = state;
    point.evidence = evidence;
    point.first_seen = Moment::day(2022, 6, 18);
    return city.waterlogging_points.emplace_back(std::move(point));
}

void observe(WaterloggingPoint& point, LowSpot& spot, double minutes) {
    point.depth_cm = std::round(spot.depth_m * 100 * 0.8);
    point.area_m2 = std::round(spot.area_m2 * 0.8);
    point.duration_min = minutes;
    point.cause = spot.clogged ? "雨水口堵塞" : "地势低洼";
    spot.point = point.about.key;
}

void close(WaterloggingPoint& point) {
    point.closed_on = Moment::day(2024, 4, 30);
    point.measure = "增设雨水口，改造管道";
    point.verified_storm = "2024-07-02";
}

// Of four hollows one is not known. The first is cleared, the second was and is back, the others are on their way.
void add_hollow_points(Inventory& city, Truth& truth) {
    constexpr std::array<WaterloggingStatus, 4> states = {WaterloggingStatus::to_verify, WaterloggingStatus::approved,
                                                          WaterloggingStatus::under_repair,
                                                          WaterloggingStatus::approved};
    for (std::size_t i = 0; i < truth.low_spots.size(); ++i) {
        auto& spot = truth.low_spots[i];
        if (i % 4 == 3) {
            continue;
        }
        const auto state = i == 0   ? WaterloggingStatus::cleared
                           : i == 1 ? WaterloggingStatus::relapsed
                                    : states[i % states.size()];
        auto& point = add_point(city, spot.place, state, i % 2 == 0 ? Evidence::observed : Evidence::hotline);
        observe(point, spot, 40 + 10 * static_cast<double>(i % 7));
        if (i < 2) {
            close(point);
            (i == 0 ? truth.point_cleared : truth.point_relapsed) = point.about.key;
        }
    }
}

// The highest street of the city's north-east: no water stands there.
void add_wrong_point(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth) {
    Point highest = plan.node_at(plan.scale.nodes - 1, plan.scale.nodes - 1);
    const auto from = plan.scale.nodes - plan.scale.nodes / 8;
    for (auto row = from; row < plan.scale.nodes; ++row) {
        for (auto column = from; column < plan.scale.nodes; ++column) {
            const auto node = plan.node_at(column, row);
            highest = ground.elevation(node) > ground.elevation(highest) ? node : highest;
        }
    }
    auto& point = add_point(city, highest, WaterloggingStatus::to_verify, Evidence::hotline);
    point.depth_cm = 20;
    truth.point_wrong = point.about.key;
}

} // namespace

void add_known_water(const Plan& plan, const Ground& ground, Inventory& city, Truth& truth) {
    constexpr double pi = std::numbers::pi;
    for (std::size_t i = 0; i < ground.hollows().size(); ++i) {
        const auto& hollow = ground.hollows()[i];
        const double area = pi * hollow.radius * hollow.radius;
        truth.low_spots.push_back({fmt::format("LS-{:04}", i + 1),
                                   city.roads[hollow.road].about.key,
                                   hollow.centre,
                                   hollow.depth,
                                   area * hollow.depth / 2,
                                   area,
                                   hollow.level,
                                   i % 3 == 1,
                                   {}});
    }
    add_hollow_points(city, truth);
    if (truth.underpass) {
        auto& spot = truth.underpass->hollow;
        auto& point = add_point(city, spot.place, WaterloggingStatus::under_repair, Evidence::observed);
        point.about.name_zh = "下穿立交";
        point.about.name_en = "Underpass";
        observe(point, spot, 120);
        point.depth_cm = 80;
    }
    add_wrong_point(plan, ground, city, truth);
}

// Decks over the dip and over the river; expressways cross other main roads at grade in this city.
void add_bridges(const Ground& ground, Inventory& city, Truth& truth) {
    const auto& dip = ground.dip();
    if (!dip) {
        return;
    }
    const auto& below = city.roads[dip->roads[1]];
    Bridge bridge;
    bridge.about.key = "BR-0001";
    bridge.about.name_zh = fmt::format("{}下穿立交", below.about.name_zh.str());
    bridge.about.name_en = fmt::format("Underpass of {}", below.about.name_en.str());
    bridge.about.status = Status::in_service;
    const double half = width_of(RoadClass::expressway) / 2;
    bridge.place = MultiPolygon{rectangle(below.centreline[0][0], *below.width_m + 4, 2 * half, 0)};
    bridge.kind = BridgeKind::underpass;
    bridge.grade = BridgeGrade::b;
    bridge.road = below.about.key;
    bridge.length_m = *below.width_m + 4;
    bridge.width_m = 2 * half;
    bridge.clearance_m = 4.2;
    bridge.inspected = Moment::day(2023, 5, 16);
    bridge.inspection_due = Moment::day(2025, 5, 16);
    city.bridges.push_back(std::move(bridge));
    truth.underpass->bridge = "BR-0001";
}

// Beside the river, at the lowest free block of the south: what the last trunk cannot take goes there.
void add_pond(Plan& plan, const Ground& ground, Inventory& city) {
    const auto lowest = std::min_element(plan.free_blocks.begin(), plan.free_blocks.end(), [&](auto a, auto b) {
        return ground.elevation(plan.block_centre(a)) < ground.elevation(plan.block_centre(b));
    });
    const auto block = *lowest;
    plan.free_blocks.erase(lowest);
    Storage pond;
    pond.about.key = "ST-0001";
    pond.about.name_zh = "调蓄池";
    pond.about.name_en = "Storage pond";
    pond.about.status = Status::in_service;
    const auto basin = plan.block_ground(block, 8);
    pond.volume_m3 = std::round(ring_area(basin.outer) * 2.5);
    pond.invert_m = ground.elevation(plan.block_centre(block)) - 3;
    pond.place = MultiPolygon{basin};
    pond.kind = StorageKind::wet_pond;
    city.storages.push_back(std::move(pond));
}

} // namespace kerb::synth
