// Densities, ratios and coverage of two districts whose figures a child can work out.
#include <cmath>
#include <limits>
#include <numbers>

#include "support/scorecard_scene.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::add_asset;
using kerb::test::check_value;
using kerb::test::measured;
using kerb::test::missing;
using kerb::test::rectangle;
using kerb::test::two_districts;

namespace {

Road& add_road(Inventory& city, const std::string& key, Points line, RoadClass road_class = RoadClass::arterial) {
    auto& road = add_asset(city.roads, key);
    road.centreline = {std::move(line)};
    road.road_class = road_class;
    return road;
}

GreenSpace& add_green(Inventory& city, const std::string& key, const MultiPolygon& area,
                      GreenClass green_class = GreenClass::g11) {
    auto& green = add_asset(city.green_spaces, key);
    green.area = area;
    green.green_class = green_class;
    return green;
}

const std::string density =
    "unit = 'km/km2'\nop = 'length_density'\n"
    "numerator = { layer = 'roads', road_class = ['arterial', 'local'] }\n";
const std::string green_ratio =
    "unit = '%'\nop = 'area_ratio'\n"
    "numerator = { layer = 'green_spaces', green_class = 'G11' }\n";

} // namespace

TEST_CASE("A road that crosses a border counts in both districts, each of two carriageways half") {
    auto city = two_districts();
    add_road(city, "r1", {{500, 500}, {1500, 500}});
    add_road(city, "r2", {{100, 100}, {700, 100}}).carriageway = Carriageway::left;
    add_road(city, "r3", {{100, 110}, {700, 110}}).carriageway = Carriageway::right;
    add_road(city, "r4", {{100, 900}, {300, 900}}, RoadClass::lane); // is not asked for
    add_road(city, "r5", {{100, 800}, {300, 800}}).about.status = Status::planned;
    add_road(city, "r6", {{100, 300}, {300, 300}}, RoadClass::unknown); // nobody knows
    const auto found = measured(city, density);
    CHECK(missing(found).empty());
    check_value(found.zones[0], 500 + 600, 1e6, 1.1);
    check_value(found.zones[1], 500, 1e6, 0.5);
    check_value(found.all, 1600, 2e6, 0.8);
    CHECK(found.zones[0].completeness == Approx(3.0 / 4));
    CHECK(found.all.completeness == Approx(3.0 / 4));
}

TEST_CASE("Without any line of the kind nothing is known, which is not a density of 0") {
    auto city = two_districts();
    add_road(city, "r1", {{100, 900}, {300, 900}}, RoadClass::lane);
    CHECK(missing(measured(city, density)) == "scorecard_missing.none");
}

TEST_CASE("Of built-up ground only what is built up counts") {
    auto city = two_districts();
    add_road(city, "r1", {{0, 500}, {1000, 500}});
    const auto built_up = density + "zone_kind = 'built_up'\n";
    CHECK(missing(measured(city, built_up)) == "scorecard_missing.land");
    test::add_zone(city, "u", "built_up", rectangle(0, 0, 500, 1000));
    const auto found = measured(city, built_up);
    check_value(found.zones[0], 500, 5e5, 1);
    CHECK_FALSE(found.zones[1].value); // no ground is no 0
    CHECK(found.zones[1].n == 0);
    check_value(found.all, 500, 5e5, 1);
}

TEST_CASE("What several districts claim counts for the one whose key comes first") {
    auto city = two_districts();
    test::add_zone(city, "c", "district", rectangle(500, 0, 1000, 1000)); // on both others
    test::add_zone(city, "d", "district", rectangle(2000, 0, 100, 1000));
    add_road(city, "r1", {{0, 500}, {2050, 500}});
    const auto found = measured(city, density);
    REQUIRE(found.zones.size() == 4);
    check_value(found.zones[0], 1000, 1e6, 1);
    check_value(found.zones[1], 1000, 1e6, 1);
    CHECK_FALSE(found.zones[2].value);
    check_value(found.zones[3], 50, 1e5, 0.5);
    check_value(found.all, 2050, 2.1e6, 2050 / 2.1e3);
}

TEST_CASE("Without zones, or without the layer or field, it is said what is missing") {
    auto city = two_districts();
    const auto none = measured(city, density);
    CHECK(missing(none) == "scorecard_missing.layer");
    CHECK_FALSE(none.all.value);
    REQUIRE(none.zones.size() == 2);
    CHECK_FALSE(none.zones[0].value);
    CHECK(none.all.completeness == 0);
    add_road(city, "r1", {{0, 500}, {1000, 500}}, RoadClass::unknown);
    CHECK(missing(measured(city, density)) == "scorecard_missing.field");
    city.zones.clear();
    city.roads.front().road_class = RoadClass::arterial;
    CHECK(missing(measured(city, density)) == "scorecard_missing.zones");
}

TEST_CASE("Ground under green counts once where green overlaps, and is cut at borders") {
    auto city = two_districts();
    add_green(city, "g1", rectangle(900, 0, 200, 100));
    add_green(city, "g2", rectangle(900, 50, 100, 100)); // half of it on g1
    add_green(city, "g3", rectangle(0, 900, 100, 100), GreenClass::g2);
    const auto found = measured(city, green_ratio);
    check_value(found.zones[0], 15000, 1e6, 0.015);
    check_value(found.zones[1], 10000, 1e6, 0.01);
    check_value(found.all, 25000, 2e6, 0.0125);
}

TEST_CASE("What has no ground that could be measured is left out, and told") {
    auto city = two_districts();
    add_green(city, "g1", rectangle(0, 0, 100, 100));
    add_green(city, "g2", {});
    add_green(city, "g3", {{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}, {}}}); // a bow tie
    add_green(city, "g4", {{{{0, 0}, {std::numeric_limits<double>::infinity(), 10}, {10, 0}, {0, 0}}, {}}});
    test::add_zone(city, "c", "district", {{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}, {}}});
    const auto found = measured(city, green_ratio);
    REQUIRE(found.zones.size() == 2); // no third one
    check_value(found.all, 10000, 2e6, 0.005);
    CHECK(found.all.completeness == 0.25);
    add_road(city, "r1", {{0, 500}, {0, 500}, {100, 500}, {100, 500}, {300, 500}}); // points that repeat
    add_road(city, "r2", {{5, 5}});
    add_road(city, "r3", {{0, 0}, {std::numeric_limits<double>::quiet_NaN(), 0}});
    add_road(city, "r4", {});
    city.roads.back().centreline = {{{0, 600}, {50, 600}}, {{60, 600}, {110, 600}}}; // of two parts
    const auto lengths = measured(city, density);
    check_value(lengths.all, 400, 2e6, 0.2);
    CHECK(lengths.all.completeness == Approx(2.0 / 4));
}

TEST_CASE("Crowns are discs of their recorded diameter, else of the usual one") {
    auto city = two_districts();
    const auto add_tree = [&](const std::string& key, Point at, std::optional<double> crown) {
        auto& tree = add_asset(city.trees, key);
        tree.position = at;
        tree.crown_m = crown;
    };
    add_tree("t1", {100, 100}, 10.0);
    add_tree("t2", {300, 100}, {});
    add_tree("t3", {1500, 100}, 4.0);
    const auto found = measured(city,
                                "unit = '%'\nop = 'area_ratio'\nnumerator = { layer = 'trees' }\n"
                                "width_field = 'crown_m'\nwidth = '6 m'\n");
    using std::numbers::pi;
    CHECK(found.zones[0].k == Approx(pi * (25 + 9)).epsilon(1e-9));
    CHECK(found.zones[1].k == Approx(pi * 4).epsilon(1e-9));
    CHECK(*found.all.value == Approx(pi * 38 / 2e6).epsilon(1e-9));
}

TEST_CASE("Per person a district counts by its own people, else by those of its buildings") {
    auto city = two_districts();
    const std::string per_person =
        "unit = 'm2/person'\nop = 'area_per_capita'\nnumerator = { layer = 'green_spaces' }\n";
    const std::string toilets = "unit = '1/10k'\nop = 'count_per_capita'\nnumerator = { layer = 'toilets' }\n";
    add_green(city, "g1", rectangle(0, 0, 100, 100));
    add_green(city, "g2", rectangle(1500, 0, 100, 100));
    for (int i = 0; i < 3; ++i) {
        add_asset(city.toilets, "t" + std::to_string(i)).place = Point{100.0 + i, 100};
    }
    CHECK(missing(measured(city, per_person)) == "scorecard_missing.people");
    auto& home = add_asset(city.buildings, "h");
    home.place = rectangle(100, 100, 10, 10);
    home.population = 50;
    check_value(measured(city, per_person).zones[0], 10000, 50, 200);
    CHECK_FALSE(measured(city, per_person).zones[1].value);
    city.zones[0].population = 1000;
    const auto found = measured(city, per_person);
    check_value(found.zones[0], 10000, 1000, 10);
    CHECK_FALSE(found.zones[1].value);
    check_value(found.all, 10000, 1000, 10); // of the people that are known
    CHECK(found.all.completeness == 0.5);
    check_value(measured(city, toilets).zones[0], 3, 1000, 30);
}

TEST_CASE("Toilets by ground, and ground by toilets") {
    auto city = two_districts();
    add_asset(city.toilets, "t1").place = Point{500, 500};
    add_asset(city.toilets, "t2").place = rectangle(600, 500, 10, 10);
    add_asset(city.toilets, "t3").place = Point{5000, 500}; // in no district
    add_asset(city.toilets, "t4").place = Point{std::numeric_limits<double>::quiet_NaN(), 0};
    const auto count = measured(city, "unit = '1/km2'\nop = 'count_density'\nnumerator = { layer = 'toilets' }\n");
    check_value(count.zones[0], 2, 1e6, 2);
    check_value(count.zones[1], 0, 1e6, 0);
    check_value(count.all, 2, 2e6, 1);
    city.toilets.erase(city.toilets.begin() + 1);
    const auto cover =
        measured(city, "unit = '%'\nop = 'cover_by_radius'\nnumerator = { layer = 'toilets' }\nradius = '300 m'\n");
    CHECK(cover.zones[0].k == Approx(std::numbers::pi * 9e4).epsilon(1e-9));
    CHECK(cover.zones[0].n == Approx(1e6));
    check_value(cover.zones[1], 0, 1e6, 0);
}

TEST_CASE("Parks serve residential land by their size") {
    auto city = two_districts();
    test::add_zone(city, "l", "residential", rectangle(200, 200, 100, 100));
    test::add_zone(city, "m", "residential", rectangle(1200, 200, 100, 100));
    add_green(city, "large", rectangle(310, 200, 100, 100)); // 1 ha
    add_green(city, "small", rectangle(1310, 200, 10, 10));  // too small
    const std::string cover =
        "unit = '%'\nop = 'cover_by_radius'\nzone_kind = 'residential'\n"
        "numerator = { layer = 'green_spaces', green_class = ['G11'] }\n"
        "radius = [{ from = '2000 m2', reach = '60 m' }, { from = '5000 m2', reach = '110 m' }]\n";
    const auto found = measured(city, cover);
    CHECK(found.zones[0].n == Approx(1e4));
    CHECK(found.zones[0].k == Approx(1e4).epsilon(1e-9)); // the land ends 110 m from the park
    check_value(found.zones[1], 0, 1e4, 0);
    city.green_spaces.front().green_class = GreenClass::g2;
    city.green_spaces.back().green_class = GreenClass::g2;
    CHECK(missing(measured(city, cover)) == "scorecard_missing.none"); // no parks: not 0 %
}

TEST_CASE("People are served as the crow flies, or along the streets") {
    auto city = two_districts();
    add_road(city, "r1", {{0, 0}, {400, 0}});
    add_road(city, "r2", {{400, 0}, {400, 300}});
    const auto home = [&](const std::string& key, Point at, double people) {
        auto& building = add_asset(city.buildings, key);
        building.place = at;
        building.population = people;
    };
    home("h1", {100, 0}, 10);    // 300 m + 200 m along the streets, 361 m straight
    home("h2", {400, 100}, 20);  // 100 m
    home("h3", {1500, 900}, 70); // far off
    add_asset(city.buildings, "h4").place = Point{400, 100};
    add_asset(city.toilets, "t").place = Point{400, 200};
    const std::string people =
        "unit = '%'\nop = 'cover_by_radius'\nnumerator = { layer = 'toilets' }\n"
        "of = 'people'\nradius = '400 m'\n";
    const auto straight = measured(city, people);
    check_value(straight.zones[0], 30, 30, 1);
    check_value(straight.zones[1], 0, 70, 0);
    check_value(straight.all, 30, 100, 0.3);
    CHECK(straight.zones[0].completeness == Approx(2.0 / 3)); // of one home nobody knows the people
    const auto walked = measured(city, people + "access = 'streets'\n");
    check_value(walked.zones[0], 20, 30, 2.0 / 3);
    check_value(walked.all, 20, 100, 0.2);
    city.roads.clear();
    CHECK(missing(measured(city, people + "access = 'streets'\n")) == "scorecard_missing.layer");
    city.buildings.clear();
    CHECK(missing(measured(city, people)) == "scorecard_missing.people");
}

TEST_CASE("Three trees near home are three") {
    auto city = two_districts();
    for (const double x : {100, 110, 130}) {
        add_asset(city.trees, "t").position = Point{x, 100};
    }
    for (const double x : {100, 80}) { // 0, 10, 30 m; and 20, 30, 50 m
        auto& home = add_asset(city.buildings, "h");
        home.place = Point{x, 100};
        home.population = 5;
    }
    const auto found = measured(city,
                                "unit = '%'\nop = 'cover_by_radius'\nnumerator = { layer = 'trees' }\n"
                                "of = 'people'\nradius = '30 m'\nat_least = 3\n");
    check_value(found.zones[0], 5, 10, 0.5);
}
