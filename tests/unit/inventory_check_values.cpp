// Every rule about reading, values, dates and codes: what is planted is found, and nothing else.
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/inventory/road_widths.hpp>
#include <kerb/inventory/tables.hpp>

#include "support/check_rule.hpp"

using namespace kerb::test;
using kerb::CheckRules;
using kerb::Inventory;
using kerb::Moment;

namespace {

CheckRules rules_of(const char* text) {
    return CheckRules::from_toml(kerb::parse_toml(text, "rules.toml"));
}

std::string refused(const char* text) {
    try {
        static_cast<void>(rules_of(text));
    } catch (const kerb::SourceError& error) {
        return error.message().code;
    }
    return "taken";
}

kerb::Issue read_issue(const std::string& reason, kerb::Severity severity = kerb::Severity::warning) {
    kerb::Issue issue;
    issue.reason = reason;
    issue.severity = severity;
    issue.layer = "sheet";
    issue.key = reason;
    issue.message = {"check.nothing", {}};
    return issue;
}

} // namespace

TEST_CASE("Every rule has a function and its texts in both languages") {
    const auto result =
        kerb::check(empty_city(), CheckRules::builtin(), {.only = {}, .today = Moment::day(2026, 1, 1)});
    CHECK(result.outcomes.size() == CheckRules::builtin().rules.size());
    for (const auto& outcome : result.outcomes) {
        CAPTURE(outcome.rule);
        CHECK(outcome.not_run != "check.no_code");
        CHECK(outcome.found == 0);
        for (const auto language : {kerb::Language::en, kerb::Language::zh}) {
            for (const auto* part : {".title", ".found", ".hint"}) {
                CHECK(kerb::has_text("rule." + outcome.rule + part, language));
            }
        }
    }
}

TEST_CASE("Issues of reading come under one rule each, and none is lost") {
    const std::pair<const char*, const char*> homes[] = {
        {"geometry.self_intersection", "read.geometry"},
        {"geometry.null", "read.geometry"},
        {"asset.wrong_shape", "read.geometry"},
        {"osm.missing_nodes", "read.geometry"},
        {"field.unknown_code", "read.code"},
        {"field.not_a_boolean", "read.code"},
        {"field.not_a_number", "read.number"},
        {"field.unread", "read.number"},
        {"field.not_a_date", "read.date"},
        {"field.not_utf8", "read.text"},
        {"source.surplus_cells", "read.text"},
        {"asset.duplicate_key", "asset.duplicate_key"},
        {"asset.no_key", "asset.no_key"},
        {"source.warning", "read.other"},
        {"something.new", "read.other"},
        {"geometry.height_dropped", "read.note"},
    };
    RuleRun with;
    std::map<std::string, std::string> expected;
    for (const auto& [reason, rule] : homes) {
        with.as_read.push_back(read_issue(reason));
        expected[rule] += (expected[rule].empty() ? "sheet:" : " sheet:") + std::string(reason);
    }
    with.as_read.push_back(read_issue("mapping.no_rule", kerb::Severity::info));
    expected["read.note"] += " sheet:mapping.no_rule";
    // Those that rules of the check find again by themselves.
    with.as_read.push_back(read_issue("zone.label_differs"));
    with.as_read.push_back(read_issue("asset.duplicate_place"));
    for (const auto& [rule, words] : expected) {
        CAPTURE(rule);
        CHECK(found(empty_city(), rule, -1, with) == words);
        CHECK(run_rule(empty_city(), rule, with).issues.at(0).severity == CheckRules::builtin().find(rule).severity);
    }
    std::size_t adopted = 0;
    for (const auto& outcome : kerb::check(empty_city(), CheckRules::builtin(), {}, with.as_read).outcomes) {
        adopted += static_cast<std::size_t>(outcome.found);
    }
    CHECK(adopted + 2 == with.as_read.size());
}

TEST_CASE("Values are held against what can be, and against what is usual") {
    auto city = empty_city();
    add(city.roads, "good").width_m = 7;
    add(city.roads, "zero").width_m = 0;
    add(city.roads, "huge").width_m = 3500;
    add(city.roads, "broad").width_m = 90;
    add(city.roads, "none");
    city.roads[0].lanes = 2;
    city.roads[1].lanes = -1;
    add(city.green_spaces, "full").canopy_ratio = 1;
    add(city.green_spaces, "fuller").canopy_ratio = 1.4;
    add(city.catchments, "dry").runoff = -0.1;
    add(city.luminaires, "off").power_w = 0;
    add(city.luminaires, "strong").power_w = 25000;
    add(city.zones, "empty").population = -5;
    CHECK(found(city, "value.out_of_domain", 12) ==
          "roads:zero roads:huge roads:zero luminaires:off catchments:dry green_spaces:fuller zones:empty");
    CHECK(argument(city, "value.out_of_domain", "range") == "> 0 … 200");
    CHECK(argument(city, "value.out_of_domain", "field") == "width_m");
    CHECK(found(city, "value.unusual", 12) == "roads:broad luminaires:strong");
    CHECK(argument(city, "value.unusual", "range") == "2 … 60");
}

TEST_CASE("The widths that a check takes for possible are those that measures use") {
    const auto* width = CheckRules::builtin().domain_of("road", "width_m");
    REQUIRE(width != nullptr);
    CHECK((width->least == 0.0 && width->least_excluded && width->most == kerb::widest_road_m));
}

TEST_CASE("A planner's own bounds replace those of their field") {
    auto city = empty_city();
    add(city.roads, "r").width_m = 7;
    const auto own = rules_of("[domain.\"road.width_m\"]\nmost = 5\n[rule.\"date.too_old\"]\nbefore_year = 1800\n");
    CHECK(found(city, "value.out_of_domain", 1, {.rules = own}) == "roads:r");
    CHECK(own.find("date.too_old").limit("before_year") == 1800);
    CHECK(own.rules.size() == CheckRules::builtin().rules.size());
    CHECK(own.domains.size() == CheckRules::builtin().domains.size());
    CHECK(refused("[domain.\"road.colour\"]\nmost = 5\n") == "check.no_field");
    CHECK(refused("[domain.\"road.surface\"]\nmost = 5\n") == "check.no_field");
    CHECK(refused("[domain.\"raod.width_m\"]\nmost = 5\n") == "check.no_field");
    CHECK(refused("[domain.\"road.width_m\"]\nmax = 5\n") == "toml.unknown_key");
    CHECK(refused("[domain.\"road.width_m\"]\nleast = 9\nmost = 5\n") == "toml.bad_value");
    CHECK(refused("[domain]\nroad = 5\n") == "toml.not_table");
}

TEST_CASE("Every field of numbers that can be wrong has a domain") {
    const std::set<std::string> free = {"reading.value"}; // of any quantity
    for (const auto& asset_class : kerb::asset_classes()) {
        for (const auto& field : asset_class.fields) {
            const auto name = asset_class.class_name + '.' + field.name;
            const bool number = field.type == kerb::ColumnType::real || field.type == kerb::ColumnType::integer;
            CAPTURE(name);
            CHECK((!number || free.contains(name) ||
                   CheckRules::builtin().domain_of(asset_class.class_name, field.name) != nullptr));
        }
    }
}

TEST_CASE("Dates that lie ahead, except plans") {
    auto city = empty_city();
    const auto ahead = Moment::day(2026, 1, 2), today = Moment::day(2026, 1, 1);
    add(city.toilets, "ahead").about.more.edit().build_date = ahead;
    add(city.toilets, "today").about.more.edit().build_date = today;
    auto& planned = add(city.toilets, "planned");
    planned.about.more.edit().build_date = ahead;
    planned.about.status = kerb::Status::planned;
    add(city.milestones, "plan").planned = ahead;
    add(city.milestones, "done").actual = ahead;
    add(city.billboards, "term").expires = ahead;
    CHECK(found(city, "date.future", 4) == "toilets:ahead milestones:done");
    CHECK(found(city, "date.future", 0, {.today = std::nullopt}) == "check.no_today");
    CHECK(found(city, "date.future", -1, {.today = ahead}).empty());
}

TEST_CASE("Dates too long ago, except of what may be that old") {
    auto city = empty_city();
    add(city.toilets, "old").about.more.edit().build_date = Moment::day(1188, 8, 8);
    add(city.toilets, "1900").about.more.edit().build_date = Moment::day(1900, 1, 1);
    add(city.bridges, "Zhaozhou").about.more.edit().build_date = Moment::day(605, 1, 1);
    CHECK(found(city, "date.too_old", 2) == "toilets:old");
}

TEST_CASE("Dates in the wrong order are told once for each record") {
    auto city = empty_city();
    const auto first = Moment::day(2024, 3, 1), second = Moment::day(2024, 3, 2);
    const auto event = [&city](const char* key, std::optional<Moment> begun, std::optional<Moment> ended) {
        auto& made = add(city.events, key);
        made.found = begun;
        made.fixed = ended;
    };
    event("good", first, second);
    event("same", first, first);
    event("wrong", second, first);
    event("open", second, std::nullopt);
    event("same day", kerb::parse_moment("2024-03-01T10:00"), first); // a day has no time
    event("same day, wrong", kerb::parse_moment("2024-03-01T10:00"), kerb::parse_moment("2024-03-01T09:00"));
    auto& permit = add(city.excavation_permits, "permit");
    permit.start = second;
    permit.end = first;
    permit.about.more.edit().valid_from = second;
    permit.about.more.edit().valid_to = first;
    auto& manhole = add(city.manholes, "net");
    manhole.about.more.edit().build_date = second;
    manhole.net_date = first;
    CHECK(found(city, "date.order", 7) == "manholes:net excavation_permits:permit events:wrong events:same day, wrong");
    const auto bad = rules_of("[rule.\"date.order\"]\npairs = [\"found repaired\"]\n");
    CHECK_THROWS_AS(run_rule(city, "date.order", {.rules = bad}), kerb::SourceError);
}

TEST_CASE("Codes are held against the scheme that their class follows") {
    auto city = empty_city();
    const auto manhole = [&city](const std::string& key, const std::string& code) {
        add(city.manholes, key).about.more.edit().code = code;
    };
    manhole("good", "4115020101000001");
    manhole("wide", "４１１５０２０１０１００００１２");
    manhole("unknown class", "4115020199000001");
    manhole("none", "");
    CHECK(found(city, "code.scheme", 3) == "manholes:wide manholes:unknown class");
    manhole("short", "41150201");
    CHECK(found(city, "code.scheme", 4) == "manholes:wide manholes:unknown class manholes:short");
    CHECK(run_rule(city, "code.scheme").issues.at(2).message.code == "asset_code.wrong_length");
}

TEST_CASE("A city's own codes are nobody's fault") {
    auto city = empty_city();
    for (int i = 0; i < 5; ++i) {
        add(city.streetlights, "S" + std::to_string(i)).about.more.edit().code = "XY-" + std::to_string(i);
    }
    CHECK(found(city, "code.scheme", 0).empty());
    add(city.roads, "no scheme").about.more.edit().code = "77";
    CHECK(found(city, "code.scheme", 0).empty());
    add(city.streetlights, "one of the state's").about.more.edit().code = "4115020199000001";
    CHECK(found(city, "code.scheme", 1) == "streetlights:one of the state's");
}

TEST_CASE("A point is cleared by a date and a storm") {
    auto city = empty_city();
    const auto point = [&city](const char* key, kerb::WaterloggingStatus state, bool date, const char* storm) {
        auto& made = add(city.waterlogging_points, key);
        made.state = state;
        made.verified_storm = storm;
        if (date) {
            made.closed_on = Moment::day(2025, 7, 1);
        }
    };
    CHECK(found(city, "waterlogging.cleared_unverified") == "check.no_layer");
    point("proved", kerb::WaterloggingStatus::cleared, true, "2025-06-30");
    point("no storm", kerb::WaterloggingStatus::cleared, true, "");
    point("no date", kerb::WaterloggingStatus::cleared, false, "2025-06-30");
    point("neither", kerb::WaterloggingStatus::cleared, false, "");
    point("repair", kerb::WaterloggingStatus::under_repair, false, "");
    CHECK(found(city, "waterlogging.cleared_unverified", 4) ==
          "waterlogging_points:no storm waterlogging_points:no date waterlogging_points:neither");
    CHECK(run_rule(city, "waterlogging.cleared_unverified").issues[0].message.code ==
          "rule.waterlogging.cleared_unverified.no_storm");
}

TEST_CASE("Rules can be switched off, asked for by name, and are refused when unknown") {
    auto city = empty_city();
    add(city.roads, "r").width_m = -1;
    const auto off = rules_of("[rule.\"value.out_of_domain\"]\nenabled = false\nseverity = \"info\"\n");
    const auto result = kerb::check(city, off, {});
    CHECK(outcome_of(result, "value.out_of_domain").not_run == "check.not_asked");
    CHECK(run_rule(city, "value.out_of_domain", {.rules = off}).issues.at(0).severity == kerb::Severity::info);
    CHECK_THROWS_AS(run_rule(city, "no.such.rule"), kerb::UsageError);
    CHECK(refused("[rule.\"no.such.rule\"]\n") == "toml.unknown_key");
    CHECK(refused("[rule.\"light.too_close\"]\nwithin = 1\n") == "toml.unknown_key");
    CHECK(refused("[rule.\"light.too_close\"]\nseverity = \"fatal\"\n") == "toml.bad_value");
}
