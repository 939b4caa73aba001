// Profiles: what they say, what is refused, and what may be laid over them.
#include <algorithm>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/base/sha256.hpp>
#include <kerb/base/toml.hpp>
#include <kerb/scorecard/profile.hpp>

#include "support/scorecard_scene.hpp"

using namespace kerb;
using namespace kerb::scorecard;
using kerb::test::profile_text;

namespace {

const std::string ratio =
    "unit = '%'\nop = 'ratio_k_n'\nnumerator = { layer = 'manholes', net = true }\n"
    "denominator = { layer = 'manholes' }\n";

/// The message by which a text is refused.
Message refusal(const std::string& text, const std::string& over = {}) {
    try {
        static_cast<void>(read_profile(text, "t.toml", over, "over.toml"));
    } catch (const SourceError& error) {
        for (const auto language : {Language::en, Language::zh}) {
            CHECK(render(error.message(), language).rfind(error.message().code, 0) != 0);
        }
        return error.message();
    }
    return {};
}

std::string argument(const Message& message, const std::string& name) {
    for (const auto& [key, value] : message.arguments) {
        if (key == name) {
            return std::get<std::string>(value);
        }
    }
    return {};
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

} // namespace

TEST_CASE("The fingerprint of a text is that of FIPS 180-4") {
    CHECK(sha256_text("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_text("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(sha256_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    CHECK(sha256_text(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("A profile is read as it is written") {
    const auto profile = read_profile(
        profile_text("unit = '%'\ngroup = 'covers'\nbetter = 'low'\nop = 'ratio_k_n'\n"
                     "numerator = { layer = 'manholes', system = ['storm', 'combined'], net = false, "
                     "depth_m = { least = 2, most = 5.5 }, cover_owner = { filled = false }, owner = { none = 'x' }, "
                     "sensor = 'yes', invert_m = 3 }\n"
                     "denominator = { layer = 'manholes' }\nthreshold = { storm = 98, sewage = 90.5 }\n"
                     "score = { full = 2, at = 98, step = 1, minus = 0.25, floor = 0.5 }\nweight = 20\nveto = true\n"
                     "smallest_n = 30\ninterval = 'wilson'\ncluster = 'grid'",
                     "[[external]]\nid = 'media'\nzh = '媒体'\nen = 'Media'\nweight = 5\nstatus = 'own'\n"),
        "t.toml");
    CHECK(profile.id == "t");
    CHECK(profile.name.zh == "试");
    CHECK(profile.zone_kinds == std::vector<std::string>{"district"});
    REQUIRE(profile.find("x.y") != nullptr);
    CHECK(profile.find("x") == nullptr);
    const auto& one = *profile.find("x.y");
    CHECK(one.better == Better::low);
    CHECK(one.standing == Standing::found);
    CHECK(one.explanation.zh == "一");
    const std::vector<Condition> expected = {{"cover_owner", {}, {}, {}, true, true},
                                             {"depth_m", {}, 2.0, 5.5, false, false},
                                             {"invert_m", {}, 3.0, 3.0, false, false},
                                             {"net", {"false"}, {}, {}, false, false},
                                             {"owner", {"x"}, {}, {}, false, true},
                                             {"sensor", {"yes"}, {}, {}, false, false},
                                             {"system", {"storm", "combined"}, {}, {}, false, false}};
    CHECK(one.numerator.front().where == expected);
    CHECK(one.thresholds == std::vector<Threshold>{{"sewage", 0.905}, {"storm", 0.98}});
    REQUIRE(one.scoring);
    CHECK(one.scoring->at == 0.98);
    CHECK(one.scoring->step == 0.01);
    CHECK(one.scoring->full == 2);
    CHECK(one.scoring->floor == 0.5);
    CHECK((one.weight == 20 && one.veto && one.smallest_n == 30));
    CHECK((one.parameters.interval && one.parameters.cluster_field == "grid"));
    REQUIRE(profile.external.size() == 1);
    CHECK(profile.external.front().full == 100);
    CHECK(profile.external.front().standing == Standing::own);
}

TEST_CASE("What an id says before its @ is the measure") {
    Indicator one;
    one.id = "green.park_cover@GB55014";
    CHECK(one.measure() == "green.park_cover");
    one.id = "green.rate";
    CHECK(one.measure() == "green.rate");
}

TEST_CASE("Lengths and areas carry their units, and radii ascend") {
    const auto read = [](const std::string& radius) {
        return read_profile(
                   profile_text("unit = '%'\nop = 'cover_by_radius'\nnumerator = { layer = 'toilets' }\n" + radius),
                   "t.toml")
            .indicators.front()
            .parameters;
    };
    CHECK(read("radius = '0.3 km'").radius == std::vector<Radius>{{0, 300}});
    CHECK(read("radius = [{ from = '2000 m2', reach = '300 m' }, { from = '0.5 ha', reach = '500 m' }]").radius ==
          std::vector<Radius>{{2000, 300}, {5000, 500}});
    CHECK(read("radius = '1 m'\naccess = 'streets'\nof = 'people'").along_streets);
}

TEST_CASE("What a profile may not say is refused with its place") {
    const auto good = profile_text(ratio);
    CHECK(refusal(good).code.empty());
    struct Bad {
        std::string what, with, code;
    };
    const std::vector<Bad> bad = {
        {"id = 't'", "id = 't'\ncolour = 'red'", "toml.unknown_key"},
        {"unit = '%'", "unit = '%'\nwieght = 3", "toml.unknown_key"},
        {"'ratio_k_n'", "'ratio'", "toml.bad_value"},
        {"op = 'ratio_k_n'", "", "toml.missing"},
        {"unit = '%'", "unit = 'furlong'", "toml.bad_value"},
        {"status = 'found'", "", "toml.missing"},
        {"status = 'found'", "status = 'sure'", "toml.bad_value"},
        {"'manholes', net = true", "'manhole', net = true", "scorecard.layer"},
        {"net = true", "nett = true", "scorecard.field"},
        {"net = true", "net = 'maybe'", "toml.bad_value"},
        {"net = true", "system = 'rain'", "toml.bad_value"},
        {"net = true", "depth_m = 'deep'", "scorecard.condition"},
        {"net = true", "system = { least = 3 }", "scorecard.condition"},
        {"net = true", "net_date = '2024-01-01'", "scorecard.condition"},
        {"net = true", "net = {}", "scorecard.one_condition"},
        {"net = true", "depth_m = { least = 1, filled = true }", "scorecard.one_condition"},
        {"net = true", "depth_m = { lest = 1 }", "toml.unknown_key"},
        {"zh = '甲'", "", "toml.missing"},
        {"{ zh = '一', en = 'e' }", "{ zh = '一', fr = 'e' }", "toml.unknown_key"},
        {"unit = '%'", "unit = '%'\nweight = -1", "scorecard.number"},
        {"unit = '%'", "unit = '%'\nscore = { full = 1 }", "toml.missing"},
        {"unit = '%'", "unit = '%'\nscore = { at = 1, steps = 2 }", "toml.unknown_key"},
        {"unit = '%'", "unit = '%'\nthreshold = 'high'", "toml.not_number"},
        {"unit = '%'", "unit = '%'\nwithin = '30'", "scorecard.length"},
        {"unit = '%'", "unit = '%'\nradius = [{ from = 'big', reach = '1 m' }]", "scorecard.area"},
        {"unit = '%'", "unit = '%'\nradius = [{ from = '2', reach = '1 m' }, { from = '2', reach = '1 m' }]",
         "scorecard.ascending"},
        {"unit = '%'", "unit = '%'\nlimit_of_class = { motorway = '1 m' }", "toml.unknown_key"},
        {"unit = '%'", "unit = '%'\ncluster = 'circuit'", "scorecard.field"},
        {"unit = '%'", "unit = '%'\ncalendar = 'moon'", "toml.bad_value"},
        {"unit = '%'", "unit = '%'\nat_least = 0", "scorecard.number"},
        {"unit = '%'", "unit = '%'\nhours = -1", "scorecard.number"},
        {"unit = '%'", "unit = '%'\nhours = nan", "scorecard.number"},
        {"unit = '%'", "unit = '%'\nweight = inf", "scorecard.number"},
    };
    for (const auto& [what, with, code] : bad) {
        CAPTURE(what, with);
        const auto message = refusal(replaced(good, what, with));
        CHECK(message.code == code);
        CHECK(argument(message, "where").rfind("t.toml", 0) == 0);
        CHECK_FALSE(argument(message, "key").empty());
    }
    CHECK(refusal(good + good.substr(good.find("[[indicator]]"))).code == "scorecard.twice");
    CHECK(refusal("[profile]\nid='t'\nversion='1'\nzh='z'\nen='e'\n").code == "toml.missing");
}

TEST_CASE("A local file changes what it names and says why") {
    const auto text = profile_text(ratio + "threshold = 98\nweight = 3\n");
    const auto over = [](const std::string& indicator, const std::string& profile = "t") {
        return "[override]\nprofile = '" + profile + "'\nwhy = 'our council'\n[[indicator]]\n" + indicator;
    };
    const auto changed = over("id = 'x.y'\nwhy = 'half of them are old'\nthreshold = 50\n");
    const auto profile = read_profile(text, "t.toml", changed, "over.toml");
    CHECK(profile.indicators.front().thresholds.front().value == 0.5);
    CHECK(profile.indicators.front().weight == 3); // the rest stays
    CHECK(profile.indicators.front().standing == Standing::own);
    CHECK(profile.overrides == std::vector<std::string>{"our council", "x.y: half of them are old"});
    CHECK(profile.sha256 != read_profile(text, "t.toml").sha256);
    CHECK(read_profile(text, "t.toml").sha256 == sha256_text(text));
    CHECK(read_profile(text, "t.toml", over("id = 'x.y'\nwhy = 'w'\nstatus = 'official'\n"))
              .indicators.front()
              .standing == Standing::official);
    CHECK(refusal(text, over("id = 'x.z'\nwhy = 'w'\n")).code == "scorecard.no_indicator");
    CHECK(refusal(text, over("id = 'x.y'\nthreshold = 50\n")).code == "toml.missing");
    CHECK(refusal(text, over("id = 'x.y'\nwhy = ''\n")).code == "toml.missing");
    CHECK(refusal(text, over("id = 'x.y'\nwhy = 'w'\n", "u")).code == "toml.bad_value");
    const auto place = refusal(text, over("id = 'x.y'\nwhy = 'w'\nweigth = 1\n"));
    CHECK(place.code == "toml.unknown_key");
    CHECK(argument(place, "where").rfind("over.toml", 0) == 0);
}

TEST_CASE("The profiles that kerb brings can be used, and all measures of the register are in them") {
    std::set<std::string> measures;
    for (const auto& name : builtin_profiles()) {
        CAPTURE(name);
        const auto path = "profiles/" + name + ".toml";
        const auto profile = read_profile(*builtin_data(path), path);
        CHECK(profile.id == name);
        for (const auto& issue : lint(profile)) {
            CAPTURE(render(issue.message, Language::en));
            CHECK(issue.severity == Severity::warning);
            CHECK(issue.reason == "scorecard_lint.unverified"); // every record is complete, and weights add up
        }
        for (const auto& one : profile.indicators) {
            measures.insert(std::string(one.measure()));
        }
    }
    CHECK(builtin_profiles() == std::vector<std::string>{"cn-gb", "cn-kaoping", "cn-systems", "cn-tijian-2024",
                                                         "cn-yuanlin", "eu-en13201", "green-3-30-300", "sdg", "uk-suds",
                                                         "us-rp8-hec22"});
    for (const auto* id :
         {"road.density",       "road.area_ratio", "road.per_capita",  "road.dead_end",       "road.lane_upgraded",
          "drain.separation",   "drain.pipe_ok",   "drain.inlet_gap",  "drain.point_cleared", "drain.relapse",
          "drain.exposed_road", "drain.underpass", "drain.dredged",    "cover.net",           "cover.ownerless",
          "light.lit",          "light.ok",        "light.installed",  "light.repair_24h",    "light.spacing",
          "light.level",        "green.rate",      "green.canopy",     "green.park_pc",       "green.park_cover",
          "green.greenway",     "green.shade",     "san.toilet_cover", "san.toilet_density",  "san.transfer",
          "san.cleaned",        "park.bays",       "order.ads_green",  "order.illegal",       "grid.assigned",
          "case.ontime",        "sdg.11.7.1a",     "sdg.11.7.1b",      "green.300m"}) {
        CAPTURE(id);
        CHECK(measures.contains(id));
    }
}
