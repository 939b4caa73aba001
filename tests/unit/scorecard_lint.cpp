// What the linter says of broken profiles.
#include <algorithm>

#include <kerb/base/error.hpp>

#include "support/scorecard_scene.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::profile_text;

namespace {

std::vector<std::string> found(const std::string& indicator, const std::string& more = {}) {
    std::vector<std::string> reasons;
    for (const auto& issue : lint(read_profile(profile_text(indicator, more), "t.toml"))) {
        for (const auto language : {Language::en, Language::zh}) {
            CHECK(render(issue.message, language).rfind(issue.reason, 0) != 0);
        }
        reasons.push_back(issue.reason.substr(issue.reason.find('.') + 1));
    }
    return reasons;
}

using Reasons = std::vector<std::string>;

const std::string covered = "unit = '%'\nop = 'cover_by_radius'\nnumerator = { layer = 'toilets' }\n";
const std::string netted =
    "unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'manholes', net = true }\n"
    "denominator = { layer = 'manholes' }\n";

} // namespace

TEST_CASE("A sound profile has no findings") {
    CHECK(found(netted).empty());
    CHECK(found(covered + "radius = '300 m'\n").empty());
}

TEST_CASE("Parameters are those that the operator takes") {
    CHECK(found(covered) == Reasons{"needs"});
    CHECK(found(covered + "radius = '300 m'\ncalendar = 'cn'\n") == Reasons{"takes_not"});
    CHECK(found(covered + "radius = '300 m'\naccess = 'streets'\n") == Reasons{"streets_people"});
    CHECK(found(covered + "radius = '300 m'\nat_least = 3\n") == Reasons{"at_least"});
    CHECK(found("unit = '%'\nop = 'lit_length'\nnumerator = { layer = 'streetlights' }\n"
                "denominator = { layer = 'roads' }\n") == Reasons{"needs"}); // a reach, or reaches by class
    CHECK(found("unit = '%'\nop = 'lit_length'\nnumerator = { layer = 'streetlights' }\n"
                "denominator = { layer = 'conduits' }\nlimit_of_class = { lane = '1 m' }\n") ==
          Reasons{"class_of_roads"});
    CHECK(found("unit = '%'\nop = 'on_time'\ndenominator = { layer = 'events' }\ndone = 'fixed'\nhours = 24\n") ==
          Reasons{"needs"}); // from when on?
}

TEST_CASE("Selections are as many as the operator takes, of layers that it can measure") {
    CHECK(found("unit = '%'\nop = 'ratio_k_n'\ndenominator = { layer = 'manholes' }\n") == Reasons{"selections"});
    CHECK(found("unit = '%'\nop = 'dead_ends'\ndenominator = { layer = 'roads' }\n"
                "numerator = { layer = 'roads' }\n") == Reasons{"selections"});
}

TEST_CASE("Numerator and denominator of a share of assets are of one layer") {
    CHECK(found("unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'inlets' }\n"
                "denominator = { layer = 'manholes' }\n") == Reasons{"one_layer"});
    CHECK(found("unit = 'km/km2'\nop = 'length_density'\nnumerator = { layer = 'toilets' }\n") == Reasons{"shape"});
    CHECK(found("unit = '%'\nop = 'pipe_capacity'\nreturn_period = 3\ndenominator = { layer = 'roads' }\n") ==
          Reasons{"shape"});
    CHECK(found("unit = '%'\nop = 'area_ratio'\nnumerator = { layer = 'events' }\n") == Reasons{"shape"});
}

TEST_CASE("Units and thresholds are those of the operator") {
    CHECK(found("unit = 'km'\nop = 'cover_by_radius'\nnumerator = { layer = 'toilets' }\nradius = '1 m'\n") ==
          Reasons{"unit"});
    CHECK(found(netted + "threshold = 110\n") == Reasons{"threshold"});
    CHECK(found(netted + "threshold = { a = 50, b = -1 }\n") == Reasons{"threshold"});
}

TEST_CASE("A scoring must be able to give more and less") {
    const std::string text = "scoring_text = { zh = '五', en = 's' }\n";
    CHECK(found(netted + text + "score = { at = 98, step = 1, minus = 0.1 }\n").empty());
    CHECK(found(netted + text + "score = { at = 98 }\n").empty()); // all or nothing
    for (const auto* bad :
         {"{ at = 120 }", "{ at = 98, step = 0, minus = 0.1 }", "{ at = 98, step = 1 }", "{ at = 98, minus = 0.1 }",
          "{ full = 0, at = 98 }", "{ full = 1, at = 98, step = 1, minus = 0.1, floor = 2 }",
          "{ full = 1, at = 98, step = 1, minus = 0.1, floor = -1 }"}) {
        CAPTURE(bad);
        CHECK(found(netted + text + "score = " + bad + "\n") == Reasons{"scoring"});
    }
    CHECK(found(netted + text + "better = 'neither'\nscore = { at = 98 }\n") == Reasons{"scoring"});
    CHECK(found(netted + text + "score = { at = 98 }\nweight = 0\n") == Reasons{"no_weight"});
    CHECK(found(netted + "veto = true\n") == Reasons{"veto"});
    CHECK(found(netted + "score = { at = 98 }\n") == Reasons{"no_record"});
}

TEST_CASE("The record is complete in both languages, and sources are named") {
    const auto change = [](const std::string& what, const std::string& with) {
        auto text = profile_text(netted + "threshold = 98\n");
        text.replace(text.find(what), what.size(), with);
        Reasons reasons;
        for (const auto& issue : lint(read_profile(text, "t.toml"))) {
            reasons.push_back(issue.reason);
        }
        return reasons;
    };
    CHECK(change("zh = '一', ", "") == Reasons{"scorecard_lint.no_record"});
    CHECK(change("source = 's'", "") == Reasons{"scorecard_lint.no_source"});
    CHECK(change("'found'", "'unverified'") == Reasons{"scorecard_lint.unverified"});
    CHECK(change("zone_kinds = ['district']", "") == Reasons{"scorecard_lint.no_zones"});
}

TEST_CASE("With marks from elsewhere the sheet has 100 or 1000 points") {
    const std::string scored = netted + "scoring_text = { zh = '五', en = 's' }\nscore = { at = 98 }\n";
    const auto part = [](const char* weight) {
        return std::string("[[external]]\nid = 'm'\nzh = '媒体'\nen = 'Media'\nstatus = 'own'\nweight = ") + weight +
               "\n";
    };
    CHECK(found(scored + "weight = 60\n", part("40")).empty());
    CHECK(found(scored + "weight = 960\n", part("40")).empty());
    CHECK(found(scored + "weight = 61\n", part("40")) == Reasons{"weights"});
}

TEST_CASE("A broken profile is not measured, and an unverified one not strictly") {
    const auto city = kerb::test::two_districts();
    MeasureInput input;
    input.city = &city;
    CHECK_THROWS_AS(measure(read_profile(profile_text(covered), "t.toml"), input), UsageError);
    auto text = profile_text(netted + "threshold = 98\n");
    text.replace(text.find("'found'"), 7, "'unverified'");
    const auto profile = read_profile(text, "t.toml");
    CHECK_NOTHROW(measure(profile, input));
    CHECK_THROWS_AS(measure(profile, input, {.strict = true}), UsageError);
}
