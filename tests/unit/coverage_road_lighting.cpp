// Sections of roads whose grid and light can be worked out by hand. A worked example of EN 13201-3 or CIE 140 that
// prints both its luminaire and its results was not found: the seven situations of CIE TC 4-15 are published without
// the latter.
#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/coverage/road_lighting.hpp>

#include "support/photometric_file.hpp"
#include "support/test.hpp"

using namespace kerb;
using namespace kerb::coverage;
using namespace kerb::test;

namespace {

constexpr double east = 500'000, north = 3'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

RoadLamp pole(double x, double y, double h = 8) {
    RoadLamp lamp;
    lamp.pole = at(x, y);
    lamp.height_m = h;
    lamp.photometry = 0;
    return lamp;
}

struct Road {
    std::vector<MultiLineString> lines = {{{at(0, 0), at(120, 0)}}};
    std::vector<double> width = {7}, scale;
    std::vector<std::uint32_t> lanes, rank;
    std::vector<std::uint8_t> one_way;
    std::vector<RoadLamp> lamps;
    std::vector<Photometry> tables = {isotropic(1000)};
    RTable r_table;
    RoadLightingOptions options;

    Road() {
        options.maintenance = 1;
        options.keep_grid = true;
    }
    [[nodiscard]] RoadLighting measure() const {
        Lines flat;
        for (const auto& line : lines) {
            flat.push(line);
        }
        RoadLightingInput input;
        input.lines = &flat;
        input.width_m = width;
        input.line_scale = scale;
        input.lanes = lanes;
        input.line_rank = rank;
        input.one_way = one_way;
        input.lamps = lamps;
        input.photometries = tables;
        input.r_table = r_table.r.empty() ? nullptr : &r_table;
        return road_lighting(input, options);
    }
};

/// A surface that sends the same luminance every way: q = q0, r = q0 cos³ε.
RTable matt(double q0) {
    RTable table;
    table.name = "matt";
    table.beta_deg = {0, 180};
    table.tan_eps = steps(0, 12, 0.01);
    for (const auto t : table.tan_eps) {
        for (int i = 0; i < 2; ++i) {
            table.r.push_back(q0 * std::pow(1 + t * t, -1.5));
        }
    }
    return table;
}

double value(const LightFigures& figures, LightFigure f) {
    return figure(figures, f).value_or(-1);
}

} // namespace

TEST_CASE("A section's grid: ten points along up to 30 m, else 3 m apart; three to a lane") {
    Road road;
    road.lamps = {pole(10, 5), pole(40, 5), pole(71, 5)};
    const auto result = road.measure();
    REQUIRE(result.sections.size() == 2);
    const auto &a = result.sections[0], &b = result.sections[1];
    CHECK((a.from_m == 10 && a.to_m == 40 && a.along == 10 && a.lanes == 2 && a.across == 6));
    CHECK((b.from_m == 40 && b.to_m == 71 && b.along == 11)); // 31 m: 11 points 2.82 m apart
    CHECK(result.grid.size() == 60 + 66);
    // First row 1.5 m behind the first lamp; from left to right 7/6 m apart, the first 7/12 m from the kerb.
    CHECK(std::hypot(result.grid[0].position.x - (east + 11.5), result.grid[0].position.y - (north + 3.5 - 7.0 / 12)) <
          1e-9);
    CHECK(std::hypot(result.grid[5].position.x - (east + 11.5), result.grid[5].position.y - (north - 3.5 + 7.0 / 12)) <
          1e-9);
    CHECK(std::hypot(result.grid[6].position.x - (east + 14.5), result.grid[6].position.y - (north + 3.5 - 7.0 / 12)) <
          1e-9);
    CHECK(result.bare_m == Approx(120 - 61).epsilon(1e-12));
    CHECK(result.section_m == Approx(61).epsilon(1e-12));
    road.lanes = {1};
    CHECK(road.measure().sections[0].across == 5); // 7 m to a lane: 1.4 m apart
    road.lanes = {3};
    CHECK(road.measure().sections[0].across == 9);
}

TEST_CASE("Illuminance of a section is that of its lamps, point by point") {
    Road road;
    road.options.maintenance = 0.8;
    for (int i = 0; i < 5; ++i) {
        road.lamps.push_back(pole(30.0 * i, 5));
    }
    const auto result = road.measure();
    REQUIRE(result.sections.size() == 4);
    double sum = 0, least = 1e9;
    for (int i = 0; i < 10; ++i) {
        for (int j = 0; j < 6; ++j) {
            const double x = 31.5 + 3 * i, y = 3.5 - (j + 0.5) * 7 / 6;
            double e = 0;
            for (int k = 0; k < 5; ++k) {
                const double d2 = std::pow(x - 30 * k, 2) + std::pow(y - 5, 2);
                e += d2 <= 1600 ? 0.8 * 1000 * 8 / std::pow(64 + d2, 1.5) : 0;
            }
            const auto& point = result.grid[60 + static_cast<std::size_t>(i * 6 + j)];
            CHECK(point.section == 1);
            CHECK(point.all_lx == Approx(e).epsilon(1e-9));
            CHECK(point.tonight_lx == point.all_lx);
            sum += e;
            least = std::min(least, e);
        }
    }
    const auto& section = result.sections[1];
    CHECK(value(section.all, LightFigure::e_av) == Approx(sum / 60).epsilon(1e-9));
    CHECK(value(section.all, LightFigure::e_min) == Approx(least).epsilon(1e-9));
    CHECK(value(section.all, LightFigure::u_e) == Approx(least * 60 / sum).epsilon(1e-9));
    CHECK(figure(section.all, LightFigure::l_av) == std::nullopt);
    CHECK((section.lamps == 2 && section.out == 0));
}

TEST_CASE("Lamps that are out are dark tonight, and only tonight") {
    Road road;
    road.lamps = {pole(0, 5), pole(30, 5), pole(60, 5)};
    const auto before = road.measure();
    road.lamps[1].out = true;
    const auto result = road.measure();
    REQUIRE(result.sections.size() == 2);
    CHECK((result.sections[0].out == 1 && result.sections[1].out == 1));
    CHECK(result.sections[0].all == before.sections[0].all);
    auto without = road;
    without.lamps[1].photometry = 1;
    without.tables.push_back(isotropic(0));
    without.lamps[1].out = false;
    const auto dark = without.measure();
    for (std::size_t i = 0; i < result.grid.size(); ++i) {
        CHECK(result.grid[i].all_lx == before.grid[i].all_lx);
        CHECK(result.grid[i].tonight_lx == Approx(dark.grid[i].all_lx).epsilon(1e-12));
    }
    CHECK(value(result.sections[0].tonight, LightFigure::e_av) ==
          Approx(value(dark.sections[0].all, LightFigure::e_av)).epsilon(1e-12));
}

TEST_CASE("The row with most lamps makes the sections; leaps of a line do not") {
    Road road;
    road.lamps = {pole(10, -5), pole(50, -5), pole(25, 5), pole(45, 5), pole(65, 5)};
    auto result = road.measure();
    REQUIRE(result.sections.size() == 2); // the left one
    CHECK((result.sections[0].from_m == 25 && result.sections[1].to_m == 65));
    CHECK(result.sections[1].lamps == 3); // the one across stands on it, at 50 m
    road.lines = {{{at(0, 0), at(50, 0)}, {at(50, 0), at(60, 0)}, {at(62, 0), at(120, 0)}}};
    result = road.measure();
    REQUIRE(result.sections.size() == 1);
    CHECK(result.sections[0].to_m == 45);
    CHECK(result.bare_m == Approx(118 - 20));
    road.lamps.resize(1);
    result = road.measure();
    CHECK((result.sections.empty() && result.bare_lines == 1));
}

TEST_CASE("Heads look over the road, and the second of two away from it") {
    Road road;
    // Only the half-space of C 0 … 180 gets light.
    road.tables = {table_of([](double c, double) { return c > 0 && c < 180 ? 1000.0 : 0.0; },
                            {0, 0.001, 179.999, 180, 360}, {0, 180})};
    road.lamps = {pole(0, 5), pole(30, 5)};
    const auto one_way = [&] { return value(road.measure().sections[0].all, LightFigure::e_av); };
    const double left = one_way();
    CHECK(left > 5);
    road.lamps = {pole(0, -5), pole(30, -5)};
    CHECK(one_way() == Approx(left).epsilon(1e-9)); // from the right the same
    for (auto& lamp : road.lamps) {
        lamp.heads = 2;
    }
    CHECK(one_way() == Approx(left).epsilon(1e-9)); // the second lights the houses
    // An arm of 4 m brings the light within 1 m of the line; it still looks onward, so points behind it are dark.
    for (auto& lamp : road.lamps) {
        lamp.heads = 1;
        lamp.arm_m = 4;
    }
    const auto result = road.measure();
    for (const auto& point : result.grid) {
        CHECK((point.all_lx > 0) == (point.position.y > north - 1));
    }
    // On the line itself: to the left.
    road.lamps = {pole(0, 0), pole(30, 0)};
    for (const auto& point : road.measure().grid) {
        CHECK((point.all_lx > 0) == (point.position.y > north));
    }
}

TEST_CASE("What is not known is said, not guessed") {
    Road road;
    road.lamps = {pole(0, 5), pole(30, 5), pole(60, 5), pole(90, 5), pole(60, 200)};
    road.lamps[0].photometry = no_table;
    road.lamps[3].height_m = std::nan("");
    auto result = road.measure();
    REQUIRE(result.sections.size() == 3);
    CHECK(result.unplaced == 1);
    CHECK(result.sections[0].state == SectionState::no_photometry);
    CHECK(result.sections[1].state == SectionState::measured);
    CHECK(result.sections[2].state == SectionState::no_height);
    CHECK(figure(result.sections[0].all, LightFigure::e_av) == std::nullopt);
    CHECK(result.grid.size() == 60);
    road.width = {std::nan("")};
    result = road.measure();
    CHECK(result.sections[1].state == SectionState::no_width);
    road.width.clear();
    CHECK(road.measure().sections[1].state == SectionState::no_width);
}

TEST_CASE("On a matt surface luminance is q times illuminance, whoever looks") {
    Road road;
    road.r_table = matt(0.07);
    for (int i = -4; i <= 8; ++i) {
        road.lamps.push_back(pole(30.0 * i, 5, 10));
    }
    road.lines = {{{at(-200, 0), at(300, 0)}}};
    road.options.maintenance = 0.8;
    const auto result = road.measure();
    const auto& section = result.sections[6];
    // Illuminance of all lamps within 12 heights, not 5.
    double sum = 0, least = 1e9;
    for (const auto& point : result.grid) {
        if (point.section == 6) {
            double e = 0;
            for (const auto& lamp : road.lamps) {
                const double d2 =
                    std::pow(point.position.x - lamp.pole.x, 2) + std::pow(point.position.y - lamp.pole.y, 2);
                e += d2 <= 120.0 * 120 ? 0.8 * 1000 * 10 / std::pow(100 + d2, 1.5) : 0;
            }
            sum += e;
            least = std::min(least, e);
        }
    }
    CHECK(value(section.all, LightFigure::l_av) == Approx(0.07 * sum / 60).epsilon(1e-4)); // r is tabled every 0.01
    CHECK(value(section.all, LightFigure::u_o) == Approx(least * 60 / sum).epsilon(1e-4));
    const double u_l = value(section.all, LightFigure::u_l);
    CHECK((u_l > 0.3 && u_l < 1));
}

TEST_CASE("A lamp straight ahead shines at β = 0, one behind at 180") {
    Road road;
    road.lines = {{{at(0, 0), at(60, 0)}}};
    road.width = {3};
    road.one_way = {1};
    road.lamps = {pole(0, 0, 10), pole(30, 0, 10)};
    road.lamps[0].out = true; // leaves the one ahead
    // r = 0.1 ahead (β < 1°), nothing behind.
    road.r_table.beta_deg = {0, 90, 180};
    road.r_table.tan_eps = {0, 12};
    road.r_table.r = {0.1, 0.05, 0, 0.1, 0.05, 0};
    const auto ahead = road.measure().sections[0];
    std::swap(road.lamps[0].out, road.lamps[1].out);
    const auto behind = road.measure().sections[0];
    // In the middle row the lamp ahead has β = 0: L = 0.1 · 1000 / 100 = 1 everywhere; behind it is 180: 0.
    CHECK(value(behind.tonight, LightFigure::u_l) == -1); // no light on the lane's middle
    CHECK(value(ahead.tonight, LightFigure::u_l) == Approx(1).epsilon(1e-9));
    CHECK(value(ahead.tonight, LightFigure::l_av) > 10 * value(behind.tonight, LightFigure::l_av));
    // Who drives the other way sees it turned round: the road with two directions takes the worse of both.
    road.one_way = {0};
    road.lanes = {2};
    const auto both = road.measure().sections[0];
    CHECK(value(both.tonight, LightFigure::l_av) < value(ahead.tonight, LightFigure::l_av));
}

TEST_CASE("The threshold increment of one lamp by hand") {
    Road road;
    road.lines = {{{at(0, 0), at(30, 0)}}};
    road.width = {3};
    road.one_way = {1};
    road.options.maintenance = 0.8;
    road.lamps = {pole(0, 0, 10), pole(30, 0, 10)};
    road.r_table = matt(0.07);
    const auto section = road.measure().sections[0];
    const double average = value(section.all, LightFigure::l_av) / 0.8; // of new lamps
    double worst = 0;
    for (int i = 0; i < 10; ++i) {
        const double x = -2.75 * 8.5 + 3 * i;
        double veil = 0;
        for (const double lamp : {0.0, 30.0}) {
            const double ahead = lamp - x, up = 8.5, d2 = ahead * ahead + up * up;
            const double theta = std::atan2(up, ahead) * 180 / std::numbers::pi + 1; // the sight is 1° down
            if (ahead > 0 && up <= ahead * std::tan(radians(20))) {
                veil += 10 * 1000 / d2 * std::cos(radians(theta)) / (theta * theta);
            }
        }
        worst = std::max(worst, veil);
    }
    REQUIRE(worst > 0);
    CHECK(value(section.all, LightFigure::ti) == Approx(65 * worst / std::pow(average, 0.8)).epsilon(1e-9));
}

TEST_CASE("A road that is cut at junctions dazzles as one that is not") {
    const auto glare = [](std::vector<MultiLineString> lines) {
        Road road;
        road.width.assign(lines.size(), 7);
        road.lines = std::move(lines);
        road.r_table = matt(0.07);
        for (int i = 0; i <= 10; ++i) {
            road.lamps.push_back(pole(30 * i, 5));
        }
        const auto found = road.measure();
        const auto section = std::find_if(found.sections.begin(), found.sections.end(), [&](const auto& s) {
            const auto a = road.lines[s.line][0][0].x + s.from_m;
            return std::abs(a - east - 120) < 1e-6;
        });
        REQUIRE(section != found.sections.end());
        return section->all;
    };
    const auto whole = glare({{{at(0, 0), at(300, 0)}}});
    const auto cut = glare({{{at(0, 0), at(100, 0)}}, {{at(100, 0), at(170, 0)}}, {{at(170, 0), at(300, 0)}}});
    for (const auto f : {LightFigure::l_av, LightFigure::u_o, LightFigure::u_l, LightFigure::ti}) {
        CHECK(value(cut, f) == Approx(value(whole, f)).epsilon(1e-9));
    }
    CHECK(value(whole, LightFigure::ti) > 1);
    // A parallel street beyond the reach of lamps does not dazzle.
    const auto beside = glare({{{at(0, 0), at(300, 0)}}, {{at(0, 200), at(300, 200)}}});
    CHECK(value(beside, LightFigure::ti) == value(whole, LightFigure::ti));
}

TEST_CASE("Sections beside a lamp of which nothing is known say so") {
    Road road;
    for (int i = 0; i <= 4; ++i) {
        road.lamps.push_back(pole(30 * i, 5));
    }
    road.lamps[0].photometry = no_table;
    const auto found = road.measure();
    REQUIRE(found.sections.size() == 4);
    CHECK(found.sections[0].state == SectionState::no_photometry);
    CHECK((found.sections[1].state == SectionState::measured && found.sections[1].unknown_near == 1));
    CHECK((found.sections[3].state == SectionState::measured && found.sections[3].unknown_near == 0));
}

TEST_CASE("A plane whose metres are not the ground's gives the light of the ground") {
    Road ground;
    ground.r_table = matt(0.07);
    ground.lamps = {pole(10, 5), pole(40, 5), pole(70, 5)};
    auto plane = ground;
    const double k = 1.002;
    plane.scale = {k};
    const auto stretched = [&](Point p) { return Point{east + (p.x - east) * k, north + (p.y - north) * k}; };
    for (auto& p : plane.lines[0][0]) {
        p = stretched(p);
    }
    for (auto& lamp : plane.lamps) {
        lamp.pole = stretched(lamp.pole);
        lamp.arm_m = 1;
    }
    for (auto& lamp : ground.lamps) {
        lamp.arm_m = 1;
    }
    const auto a = ground.measure(), b = plane.measure();
    REQUIRE(a.sections.size() == b.sections.size());
    for (std::size_t i = 0; i < a.sections.size(); ++i) {
        CHECK(a.sections[i].to_m == Approx(b.sections[i].to_m).epsilon(1e-9));
        for (std::size_t f = 0; f < light_figures; ++f) {
            CHECK(a.sections[i].all[f].value_or(-1) == Approx(b.sections[i].all[f].value_or(-1)).epsilon(1e-7));
        }
    }
}

TEST_CASE("Bends, repeated points and lines of no length are measured like others") {
    Road road;
    road.lines = {{{at(0, 0), at(30, 0), at(30, 0), at(30, 30)}}, {{at(500, 0), at(500, 0)}}};
    road.width = {7, 7};
    road.lamps = {pole(10, 5), pole(25, 20)};
    const auto result = road.measure();
    REQUIRE(result.sections.size() == 1);
    CHECK(result.sections[0].to_m == Approx(50));
    CHECK(result.sections[0].along == 14);
    for (const auto& point : result.grid) {
        CHECK(std::isfinite(point.all_lx));
    }
    CHECK(result.bare_lines == 1);
}

TEST_CASE("Requests that make no sense are refused") {
    Road road;
    road.lamps = {pole(0, 5), pole(30, 5)};
    const auto refused = [&](auto change) {
        auto other = road;
        change(other);
        CHECK_THROWS_AS(other.measure(), UsageError);
    };
    refused([](Road& r) { r.options.maintenance = 0; });
    refused([](Road& r) { r.options.maintenance = 1.1; });
    refused([](Road& r) { r.width = {7, 7}; });
    refused([](Road& r) { r.width = {201}; });
    refused([](Road& r) { r.lanes = {41}; });
    refused([](Road& r) { r.lamps[0].heads = 0; });
    refused([](Road& r) { r.lamps[0].height_m = -1; });
    refused([](Road& r) { r.lamps[0].photometry = 7; });
    refused([](Road& r) { r.lamps[0].pole.x = std::nan(""); });
    refused([](Road& r) { r.options.within = Metres{-1}; });
    refused([](Road& r) { r.lines[0][0][0].x = HUGE_VAL; });
    refused([](Road& r) { r.tables[0].cd.clear(); });
}
