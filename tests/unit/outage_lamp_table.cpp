// Lamps as rows: which count, and to what each belongs.
#include <algorithm>

#include <kerb/outage/lamp_index.hpp>
#include <kerb/outage/lamp_table.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

std::string key_of(const LampTable& table, Level level, std::size_t lamp) {
    const auto& groups = table.groups(level);
    return groups.of_lamp[lamp] == no_group ? "" : groups.keys[groups.of_lamp[lamp]];
}

} // namespace

TEST_CASE("Poles belong to road, class, circuit, cabinet and district") {
    auto city = test::lamp_scene(4, 3, 2);
    city.streetlights[5].circuit = "";
    city.streetlights[5].cabinet = "K9";
    const auto table = lamp_table(city);
    REQUIRE(table.size() == 12);
    CHECK(table.keys[4] == "L1-01");
    CHECK(key_of(table, Level::road, 4) == "R1");
    CHECK(key_of(table, Level::road_class, 4) == "local");
    CHECK(key_of(table, Level::circuit, 4) == "C1");
    CHECK(key_of(table, Level::cabinet, 4) == "K0"); // the circuit's
    CHECK(key_of(table, Level::cabinet, 5) == "K9"); // without one the pole's own
    CHECK(key_of(table, Level::circuit, 5).empty());
    CHECK(key_of(table, Level::district, 4) == "D0");
    CHECK(key_of(table, Level::district, 6) == "D1");
    CHECK(key_of(table, Level::type, 4) == "mixed");
    CHECK(table.groups(Level::road).names_zh[1] == "1路");
    CHECK(table.along[3] < table.along[4]);
}

TEST_CASE("Heads are rows of their own, with their own kind and circuit") {
    auto city = test::lamp_scene(2, 2, 2);
    city.luminaires[1].circuit = "C1";
    city.luminaires[3].pole = "nowhere";
    const auto table = lamp_table(city, {.unit = LampUnit::head});
    CHECK(table.size() == 7);
    CHECK(table.left_out.at("lamp.no_pole") == 1);
    CHECK(key_of(table, Level::circuit, 0) == "C0");
    CHECK(key_of(table, Level::circuit, 1) == "C1");
    CHECK(key_of(table, Level::type, 0) == "LED");
    CHECK(key_of(table, Level::type, 1) == "HPS");
}

TEST_CASE("What is not in service or of the other purpose is left out and told") {
    auto city = test::lamp_scene(1, 6);
    city.streetlights[0].about.status = Status::planned;
    city.streetlights[1].about.status = Status::removed;
    city.streetlights[2].about.status = Status::out_of_service;
    city.streetlights[3].purpose = LightPurpose::landscape;
    city.streetlights[5].about.key = city.streetlights[4].about.key;
    const auto table = lamp_table(city);
    CHECK(table.size() == 1);
    CHECK(table.left_out.at("lamp.not_in_service") == 3);
    CHECK(table.left_out.at("lamp.other_purpose") == 1);
    CHECK(table.left_out.at("lamp.repeated") == 1);
    const auto landscape = lamp_table(city, {.landscape = true});
    CHECK(landscape.keys == std::vector<std::string>{"L0-03"});
}

TEST_CASE("A pole without a road in its record stands on the nearest, one without a zone in the district it names") {
    auto city = test::lamp_scene(2, 2);
    city.streetlights[3].road = "";
    city.zones.clear();
    city.streetlights[3].about.district = "东区";
    const auto table = lamp_table(city);
    CHECK(key_of(table, Level::road, 3) == "R1");
    CHECK(key_of(table, Level::district, 3) == "东区");
    CHECK(key_of(table, Level::district, 0).empty());
}

TEST_CASE("A record may name a lamp, a pole, a head, a circuit, a cabinet or a controller") {
    auto city = test::lamp_scene(4, 3, 2);
    city.luminaires[2].telemetry = "NODE-7";
    Cabinet cabinet;
    cabinet.about.key = "K1";
    cabinet.telemetry = "RTU-1";
    city.cabinets.push_back(cabinet);
    const auto poles = lamp_table(city);
    const LampIndex of_poles(city, poles);
    CHECK(of_poles.find("L0-01").named == Named::lamp);
    CHECK(of_poles.find("L0-01-2").named == Named::head);
    CHECK(of_poles.find("L0-01-2").lamps[0] == 1);
    CHECK(of_poles.find("NODE-7").lamps[0] == 1);
    CHECK(of_poles.find("C2").lamps.size() == 3);
    CHECK(of_poles.find("RTU-1").lamps.size() == 6);
    CHECK(of_poles.find("nobody").named == Named::nothing);
    CHECK(of_poles.other_asset("R1"));
    CHECK(!of_poles.other_asset("nobody"));
    const auto heads = lamp_table(city, {.unit = LampUnit::head});
    const LampIndex of_heads(city, heads);
    CHECK(of_heads.find("L0-01").named == Named::pole);
    CHECK(of_heads.find("L0-01").lamps.size() == 2);
    CHECK(of_heads.find("L0-01-2").named == Named::lamp);
}
