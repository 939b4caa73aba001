// Bridges that are inspected, waters that are dredged, what lies beyond the grids, cars.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "ground.hpp"
#include "parts.hpp"

namespace kerb::synth {
namespace {

// Two of twelve were never inspected, three are overdue.
void set_inspection(Bridge& bridge, std::uint32_t number, SystemTruth& told) {
    const auto lot = number % 12;
    if (lot == 3 || lot == 8) {
        told.bridges_unrecorded.push_back(bridge.about.key);
        return;
    }
    const bool overdue = lot == 1 || lot == 5 || lot == 10;
    bridge.grade = overdue ? BridgeGrade::c : BridgeGrade::b;
    bridge.inspected = Moment::day(overdue ? 2022 : 2024, 1 + static_cast<int>(lot), 12);
    bridge.inspection_due = Moment::day(overdue ? 2024 : 2026, 1 + static_cast<int>(lot), 12);
    if (overdue) {
        told.bridges_overdue.push_back(bridge.about.key);
    }
}

// The axis of the deck, across the middle of the street.
Bridge footbridge_over(const Road& road, std::uint32_t number) {
    const auto& line = road.centreline[0];
    const double middle = length(line) / 2, reach = *road.width_m / 2 + 3;
    Bridge made;
    made.about.key = fmt::format("FB-{:04}", number + 1);
    made.about.name_zh = fmt::format("{}{}号人行天桥", road.about.name_zh.str(), number + 1);
    made.about.name_en = fmt::format("Footbridge {}, {}", number + 1, road.about.name_en.str());
    made.about.status = Status::in_service;
    made.place = MultiLineString{{beside(line, middle, -reach), beside(line, middle, reach)}};
    made.kind = BridgeKind::footbridge;
    made.road = road.about.key;
    made.length_m = 2 * reach;
    made.width_m = 3.5;
    made.clearance_m = 5.2;
    return made;
}

double sludge_of(double metres, double depth_m, double width_m) {
    return std::max(1.0, std::round(metres * depth_m * width_m));
}

/// Writes what was found to be dredged, and whether it was.
class Dredger {
public:
    Dredger(const Plan& plan, Inventory& city, SystemTruth& told) : plan_(plan), city_(city), told_(told) {}

    void add(const std::string& asset, double cubic_metres) {
        auto random = plan_.stream(dredging, static_cast<std::uint64_t>(told_.dredgings));
        Event made;
        made.about.key = fmt::format("DR-{:05}", ++told_.dredgings);
        made.asset = asset;
        made.kind = EventKind::dredging;
        made.report_source = ReportSource::patrol;
        made.quantity = cubic_metres;
        const auto month = 1 + static_cast<int>(random.below(9));
        made.found = Moment::day(2024, month, 5);
        told_.to_dredge_m3 += cubic_metres;
        if (random.uniform() < 0.75) {
            made.fixed = Moment::day(2024, month + 2, 20);
            told_.dredged_m3 += cubic_metres;
        }
        city_.events.push_back(std::move(made));
    }

private:
    const Plan& plan_;
    Inventory& city_;
    SystemTruth& told_;
};

} // namespace

void add_footbridges(const Plan& plan, Inventory& city, Truth& truth) {
    auto left = times(plan.scale, 12);
    std::uint32_t number = 0;
    for (const auto road : plan.by_lot(plan.scale.roads, footbridge, 0)) {
        if (left == 0) {
            break;
        }
        if (class_of_line(plan.streets[road].line()) == RoadClass::arterial) {
            auto made = footbridge_over(city.roads[road], number);
            set_inspection(made, number++, truth.systems);
            city.bridges.push_back(std::move(made));
            --left;
        }
    }
    truth.systems.bridges = static_cast<std::int64_t>(city.bridges.size());
}

void add_riverside(const Plan& plan, Inventory& city, Truth& truth) {
    const auto count = times(plan.scale, 14);
    for (std::uint32_t i = 0; i < count; ++i) {
        const double x = corner.x + plan.extent() * (i + 0.5) / count;
        WasteSite bin;
        bin.about.key = fmt::format("WS-R{:04}", i + 1);
        bin.about.status = Status::in_service;
        bin.place = Point{x, corner.y - margin_m - 4};
        bin.kind = WasteKind::bin;
        truth.systems.outside_the_grids.push_back(bin.about.key);
        city.waste_sites.push_back(std::move(bin));
    }
}

// Reaches of the river, and large drains by lot: a layer of a tenth of their bed, or of a third.
void add_dredging(const Plan& plan, Inventory& city, Truth& truth) {
    Dredger dredger(plan, city, truth.systems);
    for (const auto& channel : city.channels) {
        for (int reach = 0; reach < 4; ++reach) {
            const double whole = length(std::get<MultiLineString>(channel.place));
            dredger.add(channel.about.key, sludge_of(whole / 4, 0.1, *channel.width_m));
        }
    }
    auto left = times(plan.scale, 60);
    for (const auto i : plan.by_lot(static_cast<std::uint32_t>(city.conduits.size()), dredging, 1ULL << 40)) {
        const auto& pipe = city.conduits[i];
        const bool storm = pipe.system == DrainSystem::storm || pipe.system == DrainSystem::combined;
        if (left > 0 && storm && pipe.diameter_m.value_or(0) >= 1 && !pipe.course.empty()) {
            --left;
            dredger.add(pipe.about.key, sludge_of(length(pipe.course), *pipe.diameter_m / 3, *pipe.diameter_m));
        }
    }
}

void count_vehicles(const Plan& plan, Inventory& city, Truth& truth) {
    auto& told = truth.systems;
    std::uint64_t number = 0;
    for (auto& zone : city.zones) {
        if (zone.kind == "district") {
            auto random = plan.stream(vehicle, number++);
            const auto cars = std::llround(zone.population.value_or(0) * random.uniform(0.2, 0.35));
            zone.about.extra.edit().emplace_back("vehicles", fmt::format("{}", cars));
            told.vehicles += cars;
        }
    }
    for (const auto& lot : city.parkings) {
        told.bays += lot.kind == ParkingKind::bicycle ? 0 : lot.bays.value_or(0);
    }
}

} // namespace kerb::synth
