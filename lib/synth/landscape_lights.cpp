#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>

#include "parts.hpp"

namespace kerb::synth {
namespace {

constexpr double clear_of_roads_m = 36; // farther than a lamp lights a road
constexpr double bend_most_m = 7, widest_ring_m = 10, least_ring_m = 4;
constexpr std::uint32_t lamps_per_place = 8;

/// Distance from the lines of the streets around a block to a place in it, whatever their bends.
double room_at(const Plan& plan, std::uint32_t block, Point p) {
    const auto column = block % (plan.scale.nodes - 1), row = block / (plan.scale.nodes - 1);
    const std::array<Point, 4> nodes = {plan.node_at(column, row), plan.node_at(column + 1, row),
                                        plan.node_at(column + 1, row + 1), plan.node_at(column, row + 1)};
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < 4; ++i) {
        least = std::min(least, distance_to_segment(p, nodes[i], nodes[(i + 1) % 4]));
    }
    return least - bend_most_m;
}

/// A ring of lamps on a circuit and a cabinet of their own.
class Rings {
public:
    Rings(const Plan& plan, Inventory& city, Truth& truth) : plan_(plan), city_(city), truth_(truth) {}

    void add(Point centre, double radius) {
        ++number_;
        const Text circuit = fmt::format("LC-{:05}", number_), cabinet = fmt::format("LK-{:05}", number_);
        for (std::uint32_t i = 0; i < lamps_per_place; ++i) {
            const double turn = 2 * std::numbers::pi * i / lamps_per_place;
            add_lamp({centre.x + radius * std::cos(turn), centre.y + radius * std::sin(turn)}, circuit, cabinet);
        }
        Circuit made;
        made.about.key = circuit.str();
        made.about.status = Status::in_service;
        made.cabinet = cabinet;
        made.phase = Phase::a;
        city_.circuits.push_back(std::move(made));
        Cabinet box;
        box.about.key = cabinet.str();
        box.about.status = Status::in_service;
        box.position = {centre.x + 0.5, centre.y};
        box.rating_kva = 30;
        city_.cabinets.push_back(std::move(box));
    }

private:
    void add_lamp(Point place, const Text& circuit, const Text& cabinet) {
        auto& told = truth_.systems;
        auto random = plan_.stream(landscape, static_cast<std::uint64_t>(told.landscape_lamps));
        Streetlight light;
        light.about.key = fmt::format("LL-{:06}", ++told.landscape_lamps);
        light.about.status = Status::in_service;
        light.about.owner = owner_;
        light.position = place;
        light.height_m = 3.5;
        light.circuit = circuit;
        light.cabinet = cabinet;
        light.purpose = LightPurpose::landscape;
        light.state = random.uniform() < 0.08 ? LightState::out : LightState::working;
        if (light.state == LightState::out) {
            told.landscape_out.push_back(light.about.key);
        }
        city_.streetlights.push_back(std::move(light));
    }

    const Plan& plan_;
    Inventory& city_;
    Truth& truth_;
    std::uint32_t number_ = 0;
    Text owner_ = "景观照明管理所";
};

} // namespace

// Where a square or a comprehensive park of one block has room for a ring that lights no street.
void add_landscape_lights(const Plan& plan, Inventory& city, Truth& truth) {
    Rings rings(plan, city, truth);
    for (const auto& green : city.green_spaces) {
        const bool square = green.green_class == GreenClass::g3, park = green.green_class == GreenClass::g11;
        if ((!square && !park) || green.area.size() != 1) {
            continue;
        }
        const auto centre = bounds(green.area).centre();
        const auto block = plan.block_at(centre);
        const double radius = block ? std::min(room_at(plan, *block, centre) - clear_of_roads_m, widest_ring_m) : 0;
        if (radius >= least_ring_m) {
            rings.add(centre, radius);
        }
    }
}

} // namespace kerb::synth
