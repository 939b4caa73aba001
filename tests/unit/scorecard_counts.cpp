// k of N: covers, registers, sums, promises, places and lamps of two districts.
#include <algorithm>
#include <cmath>

#include <kerb/outage/interval.hpp>

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

Manhole& add_manhole(Inventory& city, const std::string& key, double x, std::optional<bool> net) {
    auto& manhole = add_asset(city.manholes, key);
    manhole.position = {x, 10};
    manhole.net = net;
    manhole.system = DrainSystem::storm;
    return manhole;
}

const std::string nets =
    "unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'manholes', net = true }\n"
    "denominator = { layer = 'manholes', system = 'storm' }\n";

Moment at(const char* text) {
    return *parse_moment(text);
}

/// Two districts and two street lamps.
Inventory with_two_lamps() {
    auto city = two_districts();
    for (const auto* key : {"l1", "l2"}) {
        auto& lamp = add_asset(city.streetlights, key);
        lamp.position = Point{100, 10};
        lamp.purpose = LightPurpose::functional;
    }
    return city;
}

} // namespace

TEST_CASE("A share counts those whose record says it, and tells how many do not") {
    auto city = two_districts();
    add_manhole(city, "m1", 10, true);
    add_manhole(city, "m2", 20, false);
    add_manhole(city, "m3", 30, {});
    add_manhole(city, "m4", 1010, true);
    add_manhole(city, "m5", 5000, false); // in no district
    add_manhole(city, "m6", 40, false).system = DrainSystem::gas;
    add_manhole(city, "m7", 50, false).about.status = Status::removed;
    const auto found = measured(city, nets);
    check_value(found.zones[0], 1, 2, 0.5);
    CHECK(found.zones[0].completeness == Approx(2.0 / 3));
    check_value(found.zones[1], 1, 1, 1);
    check_value(found.all, 2, 4, 0.5); // with what is in no district
    CHECK(found.worst == std::vector<std::string>{"m2", "m5"});
    CHECK_FALSE(found.all.low);
}

TEST_CASE("Nothing is not zero per cent") {
    auto city = two_districts();
    CHECK(missing(measured(city, nets)) == "scorecard_missing.layer");
    add_manhole(city, "m1", 10, {});
    const auto silent = measured(city, nets);
    CHECK(missing(silent) == "scorecard_missing.field");
    CHECK(std::get<std::string>(silent.missing->arguments[1].second) == "net");
    add_manhole(city, "m2", 10, true).system = DrainSystem::gas;
    CHECK(missing(measured(city, nets)) == "scorecard_missing.none");
}

TEST_CASE("A count is k, of all that was looked at") {
    auto city = two_districts();
    add_manhole(city, "m1", 10, true).cover_owner = "water works";
    add_manhole(city, "m2", 20, true);
    add_manhole(city, "m3", 1010, true).cover_owner = "grid";
    const auto found = measured(city,
                                "unit = 'count'\nbetter = 'low'\nop = 'ratio_k_n'\ndenominator = { layer = "
                                "'manholes' }\nnumerator = { layer = 'manholes', cover_owner = { filled = false } }\n");
    check_value(found.zones[0], 1, 2, 1);
    check_value(found.zones[1], 0, 1, 0); // looked at, and none
    check_value(found.all, 1, 3, 1);
    CHECK(found.worst == std::vector<std::string>{"m2"});
}

TEST_CASE("The interval of a sample is Wilson's, wider where clusters are alike") {
    auto city = two_districts();
    for (int i = 0; i < 40; ++i) { // four grids of ten that are all alike
        add_manhole(city, "m" + std::to_string(i), 10 + i, i < 30).about.more.edit().grid =
            "g" + std::to_string(i / 10);
    }
    const auto plain = measured(city, nets + "interval = 'wilson'\n");
    const auto wilson = outage::wilson(0.75, 40);
    CHECK(*plain.all.low == Approx(wilson.lo));
    CHECK(*plain.all.high == Approx(wilson.hi));
    CHECK_FALSE(plain.zones[1].low);
    const auto clustered = measured(city, nets + "interval = 'wilson'\ncluster = 'grid'\n");
    CHECK(clustered.all.value == plain.all.value);
    // Σ(k − pm)² = 3 · 2.5² + 7.5² = 75; variance 4/3 · 75 / 1600 = 1/16; binomial 0.1875 / 40; effect 40/3
    const auto wide = outage::wilson(0.75, 3);
    CHECK(*clustered.all.low == Approx(wide.lo));
    CHECK(*clustered.zones[0].high == Approx(wide.hi));
}

TEST_CASE("Sums divide what is recorded by what is recorded") {
    auto city = two_districts();
    const auto add = [&](const std::string& key, double x, IllegalBuildingState state, std::optional<double> area) {
        auto& building = add_asset(city.illegal_buildings, key);
        building.place = Point{x, 10};
        building.state = state;
        building.floor_area_m2 = area;
        building.about.status = state == IllegalBuildingState::demolished ? Status::removed : Status::in_service;
    };
    add("a", 10, IllegalBuildingState::demolished, 120);
    add("b", 20, IllegalBuildingState::filed, 80);
    add("c", 1010, IllegalBuildingState::filed, 50);
    add("d", 1020, IllegalBuildingState::filed, {});
    const auto found = measured(city,
                                "unit = '%'\nop = 'sum_ratio'\nfield = 'floor_area_m2'\nother_field = "
                                "'floor_area_m2'\nnumerator = { layer = 'illegal_buildings', state = "
                                "'demolished', status = { none = 'planned' } }\ndenominator = { layer = "
                                "'illegal_buildings', status = { none = 'planned' } }\n");
    check_value(found.zones[0], 120, 200, 0.6);
    check_value(found.zones[1], 0, 50, 0);
    check_value(found.all, 120, 250, 0.48);
    CHECK(found.zones[1].completeness == 0.5);
}

TEST_CASE("Bays by vehicles take a field of the zones' source that no mapping names") {
    auto city = two_districts();
    auto& lot = add_asset(city.parkings, "p");
    lot.place = Point{10, 10};
    lot.bays = 130;
    const std::string bays =
        "unit = 'ratio'\nop = 'sum_ratio'\nfield = 'bays'\nother_field = 'extra.vehicles'\n"
        "numerator = { layer = 'parkings' }\ndenominator = { layer = 'zones' }\n";
    CHECK(missing(measured(city, bays)) == "scorecard_missing.field");
    city.zones[0].about.extra.edit() = {{"vehicles", "100"}};
    city.zones[1].about.extra.edit() = {{"vehicles", "60"}};
    const auto found = measured(city, bays);
    check_value(found.zones[0], 130, 100, 1.3);
    check_value(found.zones[1], 0, 60, 0);
    check_value(found.all, 130, 160, 0.8125);
}

TEST_CASE("A record is complete when all fields are filled") {
    auto city = two_districts();
    auto& full = add_manhole(city, "m1", 10, true);
    full.about.owner = "city";
    full.depth_m = 0;
    add_manhole(city, "m2", 20, true).about.owner = "city";
    const auto found = measured(city,
                                "unit = '%'\nop = 'attr_complete'\ndenominator = { layer = 'manholes' }\n"
                                "fields = ['owner', 'depth_m', 'net']\n");
    check_value(found.zones[0], 1, 2, 0.5);
    CHECK(found.worst == std::vector<std::string>{"m2"});
}

TEST_CASE("A point is cleared with its date and the storm that proved it; a relapse counts") {
    auto city = two_districts();
    const auto add = [&](const std::string& key, WaterloggingStatus state, bool proven = false) {
        auto& point = add_asset(city.waterlogging_points, key);
        point.place = Point{10, 10};
        point.state = state;
        if (proven) {
            point.closed_on = at("2024-06-01");
            point.verified_storm = "2024-06-20";
        }
    };
    add("w1", WaterloggingStatus::cleared, true);
    add("w2", WaterloggingStatus::cleared); // a photograph of works is no proof
    add("w3", WaterloggingStatus::under_repair);
    add("w4", WaterloggingStatus::relapsed, true);
    add("w5", WaterloggingStatus::to_verify); // not on the register yet
    add("w6", WaterloggingStatus::unknown);
    const std::string states =
        "unit = '%'\nop = 'state_change'\ndenominator = { layer = 'waterlogging_points' }\n"
        "field = 'state'\n";
    const auto cleared = measured(city, states +
                                            "from = ['approved', 'under_repair', 'relapsed']\nto = 'cleared'\n"
                                            "required = ['closed_on', 'verified_storm']\n");
    check_value(cleared.all, 1, 4, 0.25);
    CHECK(cleared.all.completeness == 0.8);
    CHECK(cleared.worst == std::vector<std::string>{"w2", "w3", "w4"});
    const auto relapse = measured(city, states + "better = 'low'\nfrom = 'cleared'\nto = 'relapsed'\n");
    check_value(relapse.all, 1, 3, 1.0 / 3);
    CHECK(relapse.worst == std::vector<std::string>{"w4"});
}

TEST_CASE("Cases are on time by when they were due, else by working hours; what is not due yet does not count") {
    auto city = two_districts();
    const auto add = [&](const std::string& key, const char* filed, const char* due, const char* resolved) {
        auto& one = add_asset(city.cases, key);
        one.place = Point{10, 10};
        one.state = CaseState::filed;
        one.filed = at(filed);
        one.due = *due != 0 ? std::optional(at(due)) : std::nullopt;
        one.resolved = *resolved != 0 ? std::optional(at(resolved)) : std::nullopt;
    };
    add("k1", "2024-03-01T09:00", "2024-03-02T09:00", "2024-03-02T09:00"); // to the second
    add("k2", "2024-03-01T09:00", "2024-03-02", "2024-03-02T23:00");       // a day lasts to its end
    add("k3", "2024-03-01T09:00", "2024-03-02T09:00", "2024-03-02T09:01");
    add("k4", "2024-03-01T17:00", "", "2024-03-04T17:00"); // seven working hours: Monday 17:00
    add("k5", "2024-03-01T17:00", "", "2024-03-04T17:01");
    add("k6", "2024-03-05T10:00", "", "");                 // open, due on the 6th
    add("k7", "2024-03-01T10:00", "2024-03-03T00:00", ""); // open and late
    add("k8", "2024-03-01T10:00", "2024-03-01T10:00", "2024-03-09");
    city.cases.back().state = CaseState::rejected;
    const std::string ontime =
        "unit = '%'\nop = 'on_time'\ndone = 'resolved'\nfield = 'filed'\ndue = 'due'\nhours = 7\n"
        "calendar = 'cn'\ndenominator = { layer = 'cases', state = { none = 'rejected' } }\n";
    MeasureInput input;
    input.now = at("2024-03-06T09:00");
    const auto found = measured(city, ontime, input);
    check_value(found.all, 3, 6, 0.5);
    CHECK(found.worst == std::vector<std::string>{"k7", "k3", "k5"});
    input.now = at("2024-03-06T10:01"); // k6 is late, too
    auto undated = city;
    for (auto& one : undated.cases) {
        one.filed = {}; // what says when it is due can still be judged
    }
    check_value(measured(undated, ontime, input).all, 2, 4, 0.5);
    for (auto& one : undated.cases) {
        one.due = {};
    }
    CHECK(missing(measured(undated, ontime, input)) == "scorecard_missing.field");
    check_value(measured(city, ontime, input).all, 3, 7, 3.0 / 7);
}

TEST_CASE("Faults are repaired in 24 hours by the clock; they lie where the lamp stands") {
    auto city = two_districts();
    add_asset(city.streetlights, "l1").position = Point{1500, 10};
    add_asset(city.luminaires, "h1").pole = "l1";
    const auto add = [&](const std::string& key, const char* found, const char* fixed, const char* asset) {
        auto& event = add_asset(city.events, key);
        event.kind = EventKind::off;
        event.found = at(found);
        event.fixed = *fixed != 0 ? std::optional(at(fixed)) : std::nullopt;
        event.asset = asset;
    };
    add("e1", "2024-03-01T18:00", "2024-03-02T18:00", "h1");
    add("e2", "2024-03-01T18:00", "2024-03-02T18:01", "l1");
    add("e3", "2024-03-01", "2024-03-02", "l1"); // days: the next one is within 24 hours
    add("e4", "2024-03-01", "2024-03-03", "l1");
    add("e5", "2024-03-02T19:00", "", "l1"); // open since 23 hours and more at the latest record
    const auto found = measured(city,
                                "unit = '%'\nop = 'on_time'\nfield = 'found'\ndone = 'fixed'\nhours = 24\n"
                                "denominator = { layer = 'events', kind = 'off' }\n");
    check_value(found.all, 2, 4, 0.5);
    check_value(found.zones[1], 2, 4, 0.5);
    CHECK_FALSE(found.zones[0].value);
}

TEST_CASE("Billboards stand in belts, lanes near projects, and assets in grids") {
    auto city = two_districts();
    auto& belt = add_asset(city.green_spaces, "g");
    belt.area = rectangle(100, 100, 200, 10);
    belt.road_belt = true;
    add_asset(city.billboards, "b1").place = Point{150, 105};
    add_asset(city.billboards, "b2").place = Point{150, 120};
    add_asset(city.billboards, "b3").place = rectangle(190, 105, 20, 20); // half in it
    add_asset(city.billboards, "b4").place = MultiLineString{{{1100, 90}, {1100, 120}}};
    const std::string ads =
        "better = 'low'\nop = 'predicate_count'\nnumerator = { layer = 'billboards' }\n"
        "denominator = { layer = 'green_spaces', road_belt = true }\n";
    const auto found = measured(city, "unit = 'count'\n" + ads);
    check_value(found.zones[0], 2, 3, 2);
    check_value(found.zones[1], 0, 1, 0);
    CHECK(found.worst == std::vector<std::string>{"b1", "b3"});
    check_value(measured(city, "unit = '%'\nwithin = '10 m'\n" + ads).zones[0], 3, 3, 1); // at exactly 10 m
    check_value(measured(city, "unit = '%'\nreversed = true\n" + ads).all, 2, 4, 0.5);
    city.billboards.clear();
    CHECK(missing(measured(city, "unit = 'count'\n" + ads)) == "scorecard_missing.layer");
}

TEST_CASE("Of several layers those that are there are counted") {
    auto city = two_districts();
    add_manhole(city, "m1", 10, true);
    add_manhole(city, "m2", 700, true);
    const std::string assigned =
        "unit = '%'\nop = 'predicate_count'\nnumerator = [{ layer = 'manholes' }, { layer = "
        "'toilets' }]\ndenominator = { layer = 'zones', kind = 'grid' }\n";
    CHECK(missing(measured(city, assigned)) == "scorecard_missing.none"); // zones, and no grid among them
    test::add_zone(city, "u", "grid", rectangle(0, 0, 500, 500));
    check_value(measured(city, assigned).all, 1, 2, 0.5);
    add_asset(city.toilets, "t1").place = Point{20, 20};
    check_value(measured(city, assigned).all, 2, 3, 2.0 / 3);
}

TEST_CASE("The lit rate is that of the lamps for the road, by the records that tell") {
    auto city = two_districts();
    for (int i = 0; i < 12; ++i) {
        auto& lamp = add_asset(city.streetlights, "l" + std::string(i < 10 ? "0" : "") + std::to_string(i));
        lamp.position = Point{i < 8 ? 100.0 + i : 1100.0 + i, 10};
        lamp.purpose = i == 11 ? LightPurpose::landscape : LightPurpose::functional;
    }
    const std::string rate =
        "unit = '%'\nop = 'lit_rate'\ndenominator = { layer = 'streetlights', purpose = "
        "'functional' }\n";
    CHECK(missing(measured(city, rate)) == "scorecard_missing.lamps");
    for (auto& lamp : city.streetlights) {
        lamp.state = LightState::working;
    }
    city.streetlights[3].state = LightState::out;
    city.streetlights[8].state = LightState::unknown;
    const auto found = measured(city, rate);
    CHECK(found.method == "state");
    check_value(found.zones[0], 7, 8, 7.0 / 8);
    check_value(found.zones[1], 2, 2, 1);
    check_value(found.all, 9, 10, 0.9);
    CHECK(found.zones[1].completeness == Approx(2.0 / 3));
    CHECK(found.worst == std::vector<std::string>{"l03"});
    CHECK((*found.all.low > 0 && *found.all.low < 0.9 && *found.all.high > 0.9 && *found.all.high <= 1));
    const auto landscape = measured(
        city, "unit = '%'\nop = 'lit_rate'\ndenominator = { layer = 'streetlights', purpose = 'landscape' }\n");
    check_value(landscape.all, 1, 1, 1);
    city.streetlights.pop_back();
    CHECK(missing(measured(city,
                           "unit = '%'\nop = 'lit_rate'\ndenominator = { layer = 'streetlights', purpose = "
                           "'landscape' }\n")) == "scorecard_missing.none");
}

TEST_CASE("What speaks against looks at lamps is told once, whoever asks") {
    auto city = with_two_lamps();
    for (const auto& [asset, word] : {std::pair("l1", "out"), {"l2", "purple"}, {"l9", "lit"}, {"l9", "lit"}}) {
        auto& look = add_asset(city.inspections, "");
        look.asset = asset;
        look.result = word;
        look.round = "N1";
    }
    const std::string rate = "unit = '%'\nop = 'lit_rate'\ndenominator = { layer = 'streetlights' }\n";
    MeasureInput input;
    input.city = &city;
    auto profile = read_profile(test::profile_text(rate), "t.toml");
    auto again = profile.indicators.front();
    again.id = "x.z";
    profile.indicators.push_back(again);
    std::map<std::string, int> reasons;
    for (const auto& issue : measure(profile, input).issues) {
        CHECK(issue.layer == "inspections");
        ++reasons[issue.reason];
    }
    CHECK(reasons == std::map<std::string, int>{{"sighting.no_lamp", 2}, {"sighting.no_word", 1}});
}

TEST_CASE("A reading far after the rest is told, and is not the moment as of which lamps burn") {
    auto city = with_two_lamps();
    const auto say = [&](const char* asset, const Moment& time) {
        auto& reading = add_asset(city.readings, "");
        reading.asset = asset;
        reading.quantity = "power";
        reading.time = time;
        reading.value = 50;
    };
    for (int i = 0; i < 200; ++i) {
        say(i % 2 == 0 ? "l1" : "l2", Moment{Moment::day(2024, 1, 1).seconds + i * 3600, true});
    }
    say("l1", Moment::day(2044, 1, 1));
    MeasureInput input;
    input.city = &city;
    const auto profile = read_profile(
        test::profile_text("unit = '%'\nop = 'lit_rate'\ndenominator = { layer = 'streetlights' }\n"), "t.toml");
    const auto late = [&] {
        const auto issues = measure(profile, input).issues;
        return std::count_if(issues.begin(), issues.end(),
                             [](const Issue& issue) { return issue.reason == "fault.late_record"; });
    };
    CHECK(late() == 1);
    input.now = Moment::day(2044, 1, 1);
    CHECK(late() == 0);
}

TEST_CASE("The eighty projects of a programme add up, kind by kind") {
    // 25 toilets, 3 transfer stations, 1 leachate plant, 8 hoardings, 5 night scenes, 2 vendor zones, 14 streets of
    // bins, 20 fronts and 2 markets
    const std::vector<std::pair<std::string, int>> kinds = {{"toilet", 25},     {"transfer", 3},    {"leachate", 1},
                                                            {"hoarding", 8},    {"night_scene", 5}, {"vendor_zone", 2},
                                                            {"bin_street", 14}, {"front", 20},      {"market", 2}};
    auto city = two_districts();
    int number = 0;
    for (const auto& [kind, count] : kinds) {
        for (int i = 0; i < count; ++i, ++number) {
            auto& project = add_asset(city.projects, "p" + std::to_string(number));
            project.kind = kind;
            project.place = Point{20.0 * number + 5, 10};
        }
    }
    REQUIRE(number == 80);
    double sum = 0, shares = 0, first = 0;
    for (const auto& [kind, count] : kinds) {
        const auto found = measured(city, "unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'projects', kind = '" +
                                              kind + "' }\ndenominator = { layer = 'projects' }\n");
        check_value(found.all, count, 80, count / 80.0);
        CHECK(found.zones[0].k + found.zones[1].k == count);
        sum += found.all.k;
        shares += *found.all.value;
        first += found.zones[0].k;
    }
    CHECK(sum == 80);
    CHECK(shares == Approx(1));
    CHECK(first == 50); // 20 m apart: fifty of them in the first district
    // And why a rate is printed with its k and N: no k of 14 is 56.3 %.
    for (int k = 0; k <= 14; ++k) {
        CHECK(std::fabs(std::round(k / 14.0 * 1000) - 563) > 0.5);
    }
}
