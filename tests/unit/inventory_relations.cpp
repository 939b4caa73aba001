// Which record names which, and what lies where.
#include <kerb/inventory/containment.hpp>
#include <kerb/inventory/drain_network.hpp>
#include <kerb/inventory/relations.hpp>

#include "support/test.hpp"

using kerb::Inventory;
using kerb::Link;
using kerb::no_asset;
using kerb::NodeClass;
using State = kerb::Link::State;

namespace {

Inventory empty_city() {
    return Inventory(kerb::Frame::from("EPSG:4547"));
}

template <class Asset>
Asset& add(std::vector<Asset>& assets, const std::string& key) {
    assets.emplace_back().about.key = key;
    return assets.back();
}

kerb::MultiPolygon square(double x, double y, double size) {
    return {{{{x, y}, {x + size, y}, {x + size, y + size}, {x, y + size}, {x, y}}, {}}};
}

void add_zone(Inventory& city, const std::string& key, const std::string& kind, double x, double size = 10) {
    auto& zone = add(city.zones, key);
    zone.kind = kind;
    zone.area = square(x, 0, size);
}

void add_road(Inventory& city, const std::string& key, kerb::Points line, std::optional<double> width = {}) {
    auto& road = add(city.roads, key);
    road.centreline = {std::move(line)};
    road.width_m = width;
}

kerb::Conduit& add_conduit(Inventory& city, const std::string& key, const std::string& from, const std::string& to) {
    auto& conduit = add(city.conduits, key);
    conduit.from = from;
    conduit.to = to;
    return conduit;
}

} // namespace

TEST_CASE("A key finds the first record that has it, and an empty key none") {
    std::vector<kerb::Cabinet> cabinets;
    CHECK(kerb::KeyIndex(cabinets).find("a") == no_asset);
    for (const auto* key : {"a", "", "b", "a"}) {
        add(cabinets, key);
    }
    const kerb::KeyIndex index(cabinets);
    CHECK(index.find("a") == 0);
    CHECK(index.find("b") == 2);
    CHECK(index.find("") == no_asset);
    CHECK(index.find("c") == no_asset);
    std::vector<kerb::Cabinet> many;
    for (int i = 0; i < 5000; ++i) {
        add(many, std::to_string(i * 7));
    }
    const kerb::KeyIndex large(many);
    for (std::uint32_t i = 0; i < many.size(); ++i) {
        REQUIRE(large.find(many[i].about.key) == i);
        REQUIRE(large.find(std::to_string(i * 7 + 1)) == no_asset);
    }
}

TEST_CASE("Lamps are followed to their cabinets") {
    auto city = empty_city();
    add(city.cabinets, "K1");
    add(city.cabinets, "K2");
    add(city.circuits, "C1").cabinet = "K1";
    add(city.circuits, "C2");
    add(city.circuits, "C3").cabinet = "K9";
    for (const auto& [key, circuit, cabinet] :
         {std::array{"P0", "C1", "K2"}, {"P1", "C2", "K2"}, {"P2", "", "K2"}, {"P3", "C9", ""}, {"P4", "C3", "K8"}}) {
        auto& pole = add(city.streetlights, key);
        pole.circuit = circuit;
        pole.cabinet = cabinet;
    }
    for (const auto& [pole, circuit] : {std::array{"P0", ""}, {"P0", "C2"}, {"P9", ""}, {"", ""}, {"P3", "C7"}}) {
        auto& luminaire = add(city.luminaires, "L");
        luminaire.pole = pole;
        luminaire.circuit = circuit;
    }
    const auto found = [](std::uint32_t at) { return Link{at, State::found}; };
    const Link silent{}, broken{no_asset, State::broken};
    const auto all = kerb::resolve_lighting(city, kerb::Threads(1));
    CHECK(all.circuit_cabinet == std::vector{found(0), silent, broken});
    CHECK(all.pole_circuit == std::vector{found(0), found(1), silent, broken, found(2)});
    CHECK(all.pole_cabinet == std::vector{found(0), found(1), found(1), silent, broken});
    CHECK(all.luminaire_pole == std::vector{found(0), found(0), broken, silent, found(3)});
    CHECK(all.luminaire_circuit == std::vector{found(0), found(1), silent, silent, broken});
}

TEST_CASE("The nearest road is that of the nearest carriageway") {
    auto city = empty_city();
    CHECK(kerb::nearest_roads(city, 10).empty());
    for (const double y : {0.0, 9.0, 14.0, 30.0, 100.0}) {
        add(city.streetlights, "").position = {50, y};
    }
    CHECK(kerb::nearest_roads(city, 10)[0].road == no_asset);
    add_road(city, "lane", {{0, 0}, {50, 0}, {100, 0}});
    add_road(city, "avenue", {{0, 20}, {100, 20}}, 12);
    add_road(city, "again", {{0, 20}, {100, 20}}, 12);
    add_road(city, "mistake", {{0, 5000}, {100, 5000}}, 12000);
    add_road(city, "planned", {{0, 99}, {100, 99}});
    city.roads.back().about.status = kerb::Status::planned;
    const auto nearest = kerb::nearest_roads(city, 10);
    CHECK(nearest[0] == kerb::NearestRoad{0, 0, 0});
    CHECK(nearest[1] == kerb::NearestRoad{1, 5, 11}); // 9 m from the lane
    CHECK(nearest[2] == kerb::NearestRoad{1, 0, 6});
    CHECK(nearest[3] == kerb::NearestRoad{1, 4, 10});
    CHECK(nearest[4].road == no_asset);
    CHECK(kerb::nearest_roads(city, 80)[4] == kerb::NearestRoad{1, 74, 80});
    CHECK(kerb::nearest_roads(city, 4)[3].road == 1);
    CHECK(kerb::nearest_roads(city, 3.999)[3].road == no_asset);
}

TEST_CASE("Water is followed from inlet to outfall") {
    auto city = empty_city();
    for (const auto* key : {"M1", "M2", "M3", "M4", "X"}) {
        add(city.manholes, key);
    }
    add(city.outfalls, "O1");
    add(city.outfalls, "X");
    add(city.pump_stations, "P1").to = "M4";
    add(city.storages, "S1");
    add(city.inlets, "M1").manhole = "M1"; // inlets have numbers of their own
    add(city.inlets, "I2").manhole = "M9";
    add(city.inlets, "tapped").conduit = "b";
    add_conduit(city, "a", "M1", "M2");
    add_conduit(city, "b", "M2", "O1");
    add_conduit(city, "c", "I2", "M3");
    add_conduit(city, "d", "M3", "");
    add_conduit(city, "e", "X", "S1");
    add_conduit(city, "f", "M4", "M9");
    add_conduit(city, "g", "M3", "O1").about.status = kerb::Status::planned;
    add(city.catchments, "Z").outlet = "M3";
    const auto network = kerb::drain_network(city);
    REQUIRE(network.size() == 12);
    const auto node = [&](NodeClass what, std::uint32_t position) { return network.node(what, position); };
    for (std::uint32_t n = 0; n < network.size(); ++n) {
        CHECK(network.node(network.class_of(n), network.position_of(n)) == n);
    }
    CHECK(kerb::key_of(city, network, node(NodeClass::storage, 0)) == "S1");
    CHECK(network.conduit_from[2] == Link{node(NodeClass::inlet, 1), State::found});
    CHECK(network.conduit_from[4] == Link{4, State::ambiguous});
    CHECK(network.conduit_to[3] == Link{});
    CHECK(network.conduit_to[5] == Link{no_asset, State::broken});
    CHECK(network.inlet_to[0] == Link{0, State::found});
    CHECK(network.catchment_to[0] == Link{2, State::found});
    CHECK(network.inlet_conduit[2] == Link{1, State::found});
    CHECK(network.edges.size() == 7); // a b c e, the pump, two inlets
    CHECK(network.edges.back().to == network.node(NodeClass::outfall, 0));
    CHECK(network.leaving(0).size() == 1);
    CHECK(network.leaving(2).empty());
    CHECK(kerb::cycles(network).empty());
    const auto ends = kerb::flow_ends(network);
    CHECK(ends.arrives == std::vector<std::uint8_t>{1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1});
    CHECK(ends.stop[2] == 2);
    CHECK(ends.stop[node(NodeClass::inlet, 1)] == 2);
    CHECK(ends.stop[0] == no_asset);
    CHECK(kerb::isolated_nodes(city, network) ==
          std::vector<std::uint32_t>{node(NodeClass::outfall, 1), node(NodeClass::pump_station, 0)});
}

TEST_CASE("Circles of water are found, however long") {
    auto city = empty_city();
    const int count = 200000;
    for (int i = 0; i < count; ++i) {
        add(city.manholes, "M" + std::to_string(i));
        add_conduit(city, "", "M" + std::to_string(i), "M" + std::to_string(i + 1));
    }
    add(city.manholes, "M" + std::to_string(count));
    CHECK(kerb::cycles(kerb::drain_network(city)).empty());
    add_conduit(city, "", "M" + std::to_string(count), "M3");
    add_conduit(city, "", "M1", "M1");
    const auto network = kerb::drain_network(city);
    const auto circles = kerb::cycles(network);
    REQUIRE(circles.size() == 2);
    CHECK(circles[0] == std::vector<std::uint32_t>{1});
    CHECK(circles[1].size() == count - 2);
    const auto ends = kerb::flow_ends(network);
    CHECK(ends.stop[2] == 3);
    CHECK(ends.arrives[2] == 0);
}

TEST_CASE("Two circles that share a node are one, two that follow each other are two") {
    auto city = empty_city();
    for (const auto* key : {"a", "b", "c", "d", "e"}) {
        add(city.manholes, key);
    }
    for (const auto& [from, to] :
         {std::pair("e", "d"), {"d", "e"}, {"d", "a"}, {"a", "b"}, {"b", "a"}, {"b", "c"}, {"c", "b"}}) {
        add_conduit(city, "", from, to);
    }
    using Circles = std::vector<std::vector<std::uint32_t>>;
    CHECK(kerb::cycles(kerb::drain_network(city)) == Circles{{0, 1, 2}, {3, 4}});
}

TEST_CASE("Assets lie in the zone of the lowest key where several hold them") {
    auto city = empty_city();
    add_zone(city, "B", "grid", 0);
    add_zone(city, "A", "grid", 10);
    add_zone(city, "C", "grid", 20);
    add_zone(city, "D", "district", 0, 100);
    add_zone(city, "0", "grid", 20); // same place as C, lower key
    city.zones.back().area = square(25, 0, 10);
    for (const double x : {5.0, 10.0, 10 - 5e-7, 15.0, 27.0, 50.0, -1.0}) {
        add(city.streetlights, "").position = {x, 5};
    }
    add_road(city, "mostly B", {{4, 5}, {12, 5}});
    add_road(city, "as much", {{5, 5}, {15, 5}});
    add_road(city, "mostly nowhere", {{-50, 5}, {1, 5}});
    add_road(city, "nowhere", {{-50, 5}, {-1, 5}});
    add_road(city, "on the border", {{10, 1}, {10, 9}});
    add(city.green_spaces, "").area = square(11, 1, 3);
    add(city.toilets, "").place = kerb::Point{22, 5};
    add(city.toilets, "");
    add(city.events, "");
    const auto all = kerb::containment(city, {"grid", "district", "street"});
    REQUIRE(all.size() == 3);
    using Zones = std::vector<std::uint32_t>;
    const auto of = [&](std::size_t kind, const auto& assets) {
        std::size_t c = 0;
        Zones zones;
        kerb::for_each_class(city, [&](const auto& list) {
            if (static_cast<const void*>(&list) == &assets) {
                zones = all[kind].zone_of[c];
            }
            ++c;
        });
        return zones;
    };
    CHECK(of(0, city.streetlights) == Zones{0, 1, 1, 1, 4, no_asset, no_asset});
    CHECK(of(1, city.streetlights) == Zones{3, 3, 3, 3, 3, 3, no_asset});
    CHECK(of(2, city.streetlights) == Zones(7, no_asset));
    CHECK(of(0, city.roads) == Zones{0, 1, 0, no_asset, 1});
    CHECK(of(0, city.green_spaces) == Zones{1});
    CHECK(of(0, city.toilets) == Zones{2, no_asset});
    CHECK(of(0, city.events).empty());
}
