// Score sheets worked by hand: weights, groups, parts from elsewhere, veto, ties, small N, missing data.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/scorecard/score.hpp>

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

std::vector<std::int64_t> ranks(const ScoreSheet& sheet) {
    std::vector<std::int64_t> all;
    for (const auto& zone : sheet.zones) {
        all.push_back(zone.rank.value_or(0));
    }
    return all;
}

} // namespace

TEST_CASE("Weights are points of the sheet, whatever a rule calls full") {
    auto lamps = swept("light.lit", 30);
    lamps.scoring = Scoring{5, 0.98, 0.01, 1, 0};
    ScoreScene scene({"A", "B"});
    scene.add(swept("san.cleaned", 20), {value_of(0.95), value_of(0.88)});
    scene.add(lamps, {value_of(0.96), value_of(0.98)});
    const auto sheet = scene.sheet();
    // A: 20 · 1 + 30 · 3/5 = 38 of 50; B: 20 · 0.6 + 30 = 42 of 50.
    CHECK(sheet.full == 50);
    CHECK(sheet.zones[0].points == Approx(38));
    CHECK(sheet.zones[0].score.value() == Approx(76));
    CHECK(sheet.zones[1].score.value() == Approx(84));
    CHECK(sheet.zones[0].of_indicator[1].points.value() == Approx(18));
    CHECK(sheet.zones[0].of_indicator[1].possible == 30);
    CHECK(sheet.zones[0].completeness == 1);
    CHECK(ranks(sheet) == std::vector<std::int64_t>{2, 1});
    CHECK(sheet.zones[0].of_indicator[0].rank == 1);
    CHECK(sheet.zones[0].of_indicator[1].rank == 2);
}

TEST_CASE("Groups add up their indicators") {
    auto a = swept("a", 2), b = swept("b", 3), c = swept("c", 4);
    a.group = c.group = "roads";
    b.group = "light";
    ScoreScene scene({"A"});
    scene.add(a, {value_of(1)}).add(b, {value_of(0.9)}).add(c, {Value{}});
    const auto sheet = scene.sheet();
    CHECK(sheet.groups == std::vector<std::string>{"roads", "light"});
    const auto& groups = sheet.zones[0].of_group;
    CHECK(groups[0].points.value() == 2);
    CHECK(groups[0].possible == 2); // c has no data
    CHECK(groups[1].points.value() == Approx(2.4));
}

TEST_CASE("Parts from elsewhere weigh as the sheet says; who was not marked has less to win") {
    ScoreScene scene({"A", "B"});
    scene.add(swept("own", 600), {value_of(1), value_of(1)});
    scene.add_part("hotline", 300).add_part("experts", 100, 10);
    const auto sheet = scene.sheet({{"hotline", "A", 80}, {"experts", "A", 9}, {"hotline", "B", 80}});
    CHECK(sheet.zones[0].points == Approx(600 + 240 + 90));
    CHECK(sheet.zones[0].score.value() == Approx(93));
    CHECK(sheet.zones[0].completeness == 1);
    CHECK(sheet.zones[1].possible == 900);
    CHECK(sheet.zones[1].score.value() == Approx(100 * 840.0 / 900));
    CHECK(sheet.zones[1].completeness == Approx(0.9));
    CHECK_FALSE(sheet.zones[1].of_part[1].points);
    // Together: the mean of 930 of 1000 and 840 of 900 is 885 of 950.
    CHECK(sheet.all.possible == 950);
    CHECK(sheet.all.score.value() == Approx(100 * 885.0 / 950));
    CHECK(sheet.all.of_part[1].points.value() == 45);
    CHECK(sheet.all.of_part[1].possible == 50);
}

TEST_CASE("Marks that make no sense are refused") {
    ScoreScene scene({"A"});
    scene.add(swept("own"), {value_of(1)});
    scene.add_part("hotline", 300);
    const auto code = [&](const std::vector<ExternalMark>& marks) {
        return kerb::test::ended([&] { static_cast<void>(scene.sheet(marks)); }).code;
    };
    CHECK(code({{"media", "A", 1}}) == "score.unknown_part");
    CHECK(code({{"hotline", "C", 1}}) == "score.unknown_zone");
    CHECK(code({{"hotline", "A", 1}, {"hotline", "A", 1}}) == "score.mark_twice");
    CHECK(code({{"hotline", "A", 101}}) == "score.mark_range");
    CHECK(code({{"hotline", "A", -1}}) == "score.mark_range");
    CHECK(code({{"hotline", "A", std::nan("")}}) == "score.mark_range");
    scene.profile.indicators[0].scoring->full = 0;
    CHECK(code({}) == "score.no_full_points");
    scene.profile.indicators[0].id = "other";
    scene.profile.indicators[0].scoring->full = 1;
    CHECK(code({}) == "score.other_profile");
}

TEST_CASE("What has no data gives and takes nothing") {
    ScoreScene scene({"A", "B", "C"});
    scene.add(swept("a", 10), {value_of(0.9), Value{}, Value{}});
    scene.add(swept("b", 30), {value_of(1), value_of(1), Value{}});
    const auto sheet = scene.sheet();
    CHECK(sheet.zones[0].score.value() == Approx(95)); // 8 + 30 of 40
    CHECK(sheet.zones[1].score.value() == 100);        // 30 of 30
    CHECK(sheet.zones[1].completeness == 0.75);
    CHECK_FALSE(sheet.zones[2].score);
    CHECK(sheet.zones[2].completeness == 0);
    CHECK(ranks(sheet) == std::vector<std::int64_t>{2, 1, 0});
    CHECK_FALSE(sheet.zones[1].of_indicator[0].rank);
}

TEST_CASE("A figure that is only told is not scored, nor is one without a rule") {
    auto told = swept("told");
    told.better = Better::neither;
    auto plain = swept("plain");
    plain.scoring.reset();
    ScoreScene scene({"A", "B"});
    scene.add(told, {value_of(0.1), value_of(0.9)}).add(plain, {value_of(0.1), value_of(0.9)});
    scene.add(swept("scored"), {value_of(1), value_of(1)});
    const auto sheet = scene.sheet();
    CHECK(sheet.full == 1);
    CHECK(sheet.zones[0].score.value() == 100);
    CHECK(sheet.zones[0].of_indicator[0].rank == std::nullopt);
    CHECK(sheet.zones[0].of_indicator[1].rank == 2); // it has a better side
}

TEST_CASE("A veto leaves no score and no rank, and no data is no veto") {
    auto veto = swept("relapse", 10);
    veto.veto = true;
    ScoreScene scene({"A", "B", "C"});
    scene.add(veto, {value_of(0.94), value_of(0.95), Value{}});
    scene.add(swept("b", 10), {value_of(1), value_of(0.9), value_of(0.8)});
    const auto sheet = scene.sheet();
    CHECK(sheet.zones[0].vetoed);
    CHECK(sheet.zones[0].of_indicator[0].vetoed);
    CHECK_FALSE(sheet.zones[0].score);
    CHECK(sheet.zones[0].points == Approx(18)); // they are told all the same
    CHECK_FALSE(sheet.zones[1].vetoed);
    CHECK_FALSE(sheet.zones[2].vetoed);
    CHECK(ranks(sheet) == std::vector<std::int64_t>{0, 1, 2});
}

TEST_CASE("Ties go by points possible, then by N, and else share a rank") {
    ScoreScene scene({"D", "A", "C", "B", "E"});
    const auto all = value_of(0.9, 50), more = value_of(0.9, 60);
    scene.add(swept("a", 10), {all, all, more, all, value_of(0.5)});
    scene.add(swept("b", 5), {all, all, all, Value{}, all});
    const auto sheet = scene.sheet();
    // All but E have 80: C with N = 110, then A and D with 100, then B with fewer points possible.
    CHECK(ranks(sheet) == std::vector<std::int64_t>{2, 2, 1, 4, 5});
}

TEST_CASE("Scores that differ by a rounding tie") {
    // A: 0.1 · 1 + 0.2 · 1/3, B: 0.1 · 1/3 + 0.2 · 2/3, both a sixth; as doubles 0.16666666666666669 and …66.
    auto first = swept("a", 0.1), second = swept("b", 0.2);
    first.scoring = second.scoring = Scoring{3, 1, 0.25, 1, 0};
    ScoreScene scene({"A", "B"});
    scene.add(first, {value_of(1), value_of(0.5)}).add(second, {value_of(0.5), value_of(0.75)});
    const auto sheet = scene.sheet();
    CHECK(sheet.zones[0].score.value() == Approx(100 * (1.0 / 6) / 0.3));
    CHECK(ranks(sheet) == std::vector<std::int64_t>{1, 1});
}

TEST_CASE("Few are flagged; a zone that stands on few is not ranked") {
    auto a = swept("a", 10), b = swept("b", 30);
    a.smallest_n = 30;
    b.smallest_n = 30;
    ScoreScene scene({"A", "B", "C"});
    scene.add(a, {value_of(1, 5), value_of(0.9, 30), value_of(1, 29)});
    scene.add(b, {value_of(0.9, 40), value_of(0.9, 40), value_of(1, 29)});
    const auto sheet = scene.sheet();
    CHECK(sheet.zones[0].of_indicator[0].small_n);
    CHECK_FALSE(sheet.zones[0].of_indicator[0].rank); // nor does it stand before the others
    CHECK(sheet.zones[1].of_indicator[0].rank == 1);
    CHECK_FALSE(sheet.zones[0].small_n); // 10 of 40
    CHECK(sheet.zones[2].small_n);
    CHECK(sheet.zones[2].score.value() == 100);
    CHECK(ranks(sheet) == std::vector<std::int64_t>{1, 2, 0});
}

TEST_CASE("Just half of the points on few records are not more than half") {
    auto few = swept("few", 10);
    few.smallest_n = 30;
    ScoreScene scene({"A", "B"});
    scene.add(few, {value_of(1, 29), value_of(1, 30)}).add(swept("many", 10), {value_of(1, 99), value_of(0.9, 99)});
    const auto sheet = scene.sheet();
    CHECK(sheet.zones[0].of_indicator[0].small_n);
    CHECK_FALSE(sheet.zones[0].small_n);
    CHECK(ranks(sheet) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("A rank interval is what the values' intervals allow") {
    ScoreScene scene({"A", "B", "C"});
    // Points of 10: A 8 (6 to 10), B 8 … but with more N, C 4 for sure.
    scene.add(swept("a", 10), {value_between(0.92, 0.86, 0.96), value_between(0.92, 0.92, 0.93), value_of(0.75)});
    auto sheet = scene.sheet();
    using Between = std::pair<std::int64_t, std::int64_t>;
    CHECK(sheet.zones[0].rank_interval == Between{1, 2});
    CHECK(sheet.zones[1].rank_interval == Between{1, 2});
    CHECK(sheet.zones[2].rank_interval == Between{3, 3});
    scene.city.indicators[0].zones[0] = value_of(0.92);
    scene.city.indicators[0].zones[1] = value_of(0.92);
    CHECK_FALSE(scene.sheet().zones[0].rank_interval); // nothing tells how sure any of it is
}

TEST_CASE("A city without zones, and a profile that scores nothing") {
    ScoreScene scene({});
    scene.add(swept("a", 10), {});
    scene.city.indicators[0].all = value_of(0.9);
    CHECK(scene.sheet().zones.empty());
    CHECK(scene.sheet().all.score.value() == Approx(80));
    ScoreScene bare({"A"});
    const auto sheet = bare.sheet();
    CHECK_FALSE(sheet.zones[0].score);
    CHECK(sheet.zones[0].completeness == 0);
}
