#include <algorithm>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr std::uint32_t lamps_per_circuit = 60, circuits_per_cabinet = 8;

struct Lamps {
    const Plan& plan;
    Inventory& city;
    Truth& truth;

    void add_heads(const Streetlight& light, RandomStream& random);
    void add(std::uint32_t number, std::size_t road, double chainage);
};

void Lamps::add_heads(const Streetlight& light, RandomStream& random) {
    for (int i = 0; i < *light.luminaire_count; ++i) {
        Luminaire head;
        head.about.key = fmt::format("{}-{}", light.about.key, i + 1);
        head.pole = light.about.key;
        head.source_type = random.uniform() < 0.7 ? LightSource::led : LightSource::hps;
        head.power_w = head.source_type == LightSource::led ? 120 : 250;
        head.state = light.state;
        truth.luminaires_out += head.state == LightState::out ? 1 : 0;
        city.luminaires.push_back(std::move(head));
    }
}

void Lamps::add(std::uint32_t number, std::size_t road, double chainage) {
    auto random = plan.stream(lamp, number);
    const auto& street = city.roads[road];
    const double side = (*street.width_m / 2 + 1) * (number % 2 == 0 ? 1 : -1) + random.uniform(-0.5, 0.5);
    Streetlight light;
    light.about.key = fmt::format("SL-{:07}", number + 1);
    light.about.status = Status::in_service;
    light.position = beside(street.centreline[0], chainage, side);
    const auto ring = number / lamps_per_circuit;
    light.circuit = fmt::format("C-{:05}", ring + 1);
    light.cabinet = fmt::format("K-{:05}", ring / circuits_per_cabinet + 1);
    const bool main = street.road_class == RoadClass::arterial || street.road_class == RoadClass::expressway;
    light.height_m = main ? 12 : 8;
    light.luminaire_count = main ? 2 : 1;
    const bool circuit_out = plan.stream(circuit, ring).uniform() < 0.01;
    light.state = circuit_out || random.uniform() < 0.0404 ? LightState::out : LightState::working;
    if (circuit_out && number % lamps_per_circuit == 0) {
        truth.circuits_out.push_back(light.circuit);
    }
    truth.streetlights_out += light.state == LightState::out ? 1 : 0;
    add_heads(light, random);
    city.streetlights.push_back(std::move(light));
}

} // namespace

// Lamps stand at even steps of the lit length, all lit roads laid end to end, so their number is exact.
void add_lighting(const Plan& plan, Inventory& city, Truth& truth) {
    Lamps lamps = {plan, city, truth};
    const auto wanted = plan.scale.lamps;
    std::vector<double> lengths(city.roads.size());
    double lit = 0;
    for (std::size_t i = 0; i < city.roads.size(); ++i) {
        lengths[i] = plan.dark[i] != 0 ? 0 : length(city.roads[i].centreline);
        lit += lengths[i];
    }
    const double step = lit / wanted;
    std::uint32_t number = 0;
    double before = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < city.roads.size(); ++i) {
        last = lengths[i] > 0 ? i : last;
        for (; number < wanted && (number + 0.5) * step < before + lengths[i]; ++number) {
            lamps.add(number, i, (number + 0.5) * step - before);
        }
        before += lengths[i];
    }
    for (; number < wanted; ++number) {
        lamps.add(number, last, lengths[last]);
    }
}

} // namespace kerb::synth
