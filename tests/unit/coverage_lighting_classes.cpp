// Lighting classes and road surfaces as data: what they ask for, and what is refused.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/coverage/lighting_classes.hpp>
#include <kerb/coverage/r_table.hpp>
#include <kerb/coverage/section_verdicts.hpp>

#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;

namespace {

LightingProfile builtin(const char* path) {
    return lighting_profile_from_toml(parse_toml(*builtin_data(path), path));
}

LightFigures light(double e_av, double u_e) {
    LightFigures figures;
    figure(figures, LightFigure::e_av) = e_av;
    figure(figures, LightFigure::e_min) = e_av * u_e;
    figure(figures, LightFigure::u_e) = u_e;
    return figures;
}

} // namespace

TEST_CASE("CJJ 45: two steps, by illuminance or by luminance") {
    const auto profile = builtin("lighting/cjj45_2015.toml");
    CHECK(profile.status == "secondary");
    CHECK(profile.of_road.at("arterial") == "I");
    CHECK(profile.of_road.at("支路") == "III");
    const auto* low = profile.find("II", "low");
    const auto* high = profile.find("II", "high");
    REQUIRE(low != nullptr);
    REQUIRE(high != nullptr);
    CHECK(judge(profile, *low, light(15, 0.4)).met()); // closed
    const auto short_of = judge(profile, *high, light(15, 0.3));
    REQUIRE(short_of.failed.size() == 2);
    CHECK(short_of.failed[0] == Shortfall{LightFigure::e_av, 15, 20});
    CHECK(short_of.failed[1] == Shortfall{LightFigure::u_e, 0.3, 0.4});
    CHECK(short_of.by == high);
    auto seen = light(1, 0.1); // far too little, but luminance counts
    figure(seen, LightFigure::l_av) = 1.2;
    figure(seen, LightFigure::u_o) = 0.5;
    figure(seen, LightFigure::u_l) = 0.6;
    figure(seen, LightFigure::ti) = 10.5;
    const auto dazzled = judge(profile, *low, seen);
    CHECK(dazzled.by_luminance);
    REQUIRE(dazzled.failed.size() == 1);
    CHECK(dazzled.failed[0] == Shortfall{LightFigure::ti, 10.5, 10});
    CHECK(profile.find("IV", "low") == nullptr);
}

TEST_CASE("EN 13201-2: without luminance the comparable class by illuminance stands in") {
    const auto profile = builtin("lighting/en13201_2.toml");
    CHECK(profile.status == "unverified");
    const auto* m3 = profile.find("M3", "low");
    REQUIRE(m3 != nullptr);
    const auto verdict = judge(profile, *m3, light(14, 0.5));
    REQUIRE(verdict.by != nullptr);
    CHECK(verdict.by->name == "C3");
    CHECK_FALSE(verdict.by_luminance);
    CHECK(verdict.failed.size() == 1);
    CHECK(judge(profile, *m3, {}).by == nullptr); // nothing known, nothing judged
}

TEST_CASE("Profiles that are odd are refused") {
    const auto parsed = [](const std::string& text) { return lighting_profile_from_toml(parse_toml(text, "p.toml")); };
    const std::string head = "title='t'\nsource='s'\nstatus='found'\n";
    CHECK(parsed(head + "[[class]]\nname='A'\ne_av=1\n[of_road]\nlane='A'\n").classes.size() == 1);
    CHECK_THROWS_AS(parsed(head), SourceError);
    CHECK_THROWS_AS(parsed(head + "[[class]]\nname='A'\ne_av=-1\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "[[class]]\nname='A'\nlux=1\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "[[class]]\nname='A'\n[of_road]\nlane='B'\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "[[class]]\nname='A'\ncomparable='B'\n"), SourceError);
    CHECK_THROWS_AS(parsed("[[class]]\nname='A'\n"), SourceError);
}

TEST_CASE("R3 has the specular factor and the mean coefficient that CIE 144 gives it") {
    const auto table = r_table_from_toml(parse_toml(*builtin_data("rtables/r3.toml"), "r3.toml"));
    CHECK((table.tan_eps.size() == 29 && table.beta_deg.size() == 20));
    CHECK(reduced_luminance(table, 0, 0) == Approx(0.0294).epsilon(1e-12));
    CHECK(reduced_luminance(table, 0, 2) / reduced_luminance(table, 0, 0) == Approx(1.11).epsilon(2e-3));
    CHECK(reduced_luminance(table, 150, 2) == Approx(0.0036).epsilon(1e-12));
    CHECK(reduced_luminance(table, 1, 0.25) == Approx(0.0326).epsilon(1e-12));
    CHECK(reduced_luminance(table, 0, 0.375) == Approx((0.0326 + 0.0344) / 2).epsilon(1e-12));
    CHECK(reduced_luminance(table, 0, 12) == Approx(0.0053).epsilon(1e-12));
    CHECK(reduced_luminance(table, 0, 12.01) == 0);
    CHECK(reduced_luminance(table, 180, 12) == 0);
    // Q0 = ∫ q dΩ / ∫ dΩ over the cells that have values.
    double light = 0, sky = 0;
    constexpr double radian = 3.14159265358979323846 / 180;
    for (double beta = 0.25; beta < 180; beta += 0.5) {
        for (double t = 0.005; t < 12; t += 0.01) {
            const double r = reduced_luminance(table, beta, t), c = 1 / std::sqrt(1 + t * t);
            if (r > 1.8e-4) { // inside of the table's border
                const double solid = t * c * c * c * 0.01 * 0.5 * radian;
                light += r / (c * c * c) * solid;
                sky += solid;
            }
        }
    }
    CHECK(light / sky == Approx(0.07).epsilon(0.02));
}

TEST_CASE("R-tables that are odd are refused, and others scaled to the coefficient wished for") {
    const auto parsed = [](const std::string& text) { return r_table_from_toml(parse_toml(text, "r.toml")); };
    const std::string head = "name='x'\nsource='s'\nstatus='found'\nbeta_deg=[0,180]\ntan_eps=[0,12]\n";
    const auto table = parsed(head + "q0_printed=0.07\nq0=0.14\nr=[[100,200],[0,50]]\n");
    CHECK(table.r[1] == Approx(0.04));
    CHECK_THROWS_AS(parsed(head + "r=[[1,2]]\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "r=[[1,2],[3]]\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "r=[[1,2],[3,-4]]\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "r=[[1,2],[3,'x']]\n"), SourceError);
    CHECK_THROWS_AS(parsed(head + "factor=0\nr=[[1,2],[3,4]]\n"), SourceError);
    CHECK_THROWS_AS(parsed("name='x'\nsource='s'\nstatus='found'\nbeta_deg=[0,90]\ntan_eps=[0,12]\nr=[[1,2],[3,4]]\n"),
                    SourceError);
    CHECK_THROWS_AS(parsed(head), SourceError);
}

TEST_CASE("Sections are judged by the class of their road, and the worst stand first") {
    const auto profile = builtin("lighting/cjj45_2015.toml");
    RoadLighting lighting;
    const auto add = [&](std::uint32_t line, double all, double tonight, SectionState state = SectionState::measured) {
        RoadSection section;
        section.line = line;
        section.to_m = 30;
        section.state = state;
        if (state == SectionState::measured) {
            section.all = light(all, 0.5);
            section.tonight = light(tonight, 0.5);
        }
        lighting.sections.push_back(section);
    };
    add(0, 25, 25);                            // I: 20 lx
    add(0, 25, 10);                            // falls tonight: half is missing
    add(1, 6, 6);                              // III: 8 lx, a quarter is missing
    add(1, 9, 9);                              // met
    add(2, 1, 1);                              // no class
    add(1, 0, 0, SectionState::no_photometry); // not measured
    add(0, 12, 2);                             // misses in any case, worst
    const LightingClass* const of_line[] = {profile.find("I", "low"), profile.find("III", "low"), nullptr};
    const auto verdicts = judge_sections(lighting, profile, of_line);
    const auto& all = verdicts.all;
    CHECK((all.sections == 6 && all.judged == 5 && all.met == 2 && all.met_all_lit == 3 && all.fallen == 1));
    CHECK((all.judged_m == 150 && all.met_m == 60 && all.fallen_m == 30));
    CHECK(all.share() == 0.4);
    CHECK(verdicts.no_class == 1);
    CHECK(verdicts.comparable == 0);
    CHECK(verdicts.worst_first == std::vector<std::uint32_t>{6, 1, 2, 0, 3, 4, 5});
    std::int64_t judged = 0;
    for (const auto& one : verdicts.classes) {
        judged += one.judged;
    }
    CHECK(judged == all.judged);
    const auto nothing = judge_sections({}, profile, {});
    CHECK(nothing.all.share() == std::nullopt);
}
