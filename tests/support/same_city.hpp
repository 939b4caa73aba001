// Are two inventories the same, field by field?
#pragma once

#include <kerb/inventory/inventory.hpp>

#include "support/test.hpp"

namespace kerb::test {

template <class T>
bool same_assets(const std::vector<T>& a, const std::vector<T>& b) {
    return a == b;
}

inline void check_same_city(const Inventory& a, const Inventory& b) {
    CHECK(a.frame == b.frame);
    for_each_class(a, [&b]<class T>(const std::vector<T>& assets) {
        for_each_class(b, [&assets]<class U>(const std::vector<U>& others) {
            if constexpr (std::is_same_v<T, U>) {
                CHECK(assets == others);
            }
        });
    });
}

/// One or two assets of every class, every field set somewhere and empty elsewhere.
inline Inventory small_city() {
    Inventory city(Frame::from("EPSG:4547"));
    const double x = 500000.25, y = 3556500.125;
    Road road;
    road.about = {"R-1", "人民路", "People's Road", Status::in_service, "市政", "浉河区", {}, {}};
    road.about.more.edit().build_date = Moment::day(2019, 5, 1);
    road.about.extra.edit() = {{"备注", "换行\n\"引号\""}, {"tunnel", "no"}, {"empty ", " "}};
    road.centreline = {{{x, y}, {x + 100, y}}, {{x + 110, y}, {x + 120, y + 5}}};
    road.road_class = RoadClass::arterial;
    road.width_m = 20.1;
    road.lanes = 4;
    road.lit = false;
    road.surface = "asphalt";
    city.roads.push_back(road);
    Road bare;
    bare.about.key = "R-2";
    bare.centreline = {{{x, y}, {x, y + 1e-3}}};
    city.roads.push_back(bare);

    Streetlight light;
    light.about.key = "SL-1";
    light.about.status = Status::planned;
    light.about.district = "D1";
    light.position = {x + 1, y + 2};
    light.height_m = 12;
    light.reach_m = 0.1 + 0.2;
    light.circuit = "C-1";
    light.cabinet = "K-1";
    light.luminaire_count = 2;
    light.state = LightState::day_on;
    city.streetlights.push_back(light);
    Luminaire head;
    head.about.key = "SL-1-1";
    head.pole = "SL-1";
    head.source_type = LightSource::led;
    head.power_w = 120;
    head.state = LightState::out;
    city.luminaires.push_back(head);

    const Points ring = {{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}, {x, y}};
    const Points hole = {{x + 1, y + 1}, {x + 1, y + 2}, {x + 2, y + 2}, {x + 1, y + 1}};
    GreenSpace green;
    green.about.key = "G-1";
    green.area = {{ring, {hole}}};
    green.green_class = GreenClass::g11;
    city.green_spaces.push_back(green);
    Zone zone;
    zone.about.key = "D1";
    zone.about.name_zh = "浉河区";
    zone.area = {{ring, {}}};
    zone.kind = "district";
    zone.population = 12345.5;
    city.zones.push_back(zone);

    // A class of three shapes, in the order in which its layers are read again.
    for (int shape = 0; shape < 3; ++shape) {
        OtherAsset other;
        other.about.key = "T-" + std::to_string(shape);
        other.about.extra.edit() = {{"fee", "是"}};
        other.class_name = "kiosk";
        other.population = shape == 2 ? std::optional(3.0) : std::nullopt;
        if (shape == 0) {
            other.place = Point{x, y};
        } else if (shape == 1) {
            other.place = MultiLineString{{{x, y}, {x + 1, y}}};
        } else {
            other.place = MultiPolygon{{ring, {}}};
        }
        city.others.push_back(other);
    }
    return city;
}

} // namespace kerb::test
