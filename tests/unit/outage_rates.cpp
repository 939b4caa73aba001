// Rates by level: both targets, verdicts, dead circuits, samples, a city's rule.
#include <algorithm>
#include <numeric>

#include <kerb/base/random.hpp>
#include <kerb/outage/rates.hpp>

#include "support/lamp_scene.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::outage;

namespace {

struct Scene {
    Inventory city;
    LampTable table;
    std::vector<LampState> state;
    std::vector<std::uint8_t> looked;

    explicit Scene(int roads = 6, int poles = 20)
        : city(test::lamp_scene(roads, poles)),
          table(lamp_table(city)),
          state(table.size(), LampState::lit),
          looked(table.size(), 1) {}
    [[nodiscard]] RatesInput input(Basis basis = Basis::census) const {
        RatesInput made;
        made.table = &table;
        made.state = state;
        made.looked = looked;
        made.basis = basis;
        return made;
    }
    void darken(std::size_t road, std::size_t from, std::size_t to) {
        for (auto i = from; i < to; ++i) {
            state[road * 20 + i] = LampState::out;
        }
    }
};

const RateRow& row_of(const RatesResult& result, const LampTable& table, Level level, const std::string& key) {
    return *std::find_if(result.rows.begin(), result.rows.end(), [&](const RateRow& row) {
        return row.level == level && table.groups(level).keys[row.group] == key;
    });
}

} // namespace

TEST_CASE("A census is exact for its night and an interval for the upkeep behind it") {
    Scene scene;
    scene.darken(0, 0, 2);
    scene.darken(3, 5, 6);
    RatesOptions options;
    options.most_out = 0.03;
    const auto result = rates(scene.input(), options);
    CHECK(result.night.rate == Approx(3.0 / 120));
    CHECK((result.night.bounds.lo == 3.0 / 120 && result.night.bounds.hi == 3.0 / 120));
    CHECK((result.night.verdict == Verdict::met && result.night.chance_met == 1));
    CHECK(result.process.bounds.lo < 0.025);
    CHECK(result.process.bounds.hi > 0.05);
    CHECK(result.process.verdict == Verdict::cannot_tell);
    CHECK(result.process.more_lamps.value() > 0);
    CHECK((result.process.clusters == 6 && result.process.degrees == 5));
    CHECK(result.overall.bounds == result.process.bounds); // the default target
    options.target = Target::night;
    CHECK(rates(scene.input(), options).overall.bounds == result.night.bounds);
}

TEST_CASE("Lamps that nobody saw widen the night's interval; no lamp seen is no data, not 0 %") {
    Scene scene;
    scene.darken(0, 0, 2);
    for (std::size_t i = 100; i < 120; ++i) { // road 5
        scene.state[i] = LampState::unknown;
    }
    RatesOptions options;
    options.levels = {Level::road, Level::district};
    options.most_out = 0.02;
    const auto result = rates(scene.input(), options);
    CHECK((result.night.seen == Count{2, 100} && result.night.unknown == 20));
    CHECK(result.night.bounds.lo == Approx(2.0 / 120));
    CHECK(result.night.bounds.hi > 2.0 / 120);
    const auto& silent = row_of(result, scene.table, Level::road, "R5");
    CHECK((!silent.rate && silent.verdict == Verdict::no_data && !silent.chance_met && silent.unknown == 20));
    CHECK(!row_of(result, scene.table, Level::road, "R5").shrunk);
}

TEST_CASE("A dead circuit is listed first, and does not stretch the spread of the others") {
    Scene scene(20);
    scene.darken(7, 0, 20);
    for (std::size_t r = 0; r < 20; r += 3) {
        scene.darken(r, r, r + 1);
    }
    RatesOptions options;
    options.levels = {Level::circuit};
    const auto result = rates(scene.input(), options);
    REQUIRE(result.faults.circuits.size() == 1);
    CHECK(result.faults.circuits[0].out == 20);
    CHECK(result.faults.sporadic.size() == 7);
    const auto& dead = row_of(result, scene.table, Level::circuit, "C7");
    CHECK((dead.dead_circuit && !dead.shrunk && dead.q.value() < 1e-9));
    CHECK(result.spreads[0].second.mean < 0.03); // of the lamps that do not lack their circuit
    const auto& other = row_of(result, scene.table, Level::circuit, "C0");
    CHECK(other.shrunk->rate < *other.rate);
}

TEST_CASE("All lit or all out: the interval has a width, the verdict may be none") {
    Scene scene;
    RatesOptions options;
    options.most_out = 0.02;
    const auto lit = rates(scene.input(), options);
    CHECK((lit.process.rate == 0 && lit.process.bounds.lo == 0 && lit.process.bounds.hi > 0.02));
    CHECK(lit.process.verdict == Verdict::cannot_tell);
    std::fill(scene.state.begin(), scene.state.end(), LampState::out);
    const auto out = rates(scene.input(), options);
    CHECK((out.process.rate == 1 && out.process.bounds.hi == 1 && out.process.bounds.lo < 1));
    CHECK(out.process.verdict == Verdict::not_met);
}

TEST_CASE("A sample of roads is brought to the lamps of each class; classes without any are told") {
    Scene scene(6);
    std::fill(scene.looked.begin(), scene.looked.end(), std::uint8_t{0});
    std::vector<double> weight(scene.table.size(), 1);
    const auto visit = [&](std::size_t road, double w) {
        for (std::size_t i = 0; i < 20; ++i) {
            scene.looked[road * 20 + i] = 1;
            weight[road * 20 + i] = w;
        }
    };
    visit(0, 3); // arterial
    visit(1, 1); // local
    scene.darken(0, 0, 2);
    auto input = scene.input(Basis::sample);
    input.weight = weight;
    const auto both = rates(input);
    CHECK(both.overall.rate == Approx(0.05)); // half of the lamps are on arterials, whatever the weights say
    CHECK((both.overall.seen == Count{2, 40} && both.overall.clusters == 2 && both.not_covered == 0));
    CHECK(both.overall.method == RateMethod::korn_graubard);
    std::fill(scene.looked.begin() + 20, scene.looked.begin() + 40, std::uint8_t{0});
    CHECK(rates(input).not_covered == 60);
}

TEST_CASE("Of reports alone the rate is a lower bound, and never meets a promise") {
    Scene scene;
    scene.darken(0, 0, 1);
    auto input = scene.input(Basis::log);
    input.reported_only = true;
    RatesOptions options;
    options.most_out = 0.5;
    const auto result = rates(input, options);
    CHECK((result.overall.verdict == Verdict::cannot_tell && !result.overall.chance_met));
    CHECK(result.overall.bounds.hi == 1);
    options.most_out = 0.0001;
    CHECK(rates(input, options).night.verdict == Verdict::not_met);
}

TEST_CASE("Changsha's rule: shares by class, counts on short roads") {
    const auto rules = LitRules::from_toml(parse_toml(*builtin_data("rules/lit_rate_changsha.toml"), "changsha"));
    Scene scene;
    group_by_rules(scene.table, rules);
    scene.darken(0, 0, 3);
    scene.darken(1, 0, 2);
    RatesOptions options;
    options.levels = {Level::rule, Level::road};
    options.rules = &rules;
    const auto result = rates(scene.input(), options);
    const auto& main = row_of(result, scene.table, Level::rule, "expressway+arterial+collector");
    CHECK((main.lamps == 60 && main.limit == 0.02 && main.by_figures == Verdict::not_met));
    const auto& three = row_of(result, scene.table, Level::road, "R0");
    CHECK((three.most_lamps_out == 2 && three.by_figures == Verdict::not_met && three.limit == 0.1));
    const auto& two = row_of(result, scene.table, Level::road, "R1");
    CHECK((two.by_figures == Verdict::met && two.limit == 0.1)); // 10 % of 20 lamps, and the rule lets it pass
    CHECK(rules.rules[0].band(120)->most_out == 3);
    CHECK(rules.rules[0].band(201) == nullptr);
}

TEST_CASE("Each group is held against its own limit") {
    const auto rules = LitRules::from_toml(parse_toml(*builtin_data("rules/lit_rate_changsha.toml"), "changsha"));
    Scene scene;
    group_by_rules(scene.table, rules);
    scene.darken(0, 0, 20);
    RatesOptions options;
    options.levels = {Level::road};
    options.rules = &rules;
    const auto result = rates(scene.input(), options);
    CHECK(row_of(result, scene.table, Level::road, "R0").shrunk->above_limit > 0.99);
    CHECK(row_of(result, scene.table, Level::road, "R1").shrunk->above_limit < 0.5);
}

TEST_CASE("Where nothing is out a census tells as much as lamps that are usually as alike") {
    Scene scene(20);
    RatesOptions options;
    options.most_out = 0.02;
    const auto result = rates(scene.input(), options).process;
    CHECK(result.n_eff == Approx(400 / (1 + 19 * 0.06)));
    CHECK((result.bounds.hi < 0.02 && result.verdict == Verdict::met)); // 3.69 of 187 lamps
    options.usual_correlation = 1;
    CHECK(rates(scene.input(), options).process.n_eff == Approx(20));
}

TEST_CASE("A sample of lamps without roads is one of circuits") {
    Scene scene;
    scene.city.roads.clear();
    for (auto& pole : scene.city.streetlights) {
        pole.road = "";
    }
    scene.table = lamp_table(scene.city);
    scene.darken(0, 0, 2);
    const auto result = rates(scene.input(Basis::sample));
    CHECK((result.overall.clusters == 6 && result.cluster_level == Level::circuit));
}

TEST_CASE("A rule that cannot be is refused by name") {
    const auto read = [](const char* text) { return LitRules::from_toml(parse_toml(text, "mine.toml")); };
    const std::string head = "title='t'\nsource='s'\nstatus='found'\n[[rule]]\n";
    CHECK_THROWS_WITH(read((head + "road_classes=['motorway']\nmost_out=0.02").c_str()), Catch::Contains("motorway"));
    CHECK_THROWS_WITH(read((head + "road_classes=['local']\nmost_out=2").c_str()), Catch::Contains("most_out"));
    CHECK_THROWS_WITH(read("title='t'\nsource='s'\nstatus='found'\n"), Catch::Contains("rule"));
}

TEST_CASE("The order of records does not matter to any figure") {
    Scene scene(8);
    RandomStream random(3, 1, 0);
    for (auto& state : scene.state) {
        state = random.below(20) == 0 ? LampState::out : LampState::lit;
    }
    RatesOptions options;
    options.levels = {Level::district, Level::circuit, Level::road};
    options.most_out = 0.02;
    const auto straight = rates(scene.input(), options);
    auto city = scene.city;
    std::reverse(city.streetlights.begin(), city.streetlights.end());
    auto turned = scene;
    turned.table = lamp_table(city);
    std::reverse(turned.state.begin(), turned.state.end());
    const auto mirrored = rates(turned.input(), options);
    REQUIRE(straight.rows.size() == mirrored.rows.size());
    for (std::size_t i = 0; i < straight.rows.size(); ++i) {
        CHECK(straight.rows[i].seen == mirrored.rows[i].seen);
        CHECK(straight.rows[i].bounds.lo == Approx(mirrored.rows[i].bounds.lo).epsilon(1e-12));
        CHECK(straight.rows[i].q == mirrored.rows[i].q);
    }
    CHECK(straight.faults.sporadic.size() == mirrored.faults.sporadic.size());
}
