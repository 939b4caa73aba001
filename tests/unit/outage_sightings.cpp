// Looks at lamps: words, rounds, heads and poles, and what is wrong with the records.
#include <kerb/outage/sightings.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/inventory/mapping.hpp>
#include <kerb/outage/telemetry.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

struct Seen {
    Sightings sightings;
    std::vector<Issue> issues;
};

Seen seen(const Inventory& city, LampUnit unit = LampUnit::pole) {
    Seen made;
    const auto table = lamp_table(city, {.unit = unit});
    const LampIndex index(city, table);
    const auto rounds = rounds_of(city, index);
    made.sightings = sightings_of(city, table, index, StateWords::usual(), rounds.back(), made.issues);
    return made;
}

} // namespace

TEST_CASE("Words of patrols in both languages; silence is a third state") {
    const auto words = StateWords::usual();
    for (const char* word : {"out", "OUT ", "dark", "不亮", "灭", "故障", "defectiveLamp", "0", "false"}) {
        CHECK(words.of(word) == LampState::out);
    }
    for (const char* word : {"lit", "On", "亮", "正常", "ok", "flicker", "白天亮灯"}) {
        CHECK(words.of(word) == LampState::lit);
    }
    for (const char* word : {"", "  ", "unknown", "离线", "comm lost", "遮挡"}) {
        CHECK(words.of(word) == LampState::unknown);
    }
    CHECK(!words.of("purple"));
    CHECK((words.dark(EventKind::off) && words.dark(EventKind::cable) && words.dark(EventKind::unknown)));
    CHECK((!words.dark(EventKind::day_on) && !words.dark(EventKind::pole) && !words.dark(EventKind::flicker)));
    CHECK((words.about_dark_lamp("Street Light - 1/Out") || words.about_dark_lamp("one_out")));
    CHECK(!words.about_dark_lamp("pothole"));
}

TEST_CASE("A list of words that names no kind of event is refused") {
    const auto table = parse_toml("[states]\nout=['x']\n[events]\nout=['explosion']\n", "mine.toml");
    CHECK_THROWS_WITH(StateWords::from_toml(table), Catch::Contains("explosion"));
}

TEST_CASE("A list of words whose name is not known is refused") {
    for (const char* text :
         {"a=1\n", "[states]\nlitt=['x']\n", "[nonsense]\n", "[events]\noff=['off']\n", "[requests]\nin=['x']\n"}) {
        CHECK_THROWS_WITH(StateWords::from_toml(parse_toml(text, "mine.toml")), Catch::Contains("is not known here"));
    }
}

TEST_CASE("What names no lamp or says nothing known is counted and told") {
    auto city = test::lamp_scene(1, 4);
    city.streetlights[3].about.status = Status::removed;
    test::look_at(city, "L0-00", "lit");
    test::look_at(city, "L0-01", "purple");
    test::look_at(city, "L0-99", "out");
    test::look_at(city, "L0-03", "out");
    test::look_at(city, "R0", "ok"); // a road's look, not a lamp's
    const auto [sightings, issues] = seen(city);
    CHECK(sightings.accounting.read == 4);
    CHECK(sightings.accounting.used == 1);
    CHECK(sightings.accounting.adds_up());
    CHECK(sightings.accounting.skipped.at("sighting.no_word") == 1);
    CHECK(sightings.accounting.skipped.at("sighting.no_lamp") == 1);
    CHECK(sightings.accounting.skipped.at("sighting.not_counted") == 1);
    REQUIRE(issues.size() == 3);
    CHECK((issues[1].reason == "sighting.no_lamp" && issues[1].key == "I2"));
    CHECK(sightings.state[0] == LampState::lit);
    CHECK((sightings.looked[0] == 1 && sightings.looked[1] == 0));
}

TEST_CASE("The latest look that knows counts, in whatever order the records stand") {
    auto city = test::lamp_scene(1, 2);
    test::look_at(city, "L0-00", "lit", "2024-11-19T22:00");
    test::look_at(city, "L0-00", "out", "2024-11-19T20:00");
    test::look_at(city, "L0-01", "out", "2024-11-19T20:00");
    test::look_at(city, "L0-01", "unknown", "2024-11-19T21:00");
    const auto sightings = seen(city).sightings;
    CHECK(sightings.state[0] == LampState::lit);
    CHECK(sightings.state[1] == LampState::out);
    CHECK(sightings.repeated == 2);
    CHECK(sightings.contradicted == 1);
}

TEST_CASE("A pole is out when one of its heads is; a look at a pole tells of all its heads") {
    auto city = test::lamp_scene(1, 3, 2);
    test::look_at(city, "L0-00-1", "lit");
    test::look_at(city, "L0-00-2", "out");
    test::look_at(city, "L0-01-1", "lit");
    test::look_at(city, "L0-01-2", "unknown");
    test::look_at(city, "L0-02", "out");
    const auto poles = seen(city).sightings;
    CHECK(poles.state == std::vector<LampState>{LampState::out, LampState::lit, LampState::out});
    const auto heads = seen(city, LampUnit::head).sightings;
    CHECK(heads.state == std::vector<LampState>{LampState::lit, LampState::out, LampState::lit, LampState::unknown,
                                                LampState::out, LampState::out});
}

TEST_CASE("Half-night lamps may be dark after midnight") {
    auto city = test::lamp_scene(1, 2, 1);
    for (auto& head : city.luminaires) {
        head.schedule = LightSchedule::half_night;
    }
    test::look_at(city, "L0-00", "out", "2024-11-20T01:30");
    test::look_at(city, "L0-01", "out", "2024-11-19T21:30");
    const auto sightings = seen(city).sightings;
    CHECK(sightings.state == std::vector<LampState>{LampState::unknown, LampState::out});
    CHECK(sightings.half_night == 1);
}

TEST_CASE("Looks without a round belong to their evening, which lasts until noon") {
    auto city = test::lamp_scene(1, 3);
    test::look_at(city, "L0-00", "lit", "2024-11-19T22:00", "");
    test::look_at(city, "L0-01", "lit", "2024-11-20T02:00", "");
    test::look_at(city, "L0-02", "lit", "2024-11-20T20:00", "");
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto rounds = rounds_of(city, index);
    REQUIRE(rounds.size() == 2);
    CHECK((rounds[0].name == "2024-11-19" && rounds[0].looks == 2));
    CHECK(rounds[1].name == "2024-11-20");
}

TEST_CASE("The design of a sample is read from its records") {
    auto city = test::lamp_scene(2, 2);
    for (int i = 0; i < 4; ++i) {
        test::look_at(city, city.streetlights[static_cast<std::size_t>(i)].about.key, "lit");
        city.inspections.back().weight = i < 2 ? 4 : 7;
        city.inspections.back().stratum = i < 2 ? "b" : "a";
        city.inspections.back().cluster = i < 2 ? "R0" : "R1";
    }
    const auto sightings = seen(city).sightings;
    CHECK(sightings.designed);
    CHECK(sightings.weight == std::vector<double>{4, 4, 7, 7});
    CHECK(sightings.strata == std::vector<std::string>{"a", "b"});
    CHECK(sightings.stratum == std::vector<std::uint32_t>{1, 1, 0, 0});
    CHECK(sightings.cluster == std::vector<std::uint32_t>{0, 0, 1, 1});
}

TEST_CASE("Of looks at one time out counts, then lit, whatever the order of the rows; both are told") {
    for (const bool turned : {false, true}) {
        auto city = test::lamp_scene(1, 2);
        for (const char* word : {"lit", "out", "unknown"}) {
            test::look_at(city, "L0-00", word);
        }
        test::look_at(city, "L0-01", "unknown");
        test::look_at(city, "L0-01", "lit");
        if (turned) {
            std::reverse(city.inspections.begin(), city.inspections.end());
        }
        const auto found = seen(city);
        const auto& sightings = found.sightings;
        const auto& issues = found.issues;
        CHECK(sightings.state == std::vector<LampState>{LampState::out, LampState::lit});
        CHECK((sightings.repeated == 3 && sightings.contradicted == 1));
        const auto count = [&](const char* reason) {
            return std::count_if(issues.begin(), issues.end(), [&](const Issue& issue) {
                return issue.reason == reason && issue.severity == Severity::info;
            });
        };
        CHECK((count("sighting.repeated") == 2 && count("sighting.contradicted") == 1));
    }
}

TEST_CASE("A weight that cannot be is told and its look skipped") {
    auto city = test::lamp_scene(1, 5);
    const double weights[] = {0, -2, std::nan(""), 2e9, 12.5};
    for (std::size_t i = 0; i < 5; ++i) {
        test::look_at(city, city.streetlights[i].about.key, "lit");
        city.inspections.back().weight = weights[i];
    }
    const auto [sightings, issues] = seen(city);
    CHECK((sightings.accounting.used == 1 && sightings.accounting.adds_up()));
    CHECK(sightings.accounting.skipped.at("sighting.bad_weight") == 4);
    CHECK(issues.size() == 4);
    CHECK(sightings.looked == std::vector<std::uint8_t>{0, 0, 0, 0, 1});
    CHECK(sightings.weight[4] == 12.5);
}

TEST_CASE("Times with an offset are put on the city's clock before they are cut into evenings") {
    auto city = test::lamp_scene(1, 3); // at 109.5 degrees east: seven hours ahead of UTC
    REQUIRE(place_of(city)->clock_min == 420);
    test::look_at(city, "L0-00", "lit", "2024-11-19T13:00Z", "");      // 20:00
    test::look_at(city, "L0-01", "lit", "2024-11-19T18:00Z", "");      // 01:00 of the next day, one evening
    test::look_at(city, "L0-02", "lit", "2024-11-19T23:00+08:00", ""); // 22:00
    const auto table = lamp_table(city);
    const LampIndex index(city, table);
    const auto rounds = rounds_of(city, index);
    REQUIRE(rounds.size() == 1);
    CHECK((rounds[0].name == "2024-11-19" && rounds[0].looks == 3));
}

TEST_CASE("Words in a column of lamps mean what they mean in a patrol's") {
    const auto words = StateWords::usual();
    const auto mapping = Mapping::from_toml(parse_toml(*builtin_data("mappings/lighting.toml"), "lighting"));
    const auto states = parse_toml(*builtin_data("rules/lamp_states.toml"), "states").table("states");
    for (const auto& rule : mapping.layers) {
        for (const auto& field : rule.fields) {
            if (field.target != "state") {
                continue;
            }
            for (const auto& [word, code] : field.codes) {
                INFO(rule.class_name << ": " << word);
                CHECK(words.of(word) == (code == "out"  ? LampState::out
                                         : code.empty() ? LampState::unknown
                                                        : LampState::lit));
            }
            for (const char* list : {"out", "unknown", "lit"}) {
                for (const auto& word : states.array(list)) {
                    INFO(rule.class_name << " lacks " << word.as_text());
                    CHECK(std::any_of(field.codes.begin(), field.codes.end(),
                                      [&](const auto& one) { return one.first == word.as_text(); }));
                }
            }
        }
    }
}
