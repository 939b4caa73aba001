// Snapshots: there and back as tables, what has changed, and what is the same whatever way it is written.
#include <cmath>
#include <functional>

#include <kerb/scorecard/snapshot.hpp>

#include "scorecard/fingerprint.hpp"
#include "support/outcome.hpp"
#include "support/score_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::ScoreScene;
using kerb::test::swept;
using kerb::test::value_between;
using kerb::test::value_of;

namespace {

MultiPolygon square(double x, double y, double side = 100) {
    return {{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}, {}}};
}

ScoreScene two_zones() {
    ScoreScene scene({"A", "B"});
    auto veto = swept("cover.net", 30);
    veto.veto = true;
    veto.name = {"nets", "防坠网"};
    scene.add(veto, {value_of(1.0 / 3, 3), value_of(0.97)});
    scene.add(swept("light.lit", 20), {value_between(0.1 + 0.2, 0.25, 0.4), Value{}});
    scene.city.indicators[0].all = value_of(0.5);
    scene.city.indicators[1].missing = Message{"scorecard_missing.lamps", {}};
    scene.city.zone_kind = "district";
    scene.profile.version = "7";
    scene.profile.sha256 = "abc";
    return scene.add_part("hotline", 50);
}

const std::vector<ExternalMark> marks = {{"hotline", "B", 77.7}, {"hotline", "A", 0}};
const SnapshotSource source = {"2025-03-31", "city.gpkg", "def",
                               "0.1.0",      "EPSG:4547", {{"storm", "a=b\\c"}, {"as_of", "x"}}};

Snapshot taken(const ScoreScene& scene, std::vector<MultiPolygon> areas = {square(0, 0), square(100, 0)}) {
    return make_snapshot(scene.profile, scene.city, areas, scene.sheet(marks), marks, source);
}

std::vector<Difference> kinds(const Snapshot& then, const Snapshot& now) {
    std::vector<Difference> all;
    for (const auto& one : differences(then, now)) {
        all.push_back(one.what);
    }
    return all;
}

} // namespace

TEST_CASE("A snapshot comes back from its tables to the last bit") {
    const auto snapshot = taken(two_zones());
    const auto tables = snapshot_tables(snapshot);
    REQUIRE(tables.size() == snapshot_table_names().size());
    for (std::size_t i = 0; i < tables.size(); ++i) {
        CHECK(tables[i].name == snapshot_table_names()[i]);
        for (const auto& column : tables[i].columns) {
            CHECK(column.size() == tables[i].size());
        }
    }
    const auto again = read_snapshot(tables, "a file");
    CHECK(again.id == snapshot.id);
    CHECK(again.source == snapshot.source);
    REQUIRE(again.items.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(again.items[i].id == snapshot.items[i].id);
        CHECK(again.items[i].name.zh == snapshot.items[i].name.zh);
        CHECK(again.items[i].definition_sha256 == snapshot.items[i].definition_sha256);
        CHECK(again.items[i].rule_sha256 == snapshot.items[i].rule_sha256);
        CHECK(again.items[i].part == (i == 2));
    }
    CHECK(again.boundary_sha256 == snapshot.boundary_sha256);
    CHECK(again.city.zone_keys == snapshot.city.zone_keys);
    CHECK(again.profile_version == "7");
    CHECK(again.marks.size() == 2);
    CHECK(again.marks[1].value == 77.7);
    CHECK(again.sheet.full == 100);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(again.city.indicators[i].zones == snapshot.city.indicators[i].zones);
        CHECK(again.city.indicators[i].all == snapshot.city.indicators[i].all);
    }
    for (std::size_t z = 0; z < 2; ++z) {
        auto zone = snapshot.sheet.zones[z];
        zone.of_group.clear(); // they are sums of what is kept
        CHECK(again.sheet.zones[z] == zone);
    }
    CHECK(unequal(snapshot, again).empty());
    CHECK(differences(snapshot, again).empty());
}

TEST_CASE("The id stands for all that the numbers depend on") {
    auto scene = two_zones();
    const auto id = taken(scene).id;
    CHECK(id.size() == 16);
    CHECK(taken(two_zones()).id == id);
    scene.profile.sha256 = "abd";
    CHECK(taken(scene).id != id);
    CHECK(make_snapshot(two_zones().profile, scene.city, {{}, {}}, scene.sheet(), {}, source).id != id);
}

TEST_CASE("One bit in one number is found") {
    const auto then = taken(two_zones());
    auto now = then;
    auto& value = now.city.indicators[1].zones[0].value;
    value = std::nextafter(*value, 1.0);
    const auto found = unequal(then, now);
    REQUIRE(found.size() == 1);
    CHECK(found[0].zone == "A");
    CHECK(found[0].item == "light.lit");
    CHECK(found[0].field == "value");
    now = then;
    now.sheet.zones[1].rank = 2;
    now.sheet.all.score = 3;
    now.sheet.zones[0].of_part[0].points.reset();
    CHECK(unequal(then, now).size() == 3);
    now = then;
    now.city.indicators[0].zones[0].low = 0.0;
    CHECK(unequal(then, now)[0].then == "–");
    now = then;
    now.sheet.zones.pop_back();
    CHECK_FALSE(unequal(then, now).empty());
}

TEST_CASE("What makes two sheets incomparable is named") {
    const auto then = taken(two_zones());
    using List = std::vector<Difference>;
    CHECK(kinds(then, taken(two_zones(), {square(0, 0), square(100, 0, 101)})) == List{Difference::boundary});
    auto renamed = two_zones();
    renamed.city.zone_keys[1] = "C";
    auto sheet = renamed.sheet();
    auto other = make_snapshot(renamed.profile, renamed.city, {square(0, 0), square(100, 0)}, sheet, {}, source);
    CHECK(kinds(then, other) == List{Difference::zone_new, Difference::zone_gone});
    auto ruled = two_zones();
    ruled.profile.indicators[1].weight = 21;
    ruled.profile.external[0].full = 200;
    CHECK(kinds(then, taken(ruled)) == List{Difference::rule, Difference::rule});
    auto defined = two_zones();
    defined.profile.indicators[1].parameters.hours = 24;
    CHECK(differences(then, taken(defined)) ==
          std::vector<SnapshotDifference>{{Difference::definition, "light.lit", then.items[1].definition_sha256,
                                           taken(defined).items[1].definition_sha256}});
    auto more = two_zones();
    more.add(swept("new"), {value_of(1), value_of(1)});
    CHECK(kinds(then, taken(more)) == List{Difference::item_new});
    CHECK(kinds(taken(more), then) == List{Difference::item_gone});
    auto named = two_zones();
    named.profile.indicators[0].name.zh = "别的名称";
    named.profile.sha256 = "other";
    CHECK(kinds(then, taken(named)).empty());
    auto moved = then;
    moved.source.frame = "EPSG:4548";
    moved.source.code_version = "0.2.0";
    moved.source.settings[1].second = "another storm";
    moved.city.zone_kind = "street";
    CHECK(kinds(then, moved) == List{Difference::zone_kind, Difference::frame, Difference::settings, Difference::code});
    moved = then;
    moved.source.settings[0].second = "another day"; // each quarter has its own
    CHECK(kinds(then, moved).empty());
}

TEST_CASE("An earlier sheet is laid out by the zones of today") {
    const auto then = taken(two_zones());
    const auto sheet = sheet_for(then, {"C", "B"});
    REQUIRE(sheet.zones.size() == 2);
    CHECK(sheet.zones[0].zone == "C");
    CHECK_FALSE(sheet.zones[0].score);
    CHECK(sheet.zones[1] == then.sheet.zones[1]);
}

TEST_CASE("Tables that are no snapshot are refused by what they lack") {
    auto tables = snapshot_tables(taken(two_zones()));
    const auto lacks = [](const std::vector<FeatureTable>& some) {
        return kerb::test::ended([&] { static_cast<void>(read_snapshot(some, "a file")); });
    };
    CHECK(lacks({}).code == "score.no_snapshot");
    CHECK(lacks({}).outcome == Outcome::input_unusable);
    for (std::size_t i = 0; i < tables.size(); ++i) {
        auto few = tables;
        few.erase(few.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK(lacks(few).code == "score.no_snapshot");
        auto bare = tables;
        bare[i].columns.erase(bare[i].columns.begin() + 1, bare[i].columns.end());
        CHECK(lacks(bare).code == "score.no_snapshot");
    }
    auto two = tables;
    two[0].rows.push_back(2);
    CHECK(lacks(two).code == "score.no_snapshot");
    auto strange = tables;
    std::get<std::vector<std::string>>(strange[3].columns[2].values)[0] = "Z"; // a zone that the sheet has not
    CHECK(lacks(strange).code == "score.no_snapshot");
    std::get<std::vector<std::string>>(tables[3].columns[1].values)[0] = "z"; // nor such an indicator
    CHECK(lacks(tables).code == "score.no_snapshot");
}

TEST_CASE("A boundary is the same whatever point it begins at and whichever way it runs") {
    const auto text = boundary_text(square(0, 0));
    CHECK(boundary_text({{{{100, 0}, {100, 100}, {0, 100}, {0, 0}, {100, 0}}, {}}}) == text);
    CHECK(boundary_text({{{{0, 0}, {0, 100}, {100, 100}, {100, 0}, {0, 0}}, {}}}) == text);
    CHECK(boundary_text({{{{0, 0}, {0, 0.0001}, {0, 100}, {100, 100}, {100, 0}, {0, 0}}, {}}}) == text); // not a mm
    CHECK(boundary_text({{{{0, 0}, {0, 100}, {100, 100}, {100, 0.001}, {0, 0}}, {}}}) != text);
    auto two = square(0, 0), swapped = square(500, 0);
    two.push_back(square(500, 0)[0]);
    swapped.push_back(square(0, 0)[0]);
    CHECK(boundary_text(two) == boundary_text(swapped));
    auto holed = square(0, 0);
    holed[0].holes.push_back(square(10, 10, 5)[0].outer);
    CHECK(boundary_text(holed) != text);
    CHECK(boundary_text(holed) != boundary_text({square(0, 0)[0], square(10, 10, 5)[0]}));
    CHECK(boundary_text({}).empty());
    CHECK_FALSE(boundary_text({{{{std::nan(""), INFINITY}, {1e300, 0}}, {}}}).empty());
    // A ring that meets itself at its least point has two ways to begin there.
    const kerb::Points eight = {{0, 0}, {10, 5}, {10, -5}, {0, 0}, {20, 5}, {20, 9}, {0, 0}};
    const kerb::Points other = {{0, 0}, {20, 5}, {20, 9}, {0, 0}, {10, 5}, {10, -5}, {0, 0}};
    CHECK(boundary_text({{eight, {}}}) == boundary_text({{other, {}}}));
}

TEST_CASE("Every part of a definition counts, and names do not") {
    const auto one = swept("a");
    const auto differs = [&](const std::function<void(Indicator&)>& change, bool definition) {
        auto other = one;
        change(other);
        CHECK((definition_text(other) != definition_text(one)) == definition);
        CHECK((rule_text(other) != rule_text(one)) == !definition);
    };
    differs([](auto& i) { i.op = Operator::lit_rate; }, true);
    differs([](auto& i) { i.unit = "m"; }, true);
    differs([](auto& i) { i.numerator.push_back({"roads", {}}); }, true);
    differs([](auto& i) { i.denominator.push_back({"roads", {}}); }, true);
    differs([](auto& i) { i.numerator.push_back({"roads", {{"a", {"b"}, {}, {}, false, true}}}); }, true);
    differs([](auto& i) { i.parameters.radius.push_back({0, 500}); }, true);
    differs([](auto& i) { i.parameters.limit_of_class.emplace_back("lane", 30); }, true);
    differs([](auto& i) { i.parameters.along_streets = true; }, true);
    differs([](auto& i) { i.parameters.of_people = true; }, true);
    differs([](auto& i) { i.parameters.reversed = true; }, true);
    differs([](auto& i) { i.parameters.interval = true; }, true);
    differs([](auto& i) { i.parameters.at_least = 3; }, true);
    for (auto field : {&Parameters::within_m, &Parameters::limit_m, &Parameters::hours, &Parameters::width_m}) {
        differs([field](auto& i) { i.parameters.*field = 1.5; }, true);
    }
    for (auto field : {&Parameters::fields, &Parameters::from, &Parameters::to, &Parameters::required}) {
        differs([field](auto& i) { (i.parameters.*field).push_back("x"); }, true);
    }
    for (auto field :
         {&Parameters::field, &Parameters::other_field, &Parameters::due_field, &Parameters::done_field,
          &Parameters::calendar, &Parameters::cluster_field, &Parameters::width_field, &Parameters::zone_kind}) {
        differs([field](auto& i) { i.parameters.*field = "x"; }, true);
    }
    differs([](auto& i) { i.better = Better::low; }, false);
    differs([](auto& i) { i.thresholds.push_back({"", 1}); }, false);
    differs([](auto& i) { i.scoring->step.reset(); }, false);
    differs([](auto& i) { i.scoring.reset(); }, false);
    differs([](auto& i) { i.weight = 2; }, false);
    differs([](auto& i) { i.veto = true; }, false);
    differs([](auto& i) { i.smallest_n = 9; }, false);
    auto named = one;
    named.name.en = named.explanation.zh = named.source = named.group = "x";
    CHECK(definition_text(named) == definition_text(one));
    CHECK(rule_text(named) == rule_text(one));
    // Two lists are not told apart by what stands between them alone.
    auto a = one, b = one;
    a.parameters.from = {"x", "y"};
    b.parameters.from = {"x"};
    b.parameters.to = {"y"};
    CHECK(definition_text(a) != definition_text(b));
}
