// An inventory as a SWMM model, and back.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/io/swmm_inventory.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::io;

namespace {

Manhole manhole(const char* key, Point place) {
    Manhole made;
    made.about.key = key;
    made.position = place;
    return made;
}

Conduit conduit(const char* key, const char* from, const char* to) {
    Conduit made;
    made.about.key = key;
    made.from = from;
    made.to = to;
    made.diameter_m = 0.8;
    made.invert_up_m = 8;
    made.invert_down_m = 7.5;
    made.roughness = 0.013;
    made.course = {{{0, 0}, {50, 10}, {100, 0}}};
    return made;
}

Outfall outfall(const char* key, Point place) {
    Outfall made;
    made.about.key = key;
    made.position = place;
    return made;
}

SwmmAssumptions flat(double ground) {
    SwmmAssumptions made;
    made.ground_m = [ground](Point) { return std::optional(ground); };
    made.roughness.fill(0.014);
    return made;
}

/// M1 and M2 each lead to one outfall.
Inventory two_pipes() {
    Inventory city(Frame::from("EPSG:4547"));
    city.manholes = {manhole("M1", {0, 0}), manhole("M2", {200, 0})};
    city.outfalls = {outfall("O", {100, 0})};
    city.conduits = {conduit("C1", "M1", "O"), conduit("C2", "M2", "O")};
    return city;
}

std::size_t count(const SwmmExport& made, const std::string& reason) {
    return static_cast<std::size_t>(std::count_if(made.issues.begin(), made.issues.end(),
                                                  [&](const Issue& issue) { return issue.reason == reason; }));
}

const SwmmNode& node(const SwmmModel& model, const std::string& name) {
    const auto found =
        std::find_if(model.nodes.begin(), model.nodes.end(), [&](const auto& n) { return n.name == name; });
    REQUIRE(found != model.nodes.end());
    return *found;
}

void check_accounts(const SwmmExport& made) {
    for (const auto& [layer, account] : made.layers) {
        CAPTURE(layer);
        CHECK(account.adds_up());
    }
}

} // namespace

TEST_CASE("SWMM export: an outfall of two conduits is two, for SWMM allows one link") {
    const auto made = swmm_of(two_pipes(), flat(10));
    check_accounts(made);
    CHECK(count(made, "swmm.outfall_again") == 1);
    REQUIRE(made.model.links.size() == 2);
    CHECK(made.model.links[0].to == "O");
    CHECK(made.model.links[1].to == "O~2");
    CHECK(node(made.model, "O~2").kind == SwmmNodeKind::outfall);
    CHECK(made.model.links[0].vertices == Points{{50, 10}});
    CHECK(node(made.model, "M1").invert_m == 8);
    CHECK(node(made.model, "M1").depth_m == 2); // to the terrain
    CHECK(node(made.model, "O").invert_m == 7.5);
}

TEST_CASE("SWMM export: without catchments the nearest ground, cut midway") {
    auto city = two_pipes();
    city.manholes[1].position = {60, 0};
    auto assumed = flat(10);
    assumed.inlet_reach_m = 50;
    const auto made = swmm_of(city, assumed);
    REQUIRE(made.model.subcatchments.size() == 2);
    CHECK(count(made, "swmm.ground_assumed") == 2);
    const auto& first = made.model.subcatchments[0];
    CHECK(first.outlet == "M1");
    CHECK(bounds(first.outline).max_x == Approx(30));
    CHECK(bounds(first.outline).min_x == Approx(-50));
    CHECK(first.area_m2 == Approx(std::abs(ring_area(first.outline))));
    CHECK(first.area_m2 == Approx(made.model.subcatchments[1].area_m2));
    // An inlet takes the place of the manhole that it drains to; one at the same place has nothing left.
    Inlet inlet;
    inlet.about.key = "I";
    inlet.manhole = "M2";
    city.inlets = {inlet, inlet};
    const auto by_inlets = swmm_of(city, assumed);
    check_accounts(by_inlets);
    REQUIRE(by_inlets.model.subcatchments.size() == 1);
    CHECK(by_inlets.model.subcatchments[0].outlet == "M2");
    CHECK(count(by_inlets, "swmm.no_ground_left") == 1);
}

TEST_CASE("SWMM export: catchments, by their outlet or the nearest node") {
    auto city = two_pipes();
    Catchment one, other;
    one.about.key = "M1"; // also a node's
    one.area = {{{{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}, {}}};
    one.outlet = "M2";
    one.impervious = 0.7;
    one.slope = 0.01;
    other = one;
    other.about.key = "far";
    other.outlet = "nowhere";
    other.impervious = {};
    other.runoff = 0.5;
    other.slope = {};
    city.catchments = {one, other};
    const auto made = swmm_of(city, flat(10));
    check_accounts(made);
    REQUIRE(made.model.subcatchments.size() == 2);
    CHECK(made.model.subcatchments[0].name == "M1~2");
    CHECK(made.model.subcatchments[0].outlet == "M2");
    CHECK(made.model.subcatchments[0].area_m2 == Approx(10000));
    CHECK(made.model.subcatchments[0].width_m == Approx(100));
    CHECK(made.model.subcatchments[1].impervious == 0.5);
    CHECK(count(made, "swmm.nearest_node") == 1);
    CHECK(count(made, "swmm.runoff_as_impervious") == 1);
    CHECK(count(made, "swmm.slope_assumed") == 1);
}

TEST_CASE("SWMM export: what the records do not say is assumed and named, what cannot be is left out and named") {
    auto city = two_pipes();
    city.conduits[0].diameter_m = {};
    city.conduits[0].invert_up_m = {};
    city.conduits[0].roughness = {};
    city.conduits[1].shape = SectionShape::rectangular; // without a width
    auto made = swmm_of(city, flat(10));
    CHECK(count(made, "drains.no_size") == 1);
    CHECK(count(made, "swmm.level_assumed") == 1);
    CHECK(count(made, "swmm.section_assumed") == 1);
    CHECK(made.model.links[0].height_m == 0.3);
    CHECK(made.model.links[0].roughness == 0.014);
    CHECK(made.model.links[0].invert_up_m == Approx(10 - 1 - 0.3));
    city.manholes[0].invert_m = 8.1;
    made = swmm_of(city, flat(10));
    CHECK(made.model.links[0].invert_up_m == 8.1);
    CHECK(count(made, "swmm.level_of_node") == 1);
    // Sewage, planned, without an end, in a circle of its own, without any level.
    city.conduits.push_back(conduit("sewage", "M1", "O"));
    city.conduits.back().system = DrainSystem::sewage;
    city.conduits.push_back(conduit("planned", "M1", "O"));
    city.conduits.back().about.status = Status::planned;
    city.conduits.push_back(conduit("lost", "M1", "nowhere"));
    city.conduits.push_back(conduit("self", "M1", "M1"));
    city.manholes[0].invert_m = {};
    auto blind = flat(10);
    blind.ground_m = {};
    made = swmm_of(city, blind);
    check_accounts(made);
    const auto& skipped = made.layers.at("conduits").skipped;
    CHECK(skipped == std::map<std::string, std::int64_t>{{"drains.no_level", 1},
                                                         {"swmm.no_ends", 1},
                                                         {"swmm.not_in_place", 1},
                                                         {"swmm.other_system", 1},
                                                         {"swmm.same_ends", 1}});
    city.outfalls[0].about.key = "elsewhere";
    CHECK_THROWS_AS(swmm_of(city, flat(10)), SourceError);
}

TEST_CASE("SWMM export: names without spaces, unlike without regard to case") {
    auto city = two_pipes();
    city.manholes[0].about.key = "MH 1;a";
    city.manholes[1].about.key = "mh_1_A";
    city.conduits[0].from = "MH 1;a";
    city.conduits[1].from = "mh_1_A";
    const auto made = swmm_of(city, flat(10));
    CHECK(made.model.links[0].from == "MH_1_a");
    CHECK(made.model.links[1].from == "mh_1_A~2");
    CHECK(count(made, "swmm.renamed") == 2);
    CHECK(made.model.title == std::vector<std::string>{";; MH_1_a = MH 1;a", ";; mh_1_A~2 = mh_1_A"});
    CHECK(swmm_node_names(city, drain_network(city)) == std::vector<std::string>{"MH_1_a", "mh_1_A~2", "O"});
}

TEST_CASE("SWMM export and import: pump stations and storages") {
    auto city = two_pipes();
    PumpStation station;
    station.about.key = "P";
    station.place = Point{50, 50};
    station.capacity_m3s = 0.6;
    station.pumps = 2;
    Storage tank;
    tank.about.key = "T";
    tank.place = Point{150, 50};
    tank.volume_m3 = 500;
    city.pump_stations = {station};
    city.storages = {tank};
    city.conduits.push_back(conduit("C3", "M1", "P"));
    city.conduits.push_back(conduit("C4", "M2", "T"));
    auto made = swmm_of(city, flat(10));
    check_accounts(made);
    CHECK(node(made.model, "P").kind == SwmmNodeKind::storage);
    CHECK(node(made.model, "P").invert_m == 6.5); // a metre below the conduit
    CHECK(node(made.model, "P").area_m2 == Approx(9));
    CHECK(count(made, "swmm.wet_well_assumed") == 1);
    CHECK(node(made.model, "P_out").kind == SwmmNodeKind::outfall);
    CHECK(node(made.model, "T").area_m2 * node(made.model, "T").depth_m == Approx(500));
    const auto back = inventory_of(parse_swmm(swmm_text(made.model), "ours"), city.frame, std::nullopt);
    REQUIRE(back.city.pump_stations.size() == 1);
    CHECK(back.city.pump_stations[0].about.key == "P");
    CHECK(back.city.pump_stations[0].to == "P_out");
    CHECK(back.city.pump_stations[0].capacity_m3s.value() == Approx(0.6));
    CHECK(back.city.pump_stations[0].wet_well_m3.value() == Approx(9)); // below the conduit
    REQUIRE(back.city.storages.size() == 1);
    CHECK(back.city.storages[0].volume_m3.value() == Approx(500).epsilon(1e-5));
    CHECK(back.city.conduits.size() == 4);
    CHECK(back.frame.frame == city.frame);
    // It lifts to the outfall that two conduits meet: three of them.
    city.pump_stations[0].to = "O";
    made = swmm_of(city, flat(10));
    CHECK(count(made, "swmm.outfall_again") == 2);
    CHECK(count(made, "swmm.pump_away") == 0);
    // Without a size, at the end: an outfall.
    city.storages[0].volume_m3 = {};
    made = swmm_of(city, flat(10));
    CHECK(node(made.model, "T").kind == SwmmNodeKind::outfall);
    CHECK(count(made, "swmm.storage_as_outfall") == 1);
}

TEST_CASE("SWMM import: places move into the plane, shapes become ours, streets carry inlets") {
    const auto read = [](const std::string& more) {
        return parse_swmm(
            "[OPTIONS]\nFLOW_UNITS CMS\n[JUNCTIONS]\nA 10 2\nB 9 2\n[OUTFALLS]\nO 8 FREE\n[CONDUITS]\n"
            "C A B 100 0.013 0 0\nD B O 100 0.013 0 0\n[XSECTIONS]\n" +
                more,
            "x");
    };
    const std::string places = "[COORDINATES]\nA 120.60 31.30\nB 120.601 31.30\nO 120.602 31.30\n";
    const auto made = inventory_of(read("C HORSESHOE 1.5 0 0 0 2\nD STREET wide\n[INLETS]\ng GRATE 0.9 0.5 GENERIC\n"
                                        "g CURB 1.2 0.15 HORIZONTAL\n[INLET_USAGE]\nD g A 2 25\n" +
                                        places),
                                   Frame::from("EPSG:4326"), std::nullopt);
    CHECK(made.frame.reason == WorkingFrame::Reason::local);
    REQUIRE(made.city.manholes.size() == 2);
    CHECK(distance(made.city.manholes[0].position, made.city.manholes[1].position) == Approx(95.2).margin(0.2));
    REQUIRE(made.city.conduits.size() == 1);
    CHECK(made.city.conduits[0].shape == SectionShape::arch);
    CHECK(made.city.conduits[0].about.extra.value() == Extra{{"swmm_shape", "HORSESHOE"}, {"swmm_barrels", "2"}});
    REQUIRE(made.city.inlets.size() == 2);
    CHECK(made.city.inlets[0].kind == InletKind::combination);
    CHECK(made.city.inlets[0].length_m == 0.9);
    CHECK(made.city.inlets[0].clogging == 0.25);
    CHECK(made.city.inlets[1].manhole == "A");
    for (const auto& [section, account] : made.sections) {
        CAPTURE(section);
        CHECK(account.adds_up());
    }
    CHECK(made.sections.at("CONDUITS").skipped.at("swmm.street") == 1);
    CHECK_THROWS_AS(inventory_of(read("C CIRCULAR 1 0 0 0\n"), Frame::from("EPSG:4547"), std::nullopt), SourceError);
    // Without a row nothing is said of its shape or size.
    const auto bare = inventory_of(read("D CIRCULAR 1 0 0 0\n" + places), Frame::from("EPSG:4326"), std::nullopt);
    REQUIRE(bare.city.conduits.size() == 2);
    CHECK(bare.city.conduits[0].shape == SectionShape::unknown);
    CHECK_FALSE(bare.city.conduits[0].diameter_m.has_value());
    CHECK(bare.city.conduits[1].shape == SectionShape::circular);
    CHECK(bare.issues.size() == 1);
}
