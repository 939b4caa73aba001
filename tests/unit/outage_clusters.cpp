#include <kerb/outage/lamp_clusters.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/outage/small_areas.hpp>
#include <kerb/outage/street_network.hpp>
#include <kerb/outage/zone_clusters.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

Road road(std::string key, LineString line, RoadClass of = RoadClass::local) {
    Road made;
    made.about.key = std::move(key);
    made.centreline = {std::move(line)};
    made.road_class = of;
    return made;
}

Streetlight pole(std::string key, Point at, const std::string& circuit, const std::string& on_road = {}) {
    Streetlight made;
    made.about.key = std::move(key);
    made.position = at;
    made.circuit = circuit;
    made.road = on_road;
    return made;
}

Frame plane() {
    return Frame::from("EPSG:4547");
}

/// Three roads of twenty lamps each, every 30 m, with a circuit for every ten: C00, C01 on R0, and so on.
Inventory three_roads() {
    Inventory city(plane());
    for (int r = 0; r < 3; ++r) {
        const double y = 1000.0 * r;
        const auto key = "R" + std::to_string(r);
        city.roads.push_back(road(key, {{0, y}, {600, y}}, r == 2 ? RoadClass::arterial : RoadClass::local));
        for (int i = 0; i < 20; ++i) {
            const auto circuit = "C" + std::to_string(r) + std::to_string(i / 10);
            city.streetlights.push_back(pole("L" + std::to_string(100 * r + i), {15 + 30.0 * i, y + 4}, circuit, key));
        }
    }
    return city;
}

std::vector<LampState> all_lit(const LampTable& table) {
    return std::vector<LampState>(table.size(), LampState::lit);
}

LampClusterOptions few_replicas() {
    LampClusterOptions options;
    options.scan.replicas = 199;
    options.scan.most_radius = Metres{1000};
    options.scan.threads = Threads{1};
    return options;
}

} // namespace

TEST_CASE("circuits are held against the rate of their own class of road") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    state[0] = state[1] = state[2] = state[25] = LampState::out; // C00 three, C10 one of ten
    state[40] = LampState::out;                                  // C20 of the other class
    state[41] = LampState::unknown;
    const auto tests = test_circuits(table, state, std::vector<std::uint8_t>(6, 0));
    REQUIRE(tests.size() == 6);
    CHECK(tests[0].seen == Count{3, 10});
    CHECK(tests[0].expected == Approx(10 * 4 / 40.0));
    // P(X ≥ 3 | 10, 0.1) = 1 − 0.9^10 − 10·0.1·0.9^9 − 45·0.01·0.9^8
    const double p = 1 - std::pow(0.9, 10) - std::pow(0.9, 9) - 0.45 * std::pow(0.9, 8);
    CHECK(tests[0].p == Approx(p).epsilon(1e-12));
    CHECK(tests[1].p == 1);
    CHECK(tests[4].seen == Count{1, 9});
    CHECK(tests[4].lamps == 10);
    CHECK(tests[4].expected == Approx(9 / 19.0));
    CHECK(tests[4].p == Approx(1 - std::pow(18 / 19.0, 9)).epsilon(1e-12));
    CHECK(table.groups(Level::road_class).keys[tests[4].road_class] == "arterial");
    // Six tests: the smallest p times 6.
    CHECK(tests[0].q == Approx(6 * p).epsilon(1e-12));
    CHECK(tests[4].q <= 1);
}

TEST_CASE("a dead circuit is not tested and raises nobody's rate") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    std::fill_n(state.begin(), 10, LampState::out);
    std::vector<std::uint8_t> dead(6, 0);
    dead[0] = 1;
    const auto tests = test_circuits(table, state, dead);
    REQUIRE(tests.size() == 5);
    CHECK(tests[0].circuit == 1);
    CHECK(tests[0].expected == 0);
    CHECK(tests[0].p == 1);
    CHECK_THROWS_AS(test_circuits(table, state, std::vector<std::uint8_t>(5, 0)), UsageError);
}

TEST_CASE("roads meet at ends and where an end touches a course, not where they merely cross") {
    Inventory city(plane());
    city.roads = {road("a", {{0, 0}, {100, 0}}), road("b", {{100.004, 0.004}, {200, 0}}), // 5.7 mm apart
                  road("c", {{50, 0.005}, {50, 80}}),                                     // touches a in its middle
                  road("d", {{150, -50}, {150, 50}}),                                     // crosses b
                  road("e", {{0, 0}, {0, 30}, {30, 30}, {30, 0}})};                       // from a's end to its course
    city.roads.push_back(road("planned", {{10, -10}, {10, 0}}));
    city.roads.back().about.status = Status::planned;
    const auto streets = streets_of(city);
    // a is cut at 30 and 50, so three edges; b, c, d, e one each.
    REQUIRE(streets.graph.edges.size() == 7);
    CHECK(streets.pieces[0] == StreetPiece{0, 0, 0, 30});
    CHECK(streets.pieces[1] == StreetPiece{0, 0, 30, 50});
    CHECK(streets.pieces[2] == StreetPiece{0, 0, 50, 100});
    CHECK(streets.graph.edges[2].to == streets.graph.edges[3].from);
    CHECK(streets.graph.edges[4].from == streets.graph.edges[1].to);
    CHECK(streets.graph.edges[6].to == streets.graph.edges[0].to);
    // Nodes: a's two ends, b's far end, c's two (one of them on a), d's two, e's far end on a.
    CHECK(streets.graph.nodes == 8);
}

TEST_CASE("a road whose end lies on its own course makes a loop") {
    Inventory city(plane());
    city.roads = {road("lasso", {{0, 0}, {100, 0}, {100, 50}, {40, 50}, {40, 0}})};
    const auto streets = streets_of(city);
    REQUIRE(streets.graph.edges.size() == 2);
    CHECK(streets.pieces[0].to_m == Approx(40));
    CHECK(streets.graph.edges[1].from == streets.graph.edges[1].to);
    CHECK(streets.graph.edges[1].length_m == Approx(220));
}

TEST_CASE("streets within a distance, by hand") {
    Inventory city(plane());
    city.roads = {road("a", {{0, 0}, {100, 0}}), road("b", {{100, 0}, {100, 60}}), road("c", {{500, 0}, {500, 60}})};
    city.streetlights = {pole("L1", {70, 3}, "", "a"), pole("L2", {103, 20}, "", "b"), pole("L3", {0, 0}, "", "gone")};
    const auto table = lamp_table(city);
    auto streets = streets_of(city);
    const std::vector<std::uint32_t> rows = {0, 1, 2};
    const auto placed = put_on_streets(city, table, rows, streets);
    CHECK(placed.off_streets == 1);
    CHECK(placed.lamps[0].offset_m == Approx(70));
    CHECK(placed.lamps[1].offset_m == Approx(20));
    const LampNetwork network(streets.graph, placed.lamps);
    const auto near = network.near(0, 10, 1000);
    REQUIRE(near.size() == 2); // the third stands alone
    CHECK(near[1].distance_m == Approx(50).margin(1e-6));
    const auto ball = streets_within(city, streets, placed.lamps[0], 50);
    CHECK(length(ball) == Approx(50 + 30 + 20)); // back along a, on to its end, up b
    CHECK(length(streets_within(city, streets, placed.lamps[0], 10)) == Approx(20));
    CHECK(length(streets_within(city, streets, placed.lamps[0], 1e6)) == Approx(160));
}

TEST_CASE("dead circuits are taken out before anything is scanned") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    std::fill_n(state.begin(), 10, LampState::out);     // C00 is dead
    std::fill_n(state.begin() + 44, 5, LampState::out); // five neighbours on C20
    state[30] = LampState::out;
    const auto found = lamp_clusters(city, table, state, {}, few_replicas());
    REQUIRE(found.dark_circuits.size() == 1);
    CHECK(found.dark_circuits[0] == DarkCircuit{0, 10, {10, 10}, true});
    CHECK(found.scanned == Count{6, 50});
    REQUIRE_FALSE(found.runs.empty());
    CHECK(found.runs[0].found.lamps == std::vector<std::uint32_t>{44, 45, 46, 47, 48});
    CHECK(table.groups(Level::circuit).keys[found.runs[0].circuit] == "C20");
    CHECK(found.runs[0].found.radius_m == Approx(120));
    CHECK(length(found.runs[0].course) == Approx(120));
    REQUIRE_FALSE(found.clusters.empty());
    CHECK(found.clusters[0].found.lamps == std::vector<std::uint32_t>{44, 45, 46, 47, 48});
    for (const auto& one : found.clusters) {
        CHECK(std::none_of(one.found.lamps.begin(), one.found.lamps.end(), [](auto lamp) { return lamp < 10; }));
    }
}

TEST_CASE("a circuit that its cabinet calls dead is taken out, whatever its lamps say") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    state[0] = state[45] = LampState::out;
    std::vector<std::uint8_t> dead(6, 0);
    dead[0] = 1;
    const auto found = lamp_clusters(city, table, state, dead, few_replicas());
    REQUIRE(found.dark_circuits.size() == 1);
    CHECK_FALSE(found.dark_circuits[0].by_lamps);
    CHECK(found.scanned == Count{1, 50});
    CHECK_THROWS_AS(lamp_clusters(city, table, state, std::vector<std::uint8_t>(2, 0), few_replicas()), UsageError);
    CHECK_THROWS_AS(lamp_clusters(city, table, std::vector<LampState>(3), {}, few_replicas()), UsageError);
}

TEST_CASE("nothing out, nothing known: no cluster") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    const auto lit = lamp_clusters(city, table, all_lit(table), {}, few_replicas());
    CHECK(lit.clusters.empty());
    CHECK(lit.runs.empty());
    CHECK(lit.scanned == Count{0, 60});
    const auto unknown = lamp_clusters(city, table, std::vector<LampState>(60, LampState::unknown), {}, few_replicas());
    CHECK(unknown.clusters.empty());
    CHECK(unknown.circuits.empty());
    CHECK(unknown.scanned == Count{});
}

TEST_CASE("along the streets a cluster does not jump to the next road") {
    auto city = three_roads();
    // A second road 8 m beside the first, not joined to it.
    city.roads.push_back(road("R9", {{0, 8}, {600, 8}}));
    for (int i = 0; i < 20; ++i) {
        city.streetlights.push_back(
            pole("M" + std::to_string(100 + i), {15 + 30.0 * i, 5}, "C9" + std::to_string(i / 10), "R9"));
    }
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    std::fill_n(state.begin() + 12, 5, LampState::out); // on R0
    auto options = few_replicas();
    options.network = true;
    const auto found = lamp_clusters(city, table, state, {}, options);
    const auto along = std::find_if(found.clusters.begin(), found.clusters.end(),
                                    [](const auto& one) { return one.shape == ClusterShape::network; });
    REQUIRE(along != found.clusters.end());
    CHECK(along->found.lamps == std::vector<std::uint32_t>{12, 13, 14, 15, 16});
    CHECK(length(along->course) == Approx(120));
    REQUIRE(found.clusters[0].shape == ClusterShape::circle);
    CHECK(found.clusters[0].found.lamps.size() > 5); // a circle takes the lamps beside them, too
    CHECK_THROWS_AS(lamp_clusters(Inventory(plane()), lamp_table(Inventory(plane())), {}, {}, options), UsageError);
}

TEST_CASE("what the dark lamps share, and the rest does not") {
    auto city = three_roads();
    for (auto& circuit : {"C00", "C01", "C10", "C11", "C20", "C21"}) {
        Circuit made;
        made.about.key = circuit;
        made.cabinet = std::string(circuit) == "C20" || std::string(circuit) == "C21" ? "K2" : "K1";
        made.phase = std::string(circuit).back() == '0' ? Phase::a : Phase::three;
        made.about.extra.edit().emplace_back("feederID", "F" + std::string(1, circuit[1]));
        city.circuits.push_back(std::move(made));
    }
    for (std::size_t i = 0; i < city.streetlights.size(); ++i) {
        city.streetlights[i].about.more.edit().build_date = Moment::day(i >= 44 && i < 50 ? 2009 : 2015, 1, 1);
    }
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    for (const auto lamp : {44, 45, 46, 47, 50}) { // four of C20, built in 2009; one of C21
        state[lamp] = LampState::out;
    }
    const std::vector<std::uint32_t> inside = {43, 44, 45, 46, 47, 48, 49, 50};
    const auto traits = traits_of(city, table);
    const auto causes = shared_causes(traits, state, inside);
    REQUIRE(causes.size() == 5);
    // The rarest elsewhere first: nobody else was built in 2009.
    CHECK(causes[0].kind == CauseKind::install_year);
    CHECK(traits.groups(CauseKind::install_year).keys[causes[0].group] == "2009");
    CHECK(causes[0].dark == Count{4, 5});
    CHECK(causes[0].lit_inside == Count{2, 3});
    CHECK(causes[0].rest == Count{0, 52});
    CHECK(causes[0].p == 0);
    CHECK(causes[1].kind == CauseKind::circuit);
    CHECK(causes[1].rest == Count{3, 52});
    CHECK(causes[2].kind == CauseKind::phase);
    CHECK(traits.groups(CauseKind::phase).keys[causes[2].group] == "K2/A");
    CHECK(causes[3].kind == CauseKind::cabinet);
    CHECK(causes[3].dark == Count{5, 5});
    CHECK(causes[3].rest == Count{12, 52});
    CHECK(causes[3].p == Approx(std::pow(12 / 52.0, 5)).epsilon(1e-12));
    CHECK(causes[4].kind == CauseKind::feeder);
    CHECK(traits.groups(CauseKind::feeder).keys[causes[4].group] == "F2");
    // What four of five share is not enough for 90 %, and two dark lamps share anything.
    CauseOptions strict;
    strict.least_share = 0.9;
    CHECK(shared_causes(traits, state, inside, strict).size() == 2);
    CauseOptions of_run;
    of_run.first = CauseKind::install_year;
    CHECK(shared_causes(traits, state, inside, of_run) == std::vector<SharedCause>{causes[0]});
    CHECK(shared_causes(traits, state, std::vector<std::uint32_t>{44, 45}).empty());
    CHECK_THROWS_AS(shared_causes(traits, state, std::vector<std::uint32_t>{60}), UsageError);
}

TEST_CASE("what nearly all lamps are is no cause") {
    const auto city = three_roads();
    const auto table = lamp_table(city);
    auto state = all_lit(table);
    LampTraits traits;
    for (auto& groups : traits.by) {
        groups.of_lamp.assign(60, no_group);
    }
    auto& types = traits.by[static_cast<std::size_t>(CauseKind::type)];
    types.keys = {"hps", "led"};
    for (std::size_t i = 0; i < 60; ++i) {
        types.of_lamp[i] = i % 10 == 0 ? 0 : 1; // nine of ten are LED
    }
    const std::vector<std::uint32_t> inside = {41, 42, 43, 44, 45};
    for (const auto lamp : inside) {
        state[lamp] = LampState::out;
    }
    CHECK(shared_causes(traits, state, inside).empty()); // 5 of 5, where 49 of 55 are: chance
}

TEST_CASE("clusters are the same for any number of threads and any order of records") {
    auto city = three_roads();
    auto options = few_replicas();
    options.network = true;
    const auto result = [&](int threads) {
        options.scan.threads = Threads{threads};
        const auto table = lamp_table(city);
        auto state = all_lit(table);
        for (std::size_t i = 0; i < state.size(); ++i) {
            const auto number = std::stoi(table.keys[i].substr(1));
            state[i] = number % 7 == 0 || (number >= 203 && number < 207) ? LampState::out : LampState::lit;
        }
        const auto found = lamp_clusters(city, table, state, {}, options);
        std::string text;
        for (const auto* list : {&found.runs, &found.clusters}) {
            for (const auto& one : *list) {
                std::vector<std::string> keys;
                for (const auto lamp : one.found.lamps) {
                    keys.push_back(table.keys[lamp]);
                }
                std::sort(keys.begin(), keys.end());
                text += std::to_string(one.found.rank) + " " + std::to_string(one.found.log_likelihood_ratio) + " " +
                        std::to_string(*one.found.p) + std::accumulate(keys.begin(), keys.end(), std::string()) + "\n";
            }
        }
        return text;
    };
    const auto one = result(1);
    CHECK(one == result(2));
    CHECK(one == result(4));
    std::reverse(city.streetlights.begin(), city.streetlights.end());
    CHECK(one == result(2));
}

TEST_CASE("requests are counted where they lie, else where their record says, duplicates and rejected ones apart") {
    Inventory city(plane());
    const auto zone = [&](std::string key, double x, std::optional<double> people) {
        Zone made;
        made.about.key = std::move(key);
        made.kind = "district";
        made.area = {{{{x, 0}, {x + 100, 0}, {x + 100, 100}, {x, 100}, {x, 0}}, {}}};
        made.population = people;
        city.zones.push_back(std::move(made));
    };
    zone("B", 100, 2000);
    zone("A", 0, 1000);
    zone("empty", 200, std::nullopt);
    const auto request = [&](Place place, const std::string& district, CaseState state = CaseState::closed) {
        Case made;
        made.about.key = "S" + std::to_string(city.cases.size());
        made.about.district = district;
        made.kind = "streetlight_out";
        made.place = std::move(place);
        made.state = state;
        city.cases.push_back(std::move(made));
    };
    request(Point{50, 50}, "A");
    request(Point{50, 50}, "B");    // its record is wrong
    request(std::monostate{}, "B"); // no place
    request(Point{500, 500}, "B");  // a place outside of all
    request(Point{500, 500}, "nowhere");
    request(Point{250, 50}, ""); // nobody lives there
    request(Point{150, 50}, "B", CaseState::duplicate);
    request(Point{150, 50}, "B", CaseState::rejected);
    city.cases.push_back(city.cases.front());
    city.cases.back().kind = "pothole";
    const auto cases = zone_cases(city, "district", StateWords::usual());
    REQUIRE(cases.zone == std::vector<std::uint32_t>{1, 0});
    CHECK(cases.population == std::vector<double>{1000, 2000});
    CHECK(cases.cases == std::vector<std::int64_t>{2, 2});
    CHECK(cases.counted == 4);
    CHECK(cases.elsewhere == 1);
    CHECK(cases.outside == 1);
    CHECK(cases.without_people == 1);
    CHECK(cases.repeated == 1);
    CHECK(cases.rejected == 1);
}

TEST_CASE("a zone with many requests for its people is the first cluster") {
    ZoneCases cases;
    for (std::uint32_t i = 0; i < 25; ++i) {
        cases.zone.push_back(i);
        cases.centres.push_back({1000.0 * (i % 5), 1000.0 * std::floor(i / 5.0)});
        cases.population.push_back(1000);
        cases.cases.push_back(i == 12 ? 40 : 10);
    }
    ScanOptions options;
    options.replicas = 199;
    const auto found = scan_zones(cases, options);
    REQUIRE_FALSE(found.clusters.empty());
    CHECK(found.clusters[0].lamps == std::vector<std::uint32_t>{12});
    CHECK(found.clusters[0].expected == Approx(280 / 25.0));
    const double inside = 40 * std::log(40 / 11.2), outside = 240 * std::log(240 / (280 - 11.2));
    CHECK(found.clusters[0].log_likelihood_ratio == Approx(inside + outside).epsilon(1e-12));
    CHECK(*found.clusters[0].p == Approx(0.005));
}
