// What moved a score, worked by hand.
#include <kerb/base/error.hpp>
#include <kerb/scorecard/score.hpp>

#include "support/outcome.hpp"
#include "support/score_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::ScoreScene;
using kerb::test::swept;
using kerb::test::value_of;

namespace {

/// Four indicators of 10, 20, 30, 40 points and a part of 100.
ScoreScene sheet_of(std::vector<std::vector<Value>> by_indicator) {
    ScoreScene scene({"A", "B"});
    const char* names[] = {"a", "b", "c", "d"};
    for (std::size_t i = 0; i < by_indicator.size(); ++i) {
        scene.add(swept(names[i], 10.0 * (static_cast<double>(i) + 1)), by_indicator[i]);
    }
    return scene.add_part("hotline", 100);
}

} // namespace

TEST_CASE("Three causes, the strongest first, and the rest") {
    const auto full = value_of(1), less = value_of(0.92);
    const auto then = sheet_of({{full, full}, {full, full}, {less, full}, {full, full}})
                          .sheet({{"hotline", "A", 90}, {"hotline", "B", 50}});
    const auto now = sheet_of({{less, full}, {less, full}, {full, full}, {less, full}})
                         .sheet({{"hotline", "A", 95}, {"hotline", "B", 50}}, &then);
    const auto& zone = now.zones[0];
    // Of 200 points: a −2, b −4, c +6, d −8, hotline +5: −3 in all, which is −1.5 of 100.
    CHECK(zone.previous_score.value() == Approx(92));
    CHECK(zone.change().value() == Approx(-1.5));
    REQUIRE(zone.causes.size() == 3);
    CHECK(zone.causes[0].indicator == "d");
    CHECK(zone.causes[0].points == Approx(-4));
    CHECK(zone.causes[1].indicator == "c");
    CHECK(zone.causes[1].points == Approx(3));
    CHECK(zone.causes[2].indicator == "hotline");
    CHECK(zone.causes[2].points == Approx(2.5));
    CHECK(zone.rest == Approx(-3));
    CHECK(zone.previous_rank == 1);
    CHECK(now.zones[1].causes.empty());
    CHECK(now.zones[1].change().value() == 0);
}

TEST_CASE("What came or went moves the score by how far it is from the zone's level") {
    const auto full = value_of(1), less = value_of(0.92);
    const auto then = sheet_of({{full, full}, {less, full}}).sheet();
    const auto now = sheet_of({{full, full}, {Value{}, full}}).sheet({}, &then);
    // 10 + 16 of 30 becomes 10 of 10: all of the change is due to b.
    const auto& zone = now.zones[0];
    CHECK(zone.change().value() == Approx(100 - 100 * 26.0 / 30));
    REQUIRE(zone.causes.size() == 1);
    CHECK(zone.causes[0].indicator == "b");
    CHECK(zone.causes[0].points == Approx(zone.change().value()));
    CHECK(zone.rest == Approx(0).margin(1e-12));
}

TEST_CASE("Indicators are found by their ids, not by their places") {
    ScoreScene then({"A"}), now({"A"});
    then.add(swept("a", 10), {value_of(1)}).add(swept("b", 10), {value_of(0.5)});
    now.add(swept("b", 10), {value_of(1)}).add(swept("a", 10), {value_of(1)});
    const auto before = then.sheet();
    const auto after = now.sheet({}, &before);
    REQUIRE(after.zones[0].causes.size() == 1);
    CHECK(after.zones[0].causes[0].indicator == "b");
}

TEST_CASE("A veto has no change of the score, and sheets of other zones are not compared") {
    auto veto = swept("a", 10);
    veto.veto = true;
    ScoreScene then({"A"}), now({"A"}), other({"A", "B"});
    then.add(veto, {value_of(1)});
    now.add(veto, {value_of(0.5)});
    other.add(veto, {value_of(1), value_of(1)});
    const auto before = then.sheet();
    const auto after = now.sheet({}, &before);
    CHECK_FALSE(after.zones[0].change());
    CHECK(after.zones[0].previous_rank == 1);
    CHECK(after.zones[0].causes.empty());
    const auto refused = [](const auto& run) { return kerb::test::ended(run).code == "score.zones_differ"; };
    CHECK(refused([&] { static_cast<void>(other.sheet({}, &before)); }));
    const auto wide = other.sheet();
    CHECK(refused([&] { static_cast<void>(now.sheet({}, &wide)); }));
}
