// A few roads of lamps: pole i of road r stands at (100 r, 30 i) on circuit C<r>, in district D<r / 2>.
#pragma once

#include <string>

#include <fmt/format.h>

#include <kerb/inventory/inventory.hpp>

namespace test {

inline kerb::Polygon lamp_square(double x, double width) {
    return {{{x, -50}, {x + width, -50}, {x + width, 5000}, {x, 5000}, {x, -50}}, {}};
}

/// \param heads on each pole
inline kerb::Inventory lamp_scene(int roads, int poles, int heads = 0) {
    using namespace kerb;
    Inventory city(Frame::from("EPSG:4547"));
    for (int r = 0; r < roads; ++r) {
        Road road;
        road.about.key = fmt::format("R{}", r);
        road.about.name_zh = fmt::format("{}路", r);
        road.centreline = {{{100.0 * r, 0}, {100.0 * r, 30.0 * poles}}};
        road.road_class = r % 2 == 0 ? RoadClass::arterial : RoadClass::local;
        city.roads.push_back(road);
        Circuit circuit;
        circuit.about.key = fmt::format("C{}", r);
        circuit.cabinet = fmt::format("K{}", r / 2);
        circuit.current_a = 10;
        city.circuits.push_back(circuit);
        for (int i = 0; i < poles; ++i) {
            Streetlight pole;
            pole.about.key = fmt::format("L{}-{:02}", r, i);
            pole.position = {100.0 * r + 5, 30.0 * i};
            pole.road = road.about.key;
            pole.circuit = circuit.about.key;
            for (int h = 0; h < heads; ++h) {
                Luminaire head;
                head.about.key = fmt::format("{}-{}", pole.about.key, h + 1);
                head.pole = pole.about.key;
                head.source_type = h == 0 ? LightSource::led : LightSource::hps;
                city.luminaires.push_back(head);
            }
            city.streetlights.push_back(std::move(pole));
        }
    }
    for (int d = 0; d < (roads + 1) / 2; ++d) {
        Zone zone;
        zone.about.key = fmt::format("D{}", d);
        zone.kind = "district";
        zone.area = {lamp_square(200.0 * d - 50, 200)};
        city.zones.push_back(zone);
    }
    return city;
}

inline void look_at(kerb::Inventory& city, const std::string& asset, const std::string& result,
                    const std::string& time = "2024-11-19T20:00", const std::string& round = "r1") {
    kerb::Inspection look;
    look.about.key = fmt::format("I{}", city.inspections.size());
    look.asset = asset;
    look.result = result;
    look.round = round;
    look.time = kerb::parse_moment(time);
    city.inspections.push_back(std::move(look));
}

} // namespace test
