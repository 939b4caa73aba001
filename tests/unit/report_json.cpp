// The envelope and the result of a coverage as JSON.
#include <limits>

#include <nlohmann/json.hpp>

#include <kerb/report/envelope.hpp>
#include <kerb/report/length_report.hpp>
#include <kerb/report/run_record.hpp>

#include "support/test.hpp"

using namespace kerb;
using nlohmann::json;

namespace {

coverage::AlongLinesResult result_with_gaps() {
    coverage::AlongLinesResult result;
    result.all = {100, 70};
    result.zones = {{100, 70}, {0, 0}};
    result.groups = {{100, 70}, {0, 0}};
    result.gaps = {{1, 0.1, 20.1, 0}, {0, 5, 15, coverage::no_zone}};
    return result;
}

report::LengthLabels labels() {
    report::LengthLabels labels;
    labels.line = [](std::uint32_t i) { return i == 0 ? std::string("路 \"A\"") : std::string(); };
    labels.zone = [](std::uint32_t) { return std::string("D1"); };
    return labels;
}

} // namespace

TEST_CASE("a coverage result keeps every figure, and no data is null", "[report]") {
    const auto parsed = json::parse(report::length_json(result_with_gaps(), labels()));
    CHECK(parsed["share"] == 0.7);
    CHECK(parsed["gap_count"] == 2);
    CHECK(parsed["longest_gap_m"].get<double>() == 20.1 - 0.1);
    CHECK(parsed["zones"][0]["id"] == "D1");
    CHECK(parsed["zones"][1]["share"].is_null());
    CHECK(parsed["outside_zones"]["share"].is_null());
    CHECK(parsed["groups"].size() == 1);
    CHECK(parsed["gaps"][0]["from_m"] == 0.1);
    CHECK(parsed["gaps"][0]["line"].is_null());
    CHECK(parsed["gaps"][1]["line"] == "路 \"A\"");
    CHECK(parsed["gaps"][1]["zone"].is_null());
    CHECK(parsed["gaps"][1]["class"].is_null());
}

TEST_CASE("top limits the list of gaps, not their count", "[report]") {
    const auto parsed = json::parse(report::length_json(result_with_gaps(), labels(), 1));
    CHECK(parsed["gaps"].size() == 1);
    CHECK(parsed["gap_count"] == 2);
}

TEST_CASE("nothing measured gives null for share and longest gap, not zero", "[report]") {
    const coverage::AlongLinesResult nothing;
    const auto parsed = json::parse(report::length_json(nothing, {}));
    CHECK(parsed["share"].is_null());
    CHECK(parsed["longest_gap_m"].is_null());
    coverage::AlongLinesResult full;
    full.all = {10, 10};
    CHECK(json::parse(report::length_json(full, {}))["longest_gap_m"] == 0);
}

TEST_CASE("the envelope adds the layers up and lists the first issues only", "[report]") {
    std::vector<Issue> issues(150);
    issues[0].reason = "geometry.null";
    issues[0].message = {"geometry.empty", {}};
    report::Envelope envelope;
    report::LayerAccount a{"lines", "a.gpkg", "roads", {10, 9, {{"geometry.null", 1}}}, {}};
    report::LayerAccount b{"assets", "a.gpkg", "lamps", {5, 2, {{"geometry.null", 3}}}, {"colour"}};
    envelope.layers = {a, b};
    envelope.issues = issues;
    const auto parsed = json::parse(report::to_json(envelope, "{\"x\":1}"));
    CHECK(parsed["frame"].is_null());
    CHECK(parsed["read"] == 15);
    CHECK(parsed["used"] == 11);
    CHECK(parsed["skipped"] == json::parse(R"([{"reason":"geometry.null","count":4}])"));
    CHECK(parsed["layers"][1]["unmapped"][0] == "colour");
    CHECK(parsed["issue_count"] == 150);
    int counted = 0;
    for (const auto& reason : parsed["issue_reasons"]) {
        counted += reason["count"].get<int>();
    }
    CHECK(counted == 150);
    CHECK(parsed["issue_reasons"].size() == 2);
    CHECK(parsed["issues"].size() == 100);
    CHECK(parsed["issues"][0]["row"].is_null());
    CHECK(parsed["result"]["x"] == 1);
}

TEST_CASE("numbers that are not finite and bytes that are no text stay valid JSON", "[report]") {
    CHECK(report::json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(report::json_number(std::numeric_limits<double>::infinity()) == "null");
    CHECK(json::parse(report::json_text("a\xff\n\"b")) == "a\xEF\xBF\xBD\n\"b");
}

TEST_CASE("CSV has one row per level and an empty share without data", "[report]") {
    CHECK(report::length_csv(result_with_gaps(), labels()) ==
          "level,id,total_m,covered_m,share\r\nall,,100,70,0.7\r\nzone,D1,100,70,0.7\r\nzone,D1,0,0,\r\n"
          "outside_zones,,0,0,\r\ngroup,,100,70,0.7\r\n");
}

TEST_CASE("a change is told with the later date, in JSON and CSV", "[report]") {
    coverage::ChangeAlongLinesResult change;
    change.now = result_with_gaps();
    change.before.all = {100, 60};
    change.before.zones = {{100, 60}, {0, 0}};
    change.before.groups = {{100, 60}, {0, 0}};
    change.all = {12, 2};
    change.zones = {{12, 2}, {0, 0}};
    change.groups = {{12, 2}, {0, 0}};
    change.gained = {{0, 8, 16, 0}, {1, 1, 5, coverage::no_zone}};
    change.lost = {{1, 0.5, 2.5, 0}};
    const auto parsed = json::parse(report::length_json(change, labels(), 1));
    CHECK(parsed["covered_m"] == 70);
    CHECK(parsed["gap_count"] == 2);
    const auto& told = parsed["change"];
    CHECK(told["before"]["share"] == 0.6);
    CHECK(told["gained_m"] == 12);
    CHECK(told["lost_m"] == 2);
    CHECK(told["gained_count"] == 2);
    CHECK(told["gained"].size() == 1);
    CHECK(told["gained"][0]["line"] == "路 \"A\"");
    CHECK(told["gained"][0]["length_m"] == 8);
    CHECK(told["lost"][0]["from_m"] == 0.5);
    CHECK(told["zones"].size() == 2);
    CHECK(told["groups"].size() == 1);
    CHECK(told["outside_zones"]["lost_m"] == 0);
    CHECK(report::length_csv(change, labels()) ==
          "level,id,total_m,covered_m,share,covered_before_m,gained_m,lost_m\r\nall,,100,70,0.7,60,12,2\r\n"
          "zone,D1,100,70,0.7,60,12,2\r\nzone,D1,0,0,,0,0,0\r\noutside_zones,,0,0,,0,0,0\r\n"
          "group,,100,70,0.7,60,12,2\r\n");
    CHECK(json::parse(report::length_json(result_with_gaps(), labels()))["change"].is_null());
}

TEST_CASE("a run record names what is needed to run it again", "[report]") {
    report::RunRecord run;
    run.version = "1.2.3";
    run.inputs = {{"城市.gpkg", "ab", 12}};
    run.libraries = {{"PROJ", "9.1.1"}};
    const auto parsed = json::parse(report::to_json(run));
    CHECK(parsed["inputs"][0]["path"] == "城市.gpkg");
    CHECK(parsed["libraries"]["PROJ"] == "9.1.1");
    CHECK(parsed["seed"].is_null());
    run.seed = 7;
    CHECK(json::parse(report::to_json(run))["seed"] == 7);
}
