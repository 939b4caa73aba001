// Two dates of small cities, worked by hand.
#include <algorithm>
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/inventory/diff.hpp>

#include "inventory/diff_distance.hpp"
#include "support/test.hpp"

using namespace kerb;

namespace {

const Frame& plane() {
    static const auto frame = Frame::from("EPSG:4547");
    return frame;
}

Streetlight lamp(const std::string& key, double x, double y, const std::string& owner = "") {
    Streetlight one;
    one.about.key = key;
    one.about.owner = owner;
    one.about.status = Status::in_service;
    one.position = {x, y};
    return one;
}

Road road(const std::string& key, LineString line, RoadClass road_class = RoadClass::local) {
    Road one;
    one.about.key = key;
    one.centreline = {std::move(line)};
    one.road_class = road_class;
    return one;
}

MultiPolygon box(double x, double y, double width, double height) {
    return {{{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}, {x, y}}, {}}};
}

GreenSpace green(const std::string& key, MultiPolygon area, GreenClass green_class = GreenClass::g2) {
    GreenSpace one;
    one.about.key = key;
    one.area = std::move(area);
    one.green_class = green_class;
    return one;
}

Inventory city_of(std::vector<Streetlight> lamps, std::vector<Road> roads = {}, std::vector<GreenSpace> greens = {}) {
    Inventory city(plane());
    city.streetlights = std::move(lamps);
    city.roads = std::move(roads);
    city.green_spaces = std::move(greens);
    return city;
}

/// The one class that both cities have.
ClassDiff only_class(const Inventory& before, const Inventory& now, const DiffOptions& options = {}) {
    auto found = diff(before, now, options);
    REQUIRE(found.classes.size() == 1);
    return found.classes.front();
}

void adds_up(const ClassDiff& part) {
    CHECK(part.before_count == part.same + part.changed + part.moved + std::ssize(part.removed));
    CHECK(part.now_count == part.same + part.changed + part.moved + std::ssize(part.added));
    CHECK(std::ssize(part.pairs) == part.same + part.changed + part.moved);
}

} // namespace

TEST_CASE("Each lamp is the same, changed, moved, gone or new, and counts once") {
    const auto before = city_of({lamp("A", 0, 0), lamp("B", 10, 0), lamp("C", 20, 0), lamp("D", 30, 0),
                                 lamp("E", 40, 0), lamp("F", 50, 0, "x")});
    const auto now = city_of({lamp("F", 53, 4, "y"), lamp("E2", 41, 0), lamp("C", 20.5, 0), lamp("B", 10, 0.6),
                              lamp("A", 0, 0), lamp("G", 90, 0)});
    const auto part = only_class(before, now);
    adds_up(part);
    CHECK(part.same == 2);  // A; C moved by half a metre, which is not more than that
    CHECK(part.moved == 3); // B by 0.6 m, E by 1 m, F by 5 m
    CHECK(part.moved_and_changed == 2);
    CHECK(part.changed == 0);
    REQUIRE(part.removed.size() == 1);
    CHECK(diff_record(before, part, part.removed[0]).key == "D");
    REQUIRE(part.added.size() == 1);
    CHECK(diff_record(now, part, part.added[0]).key == "G");
    const auto& f = part.pairs.back();
    CHECK(f.by == PairedBy::key);
    CHECK(f.distance_m == 5.0);
    CHECK(f.changes == std::vector<FieldChange>{{"owner", "x", "y"}});
    const auto& e = part.pairs[3]; // no key in common: by place, and the key is what changed
    CHECK(e.by == PairedBy::place);
    CHECK(e.changes == std::vector<FieldChange>{{"key", "E", "E2"}});
    CHECK(part.renumbered == 0);
}

TEST_CASE("A class of which most keys changed was numbered anew, and has not changed by that") {
    const auto before = city_of({lamp("A", 0, 0), lamp("B", 10, 0), lamp("C", 20, 0)});
    const auto now = city_of({lamp("1", 0, 0), lamp("2", 10, 0), lamp("C", 20, 0)});
    const auto part = only_class(before, now);
    CHECK(part.same == 3);
    CHECK(part.renumbered == 2);
}

TEST_CASE("A key that two assets have on a date tells nothing") {
    const auto before = city_of({lamp("A", 0, 0), lamp("A", 100, 0)});
    const auto now = city_of({lamp("A", 100, 0), lamp("A", 0, 0)});
    const auto part = only_class(before, now);
    CHECK(part.same == 2);
    CHECK(part.ambiguous_keys == 2); // one on each date
    CHECK(std::all_of(part.pairs.begin(), part.pairs.end(),
                      [](const AssetPair& pair) { return pair.by == PairedBy::place && pair.distance_m == 0.0; }));
}

TEST_CASE("A key that an import gave is none: it names a row") {
    const auto before = city_of({lamp("streetlight-1", 0, 0), lamp("streetlight-2", 10, 0)});
    const auto now = city_of({lamp("streetlight-1", 10, 0), lamp("streetlight-2", 20, 0)});
    const auto part = only_class(before, now);
    CHECK(part.without_key == 4);
    CHECK(part.same == 1); // the one at 10 m
    CHECK(part.removed == std::vector<std::uint32_t>{0});
    CHECK(part.added == std::vector<std::uint32_t>{1});
}

TEST_CASE("The nearest go together first, what they leave takes the next") {
    // 0 – 0.9 – 1.6: the middle one is nearer to the right; the left one is too far from what is left.
    const auto before = city_of({lamp("a", 0, 0), lamp("b", 1.6, 0)});
    const auto now = city_of({lamp("c", 0.9, 0)});
    const auto part = only_class(before, now);
    REQUIRE(part.pairs.size() == 1);
    CHECK(diff_record(before, part, part.pairs[0].before).key == "b");
    // With a second one within reach the left one is no longer alone.
    const auto more = only_class(before, city_of({lamp("c", 0.9, 0), lamp("d", -1.5, 0)}));
    CHECK(more.pairs.size() == 2);
    CHECK(more.added.empty());
}

TEST_CASE("Places alone, where keys are not to be trusted") {
    const auto before = city_of({lamp("A", 0, 0), lamp("B", 50, 0)});
    const auto now = city_of({lamp("B", 0, 0), lamp("A", 50, 0)});
    CHECK(only_class(before, now).moved == 2);
    DiffOptions options;
    options.by_key = false;
    options.ignore = {"key"};
    CHECK(only_class(before, now, options).same == 2);
}

TEST_CASE("Exactly at the tolerance is within it") {
    const auto before = city_of({lamp("a", 0, 0)});
    CHECK(only_class(before, city_of({lamp("b", 2, 0)})).pairs.size() == 1);
    CHECK(only_class(before, city_of({lamp("b", 2.0001, 0)})).pairs.empty());
}

TEST_CASE("Roads: new, continued and gone kilometres by class") {
    auto planned = road("P", {{0, 300}, {50, 300}});
    planned.about.status = Status::planned;
    auto built = planned;
    built.about.status = Status::in_service;
    const auto before = city_of({}, {road("R1", {{0, 0}, {100, 0}}), road("R2", {{0, 50}, {100, 50}}),
                                     road("R3", {{0, 100}, {40, 100}}, RoadClass::lane), planned});
    auto widened = road("R2", {{0, 50}, {130, 50}}, RoadClass::arterial);
    const auto now = city_of({}, {road("R1", {{0, 0}, {100, 0}}), widened, road("R9", {{0, 200}, {0, 270}}), built});
    const auto part = only_class(before, now);
    adds_up(part);
    CHECK(part.same == 1);
    CHECK(part.changed == 1); // P, by its status
    CHECK(part.moved == 1);   // R2 is 30 m longer
    CHECK(part.moved_and_changed == 1);
    CHECK(part.pairs[2].distance_m == 30.0);
    REQUIRE(part.sizes.size() == 1);
    const auto& sizes = part.sizes[0];
    CHECK(sizes.field == "road_class");
    CHECK(sizes.all == SizeChange{"", 240, 350, 120, 40, 200, 230, 130});
    REQUIRE(sizes.groups.size() == 3);
    CHECK(sizes.groups[0] == SizeChange{"arterial", 0, 130, 0, 0, 0, 130, 130});
    CHECK(sizes.groups[1] == SizeChange{"lane", 40, 0, 0, 40, 0, 0, 0});
    CHECK(sizes.groups[2] == SizeChange{"local", 200, 220, 120, 0, 200, 100, 0});
}

TEST_CASE("Lines without a common key are one when half of each runs beside the other") {
    const auto before = city_of({}, {road("a", {{0, 0}, {100, 0}})});
    const auto beside = [&](LineString line) {
        return only_class(before, city_of({}, {road("b", std::move(line))})).pairs.size();
    };
    CHECK(beside({{0, 1}, {100, 1}}) == 1);
    CHECK(beside({{100, 1}, {0, 1}}) == 1); // whichever way it is drawn
    CHECK(beside({{0, 1}, {200, 1}}) == 1); // 102 of 200 m
    CHECK(beside({{0, 1}, {210, 1}}) == 0); // 102 of 210 m
    CHECK(beside({{0, 2.1}, {100, 2.1}}) == 0);
    CHECK(beside({{50, -50}, {50, 50}}) == 0); // across
}

TEST_CASE("Areas without a common key are one when they share most of their ground") {
    const auto before = city_of({}, {}, {green("a", box(0, 0, 100, 100))});
    const auto shares = [&](MultiPolygon area) {
        return only_class(before, city_of({}, {}, {green("b", std::move(area))})).pairs.size();
    };
    CHECK(shares(box(0, 0, 100, 51)) == 1);
    CHECK(shares(box(0, 0, 100, 49)) == 0);
    CHECK(shares(box(40, 0, 100, 100)) == 0); // 60 of 140
    const auto hut = city_of({}, {}, {green("a", box(0, 0, 2, 2))});
    const auto shifted = [&](double by, double size) {
        return only_class(hut, city_of({}, {}, {green("b", box(by, 0, size, size))})).pairs.size();
    };
    CHECK(shifted(1.9, 2) == 1); // hardly on its old ground, but its middle is within 2 m
    CHECK(shifted(2.1, 2) == 0);
    CHECK(shifted(0.5, 1) == 0); // a quarter of it
}

TEST_CASE("The same ground, better: a green space that changed its class") {
    const auto before = city_of({}, {}, {green("a", box(0, 0, 100, 100)), green("b", box(200, 0, 10, 10))});
    const auto now =
        city_of({}, {}, {green("a", box(0, 0, 100, 100), GreenClass::g11), green("b", box(200, 0, 10, 10))});
    const auto part = only_class(before, now);
    CHECK(part.pairs[0].changes == std::vector<FieldChange>{{"green_class", "G2", "G11"}});
    CHECK(part.sizes[0].all == SizeChange{"", 10100, 10100, 0, 0, 10100, 10100, 10000});
}

TEST_CASE("What is drawn otherwise than before") {
    Inventory before(plane()), now(plane());
    Toilet hut;
    hut.about.key = "T";
    hut.place = Point{5, 5};
    before.toilets = {hut};
    hut.place = box(0, 0, 10, 10);
    now.toilets = {hut};
    auto part = only_class(before, now);
    CHECK(part.changed == 1);
    CHECK(part.pairs[0].distance_m == 0.0); // it stands on the area
    CHECK(part.pairs[0].changes == std::vector<FieldChange>{{"geometry", "point", "area"}});
    now.toilets[0].place = box(8, 5, 10, 10);
    part = only_class(before, now);
    CHECK(part.moved_and_changed == 1);
    CHECK(part.pairs[0].distance_m == 3.0);
    now.toilets[0].place = std::monostate{};
    part = only_class(before, now);
    CHECK_FALSE(part.pairs[0].distance_m);
    CHECK(part.pairs[0].changes == std::vector<FieldChange>{{"geometry", "point", ""}});
}

TEST_CASE("Records without a place are one by key, else by what they say") {
    Inventory before(plane()), now(plane());
    const auto luminaire = [](const std::string& key, const std::string& pole, double watts) {
        Luminaire one;
        one.about.key = key;
        one.pole = pole;
        one.power_w = watts;
        return one;
    };
    before.luminaires = {luminaire("L1", "A", 70), luminaire("luminaire-2", "B", 70), luminaire("luminaire-3", "B", 70),
                         luminaire("luminaire-4", "C", 70)};
    now.luminaires = {luminaire("luminaire-1", "B", 70), luminaire("L1", "A", 100), luminaire("luminaire-3", "D", 70)};
    const auto part = only_class(before, now);
    adds_up(part);
    CHECK(part.changed == 1);
    CHECK(part.same == 1); // one of the two that say the same
    CHECK(part.removed.size() == 2);
    CHECK(part.added.size() == 1);
}

TEST_CASE("Other assets are compared by the name of their class, records of what happened when asked") {
    Inventory before(plane()), now(plane());
    const auto other = [](const std::string& name, const std::string& key, double x) {
        OtherAsset one;
        one.about.key = key;
        one.class_name = name;
        one.place = Point{x, 0};
        return one;
    };
    before.others = {other("fence", "1", 0), other("bench", "1", 5)};
    now.others = {other("bench", "1", 5), other("fence", "1", 9)};
    before.events.resize(1);
    const auto found = diff(before, now, {});
    REQUIRE(found.classes.size() == 2);
    CHECK(found.classes[0].layer == "bench");
    CHECK(found.classes[0].same == 1);
    CHECK(found.classes[1].moved == 1);
    CHECK(found.left_out == std::vector<std::string>{"events"});
    DiffOptions options;
    options.only = {"events"};
    CHECK(only_class(before, now, options).removed.size() == 1);
}

TEST_CASE("Fields: ignored ones, and those that no mapping names") {
    auto before = city_of({lamp("A", 0, 0, "x")}), now = city_of({lamp("A", 0, 0, "y")});
    before.streetlights[0].about.extra.edit() = {{"colour", "red"}, {"old", "1"}};
    now.streetlights[0].about.extra.edit() = {{"colour", "blue"}};
    now.streetlights[0].height_m = 8;
    CHECK(only_class(before, now).pairs[0].changes ==
          std::vector<FieldChange>{{"owner", "x", "y"}, {"height_m", "", "8"}});
    DiffOptions options;
    options.ignore = {"owner", "extra.old"};
    options.extra = true;
    CHECK(only_class(before, now, options).pairs[0].changes ==
          std::vector<FieldChange>{{"height_m", "", "8"}, {"extra.colour", "red", "blue"}});
}

TEST_CASE("Places that cannot be compared do no harm") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const MultiPolygon bow = {{{{0, 0}, {10, 10}, {10, 0}, {0, 10}, {0, 0}}, {}}};
    const auto before = city_of({lamp("A", nan, 0), lamp("x", nan, 1)}, {road("R", {{1, 1}, {1, 1}}), road("Q", {})},
                                {green("G", bow)});
    const auto now =
        city_of({lamp("A", 0, 0), lamp("y", nan, 2)}, {road("S", {{1, 1}, {1, 1}}), road("Q", {})}, {green("H", bow)});
    for (const auto& part : diff(before, now, {}).classes) {
        adds_up(part);
    }
    CHECK(diff(before, before, {}).classes[0].same == 2);
}

TEST_CASE("Two frames are refused") {
    Inventory other(Frame::from("EPSG:25832"));
    CHECK_THROWS_AS(diff(city_of({}), other, {}), UsageError);
}

TEST_CASE("How far a line moved is not told by its corners alone") {
    using detail::Chains;
    const Points zigzag = {{0, 0}, {10, 0}, {0, 1}, {10, 1}}, other_way = {{0, 0}, {0, 1}, {10, 0}, {10, 1}};
    const Chains a{zigzag}, b{other_way};
    // The side from (10, 0) to (0, 1) is half a metre from the others at its middle.
    CHECK(detail::hausdorff(a, b) > 0.1);
    CHECK(detail::hausdorff(a, b) == detail::hausdorff(b, a));
    const Points flat = {{0, 0}, {100, 0}}, bent = {{0, 0}, {50, 7}, {100, 0}};
    CHECK(detail::hausdorff({flat}, {bent}) == 7.0);
    const auto move = detail::greatest_move({flat}, {bent});
    CHECK(move.from == Point{50, 0});
    CHECK(move.to == Point{50, 7});
}

TEST_CASE("Length beside another line") {
    const Points line = {{0, 0}, {100, 0}};
    const auto beside = [&](const Points& other, double within) {
        return detail::length_beside({line}, {other}, within);
    };
    CHECK(beside({{0, 3}, {100, 3}}, 3) == 100.0); // exactly at the distance
    CHECK(beside({{0, 3.1}, {100, 3.1}}, 3) == 0.0);
    CHECK(beside({{50, -10}, {50, 10}}, 3) == 6.0); // across: 3 m on each side
    CHECK(beside({{20, 0}, {30, 0}}, 2) == 14.0);
    CHECK(beside({{50, 4}, {50, 4}}, 5) == 6.0); // a point: 3-4-5
}

TEST_CASE("Layers of what differs") {
    const auto before = city_of({lamp("A", 0, 0), lamp("B", 10, 0), lamp("C", 20, 0)}, {road("R", {{0, 0}, {9, 0}})});
    const auto now = city_of({lamp("A", 3, 4), lamp("B", 10, 0, "x")}, {road("S", {{0, 50}, {9, 50}})});
    const auto tables = diff_tables(before, now, diff(before, now, {}));
    std::vector<std::string> names;
    std::transform(tables.begin(), tables.end(), std::back_inserter(names), [](const auto& t) { return t.name; });
    CHECK(names == std::vector<std::string>{"diff_removed", "diff_changed", "diff_moved", "diff_added__lines",
                                            "diff_removed__lines"});
    CHECK(tables[1].find("changes")->text_at(0) == "owner: – → x");
    const auto& moves = std::get<Lines>(tables[2].geometry);
    CHECK(moves.feature(0) == MultiLineString{{{0, 0}, {3, 4}}});
    CHECK(tables[2].find("moved_m")->number_at(0) == 5.0);
}

TEST_CASE("Thousands of lamps at one place are paired in the order of what they say") {
    std::vector<Streetlight> before, now;
    for (int i = 0; i < 20000; ++i) {
        before.push_back(lamp("streetlight-" + std::to_string(i), 0, 0, "a" + std::to_string(100000 + i)));
        now.push_back(lamp("streetlight-" + std::to_string(i), 0, 0, "b" + std::to_string(100000 + i)));
    }
    now.pop_back();
    const auto part = only_class(city_of(before), city_of(now));
    CHECK(part.changed == 19999);
    CHECK(part.removed == std::vector<std::uint32_t>{19999});
    CHECK(std::all_of(part.pairs.begin(), part.pairs.end(), [](const auto& pair) { return pair.before == pair.now; }));
}

TEST_CASE("A border of tens of thousands of corners that was drawn anew") {
    Points old_border, new_border; // a saw; each tip is 0.2 m higher on the later date, one 3 m
    for (int i = 0; i <= 20000; ++i) {
        old_border.push_back({static_cast<double>(i), static_cast<double>(i % 2)});
        new_border.push_back({static_cast<double>(i), i % 2 == 0 ? 0.0 : 1.0 + (i == 10001 ? 3.0 : 0.2)});
    }
    CHECK(detail::hausdorff({old_border}, {new_border}) == 3.0);
    CHECK(detail::greatest_move({old_border}, {new_border}).to == Point{10001, 4});
}
