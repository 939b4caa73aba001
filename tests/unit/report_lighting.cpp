// Light of sections and luminaires as JSON and CSV.
#include <nlohmann/json.hpp>

#include <kerb/report/lighting_report.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;
using nlohmann::json;

namespace {

RoadLighting one_section() {
    RoadLighting lighting;
    RoadSection section;
    section.to_m = 30;
    section.lamps = 2;
    section.along = 10;
    section.across = 6;
    figure(section.all, LightFigure::e_av) = 12.5;
    figure(section.tonight, LightFigure::e_av) = 6.25;
    lighting.sections = {section};
    lighting.section_m = 30;
    return lighting;
}

} // namespace

TEST_CASE("A section without verdict, labels or table is nulls, not zeros") {
    const auto lighting = one_section();
    const auto document = json::parse(report::lighting_json(lighting, {}, {}));
    CHECK(document["profile"].is_null());
    CHECK(document["verdict"].is_null());
    CHECK(document["classes"].empty());
    const auto& section = document["list"][0];
    CHECK(section["line"].is_null());
    CHECK(section["met"].is_null());
    CHECK(section["tonight"]["e_av"] == 6.25);
    CHECK(section["tonight"]["l_av"].is_null());
    CHECK(section["all_lit"]["e_av"] == 12.5);
    CHECK(section["points"] == 60);
}

TEST_CASE("What a section lacks is told with figure, value and limit") {
    const auto lighting = one_section();
    LightingProfile profile;
    profile.title = "a \"b\"";
    LightingClass wanted;
    wanted.name = "A,1";
    figure(wanted.asks, LightFigure::e_av) = 10;
    profile.classes = {wanted};
    const LightingClass* const of_line[] = {profile.classes.data()};
    const auto verdicts = judge_sections(lighting, profile, of_line);
    report::LightingAsked asked;
    asked.profile = &profile;
    asked.verdicts = &verdicts;
    report::LightingLabels labels;
    labels.line = [](std::uint32_t) { return std::string("=R,1"); };
    const auto document = json::parse(report::lighting_json(lighting, asked, labels));
    CHECK(document["profile"]["title"] == "a \"b\"");
    const auto& section = document["list"][0];
    CHECK(section["lacks"] == json::parse(R"([{"figure":"e_av","value":6.25,"limit":10}])"));
    CHECK(section["met"] == false);
    CHECK(section["all_lit_met"] == true);
    CHECK(document["verdict"]["fallen"] == 1);
    const auto csv = report::lighting_csv(lighting, asked, labels);
    CHECK(csv.find("\"'=R,1\",,0,30,measured,2,0,\"A,1\",\"A,1\",false,true,6.25,") != std::string::npos);
    CHECK(csv.find("e_av 6.25 < 10") != std::string::npos);
}
