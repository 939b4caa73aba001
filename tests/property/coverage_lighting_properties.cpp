// Light under random lamps: against the definition, and what must not change it. Hostile texts as photometric files.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/coverage/illuminance.hpp>
#include <kerb/coverage/road_lighting.hpp>

#include "support/photometric_file.hpp"
#include "support/property.hpp"

using namespace kerb;
using namespace kerb::coverage;
using namespace kerb::test;

namespace {

constexpr double east = 500'000, north = 3'500'000;

struct Hung {
    std::int8_t x = 0, y = 0;
    std::uint8_t h = 0, turn = 0;
    std::int8_t tilt = 0;
};

/// By vectors: the direction from the lamp in the lamp's own axes, each axis turned in space one after the other.
double naive_lux(const Photometry& table, const PlacedLuminaire& l, Point p) {
    const double tilt = l.tilt_deg * std::numbers::pi / 180;
    const double d[3] = {p.x - l.position.x, p.y - l.position.y, -l.height_m};
    const double c90[3] = {std::cos(tilt) * l.over.x, std::cos(tilt) * l.over.y, std::sin(tilt)};
    const double c0[3] = {l.over.y, -l.over.x, 0};
    const double down[3] = {std::sin(tilt) * l.over.x, std::sin(tilt) * l.over.y, -std::cos(tilt)};
    const auto dot = [&](const double* a) { return a[0] * d[0] + a[1] * d[1] + a[2] * d[2]; };
    const double length = std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
    if (std::hypot(d[0], d[1]) > 5 * l.height_m) {
        return 0;
    }
    const double gamma = std::acos(std::clamp(dot(down) / length, -1.0, 1.0)) * 180 / std::numbers::pi;
    const double c = std::atan2(dot(c90), dot(c0)) * 180 / std::numbers::pi;
    return l.factor * intensity(table, c, gamma) * (l.height_m / length) / (length * length);
}

std::vector<PlacedLuminaire> hung(const std::vector<Hung>& raw) {
    std::vector<PlacedLuminaire> lamps;
    for (const auto& r : raw) {
        PlacedLuminaire l;
        l.position = {east + r.x, north + r.y};
        l.height_m = 2 + r.h % 12;
        l.over = {std::cos(r.turn * 0.1), std::sin(r.turn * 0.1)};
        l.tilt_deg = r.tilt % 30;
        l.factor = 0.5 + (r.h % 5) * 0.1;
        lamps.push_back(l);
    }
    return lamps;
}

Photometry road_lamp() {
    return table_of(batwing, steps(0, 360, 10), steps(0, 180, 5));
}

} // namespace

namespace rc {
template <>
struct Arbitrary<Hung> {
    static Gen<Hung> arbitrary() {
        return gen::build<Hung>(gen::set(&Hung::x), gen::set(&Hung::y), gen::set(&Hung::h), gen::set(&Hung::turn),
                                gen::set(&Hung::tilt));
    }
};
} // namespace rc

TEST_CASE("Light is what the definition gives, in any order of lamps and with any threads") {
    holds("lux", [](const std::vector<Hung>& raw, const std::vector<std::pair<std::int8_t, std::int8_t>>& where) {
        const auto lamps = hung(raw);
        const Photometry tables[] = {road_lamp()};
        Points points;
        for (const auto& [x, y] : where) {
            points.push_back({east + x * 0.7, north + y * 0.7});
        }
        const LightField field(tables, lamps);
        const auto lux = illuminance(field, points, Threads{1});
        for (std::size_t i = 0; i < points.size(); ++i) {
            double expected = 0;
            for (const auto& l : lamps) {
                expected += naive_lux(tables[0], l, points[i]);
            }
            RC_ASSERT(std::abs(lux[i] - expected) <= 1e-9 * std::max(1.0, expected));
        }
        auto other = lamps;
        std::reverse(other.begin(), other.end());
        RC_ASSERT(illuminance(LightField(tables, other), points, Threads{3}) == lux);
    });
}

TEST_CASE("Sections are the same for any threads, and any order of lamps") {
    holds("sections", [](const std::vector<Hung>& raw) {
        Lines lines;
        lines.push({{{east - 130, north}, {east + 20, north + 10}, {east + 130, north}}});
        lines.push({{{east, north - 130}, {east, north - 130}, {east + 5, north + 130}}});
        std::vector<RoadLamp> lamps;
        for (const auto& l : hung(raw)) {
            RoadLamp lamp;
            lamp.pole = l.position;
            lamp.height_m = l.height_m;
            lamp.tilt_deg = l.tilt_deg;
            lamp.photometry = 0;
            lamp.out = static_cast<int>(l.height_m) % 3 == 0;
            lamps.push_back(lamp);
        }
        const std::vector<Photometry> tables = {road_lamp()};
        const std::vector<double> width = {7, 10.5};
        RTable surface;
        surface.beta_deg = {0, 180};
        surface.tan_eps = {0, 12};
        surface.r = {0.03, 0.03, 0.001, 0};
        RoadLightingInput input;
        input.lines = &lines;
        input.width_m = width;
        input.lamps = lamps;
        input.photometries = tables;
        input.r_table = &surface;
        RoadLightingOptions options;
        options.keep_grid = true;
        const auto one = road_lighting(input, options);
        auto reversed = lamps;
        std::reverse(reversed.begin(), reversed.end());
        input.lamps = reversed;
        options.threads = Threads{4};
        const auto other = road_lighting(input, options);
        RC_ASSERT(one.sections == other.sections);
        RC_ASSERT(one.grid == other.grid);
        for (const auto& section : one.sections) {
            const auto &all = *figure(section.all, LightFigure::e_av),
                       &tonight = *figure(section.tonight, LightFigure::e_av);
            RC_ASSERT(tonight <= all);
        }
    });
}

TEST_CASE("No text crashes the readers, and what they accept is a table") {
    const std::string seeds[] = {IesText().text(), LdtText().text()};
    holds("hostile", [&](bool eulumdat, const std::vector<std::pair<std::uint16_t, char>>& changes, std::uint16_t cut) {
        auto text = seeds[eulumdat ? 1 : 0];
        for (const auto& [at, byte] : changes) {
            text[at % text.size()] = byte;
        }
        text.resize(cut % 4 == 0 ? cut % text.size() : text.size());
        try {
            const auto table = read_photometry(text, "x");
            check(table);
            RC_ASSERT(std::isfinite(flux_lm(table)));
        } catch (const SourceError& error) {
            RC_ASSERT(std::string(error.what()).find("x") == 0);
        }
    });
}
