#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double most_gap_m = 700; // around the middle of a part of the city without toilets

std::uint32_t block_of(const Plan& plan, std::uint32_t column, std::uint32_t row) {
    return row * (plan.scale.nodes - 1) + column;
}

// Middles of parts without toilets, one for each four districts.
void choose_gaps(const Plan& plan, Truth& truth) {
    truth.toilet_gap_m = std::min(most_gap_m, plan.extent() / 10);
    const auto count = std::max(1U, plan.scale.district_columns * plan.scale.district_rows / 4);
    for (std::uint32_t i = 0; i < count; ++i) {
        auto random = plan.stream(toilet, i + (1ULL << 40));
        const double inset = std::min(1200.0, plan.extent() / 4), reach = plan.extent() - 2 * inset;
        const double x = corner.x + inset + random.uniform(0, reach), y = corner.y + inset + random.uniform(0, reach);
        truth.toilet_gaps.push_back({x, y});
    }
}

void add_toilet(const Plan& plan, Inventory& city, std::uint32_t block, Point place) {
    auto random = plan.stream(toilet, block);
    Toilet made;
    made.about.key = fmt::format("TL-{:05}", city.toilets.size() + 1);
    made.about.status = Status::in_service;
    made.place = place;
    const auto lot = random.below(10);
    made.toilet_class = lot < 2 ? ToiletClass::first : lot < 8 ? ToiletClass::second : ToiletClass::third;
    made.hours = lot < 5 ? "24/7" : "06:00-22:00";
    made.stalls_men = 3 + static_cast<int>(random.below(5));
    made.stalls_women = *made.stalls_men + 2;
    made.accessible = lot < 8;
    city.toilets.push_back(std::move(made));
}

// The built-up area only: what lies within 600 m of the border has none.
void add_toilets(const Plan& plan, Inventory& city, Truth& truth) {
    choose_gaps(plan, truth);
    const auto last = plan.scale.nodes - 1;
    const std::uint32_t step = plan.size == Size::xs ? 2 : 4; // blocks: one toilet in 220 or 440 m
    for (std::uint32_t row = 5; row + 5 < last; row += step) {
        for (std::uint32_t column = 5; column + 5 < last; column += step) {
            const auto block = block_of(plan, column, row);
            const auto middle = plan.block_centre(block);
            const Point place = {middle.x + 24, middle.y - 24};
            const bool gap = std::any_of(truth.toilet_gaps.begin(), truth.toilet_gaps.end(),
                                         [&](auto p) { return distance(p, place) <= truth.toilet_gap_m; });
            if (!gap) {
                add_toilet(plan, city, block, place);
            }
        }
    }
}

void add_site(Inventory& city, Place place, WasteKind kind, double tonnes, const char* mode) {
    WasteSite site;
    site.about.key = fmt::format("WS-{:06}", city.waste_sites.size() + 1);
    site.about.status = Status::in_service;
    site.place = std::move(place);
    site.kind = kind;
    if (tonnes > 0) {
        site.capacity_t_per_day = tonnes;
    }
    site.mode = mode;
    city.waste_sites.push_back(std::move(site));
}

// A bin in the middle of every main street, on the side by lot; at size l only beside arterial roads.
void add_bins(const Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.streets.size(); ++i) {
        const auto& road = city.roads[i];
        const bool main = road.road_class == RoadClass::arterial;
        if (!main && (road.road_class != RoadClass::collector || plan.size == Size::l)) {
            continue;
        }
        auto random = plan.stream(bin, i);
        const double side = (*road.width_m / 2 + 1) * (random.below(2) == 0 ? 1 : -1);
        const double whole = length(road.centreline);
        add_site(city, beside(road.centreline[0], whole * random.uniform(0.4, 0.6), side), WasteKind::bin, 0, "");
    }
}

void add_waste(Plan& plan, Inventory& city) {
    add_bins(plan, city);
    for (std::uint32_t i = 0; i < times(plan.scale, 500); ++i) {
        const auto middle = plan.block_centre(plan.blocks[plan.scale.parks + i]);
        add_site(city, Point{middle.x - 20, middle.y + 22}, WasteKind::collection_point, 0, "sorted");
    }
    for (std::uint32_t i = 0; i < times(plan.scale, 2); ++i) {
        const auto middle = plan.block_centre(plan.take_block());
        add_site(city, MultiPolygon{rectangle(middle, 36, 28, 0)},
                 i % 2 == 0 ? WasteKind::transfer_medium : WasteKind::transfer_small, i % 2 == 0 ? 200 : 100,
                 "compaction");
    }
    add_site(city, MultiPolygon{plan.block_ground(plan.take_block(), 3)}, WasteKind::construction_waste, 600, "");
}

void add_lot(Inventory& city, Place place, ParkingKind kind, int bays, bool permitted) {
    Parking made;
    made.about.key = fmt::format("PK-{:05}", city.parkings.size() + 1);
    made.about.status = Status::in_service;
    made.place = std::move(place);
    made.kind = kind;
    made.bays = bays;
    made.fee = kind != ParkingKind::bicycle;
    made.hours = kind == ParkingKind::tidal ? "18:00-08:00" : "24/7";
    if (permitted) {
        made.permit = fmt::format("PP-{:05}", city.parkings.size() + 1);
    }
    city.parkings.push_back(std::move(made));
}

// Lots on blocks of their own, and bays at the kerbs of collectors.
void add_parking(Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < times(plan.scale, 60); ++i) {
        const auto ground = plan.block_ground(plan.take_block(), 4);
        const auto kind = i % 10 == 0 ? ParkingKind::multi_storey : ParkingKind::public_lot;
        add_lot(city, MultiPolygon{ground}, kind, static_cast<int>(ring_area(ground.outer) / 30), i % 12 != 5);
    }
    std::uint32_t left = times(plan.scale, 300);
    for (const auto i : plan.by_lot(plan.scale.roads, parking_bay, 0)) {
        const auto& road = city.roads[i];
        if (left == 0) {
            break;
        }
        if (road.road_class != RoadClass::collector) {
            continue;
        }
        --left;
        const double whole = length(road.centreline), half = *road.width_m / 2;
        const auto bays = strip(road.centreline[0], whole / 2 - 18, whole / 2 + 18, half - 2.2, half);
        const auto kind = left % 5 == 0 ? ParkingKind::tidal : ParkingKind::on_street;
        add_lot(city, MultiPolygon{bays}, kind, 6, true);
    }
}

void add_markets(Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < times(plan.scale, 20); ++i) {
        const auto middle = plan.block_centre(plan.take_block());
        Market market;
        market.about.key = fmt::format("MK-{:04}", i + 1);
        market.about.name_zh = fmt::format("第{}农贸市场", i + 1);
        market.about.name_en = fmt::format("Market {}", i + 1);
        market.about.status = Status::in_service;
        market.place = MultiPolygon{rectangle(middle, 44, 32, 0)};
        market.kind = i % 4 == 3 ? "疏导点" : "农贸市场";
        market.stalls = 40 + static_cast<int>(plan.stream(site, i + (1ULL << 40)).below(120));
        city.markets.push_back(std::move(market));
    }
}

} // namespace

void add_services(Plan& plan, Inventory& city, Truth& truth) {
    add_toilets(plan, city, truth);
    add_waste(plan, city);
    add_parking(plan, city);
    add_markets(plan, city);
}

} // namespace kerb::synth
