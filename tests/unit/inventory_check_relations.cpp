// Every rule about relations, roads and drainage: what is planted is found, and nothing else.
#include <kerb/inventory/check.hpp>

#include "support/test.hpp"

using kerb::Inventory;
using kerb::MultiPolygon;
using kerb::Points;
using kerb::Status;

namespace {

Inventory empty_city() {
    return Inventory(kerb::Frame::from("EPSG:4547"));
}

template <class Asset>
Asset& add(std::vector<Asset>& assets, const std::string& key) {
    assets.emplace_back().about.key = key;
    return assets.back();
}

/// `layer:key` of what one rule finds; every text is rendered whole, and threads change nothing.
std::string found(const Inventory& city, const std::string& rule, std::int64_t looked_at = -1) {
    std::string text;
    for (const int threads : {1, 2, 4}) {
        const auto result = kerb::check(city, kerb::CheckRules::builtin(),
                                        {.only = {rule}, .today = {}, .threads = kerb::Threads(threads)});
        std::string keys;
        for (const auto& issue : result.issues) {
            keys += issue.layer + ':' + issue.key + ' ';
            CHECK(issue.reason == rule);
            for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
                const auto sentence = kerb::render(issue.message, language);
                CAPTURE(sentence);
                CHECK(sentence.rfind(issue.message.code, 0) != 0);
            }
        }
        for (const auto& outcome : result.outcomes) {
            if (outcome.rule == rule) {
                CHECK(outcome.found == static_cast<std::int64_t>(result.issues.size()));
                keys += outcome.not_run;
                if (looked_at >= 0) {
                    CHECK(outcome.looked_at == looked_at);
                }
            }
        }
        CHECK((threads == 1 || keys == text));
        text = keys;
    }
    for (const auto* part : {".title", ".found", ".hint"}) {
        for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
            CHECK(kerb::has_text("rule." + rule + part, language));
        }
    }
    return text;
}

std::string argument(const Inventory& city, const std::string& rule, const std::string& name) {
    const auto result = kerb::check(city, kerb::CheckRules::builtin(), {.only = {rule}, .today = {}});
    for (const auto& [key, value] : result.issues.at(0).message.arguments) {
        if (key == name) {
            return std::get<std::string>(value);
        }
    }
    return "no argument " + name;
}

kerb::Conduit& add_conduit(Inventory& city, const std::string& key, const std::string& from, const std::string& to,
                           double diameter = 0.6) {
    auto& conduit = add(city.conduits, key);
    conduit.from = from;
    conduit.to = to;
    conduit.system = kerb::DrainSystem::storm;
    conduit.diameter_m = diameter;
    conduit.invert_up_m = 10;
    conduit.invert_down_m = 9.9;
    return conduit;
}

/// M1 → M2 → M3 → O along the x axis, an inlet at M1: nothing is wrong.
Inventory drained_city() {
    auto city = empty_city();
    for (int i = 0; i < 3; ++i) {
        auto& manhole = add(city.manholes, "M" + std::to_string(i + 1));
        manhole.position = {i * 50.0, 0};
        manhole.system = kerb::DrainSystem::storm;
    }
    add(city.outfalls, "O").position = {150, 0};
    add(city.inlets, "I").manhole = "M1";
    int i = 0;
    for (const auto& [from, to] : {std::pair("M1", "M2"), {"M2", "M3"}, {"M3", "O"}}) {
        add_conduit(city, "C" + std::to_string(i + 1), from, to).course = {{{i * 50.0, 0}, {i * 50.0 + 50, 0}}};
        ++i;
    }
    return city;
}

const char* const drainage_rules[] = {"relation.dangling",          "relation.cycle",    "conduit.adverse_slope",
                                      "conduit.smaller_downstream", "conduit.no_invert", "conduit.reversed",
                                      "conduit.off_node",           "conduit.no_outlet", "manhole.isolated",
                                      "inlet.unconnected"};

void add_light(Inventory& city, const std::string& key, double x, double y) {
    add(city.streetlights, key).position = {x, y};
}

kerb::Road& add_road(Inventory& city, const std::string& key, const std::string& name, Points line) {
    auto& road = add(city.roads, key);
    road.about.name_zh = name;
    road.centreline = {std::move(line)};
    return road;
}

} // namespace

TEST_CASE("Nothing is wrong with a sound network, and rules say when there is nothing to look at") {
    const auto sound = drained_city();
    for (const auto* rule : drainage_rules) {
        CAPTURE(rule);
        CHECK(found(sound, rule).empty());
    }
    const auto none = empty_city();
    for (const auto* rule : drainage_rules) {
        CAPTURE(rule);
        CHECK(found(none, rule) == (std::string(rule) == "relation.dangling" ? "" : "check.no_layer"));
    }
    for (const auto* rule : {"relation.count", "light.off_road", "light.too_close", "road.carriageway_pair"}) {
        CAPTURE(rule);
        CHECK(found(none, rule) == "check.no_layer");
    }
}

TEST_CASE("Keys that name nothing are found in every class") {
    auto city = drained_city();
    add(city.roads, "R");
    add(city.road_areas, "good").road = "R";
    add(city.road_areas, "bad").road = "R9";
    add(city.bridges, "bad").road = "R9";
    add(city.cabinets, "K");
    add(city.circuits, "C").cabinet = "K";
    add(city.circuits, "bad").cabinet = "K9";
    add(city.streetlights, "silent");
    auto& light = add(city.streetlights, "L");
    light.circuit = "C";
    light.cabinet = "K";
    light.road = "R";
    auto& wrong = add(city.streetlights, "bad");
    wrong.circuit = "C9";
    wrong.cabinet = "K9";
    wrong.road = "R9";
    auto& worse = add(city.streetlights, "worse");
    worse.circuit = "C";
    worse.cabinet = "K9";
    add(city.luminaires, "good").pole = "L";
    add(city.luminaires, "bad").pole = "L9";
    add(city.luminaires, "bad circuit").circuit = "C9";
    add(city.inlets, "bad").manhole = "M9";
    add(city.inlets, "tapped").conduit = "open";
    add(city.inlets, "tapped nowhere").conduit = "M1";
    add_conduit(city, "bad", "M1", "M9");
    add_conduit(city, "open", "M1", "");
    add(city.pump_stations, "bad").to = "M9";
    add(city.catchments, "good").outlet = "M2";
    add(city.catchments, "bad").outlet = "M9";
    add(city.projects, "P");
    add(city.milestones, "good").project = "P";
    add(city.milestones, "bad").project = "P9";
    for (const auto* key : {"L", "M1", "P", ""}) {
        add(city.cases, "good").asset = key;
        add(city.events, "good").asset = key;
        add(city.readings, "good").asset = key;
        add(city.inspections, "good").asset = key;
    }
    add(city.cases, "bad").asset = "X9";
    add(city.events, "bad").asset = "X9";
    add(city.events, "bad too").asset = "X9";
    add(city.readings, "bad").asset = "good8";
    add(city.inspections, "bad").asset = "X8";
    add(city.zones, "Z");
    add(city.zones, "good").parent = "Z";
    add(city.zones, "bad").parent = "Z9";
    CHECK(found(city, "relation.dangling") ==
          "road_areas:bad bridges:bad streetlights:bad streetlights:bad streetlights:bad streetlights:worse "
          "luminaires:bad luminaires:bad circuit circuits:bad inlets:bad inlets:tapped nowhere conduits:bad "
          "pump_stations:bad "
          "catchments:bad cases:bad events:bad events:bad too readings:bad inspections:bad milestones:bad zones:bad ");
    CHECK(argument(city, "relation.dangling", "field") == "road");
}

TEST_CASE("A layer that is missing is told once, not for each record that names it") {
    auto city = empty_city();
    for (int i = 0; i < 5; ++i) {
        add(city.streetlights, "L" + std::to_string(i)).circuit = "C1";
    }
    CHECK(found(city, "relation.dangling", 0) == "streetlights: ");
    add(city.circuits, "C1");
    CHECK(found(city, "relation.dangling", 5).empty());
}

TEST_CASE("A node's key that two classes have is told") {
    auto city = drained_city();
    add(city.pump_stations, "M3");
    CHECK(found(city, "relation.dangling") == "conduits:C2 conduits:C3 ");
    add(city.inlets, "M2").manhole = "M2"; // inlets are counted apart
    CHECK(found(city, "relation.dangling") == "conduits:C2 conduits:C3 ");
}

TEST_CASE("Circles of pipes, pumps and zones are found once each") {
    auto city = drained_city();
    for (const auto& [key, parent] : {std::pair("A", "B"), {"B", "C"}, {"C", "A"}, {"D", "A"}, {"E", ""}, {"F", "F"}}) {
        add(city.zones, key).parent = parent;
    }
    add(city.pump_stations, "P").to = "M3";
    CHECK(found(city, "relation.cycle", 3 + 1 + 5) == "zones:A zones:F ");
    add_conduit(city, "up", "M3", "P");
    add_conduit(city, "loop", "M1", "M1");
    CHECK(found(city, "relation.cycle") == "conduits:up conduits:loop zones:A zones:F ");
    city.conduits[3].about.status = Status::planned;
    CHECK(found(city, "relation.cycle") == "conduits:loop zones:A zones:F ");
}

TEST_CASE("Luminaires are counted against what the pole says") {
    auto city = empty_city();
    for (const auto& [key, said] : {std::pair("two", 2), {"one", 1}, {"none", 1}, {"two", 2}}) {
        add(city.streetlights, key).luminaire_count = said;
    }
    add(city.streetlights, "silent");
    add(city.streetlights, "gone").luminaire_count = 3;
    city.streetlights.back().about.status = Status::removed;
    for (const auto* pole : {"two", "one", "silent", "two", "one", "nowhere"}) {
        add(city.luminaires, "").pole = pole;
    }
    CHECK(found(city, "relation.count", 3) == "streetlights:one streetlights:none ");
    city.luminaires[4].about.status = Status::removed;
    CHECK(found(city, "relation.count", 3) == "streetlights:none ");
}

TEST_CASE("Lamps are held against the edge of the carriageway") {
    auto city = empty_city();
    add_road(city, "narrow", "", {{0, 0}, {1000, 0}});
    add_road(city, "wide", "", {{0, 500}, {1000, 500}}).width_m = 40;
    for (const auto& [key, y] : {std::pair("on", 0.0),
                                 {"at 15", 15.0},
                                 {"at 16", 16.0},
                                 {"35 of wide", 465.0},
                                 {"36 of wide", 464.0},
                                 {"far", 1500.0}}) {
        add_light(city, key, 300, y);
    }
    for (const auto purpose : {kerb::LightPurpose::landscape, kerb::LightPurpose::functional}) {
        add_light(city, purpose == kerb::LightPurpose::landscape ? "park" : "street", 300, 100);
        city.streetlights.back().purpose = purpose;
    }
    CHECK(found(city, "light.off_road", 7) ==
          "streetlights:at 16 streetlights:36 of wide streetlights:far streetlights:street ");
    CHECK(argument(city, "light.off_road", "distance") == "16.0");
}

TEST_CASE("Poles too close are told once, on the later one") {
    auto city = empty_city();
    add_light(city, "A", 0, 0);
    add_light(city, "B", 0.5, 0);
    add_light(city, "C", 10, 0);
    add_light(city, "D", 10.51, 0);
    add_light(city, "E", 0.4, 0);
    add_light(city, "mast", 30, 0);
    add_light(city, "mast too", 30, 0);
    city.streetlights[5].group = city.streetlights[6].group = "G";
    add_light(city, "before", 40, 0);
    city.streetlights.back().about.status = Status::removed;
    add_light(city, "after", 40, 0);
    CHECK(found(city, "light.too_close", 8) == "streetlights:B streetlights:E ");
    CHECK(argument(city, "light.too_close", "other") == "A");
}

TEST_CASE("Two carriageways of one name are a pair unless the record says so") {
    const auto pair = [](const std::string& name, const std::string& other, Points second) {
        auto city = empty_city();
        add_road(city, "A", name, {{0, 0}, {200, 0}, {400, 20}});
        add_road(city, "B", other, std::move(second));
        return city;
    };
    const Points back = {{400, 35}, {200, 15}, {0, 15}};
    CHECK(found(pair("路", "路", back), "road.carriageway_pair", 2) == "roads:B ");
    CHECK(found(pair("路", "路", {back.rbegin(), back.rend()}), "road.carriageway_pair") == "roads:B ");
    CHECK(found(pair("路", "街", back), "road.carriageway_pair").empty());
    CHECK(found(pair("", "", back), "road.carriageway_pair", 0).empty());
    CHECK(found(pair("路", "路", {{400, 20}, {800, 60}}), "road.carriageway_pair").empty()); // goes on
    CHECK(found(pair("路", "路", {{400, 20}, {405, 20.5}}), "road.carriageway_pair").empty());
    CHECK(found(pair("路", "路", {{100, 25}, {100, -25}}), "road.carriageway_pair").empty()); // crosses
    CHECK(found(pair("路", "路", {{0, 31}, {200, 31}}), "road.carriageway_pair").empty());
    CHECK(found(pair("路", "路", {{0, 29}, {200, 29}}), "road.carriageway_pair") == "roads:B ");
    CHECK(found(pair("路", "路", {{0, 15}, {-100, 15}, {-101, 300}}), "road.carriageway_pair").empty());
    CHECK(found(pair("路", "路", {{0, 0}, {200, 0}, {400, 20}}), "road.carriageway_pair").empty()); // drawn twice
    CHECK(found(pair("路", "路", {{330, 15}, {0, 15}, {0, 110}}), "road.carriageway_pair") == "roads:B "); // 78 %
    CHECK(found(pair("路", "路", {{250, 15}, {0, 15}, {0, 140}}), "road.carriageway_pair").empty());       // 64 %

    auto city = pair("路", "路", back);
    city.roads[0].carriageway = kerb::Carriageway::left;
    CHECK(found(city, "road.carriageway_pair") == "roads:B ");
    city.roads[1].carriageway = kerb::Carriageway::right;
    CHECK(found(city, "road.carriageway_pair").empty());
    city = pair("路", "路", back);
    city.roads[0].one_way = false;
    CHECK(found(city, "road.carriageway_pair", 1).empty());
    city = pair("路", "路", back);
    city.roads[1].about.status = Status::planned;
    CHECK(found(city, "road.carriageway_pair").empty());
    city = pair("路", "路", back);
    add_road(city, "C", "路", {{400, 44}, {200, 24}, {0, 24}});
    CHECK(found(city, "road.carriageway_pair") == "roads:B roads:C ");
}

TEST_CASE("Pipes that rise are found, rising mains are none") {
    auto city = drained_city();
    city.conduits[1].invert_down_m = 10.001;
    city.conduits[2].invert_down_m = 10; // level
    add(city.pump_stations, "P").to = "M1";
    add_conduit(city, "main", "P", "M1").invert_down_m = 12;
    add_conduit(city, "gas", "M1", "M2").invert_down_m = 12;
    city.conduits.back().system = kerb::DrainSystem::gas;
    add_conduit(city, "planned", "M1", "M2").invert_down_m = 12;
    city.conduits.back().about.status = Status::planned;
    add_conduit(city, "unknown", "M1", "M2").invert_up_m.reset();
    CHECK(found(city, "conduit.adverse_slope", 4) == "conduits:C2 conduits:planned ");
    CHECK(found(city, "conduit.no_invert", 5) == "conduits:unknown ");
}

TEST_CASE("A pipe smaller than what flows into it is found, a split is none") {
    auto city = drained_city();
    city.conduits[0].diameter_m = 0.8;
    CHECK(found(city, "conduit.smaller_downstream", 2) == "conduits:C2 ");
    CHECK(argument(city, "conduit.smaller_downstream", "upstream_size") == "DN800");
    CHECK(argument(city, "conduit.smaller_downstream", "node") == "M2");
    add_conduit(city, "beside", "M2", "M3", 0.6); // 2 × 0.6² > 0.8²; and M3 takes 0.6
    CHECK(found(city, "conduit.smaller_downstream").empty());
    city.conduits.back().system = kerb::DrainSystem::sewage;
    CHECK(found(city, "conduit.smaller_downstream") == "conduits:C2 ");
    city.conduits.back().system = kerb::DrainSystem::storm;
    city.conduits.back().diameter_m.reset();
    CHECK(found(city, "conduit.smaller_downstream").empty());
    city = drained_city();
    city.conduits[1].shape = kerb::SectionShape::rectangular;
    city.conduits[1].diameter_m = 0.5;
    city.conduits[1].width_m = 0.5; // 0.25 m² < π/4 · 0.36 m²
    CHECK(found(city, "conduit.smaller_downstream") == "conduits:C2 ");
    city.conduits[1].width_m = 0.57;
    CHECK(found(city, "conduit.smaller_downstream") == "conduits:C3 "); // 0.285 > 0.2827
    city.conduits[1].shape = kerb::SectionShape::egg;
    CHECK(found(city, "conduit.smaller_downstream").empty());
}

TEST_CASE("Lines drawn the wrong way round, or away from their nodes") {
    auto city = drained_city();
    city.conduits[0].course = {{{50, 0}, {25, 0}}, {{25, 0}, {0, 0}}};
    CHECK(found(city, "conduit.reversed", 3) == "conduits:C1 ");
    CHECK(found(city, "conduit.off_node", 3).empty());
    city.conduits[0].course = {{{50, 0}, {0, 5}}};
    CHECK(found(city, "conduit.reversed") == "conduits:C1 ");
    CHECK(found(city, "conduit.off_node") == "conduits:C1 ");
    CHECK(argument(city, "conduit.off_node", "node") == "M1");
    city = drained_city();
    city.conduits[1].course = {{{50, 0}, {98.5, 0}}};
    city.conduits[2].course = {{{100.9, 0}, {150, 0}}};
    city.outfalls[0].position = {150, 40};
    CHECK(found(city, "conduit.reversed").empty());
    CHECK(found(city, "conduit.off_node", 3) == "conduits:C2 conduits:C3 ");
    city.outfalls.clear();
    auto& pond = add(city.storages, "O");
    pond.place = MultiPolygon{{{{140, -10}, {200, -10}, {200, 10}, {140, 10}, {140, -10}}, {}}};
    CHECK(found(city, "conduit.off_node", 3) == "conduits:C2 ");
    city.conduits[2].to = "missing"; // told elsewhere; its other end is looked at
    CHECK(found(city, "conduit.off_node", 3) == "conduits:C2 ");
    CHECK(found(city, "conduit.reversed", 2).empty());
}

TEST_CASE("Storm pipes without a way out are found with the place where the flow ends") {
    auto city = drained_city();
    add(city.manholes, "M4");
    add_conduit(city, "dead end", "M1", "M4");
    CHECK(found(city, "conduit.no_outlet", 4) == "conduits:dead end ");
    CHECK(argument(city, "conduit.no_outlet", "stop") == "M4");
    city.conduits.back().system = kerb::DrainSystem::sewage;
    CHECK(found(city, "conduit.no_outlet", 3).empty());
    city.conduits.pop_back();
    city.conduits[1].to = "";
    CHECK(found(city, "conduit.no_outlet", 3) == "conduits:C1 conduits:C2 ");
    city.conduits[1].to = "M1";
    CHECK(found(city, "conduit.no_outlet", 3) == "conduits:C1 conduits:C2 ");
    for (auto& conduit : city.conduits) {
        conduit.from = conduit.to = "";
    }
    CHECK(found(city, "conduit.no_outlet", 0) == "check.no_relation");
    city = drained_city();
    city.outfalls.clear();
    CHECK(found(city, "conduit.no_outlet", 0) == "check.no_layer");
}

TEST_CASE("Manholes without pipes and inlets without manholes are found") {
    auto city = drained_city();
    for (const auto system : {kerb::DrainSystem::storm, kerb::DrainSystem::telecom, kerb::DrainSystem::unknown}) {
        add(city.manholes, "X" + std::to_string(static_cast<int>(system))).system = system;
    }
    add(city.manholes, "with inlet");
    add(city.inlets, "J").manhole = "with inlet";
    add(city.inlets, "tapped").conduit = "lateral";
    add(city.inlets, "K");
    add(city.inlets, "piped");
    add_conduit(city, "lateral", "piped", "M2");
    CHECK(found(city, "manhole.isolated", 6) == "manholes:X1 manholes:X0 ");
    CHECK(found(city, "inlet.unconnected", 5) == "inlets:K ");
    city.conduits.clear();
    CHECK(found(city, "manhole.isolated") == "check.no_layer");
    CHECK(found(city, "inlet.unconnected") == "inlets:K inlets:piped ");
    for (auto& inlet : city.inlets) {
        inlet.manhole = inlet.conduit = "";
    }
    CHECK(found(city, "inlet.unconnected") == "check.no_layer");
}
