#include <cmath>

#include <kerb/base/random.hpp>
#include <kerb/geometry/web_map_offset.hpp>

#include "support/test.hpp"

using kerb::Frame;
using kerb::Lines;
using kerb::Point;
using kerb::Points;
using kerb::WebMapOffset;

namespace {

/// A town of streets some 140 m apart at 114.05° E, 22.55° N, with lamps 6 m beside them.
struct Town {
    Frame frame = Frame::from("EPSG:32650");
    Lines streets;
    Points lamps;

    Town() {
        const auto corner = kerb::Transform(Frame::from("OGC:CRS84"), frame)({114.05, 22.55});
        for (int i = 0; i < 12; ++i) {
            const double at = 137.0 * i + 11 * (i * i % 7);
            streets.push({{{corner.x, corner.y + at}, {corner.x + 1650, corner.y + at}}});
            streets.push({{{corner.x + at, corner.y}, {corner.x + at, corner.y + 1650}}});
            for (int k = 0; k < 20; ++k) {
                lamps.push_back({corner.x + 37 + 70.0 * k, corner.y + at + 6});
            }
        }
    }
    [[nodiscard]] Points moved(WebMapOffset offset, const Points& places) const {
        auto all = places;
        kerb::Transform(frame, Frame::from("OGC:CRS84")).apply(all);
        for (auto& p : all) {
            p = shifted(offset, p);
        }
        kerb::Transform(Frame::from("OGC:CRS84"), frame).apply(all);
        return all;
    }
};

} // namespace

TEST_CASE("Offsets of web maps as they were published, and back again") {
    const struct {
        Point wgs84, gcj02;
    } known[] = {{{121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}},
                 {{113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}},
                 {{116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}}};
    for (const auto& [wgs84, gcj02] : known) {
        const auto made = shifted(WebMapOffset::gcj02, wgs84);
        CHECK(made.x == Approx(gcj02.x).margin(1e-7));
        CHECK(made.y == Approx(gcj02.y).margin(1e-7));
        for (const auto offset : {WebMapOffset::gcj02, WebMapOffset::bd09}) {
            const auto back = unshifted(offset, shifted(offset, wgs84));
            CHECK(back.x == Approx(wgs84.x).margin(1e-9));
            CHECK(back.y == Approx(wgs84.y).margin(1e-9));
        }
    }
    const Point boston{-71.1, 42.37};
    CHECK(shifted(WebMapOffset::gcj02, boston) == boston);
}

TEST_CASE("A layer of a web map beside one that is not is suspected, whichever of the two it is") {
    const Town town;
    CHECK_FALSE(suspect_offset(town.lamps, town.streets, town.frame));
    for (const auto offset : {WebMapOffset::gcj02, WebMapOffset::bd09}) {
        const auto of_lamps = suspect_offset(town.moved(offset, town.lamps), town.streets, town.frame);
        REQUIRE(of_lamps);
        CHECK(of_lamps->offset == offset);
        CHECK_FALSE(of_lamps->of_lines);
        CHECK(of_lamps->looked_at == 240);
        CHECK(of_lamps->near_unshifted == 240);
        CHECK(of_lamps->near < 120);
        auto streets = town.streets;
        streets.points = town.moved(offset, streets.points);
        const auto of_streets = suspect_offset(town.lamps, streets, town.frame);
        REQUIRE(of_streets);
        CHECK(of_streets->offset == offset);
        CHECK(of_streets->of_lines);
    }
}

TEST_CASE("What lies anywhere, or is little, is no suspicion") {
    const Town town;
    kerb::RandomStream random(7, 0, 0);
    Points anywhere;
    for (int i = 0; i < 400; ++i) {
        anywhere.push_back({town.lamps[0].x + 1500 * random.uniform(), town.lamps[0].y + 1500 * random.uniform()});
    }
    CHECK_FALSE(suspect_offset(anywhere, town.streets, town.frame));
    const auto moved = town.moved(WebMapOffset::gcj02, town.lamps);
    CHECK_FALSE(suspect_offset(std::span(moved).first(29), town.streets, town.frame));
    CHECK(suspect_offset(std::span(moved).first(30), town.streets, town.frame));
    CHECK_FALSE(suspect_offset({}, town.streets, town.frame));
    CHECK_FALSE(suspect_offset(moved, {}, town.frame));
}
