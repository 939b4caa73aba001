// Every rule about shapes and zones: what is planted is found, and nothing else.
#include <limits>

#include "support/check_rule.hpp"

using namespace kerb::test;
using kerb::Inventory;
using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Status;

namespace {

const char* const shape_rules[] = {"geometry.invalid", "geometry.zero_length", "geometry.duplicate", "geometry.overlap",
                                   "geometry.duplicate_place"};

/// One of each kind of shape, all sound and apart.
Inventory sound_city() {
    auto city = empty_city();
    add(city.roads, "R1").centreline = {{{0, 0}, {100, 0}}};
    add(city.roads, "R2").centreline = {{{0, 5}, {100, 5}}};
    add(city.green_spaces, "G1").area = rectangle(0, 20, 50, 40);
    add(city.green_spaces, "G2").area = rectangle(50, 20, 90, 40); // a border in common
    add(city.toilets, "T1").place = kerb::Point{5, 50};
    add(city.toilets, "T2").place = rectangle(10, 50, 15, 55);
    add(city.luminaires, "L1").pole = "S1";
    return city;
}

kerb::Zone& add_zone(Inventory& city, const std::string& key, const std::string& kind, MultiPolygon area) {
    auto& zone = add(city.zones, key);
    zone.kind = kind;
    zone.area = std::move(area);
    return zone;
}

} // namespace

TEST_CASE("Sound shapes break no rule") {
    const auto city = sound_city();
    for (const auto* rule : shape_rules) {
        CAPTURE(rule);
        CHECK(found(city, rule).empty());
        CHECK(found(empty_city(), rule, 0).empty());
    }
    CHECK(found(city, "geometry.invalid", 5).empty());
    CHECK(found(city, "geometry.duplicate", 5).empty());
    CHECK(found(city, "geometry.duplicate_place", 1).empty());
    CHECK(found(city, "geometry.overlap", 2).empty());
}

TEST_CASE("Invalid shapes are told with their defect and where it is") {
    auto city = sound_city();
    add(city.green_spaces, "tie").area = {{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}, {}}};
    add(city.green_spaces, "open").area = {{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {}}};
    add(city.toilets, "none").place = MultiPolygon{};
    add(city.roads, "short").centreline = {{{7, 7}}};
    add(city.roads, "nan").centreline = {{{0, 0}, {std::numeric_limits<double>::quiet_NaN(), 1}}};
    CHECK(found(city, "geometry.invalid", 10) ==
          "roads:short roads:nan green_spaces:tie green_spaces:open toilets:none");
    const auto issues = run_rule(city, "geometry.invalid").issues;
    CHECK(issues[0].message.code == "rule.geometry.invalid.too_few_points");
    CHECK_FALSE(issues[1].located);
    CHECK(issues[2].message.code == "rule.geometry.invalid.self_intersection");
    CHECK((issues[2].located && issues[2].x == 5 && issues[2].y == 5));
    CHECK_FALSE(issues[4].located);
    // What is invalid is told once, and no other rule stumbles over it.
    for (const auto* rule : {"geometry.zero_length", "geometry.duplicate", "geometry.overlap"}) {
        CAPTURE(rule);
        CHECK(found(city, rule).empty());
    }
}

TEST_CASE("Lines without length and areas without size") {
    auto city = sound_city();
    add(city.roads, "dot").centreline = {{{3, 3}, {3, 3.009}}};
    add(city.roads, "none").centreline = {{{4, 4}, {4, 4}}};
    add(city.roads, "long enough").centreline = {{{5, 5}, {5, 5.011}}};
    add(city.green_spaces, "sliver").area = rectangle(0, 0, 9, 0.001);
    add(city.green_spaces, "small").area = rectangle(0, 0, 9, 0.002);
    CHECK(found(city, "geometry.zero_length", 10) == "roads:dot roads:none green_spaces:sliver");
    CHECK(found(city, "geometry.invalid").empty());
}

TEST_CASE("Duplicates are found whichever way they are drawn") {
    auto city = sound_city();
    add(city.roads, "again").centreline = {{{100, 5}, {0, 5}}};
    add(city.roads, "longer").centreline = {{{0, 5}, {50, 5}, {100, 5}}}; // another chain
    add(city.roads, "parts").centreline = {{{0, 9}, {1, 9}}, {{5, 9}, {6, 9}}};
    add(city.roads, "swapped").centreline = {{{6, 9}, {5, 9}}, {{0, 9}, {1, 9}}};
    add(city.green_spaces, "turned").area = {{{{90, 40}, {90, 20}, {50, 20}, {50, 40}, {90, 40}}, {}}};
    auto holed = rectangle(0, 100, 30, 130);
    holed[0].holes = {rectangle(5, 105, 10, 110)[0].outer, rectangle(15, 105, 20, 110)[0].outer};
    add(city.green_spaces, "holed").area = holed;
    std::swap(holed[0].holes[0], holed[0].holes[1]);
    add(city.green_spaces, "holed too").area = holed;
    add(city.road_areas, "other class").area = rectangle(0, 20, 50, 40);
    CHECK(found(city, "geometry.duplicate") == "roads:again roads:swapped green_spaces:turned green_spaces:holed too");
    CHECK(argument(city, "geometry.duplicate", "other") == "R2");
    CHECK(found(city, "geometry.overlap").empty()); // the other rule has told it
    city.roads[2].about.status = Status::removed;
    CHECK(found(city, "geometry.duplicate") == "roads:swapped green_spaces:turned green_spaces:holed too");
}

TEST_CASE("One outline may be a zone of two kinds, a duty of two kinds, or a permit twice") {
    auto city = empty_city();
    const auto area = rectangle(0, 0, 10, 10);
    add_zone(city, "D", "district", area);
    add_zone(city, "S", "street", area);
    add(city.excavation_permits, "P1").place = area;
    add(city.excavation_permits, "P2").place = area;
    auto& cleaning = add(city.responsibilities, "C");
    cleaning.place = area;
    cleaning.kind = kerb::ResponsibilityKind::cleaning;
    add(city.responsibilities, "L").place = area;
    for (const auto* name : {"fence", "wall"}) {
        auto& other = add(city.others, name);
        other.class_name = name;
        other.place = area;
    }
    CHECK(found(city, "geometry.duplicate").empty());
    city.others[1].class_name = "fence";
    city.zones[1].kind = "district";
    CHECK(found(city, "geometry.duplicate") == "zones:S fence:wall");
}

TEST_CASE("Overlaps are measured and located; borders in common are none") {
    auto city = sound_city();
    add(city.green_spaces, "G3").area = rectangle(80, 30, 120, 60);
    add(city.green_spaces, "edge").area = rectangle(0, 39.99, 50, 60); // half a square metre of G1
    CHECK(found(city, "geometry.overlap", 4) == "green_spaces:G3");
    CHECK(argument(city, "geometry.overlap", "other") == "G2");
    CHECK(argument(city, "geometry.overlap", "area") == "100.000000");
    const auto issue = run_rule(city, "geometry.overlap").issues.at(0);
    CHECK((issue.x > 80 && issue.x < 90 && issue.y > 30 && issue.y < 40));
    // Classes that may lie upon each other are not listed.
    add(city.public_properties, "P1").place = rectangle(0, 0, 10, 10);
    add(city.public_properties, "P2").place = rectangle(5, 5, 15, 15);
    CHECK(found(city, "geometry.overlap", 4) == "green_spaces:G3");
}

TEST_CASE("Points on one spot are told with the earliest; shared masts and removed assets are none") {
    auto city = empty_city();
    add(city.trees, "a").position = {500000, 5};
    add(city.trees, "b").position = {500000.02, 5};
    add(city.trees, "c").position = {500000.009, 5};
    add(city.trees, "d").position = {500000, 5};
    add(city.manholes, "m").position = {500000, 5};
    add(city.cases, "k1").place = kerb::Point{1, 1};
    add(city.cases, "k2").place = kerb::Point{1, 1};
    CHECK(found(city, "geometry.duplicate_place", 5) == "trees:c trees:d");
    CHECK(argument(city, "geometry.duplicate_place", "other") == "a");
    for (const auto* key : {"l1", "l2"}) {
        auto& light = add(city.streetlights, key);
        light.position = {9, 9};
        light.group = "mast";
    }
    city.trees[3].about.status = Status::removed;
    CHECK(found(city, "geometry.duplicate_place") == "trees:c");
}

TEST_CASE("Labels of any asset are held against the zones of their kind") {
    auto city = empty_city();
    add_zone(city, "A", "district", rectangle(0, 0, 100, 100)).about.name_zh = "东区";
    add_zone(city, "B", "district", rectangle(100, 0, 200, 100));
    add_zone(city, "S1", "street", rectangle(0, 0, 50, 100));
    const auto light = [&city](const char* key, double x, const char* district, const char* street = "") {
        auto& made = add(city.streetlights, key);
        made.position = {x, 50};
        made.about.district = district;
        if (*street != '\0') {
            made.about.more.edit().street = street;
        }
    };
    light("right", 10, "A");
    light("by name", 10, "东区");
    light("differs", 10, "B");
    light("border", 100, "B");
    light("unknown", 10, "0");
    light("outside", 500, "A");
    light("unlabelled", 10, "");
    light("outside unlabelled", 500, "");
    light("street", 10, "A", "S9");
    CHECK(found(city, "zone.label_unknown", 8) == "streetlights:unknown streetlights:street");
    CHECK(found(city, "zone.label_differs") == "streetlights:differs");
    CHECK(argument(city, "zone.label_differs", "zone") == "A");
    CHECK(found(city, "zone.outside", 9) == "streetlights:outside streetlights:outside unlabelled");
    // A road may cross a border: it lies in each of the two.
    const auto road = [&city](const char* key, MultiLineString line, const char* district) {
        auto& made = add(city.roads, key);
        made.centreline = std::move(line);
        made.about.district = district;
    };
    road("crossing", {{{50, 10}, {190, 10}}}, "A");
    road("away", {{{110, 10}, {190, 10}}}, "A");
    road("far", {{{310, 10}, {390, 10}}}, "A");
    CHECK(found(city, "zone.label_differs") == "roads:away streetlights:differs");
    CHECK(found(city, "zone.outside").rfind("roads:far ", 0) == 0);
}

TEST_CASE("Without zones nothing is said of labels, without labels nothing of assets outside") {
    auto city = empty_city();
    add(city.trees, "t").position = {500, 500};
    for (const auto* rule : {"zone.label_unknown", "zone.label_differs", "zone.outside", "zone.overlap", "zone.gap"}) {
        CAPTURE(rule);
        CHECK(found(city, rule) == "check.no_layer");
    }
    add_zone(city, "A", "district", rectangle(0, 0, 100, 100));
    for (const auto* rule : {"zone.label_unknown", "zone.label_differs", "zone.outside"}) {
        CAPTURE(rule);
        CHECK(found(city, rule, 0).empty());
    }
}

TEST_CASE("Zones of one kind neither overlap nor leave gaps") {
    auto city = empty_city();
    add_zone(city, "A", "district", rectangle(0, 0, 100, 100));
    add_zone(city, "B", "district", rectangle(100, 0, 200, 100));
    add_zone(city, "S", "street", rectangle(0, 0, 60, 100)); // within A, of another kind
    CHECK(found(city, "zone.overlap", 3).empty());
    CHECK(found(city, "zone.gap", 3).empty());
    // B reaches into A by a spike: B is the one that strays.
    city.zones[1].area = {{{{100, 0}, {200, 0}, {200, 100}, {100, 100}, {90, 50}, {100, 0}}, {}}};
    CHECK(found(city, "zone.overlap") == "zones:B");
    CHECK(argument(city, "zone.overlap", "area") == "500.000000");
    city.zones[1].area = rectangle(99.995, 0, 200, 100); // half a square metre
    CHECK(found(city, "zone.overlap").empty());
}

TEST_CASE("A gap is a hole between zones, or what is left of a parent or the city") {
    auto city = empty_city();
    // Four zones around a square hole of 10 m.
    add_zone(city, "W", "district", rectangle(0, 0, 45, 100));
    add_zone(city, "E", "district", rectangle(55, 0, 100, 100));
    add_zone(city, "S", "district", rectangle(45, 0, 55, 45));
    add_zone(city, "N", "district", rectangle(45, 55, 55, 100));
    CHECK(found(city, "zone.gap", 4) == "zones:W");
    CHECK(argument(city, "zone.gap", "area") == "100.000000");
    CHECK(argument(city, "zone.gap", "zones") == "W, E, S, N");
    add_zone(city, "the city", "city", rectangle(0, 0, 100, 103));
    CHECK(found(city, "zone.gap", 4) == "zones:W zones:W");
    city.zones.pop_back();
    city.zones[2].area = rectangle(45, 0, 55, 55);
    CHECK(found(city, "zone.gap", 4).empty());
    add_zone(city, "W1", "street", rectangle(0, 0, 45, 80)).parent = "W";
    CHECK(found(city, "zone.gap", 5) == "zones:W1");
    CHECK(argument(city, "zone.gap", "area") == "900.000000");
}
