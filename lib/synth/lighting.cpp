#include <algorithm>
#include <array>
#include <cmath>

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
    Text owner = "路灯管理处";
    Text road_key = {}, circuit_key = {}, cabinet_key = {}; ///< shared by the lamps that name them
    std::size_t road_now = static_cast<std::size_t>(-1);

    void look_up(std::uint32_t number, std::size_t road);
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

// Lamps come in the order of their roads and circuits.
void Lamps::look_up(std::uint32_t number, std::size_t road) {
    if (road != road_now) {
        road_now = road;
        road_key = city.roads[road].about.key;
    }
    if (number % lamps_per_circuit == 0) {
        circuit_key = fmt::format("C-{:05}", number / lamps_per_circuit + 1);
    }
    if (number % (lamps_per_circuit * circuits_per_cabinet) == 0) {
        cabinet_key = fmt::format("K-{:05}", number / lamps_per_circuit / circuits_per_cabinet + 1);
    }
}

void Lamps::add(std::uint32_t number, std::size_t road, double chainage) {
    look_up(number, road);
    auto random = plan.stream(lamp, number);
    const auto& street = city.roads[road];
    const double side = (*street.width_m / 2 + 1) * (number % 2 == 0 ? 1 : -1) + random.uniform(-0.5, 0.5);
    Streetlight light;
    light.about.key = fmt::format("SL-{:07}", number + 1);
    light.about.status = Status::in_service;
    light.about.owner = owner;
    light.purpose = LightPurpose::functional;
    light.road = road_key;
    light.position = beside(street.centreline[0], chainage, side);
    const auto ring = number / lamps_per_circuit;
    light.circuit = circuit_key;
    light.cabinet = cabinet_key;
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

// A circuit is fed by a cabinet beside the first lamp of its first circuit; its current is that of its lamps.
void add_circuits(const Plan& plan, Inventory& city) {
    const auto lamps = static_cast<std::uint32_t>(city.streetlights.size());
    constexpr std::array<Phase, 3> phases = {Phase::a, Phase::b, Phase::c};
    std::size_t head = 0;
    for (std::uint32_t first = 0; first < lamps; first += lamps_per_circuit) {
        const auto& light = city.streetlights[first];
        const auto ring = first / lamps_per_circuit;
        double watts = 0;
        for (auto i = first; i < std::min(lamps, first + lamps_per_circuit); ++i) {
            for (int k = 0; k < *city.streetlights[i].luminaire_count; ++k) {
                watts += *city.luminaires[head++].power_w;
            }
        }
        Circuit made;
        made.about.key = light.circuit;
        made.about.status = Status::in_service;
        made.cabinet = light.cabinet;
        made.phase = phases[ring % 3];
        made.current_a = std::round(watts / (220 * 0.9) * 10) / 10;
        city.circuits.push_back(std::move(made));
        if (ring % circuits_per_cabinet == 0) {
            Cabinet box;
            box.about.key = light.cabinet;
            box.about.status = Status::in_service;
            box.position = {light.position.x + 1.5, light.position.y + 0.5};
            box.rating_kva = plan.stream(circuit, ring + (1ULL << 40)).below(2) == 0 ? 100 : 160;
            city.cabinets.push_back(std::move(box));
        }
    }
}

} // namespace kerb::synth
