#include <algorithm>
#include <set>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

void add_sign(const Plan& plan, Inventory& city, Point place) {
    const auto number = city.billboards.size();
    auto random = plan.stream(sign, number);
    Billboard made;
    made.about.key = fmt::format("BB-{:05}", number + 1);
    made.about.status = Status::in_service;
    made.place = place;
    const auto lot = random.below(10);
    made.kind = lot < 4 ? BillboardKind::column : lot < 7 ? BillboardKind::light_box : BillboardKind::other;
    if (random.uniform() < 0.85) {
        made.permit = fmt::format("AD-{:05}", number + 1);
        const int month = 1 + static_cast<int>(random.below(12)), year = 2023 + static_cast<int>(random.below(4));
        made.expires = Moment::day(year, month, 28);
    }
    made.area_m2 = 3 + random.below(40);
    made.height_m = 2.5 + random.below(8);
    city.billboards.push_back(std::move(made));
}

/// No park and no square lies on the blocks beside the street that a sign stands at.
bool free_of_green(const Plan& plan, const std::vector<std::uint8_t>& green, Point place) {
    for (const double dx : {-30.0, 30.0}) {
        for (const double dy : {-30.0, 30.0}) {
            const auto block = plan.block_at({place.x + dx, place.y + dy});
            if (block && green[*block] != 0) {
                return false;
            }
        }
    }
    return true;
}

std::vector<std::uint8_t> green_blocks(const Plan& plan, const Inventory& city) {
    std::vector<std::uint8_t> green(plan.blocks.size(), 0);
    for (const auto& space : city.green_spaces) {
        if (const auto block = plan.block_at(bounds(space.area).centre()); block && space.road_belt != true) {
            green[*block] = 1;
        }
    }
    return green;
}

// Most stand at collectors and local streets, which have no belts and away from parks; some in the belts of arterial
// roads, where no sign may stand.
void add_billboards(const Plan& plan, Inventory& city, Truth& truth) {
    const auto green = green_blocks(plan, city);
    std::set<std::string> belts; // not beside every arterial road: parks and earlier belts come first
    for (const auto& space : city.green_spaces) {
        if (space.road_belt == true) {
            belts.insert(space.about.key);
        }
    }
    auto in_belts = times(plan.scale, 37), elsewhere = times(plan.scale, 363);
    for (const auto i : plan.by_lot(plan.scale.roads, sign, 1ULL << 40)) {
        const auto& road = city.roads[i];
        const auto& line = road.centreline[0];
        const double half = *road.width_m / 2, middle = length(line) / 2;
        const bool belt = road.road_class == RoadClass::arterial && belts.contains(fmt::format("GB-{:07}L", i + 1));
        if (belt && in_belts > 0) {
            --in_belts;
            add_sign(plan, city, beside(line, middle, half + 4));
            truth.billboards_in_belts.push_back(city.billboards.back().about.key);
        } else if ((road.road_class == RoadClass::collector || road.road_class == RoadClass::local) && elsewhere > 0) {
            const auto place = beside(line, middle, half + 1.2);
            if (free_of_green(plan, green, place)) {
                --elsewhere;
                add_sign(plan, city, place);
            }
        }
    }
}

// Sheds against the north wall of a house: one house of every so many, so that no two sheds have one wall.
void add_illegal_buildings(const Plan& plan, Inventory& city, Truth& truth) {
    const auto step = plan.scale.buildings / times(plan.scale, 120);
    for (std::uint32_t i = 0; i < times(plan.scale, 120); ++i) {
        auto random = plan.stream(unlawful, i);
        const auto house = bounds(std::get<MultiPolygon>(city.buildings[i * step + random.below(step)].place));
        const double width = random.uniform(3, 8), depth = random.uniform(3, 6);
        IllegalBuilding made;
        made.about.key = fmt::format("IB-{:05}", i + 1);
        made.about.status = Status::in_service;
        made.place = MultiPolygon{rectangle({house.centre().x, house.max_y + depth / 2}, width, depth, 0)};
        made.storeys = 1 + static_cast<int>(random.below(2));
        made.floor_area_m2 = width * depth * *made.storeys;
        const int month = 1 + static_cast<int>(random.below(12)), year = 2022 + static_cast<int>(random.below(3));
        made.found = Moment::day(year, month, 10);
        const auto lot = random.below(10);
        made.state = lot < 3   ? IllegalBuildingState::to_verify
                     : lot < 6 ? IllegalBuildingState::filed
                               : IllegalBuildingState::demolished;
        if (made.state == IllegalBuildingState::demolished) {
            made.about.status = Status::removed;
            made.demolished = Moment::day(2025, 1 + static_cast<int>(random.below(6)), 15);
        } else {
            ++truth.illegal_buildings_standing;
            truth.illegal_floor_area_m2 += *made.floor_area_m2;
        }
        city.illegal_buildings.push_back(std::move(made));
    }
}

void add_construction_sites(Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < times(plan.scale, 40); ++i) {
        auto random = plan.stream(site, i);
        ConstructionSite made;
        made.about.key = fmt::format("SITE-{:04}", i + 1);
        made.about.status = Status::in_service;
        made.place = MultiPolygon{plan.block_ground(plan.take_block(), 4)};
        if (random.uniform() < 0.9) {
            made.permit = fmt::format("CP-{:04}", i + 1);
        }
        made.wheel_wash = random.uniform() < 0.85;
        made.started = Moment::day(2024, 1 + static_cast<int>(random.below(12)), 1);
        city.construction_sites.push_back(std::move(made));
    }
}

void add_public_properties(const Plan& plan, Inventory& city) {
    constexpr std::array<const char*, 4> uses = {"社区服务", "办公", "出租", "闲置"};
    for (std::uint32_t i = 0; i < times(plan.scale, 80); ++i) {
        auto random = plan.stream(property, i);
        // One house of every so many, so that none is listed twice.
        const auto& house =
            city.buildings[std::size_t{i} * (plan.scale.buildings / times(plan.scale, 80)) + random.below(100)];
        PublicProperty made;
        made.about.key = fmt::format("PU-{:05}", i + 1);
        made.about.status = Status::in_service;
        made.place = house.place;
        if (random.uniform() < 0.8) {
            made.title = fmt::format("T-{:05}", i + 1);
        }
        made.use = uses[random.below(4)];
        made.occupant = made.use == "闲置" ? "" : "街道办事处";
        made.floor_area_m2 = area(std::get<MultiPolygon>(house.place)) * (1 + random.below(5));
        city.public_properties.push_back(std::move(made));
    }
}

} // namespace

void add_order(Plan& plan, Inventory& city, Truth& truth) {
    add_billboards(plan, city, truth);
    add_illegal_buildings(plan, city, truth);
    add_construction_sites(plan, city);
    add_public_properties(plan, city);
}

} // namespace kerb::synth
