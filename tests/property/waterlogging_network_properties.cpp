// Whatever the records of a network say – loops, pipes laid backwards, no levels, no sizes, no way out –: what is taken
// is between nothing and what is offered, no element carries more than it can, and no litre is lost.
#include <algorithm>
#include <cmath>
#include <functional>

#include <kerb/waterlogging/storm_run.hpp>

#include "support/property.hpp"

using kerb::Inventory;
using kerb::Point;
using namespace kerb::waterlogging;

namespace {

int any(int low, int high) {
    return *rc::gen::inRange(low, high + 1);
}

double number(double low, double high) {
    return low + (high - low) * any(0, 1000) / 1000;
}

std::optional<double> perhaps(double low, double high) {
    return any(0, 3) == 0 ? std::nullopt : std::optional(number(low, high));
}

std::string node_key() {
    const int n = any(0, 9);
    return n < 7 ? "M" + std::to_string(n) : n == 7 ? "O" : n == 8 ? "P" : "nobody";
}

/// Seven manholes, an outfall, a pump station, and conduits between any two of them or none.
Inventory any_network() {
    Inventory city(kerb::Frame::from("EPSG:4547"));
    for (int i = 0; i < 7; ++i) {
        kerb::Manhole well;
        well.about.key = "M" + std::to_string(i);
        well.position = {number(0, 30), number(0, 30)};
        well.ground_m = perhaps(5, 9);
        city.manholes.push_back(well);
    }
    kerb::Outfall outfall;
    outfall.about.key = "O";
    city.outfalls = {outfall};
    kerb::PumpStation pump;
    pump.about.key = "P";
    pump.place = Point{3, 3};
    pump.capacity_m3s = perhaps(0, 0.5);
    pump.to = any(0, 1) == 0 ? node_key() : "";
    city.pump_stations = {pump};
    for (int i = any(0, 12); i > 0; --i) {
        kerb::Conduit conduit;
        conduit.about.key = "C" + std::to_string(i);
        conduit.from = node_key();
        conduit.to = node_key();
        conduit.diameter_m = perhaps(0, 1.2);
        conduit.length_m = perhaps(0, 100);
        conduit.invert_up_m = perhaps(2, 6);
        conduit.invert_down_m = perhaps(2, 6);
        conduit.course = {{{number(0, 30), number(0, 30)}, {number(0, 30), number(0, 30)}}};
        city.conduits.push_back(conduit);
    }
    for (int i = any(1, 6); i > 0; --i) {
        kerb::Inlet inlet;
        inlet.about.key = "I" + std::to_string(i);
        inlet.position = {number(0, 30), number(0, 30)};
        inlet.manhole = node_key();
        inlet.clogging = perhaps(0, 1);
        city.inlets.push_back(inlet);
    }
    return city;
}

kerb::Grid any_ground() {
    auto grid = kerb::Grid::filled(15, 15, {{0, 30}, 2, 2});
    std::generate(grid.values.begin(), grid.values.end(), [] { return static_cast<float>(number(5, 9)); });
    return grid;
}

} // namespace

TEST_CASE("A network takes between nothing and all of what is offered, whatever its records") {
    kerb::test::holds("shares", [] {
        const auto city = any_network();
        const auto tail = any(0, 1) == 0 ? std::nullopt : std::optional(number(1, 9));
        const DrainModel drains(
            city, DrainRules::builtin(), [](Point) { return std::optional(7.0); }, tail);
        auto state = drains.initial();
        for (int call = 0; call < 5; ++call) {
            std::vector<double> offered, surface;
            for (std::size_t i = 0; i < drains.inlets().size(); ++i) {
                offered.push_back(any(0, 2) == 0 ? 0 : number(0, 2));
                surface.push_back(any(0, 2) == 0 ? -INFINITY : number(5, 9));
            }
            const auto& shares = drains.share(offered, surface, state);
            RC_ASSERT(shares.share.size() == offered.size());
            double pumped = 0;
            for (std::size_t i = 0; i < offered.size(); ++i) {
                RC_ASSERT(shares.share[i] >= 0 && shares.share[i] <= 1);
                const auto node = drains.inlets()[i].node;
                const bool out = node != 0xffffffffU && drains.drained(node);
                RC_ASSERT(out || shares.share[i] == 0);
                RC_ASSERT(out || shares.limit[i].kind == DrainLimit::Kind::no_way_out);
                // What is held back has a name.
                RC_ASSERT(shares.share[i] > 0.998 || offered[i] == 0 || shares.limit[i].kind != DrainLimit::Kind::none);
                pumped += offered[i] * shares.share[i];
            }
            // Without an outfall in reach, all that gets away goes through the pump.
            const bool only_pump = std::none_of(city.conduits.begin(), city.conduits.end(),
                                                [](const auto& conduit) { return conduit.to == "O"; }) &&
                                   std::none_of(city.inlets.begin(), city.inlets.end(),
                                                [](const auto& inlet) { return inlet.manhole == "O"; }) &&
                                   city.pump_stations[0].to.empty();
            if (only_pump && city.pump_stations[0].capacity_m3s) {
                RC_ASSERT(pumped <= *city.pump_stations[0].capacity_m3s * (1 + 1e-9) + 1e-12);
            }
        }
        for (const auto& issue : drains.issues()) {
            RC_ASSERT(!issue.key.empty() && issue.located && issue.reason.starts_with("drains."));
        }
    });
}

TEST_CASE("With any network and culverts, water is neither lost nor made") {
    kerb::test::holds("balance", [] {
        const auto city = any_network();
        const auto ground = any_ground();
        const auto found = find_depressions(ground);
        const auto& rules = DrainRules::builtin();
        const DrainModel drains(city, rules, [&ground](Point p) { return value_at(ground, p); });
        auto placed = place_inlets(ground, found, drains, rules);
        for (int i = any(0, 3); i > 0 && found.tree.leaves > 0; --i) {
            Culvert culvert;
            for (std::size_t end = 0; end < 2; ++end) {
                const auto cell = static_cast<std::size_t>(any(0, 224));
                culvert.basin[end] = found.basin[cell];
                culvert.ground_m[end] = ground.values[cell];
            }
            culvert.conveyance_m3s = number(0, 3);
            culvert.length_m = number(1, 30);
            if (culvert.basin[0] != culvert.basin[1]) {
                placed.culverts.push_back(culvert);
            }
        }
        Rain rain;
        rain.excess_m.resize(1);
        for (int i = any(1, 8); i > 0; --i) {
            rain.length_s.push_back(number(30, 400));
            rain.fallen_m.push_back(any(0, 2) == 0 ? 0 : number(0, 0.2));
            rain.excess_m[0].push_back(rain.fallen_m.back());
        }
        const auto water = run_storm(found.tree, surfaces_of(found), rain, {}, &placed);
        RC_ASSERT(water.balance_error() < 1e-12);
        RC_ASSERT(water.drained >= 0 && water.ponded >= 0 && water.left_map >= 0);
        // Drains only lower water: no pond stands higher than without them, but where a culvert leads.
        if (placed.culverts.empty()) {
            const auto dry = run_storm(found.tree, surfaces_of(found), rain);
            for (std::size_t leaf = 1; leaf < water.highest_m.size(); ++leaf) {
                RC_ASSERT(water.highest_m[leaf] <= dry.highest_m[leaf] + 1e-9);
            }
        }
    });
}
