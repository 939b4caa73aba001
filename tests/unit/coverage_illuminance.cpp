// Light of sources that can be worked out with a pencil.
#include <cmath>

#include <kerb/base/error.hpp>
#include <kerb/coverage/illuminance.hpp>

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

PlacedLuminaire hung(double x, double y, double h) {
    PlacedLuminaire l;
    l.position = at(x, y);
    l.height_m = h;
    return l;
}

double lux(const Photometry& table, const PlacedLuminaire& lamp, Point p) {
    const Photometry tables[] = {table};
    const PlacedLuminaire lamps[] = {lamp};
    return LightField(tables, lamps).lux(p);
}

} // namespace

TEST_CASE("An isotropic source: E = I h / (h² + d²)^(3/2)") {
    for (const double h : {0.5, 4.0, 8.0, 12.5}) {
        for (const double d : {0.0, 0.3 * h, h, 2 * h, 4.99 * h}) {
            const auto e = lux(isotropic(750), hung(0, 0, h), at(d * 0.6, d * 0.8));
            CHECK(e == Approx(750 * h / std::pow(h * h + d * d, 1.5)).epsilon(1e-9));
        }
    }
}

TEST_CASE("A Lambert source: E = I0 h² / (h² + d²)², at angles of the table to 1e-9") {
    const auto table = table_of([](double, double g) { return 500 * std::cos(radians(g)); }, {0, 360}, steps(0, 90, 1));
    for (const double gamma : {0.0, 10.0, 33.0, 45.0, 60.0, 78.0}) {
        const double h = 9, d = h * std::tan(radians(gamma));
        CHECK(lux(table, hung(0, 0, h), at(0, d)) == Approx(500 * h * h / std::pow(h * h + d * d, 2)).epsilon(1e-9));
    }
}

TEST_CASE("A lamp reaches five heights, closed") {
    CHECK(lux(isotropic(1000), hung(0, 0, 8), at(40, 0)) > 0);
    CHECK(lux(isotropic(1000), hung(0, 0, 8), at(40.000001, 0)) == 0);
}

TEST_CASE("Planes C turn counter-clockwise from along the road, wherever the arm points") {
    // Each plane has an intensity of its own, 1 + C.
    const auto table =
        table_of([](double c, double) { return 1 + std::fmod(c, 360); }, {0, 90, 180, 270, 359.99, 360}, {0, 90});
    const double h = 10, d = 10;
    const auto planes_seen = [&](Point over) {
        auto lamp = hung(0, 0, h);
        lamp.over = over;
        const double unit = h / std::pow(h * h + d * d, 1.5);
        std::vector<double> seen;
        for (const auto& p : {at(d, 0), at(0, d), at(-d, 0), at(0, -d)}) { // east, north, west, south
            seen.push_back(std::round(lux(table, lamp, p) / unit - 1));
        }
        return seen;
    };
    CHECK(planes_seen({0, 1}) == std::vector<double>{0, 90, 180, 270}); // the pole stands in the south
    CHECK(planes_seen({0, -1}) == std::vector<double>{180, 270, 0, 90});
    CHECK(planes_seen({1, 0}) == std::vector<double>{90, 180, 270, 0});
}

TEST_CASE("A tilt lifts the side of C90") {
    // A narrow beam straight down lands h·tan(tilt) ahead.
    const auto beam = table_of([](double, double g) { return g == 0 ? 1000.0 : 0.0; }, {0, 360}, {0, 1, 90});
    auto lamp = hung(0, 0, 10);
    lamp.tilt_deg = 15;
    const double ahead = 10 * std::tan(radians(15));
    const double full = 1000 * 10 / std::pow(100 + ahead * ahead, 1.5);
    CHECK(lux(beam, lamp, at(0, ahead)) == Approx(full).epsilon(1e-9));
    CHECK(lux(beam, lamp, at(0, -ahead)) == 0);
    CHECK(lux(beam, lamp, at(0, 0)) == 0);
    // What was measured with that tilt is not tilted again; its lamp may burn dimmer.
    auto measured = beam;
    measured.measured_tilt_deg = 15;
    measured.tilt_deg = {0, 30};
    measured.tilt_factor = {1, 0.5};
    CHECK(lux(measured, lamp, at(0, 0)) == Approx(0.75 * 10).epsilon(1e-9));
}

TEST_CASE("Lights add up, whatever their order, and may be switched off") {
    const Photometry tables[] = {isotropic(400), isotropic(900)};
    std::vector<PlacedLuminaire> lamps;
    double expected = 0;
    for (int i = -4; i <= 4; ++i) {
        auto lamp = hung(30.0 * i, 5, 8);
        lamp.photometry = i % 2 == 0 ? 0 : 1;
        lamp.factor = 0.8;
        lamps.push_back(lamp);
        const double d2 = 900.0 * i * i + 25;
        if (d2 <= 1600) {
            expected += 0.8 * (i % 2 == 0 ? 400 : 900) * 8 / std::pow(64 + d2, 1.5);
        }
    }
    const double e = LightField(tables, lamps).lux(at(0, 0));
    CHECK(e == Approx(expected).epsilon(1e-12));
    auto reversed = lamps;
    std::reverse(reversed.begin(), reversed.end());
    CHECK(LightField(tables, reversed).lux(at(0, 0)) == e);
    std::vector<std::uint8_t> lit(lamps.size(), 1);
    lit[4] = 0; // the one abreast
    const LightField field(tables, lamps);
    CHECK(field.lux(at(0, 0), lit) == Approx(expected - 0.8 * 400 * 8 / std::pow(89, 1.5)).epsilon(1e-12));
    const Points points = {at(0, 0), at(10, 0), at(1000, 0)};
    const auto all = illuminance(field, points, Threads{2});
    CHECK(all[0] == e);
    CHECK(all[2] == 0);
}

TEST_CASE("Luminaires that are none are refused") {
    const Photometry tables[] = {isotropic(1)};
    auto lamp = hung(0, 0, 8);
    const auto refused = [&](const PlacedLuminaire& l) {
        const PlacedLuminaire lamps[] = {l};
        CHECK_THROWS_AS(LightField(tables, lamps), UsageError);
    };
    lamp.height_m = 0;
    refused(lamp);
    lamp = hung(0, 0, 8);
    lamp.photometry = 1;
    refused(lamp);
    lamp = hung(0, 0, 8);
    lamp.over = {0, 2};
    refused(lamp);
    lamp = hung(0, 0, 8);
    lamp.position.x = std::nan("");
    refused(lamp);
    lamp = hung(0, 0, 8);
    lamp.factor = -1;
    refused(lamp);
    CHECK(LightField({}, {}).lux(at(0, 0)) == 0);
}
