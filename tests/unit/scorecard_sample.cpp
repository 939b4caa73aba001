// The indicators of the register on a whole city: each is computed, or says what is missing. Counts are held against
// plain loops over the records and against what was planted.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include <kerb/base/toml.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/scorecard_scene.hpp"

using namespace kerb;
using namespace kerb::scorecard;

namespace {

struct Sample {
    synth::SampleCity made = synth::make_sample_city({.seed = 7});
    std::map<std::string, Measured> by_id;
    std::vector<std::string> list;

    Sample() {
        MeasureInput input;
        input.city = &made.city;
        input.now = made.truth.records.as_of;
        for (const auto& name : builtin_profiles()) {
            const auto path = "profiles/" + name + ".toml";
            const auto profile = read_profile(*builtin_data(path), path);
            for (auto& one : measure(profile, input, {.threads = Threads{2}}).indicators) {
                const auto& indicator = *profile.find(one.indicator);
                list.push_back(one.missing ? fmt::format("{:<34} {}", one.indicator, render(*one.missing, Language::en))
                                           : fmt::format("{:<34} {:.6g} {}", one.indicator, one.all.value.value_or(NAN),
                                                         indicator.unit));
                by_id.insert_or_assign(one.indicator, std::move(one));
            }
        }
    }
    [[nodiscard]] const Measured& operator[](const std::string& id) const { return by_id.at(id); }
};

const Sample& sample() {
    static const Sample made;
    return made;
}

bool stands(const Attributes& about) {
    return about.status == Status::unknown || about.status == Status::built || about.status == Status::in_service;
}

/// k and n of a layer by two questions.
template <class Asset, class Whole, class Part>
std::pair<double, double> counted(const std::vector<Asset>& assets, const Whole& whole, const Part& part) {
    double k = 0, n = 0;
    for (const auto& asset : assets) {
        n += whole(asset) ? 1 : 0;
        k += whole(asset) && part(asset) ? 1 : 0;
    }
    return {k, n};
}

void is(const Measured& found, const std::pair<double, double>& expected) {
    CAPTURE(found.indicator);
    CHECK(found.all.k == expected.first);
    CHECK(found.all.n == expected.second);
}

} // namespace

TEST_CASE("Every indicator of the sample city has a value, or says what is missing") {
    const std::map<std::string, std::string> lacking = {
        {"drain.pipe_ok", "capacity"},       {"drain.exposed_road", "water"},       {"drain.underpass", "water"},
        {"drain.property@PPS25", "water"},   {"drain.exposed_road@PPS25", "water"}, {"light.level", "lighting"},
        {"light.level@EN13201", "lighting"}, {"light.level@RP8", "lighting"}};
    const auto& city = sample();
    for (const auto& line : city.list) {
        UNSCOPED_INFO(line);
    }
    for (const auto& [id, found] : city.by_id) {
        CAPTURE(id);
        CHECK(found.all.value.has_value() != found.missing.has_value());
        CHECK(found.zones.size() == (id.find("30-300") != std::string::npos || id == "trees.3" || id == "green.300m"
                                         ? 256U // by community
                                         : 16U));
        const auto expected = lacking.find(id);
        CHECK((found.missing ? found.missing->code : "") ==
              (expected == lacking.end() ? "" : "scorecard_missing." + expected->second));
        for (const auto& zone : found.zones) {
            CHECK((!found.missing || !zone.value));
            CHECK(zone.value.has_value() <= (zone.n > 0)); // nothing is not zero
        }
    }
    fmt::print("{}\n", fmt::join(city.list, "\n"));
}

TEST_CASE("Counts of the sample city are those of plain loops") {
    const auto& city = sample().made.city;
    const auto all = [](const auto& asset) { return stands(asset.about); };
    is(sample()["cover.net"], counted(city.manholes, all, [](const Manhole& m) { return m.net.value_or(false); }));
    is(sample()["cover.ownerless"],
       counted(city.manholes, all, [](const Manhole& m) { return m.cover_owner.empty(); }));
    is(sample()["light.ok"],
       counted(
           city.streetlights, [](const Streetlight& s) { return stands(s.about) && s.state != LightState::unknown; },
           [](const Streetlight& s) { return s.state == LightState::working; }));
    using State = WaterloggingStatus;
    is(sample()["drain.point_cleared"],
       counted(
           city.waterlogging_points,
           [](const WaterloggingPoint& p) { return stands(p.about) && p.state != State::to_verify; },
           [](const WaterloggingPoint& p) {
               return p.state == State::cleared && p.closed_on && !p.verified_storm.empty();
           }));
    is(sample()["drain.relapse"],
       counted(
           city.waterlogging_points,
           [](const WaterloggingPoint& p) { return p.state == State::cleared || p.state == State::relapsed; },
           [](const WaterloggingPoint& p) { return p.state == State::relapsed; }));
    const auto& repaired = sample()["light.repair_24h"];
    const auto now = sample().made.truth.records.as_of.seconds + 86399; // a day lasts to its end
    is(repaired, counted(
                     city.events,
                     [&](const Event& e) {
                         const bool lamp =
                             e.kind == EventKind::off || e.kind == EventKind::day_on || e.kind == EventKind::flicker;
                         return lamp && e.found && (e.fixed || e.found->seconds + 86400 < now);
                     },
                     [](const Event& e) { return e.fixed && e.fixed->seconds <= e.found->seconds + 86400; }));
}

TEST_CASE("The sample city's figures are those that were planted") {
    const auto& truth = sample().made.truth;
    CHECK(sample()["order.ads_green"].all.k == static_cast<double>(truth.billboards_in_belts.size()));
    CHECK(sample()["order.illegal"].all.n - sample()["order.illegal"].all.k == Approx(truth.illegal_floor_area_m2));
    CHECK(std::count(sample()["drain.relapse"].worst.begin(), sample()["drain.relapse"].worst.end(),
                     truth.point_relapsed) == 1);
    const auto& open = sample()["drain.point_cleared"].worst;
    CHECK(std::count(open.begin(), open.end(), truth.point_cleared) == 0);
    REQUIRE(truth.records.inspections);
    const auto& lit = sample()["light.lit"].all;
    REQUIRE((lit.low && lit.high));
    double lamps = 0, out = 0;
    for (const auto& district : truth.records.districts) {
        lamps += static_cast<double>(district.lamps);
        out += static_cast<double>(district.lamps_out);
    }
    const double share = 1 - out / lamps;
    CHECK((*lit.low <= share && share <= *lit.high));
}

TEST_CASE("What was planted in the systems is found, and nothing else") {
    const auto& told = sample().made.truth.systems;
    const auto number = [](const auto& keys) { return static_cast<double>(keys.size()); };
    const auto& looks = sample()["light.landscape"].all;
    CHECK(looks.n == static_cast<double>(told.landscape_lamps));
    CHECK(looks.n - looks.k == number(told.landscape_out));
    CHECK(sample()["road.dead_end"].all.k == number(told.dead_ends));
    const auto& dredged = sample()["drain.dredged"].all;
    CHECK((dredged.k == told.dredged_m3 && dredged.n == told.to_dredge_m3));
    const auto& bays = sample()["park.bays"].all;
    CHECK((bays.k == static_cast<double>(told.bays) && bays.n == static_cast<double>(told.vehicles)));
    const auto& grids = sample()["grid.assigned"].all;
    CHECK(grids.n - grids.k == number(told.outside_the_grids));
    CHECK(sample()["water.mains"].all.k == Approx(told.mains_m).epsilon(1e-9));
    const auto& separate = sample()["drain.separation"].all;
    CHECK(separate.n - separate.k == Approx(told.combined_m).epsilon(1e-9));
    // Those of the districts are those of the city.
    double cars = 0;
    for (const auto& zone : sample()["park.bays"].zones) {
        cars += zone.n;
    }
    CHECK(cars == bays.n);
}
