// Are two inventories the same, field by field?
#pragma once

#include <tuple>

#include <kerb/inventory/inventory.hpp>

#include "support/test.hpp"

namespace kerb::test {

inline auto parts(const Attributes& a) {
    return std::tie(a.key, a.name_zh, a.name_en, a.status, a.owner, a.district, a.extra);
}
inline auto parts(const Road& r) {
    return std::tuple_cat(parts(r.about), std::tie(r.centreline, r.road_class, r.width_m, r.lanes, r.lit, r.surface));
}
inline auto parts(const Streetlight& s) {
    return std::tuple_cat(
        parts(s.about), std::tie(s.position, s.height_m, s.reach_m, s.circuit, s.cabinet, s.luminaire_count, s.state));
}
inline auto parts(const Luminaire& l) {
    return std::tuple_cat(parts(l.about), std::tie(l.pole, l.source_type, l.power_w, l.state));
}
inline auto parts(const GreenSpace& g) {
    return std::tuple_cat(parts(g.about), std::tie(g.area, g.green_class));
}
inline auto parts(const Zone& z) {
    return std::tuple_cat(parts(z.about), std::tie(z.area, z.kind, z.population));
}
inline auto parts(const OtherAsset& o) {
    return std::tuple_cat(parts(o.about), std::tie(o.class_name, o.geometry, o.population));
}

template <class T>
bool same_assets(const std::vector<T>& a, const std::vector<T>& b) {
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i) {
        same = parts(a[i]) == parts(b[i]);
    }
    return same;
}

inline void check_same_city(const Inventory& a, const Inventory& b) {
    CHECK(a.frame == b.frame);
    CHECK(same_assets(a.roads, b.roads));
    CHECK(same_assets(a.streetlights, b.streetlights));
    CHECK(same_assets(a.luminaires, b.luminaires));
    CHECK(same_assets(a.green_spaces, b.green_spaces));
    CHECK(same_assets(a.zones, b.zones));
    CHECK(same_assets(a.others, b.others));
}

/// One or two assets of every class, every field set somewhere and empty elsewhere.
inline Inventory small_city() {
    Inventory city(Frame::from("EPSG:4547"));
    const double x = 500000.25, y = 3556500.125;
    Road road;
    road.about = {"R-1",
                  "人民路",
                  "People's Road",
                  Status::in_service,
                  "市政",
                  "浉河区",
                  {{"备注", "换行\n\"引号\""}, {"tunnel", "no"}, {"empty ", " "}}};
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
    head.source_type = "LED";
    head.power_w = 120;
    head.state = LightState::out;
    city.luminaires.push_back(head);

    const Points ring = {{x, y}, {x + 10, y}, {x + 10, y + 10}, {x, y + 10}, {x, y}};
    const Points hole = {{x + 1, y + 1}, {x + 1, y + 2}, {x + 2, y + 2}, {x + 1, y + 1}};
    GreenSpace green;
    green.about.key = "G-1";
    green.area = {{ring, {hole}}};
    green.green_class = "G11";
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
        other.about.extra = {{"fee", "是"}};
        other.class_name = "toilet";
        other.population = shape == 2 ? std::optional(3.0) : std::nullopt;
        if (shape == 0) {
            other.geometry = Point{x, y};
        } else if (shape == 1) {
            other.geometry = MultiLineString{{{x, y}, {x + 1, y}}};
        } else {
            other.geometry = MultiPolygon{{ring, {}}};
        }
        city.others.push_back(other);
    }
    return city;
}

} // namespace kerb::test
