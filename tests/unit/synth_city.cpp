// The sample city is what its description promises.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <thread>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/validity.hpp>
#include <kerb/inventory/checks.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/same_city.hpp"
#include "support/test.hpp"

using kerb::Inventory;
using kerb::LightState;
using kerb::Point;

namespace {

const Inventory& city() {
    static const Inventory made = kerb::synth::sample_city({});
    return made;
}

std::vector<kerb::Zone> districts() {
    std::vector<kerb::Zone> found;
    std::copy_if(city().zones.begin(), city().zones.end(), std::back_inserter(found),
                 [](const auto& zone) { return zone.kind == "district"; });
    return found;
}

std::vector<kerb::GreenSpace> parks() {
    std::vector<kerb::GreenSpace> found;
    std::copy_if(city().green_spaces.begin(), city().green_spaces.end(), std::back_inserter(found),
                 [](const auto& green) { return green.about.key.starts_with("G-"); });
    return found;
}

/// Lamps of the roads; those of squares and parks are counted apart.
std::vector<kerb::Streetlight> road_lamps(const Inventory& of) {
    std::vector<kerb::Streetlight> found;
    std::copy_if(of.streetlights.begin(), of.streetlights.end(), std::back_inserter(found),
                 [](const auto& light) { return light.purpose == kerb::LightPurpose::functional; });
    return found;
}

double distance_to(const kerb::LineString& line, Point p) {
    double nearest = INFINITY;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        const auto a = line[i], b = line[i + 1];
        const double dx = b.x - a.x, dy = b.y - a.y;
        const double share = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        nearest = std::min(nearest, std::hypot(a.x + share * dx - p.x, a.y + share * dy - p.y));
    }
    return nearest;
}

template <class Assets>
void check_keys(const Assets& assets) {
    std::set<std::string> keys;
    for (const auto& asset : assets) {
        keys.insert(asset.about.key);
    }
    CHECK(keys.size() == assets.size());
    CHECK_FALSE(keys.contains(""));
}

} // namespace

TEST_CASE("Size s has exactly its counts") {
    CHECK(city().roads.size() == 10'000);
    CHECK(road_lamps(city()).size() == 33'000);
    CHECK(districts().size() == 16);
    CHECK(parks().size() == 200);
    CHECK(city().buildings.size() == 10'000);
    CHECK(city().frame.name() == "EPSG:4547");
    check_keys(city().roads);
    check_keys(city().streetlights);
    check_keys(city().luminaires);
    check_keys(city().green_spaces);
    check_keys(city().zones);
    check_keys(city().buildings);
}

TEST_CASE("Size xs has a tenth of size s, and each class that size s has") {
    const auto small = kerb::synth::sample_city({.size = kerb::synth::Size::xs});
    CHECK(small.roads.size() == 1000);
    CHECK(road_lamps(small).size() == 3300);
    CHECK(small.buildings.size() == 1000);
    CHECK(std::count_if(small.zones.begin(), small.zones.end(), [](const auto& z) { return z.kind == "district"; }) ==
          4);
    std::set<std::string> there;
    for (const auto& part : to_tables(small)) {
        CAPTURE(part.name);
        CHECK(part.size() > 0);
        there.insert(part.name);
    }
    for (const auto& part : to_tables(city())) {
        CAPTURE(part.name); // name__areas: those of the class that are areas
        CHECK((part.name.find("__") != std::string::npos || there.contains(part.name)));
    }
}

TEST_CASE("The same seed gives the same city on any thread, another seed another one") {
    std::vector<Inventory> made(3, Inventory(city().frame));
    std::vector<std::thread> threads;
    for (auto& one : made) {
        threads.emplace_back([&one] { one = kerb::synth::sample_city({.seed = 7}); });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    for (const auto& one : made) {
        kerb::test::check_same_city(city(), one);
    }
    const auto other = kerb::synth::sample_city({.seed = 8});
    CHECK(other.roads.size() == 10'000);
    CHECK(road_lamps(other).size() == 33'000);
    CHECK_FALSE(kerb::test::same_assets(city().roads, other.roads));
    CHECK_FALSE(kerb::test::same_assets(city().streetlights, other.streetlights));
    CHECK_FALSE(kerb::test::same_assets(city().green_spaces, other.green_spaces));
    CHECK_FALSE(kerb::test::same_assets(city().zones, other.zones));
    CHECK_FALSE(kerb::test::same_assets(city().buildings, other.buildings));
}

TEST_CASE("15 % of the roads have no lamp, and the record says so but for its own 2 % of mistakes") {
    std::set<std::size_t> lit;
    // A lamp stands within half a road's width, 1.5 m more, of its road's line; look the road up in coarse cells.
    std::map<std::pair<int, int>, std::vector<std::size_t>> cells;
    const auto cell = [](double value) { return static_cast<int>(std::floor(value / 200)); };
    for (std::size_t i = 0; i < city().roads.size(); ++i) {
        const auto middle = city().roads[i].centreline[0][1];
        for (int dx = -1; dx <= 1; ++dx) {
            for (int dy = -1; dy <= 1; ++dy) {
                cells[{cell(middle.x) + dx, cell(middle.y) + dy}].push_back(i);
            }
        }
    }
    // Lamps are numbered along the lit roads in their order, which tells apart the roads of a corner.
    std::size_t astray = 0, road_now = 0;
    for (const auto& lamp : road_lamps(city())) {
        std::size_t next = city().roads.size();
        for (const auto i : cells[{cell(lamp.position.x), cell(lamp.position.y)}]) {
            const auto& road = city().roads[i];
            const double off = distance_to(road.centreline[0], lamp.position) - (*road.width_m / 2 + 1);
            // On the inner side of a bend (0.44 at most) the other piece is up to 21.5 m × (1 − cos 0.44) nearer.
            if (i >= road_now && off < 0.5 + 1e-6 && off > -2.6) {
                next = std::min(next, i);
            }
        }
        astray += next == city().roads.size() ? 1 : 0;
        road_now = next == city().roads.size() ? road_now : next;
        lit.insert(road_now);
    }
    CHECK(astray == 0);
    // 8,500 roads are lit; a lamp near a corner may still be credited to the crossing road before its own.
    CHECK(std::abs(static_cast<double>(lit.size()) - 8500) < 85);
    const auto said =
        std::count_if(city().roads.begin(), city().roads.end(), [](const auto& r) { return r.lit == true; });
    // 8,500 less 2 % of them plus 2 % of 1,500: 8,360; four standard deviations of the 10,000 draws.
    CHECK(std::abs(static_cast<double>(said) - 8360) < 4 * std::sqrt(10'000 * 0.02 * 0.98));
}

TEST_CASE("5 % of the lamps are out, some circuits as a whole") {
    std::map<std::string, std::pair<int, int>> circuits; // lamps, lamps out
    std::map<std::string, std::set<std::string>> cabinets;
    std::size_t out = 0;
    for (const auto& lamp : road_lamps(city())) {
        REQUIRE(lamp.state != LightState::unknown);
        const bool dark = lamp.state == LightState::out;
        out += dark ? 1 : 0;
        ++circuits[lamp.circuit].first;
        circuits[lamp.circuit].second += dark ? 1 : 0;
        cabinets[lamp.circuit].insert(lamp.cabinet);
    }
    // 550 circuits fail with 1 %, their 60 lamps at once; the others with 4.04 % each. Variance of the share:
    // 0.01·0.99·0.9596²/550 + 0.99·0.0404·0.9596/33000; four standard deviations.
    const double deviation = std::sqrt(0.01 * 0.99 * 0.9596 * 0.9596 / 550 + 0.99 * 0.0404 * 0.9596 / 33000);
    CHECK(std::abs(static_cast<double>(out) / 33000 - 0.05) < 4 * deviation);
    CHECK(circuits.size() == 550);
    const std::int64_t whole = std::count_if(circuits.begin(), circuits.end(),
                                             [](const auto& c) { return c.second.first == c.second.second; });
    CHECK(whole >= 1);
    CHECK(whole <= 14); // 5.5 + 4 √5.5
    for (const auto& [circuit, owners] : cabinets) {
        CHECK(owners.size() == 1); // a circuit hangs on one cabinet
    }
}

TEST_CASE("Luminaires hang on poles that exist, as many as the pole says") {
    std::map<std::string, int> heads;
    for (const auto& head : city().luminaires) {
        ++heads[head.pole];
        CHECK((head.source_type == kerb::LightSource::led || head.source_type == kerb::LightSource::hps));
        CHECK(head.power_w > 0);
    }
    CHECK(heads.size() == 33'000);
    std::size_t wrong = 0;
    for (const auto& lamp : road_lamps(city())) {
        wrong += heads[lamp.about.key] == lamp.luminaire_count ? 0 : 1;
    }
    CHECK(wrong == 0);
}

TEST_CASE("Every geometry is valid, everything has its names") {
    for (const auto& road : city().roads) {
        REQUIRE_FALSE(kerb::find_defect(road.centreline));
        REQUIRE_FALSE(road.about.name_zh.empty());
        REQUIRE_FALSE(road.about.name_en.empty());
        REQUIRE(road.road_class != kerb::RoadClass::unknown);
        REQUIRE(road.width_m > 0);
    }
    for (const auto& green : parks()) {
        REQUIRE_FALSE(kerb::find_defect(green.area));
        REQUIRE_FALSE(green.about.name_zh.empty());
    }
    for (const auto& other : city().buildings) {
        REQUIRE_FALSE(kerb::find_defect(std::get<kerb::MultiPolygon>(other.place)));
        REQUIRE(other.population >= 1);
    }
}

TEST_CASE("Parks do not lie on parks, nor buildings on parks") {
    std::vector<std::pair<kerb::Box, const kerb::MultiPolygon*>> found;
    const auto all = parks();
    for (const auto& green : all) {
        const auto box = kerb::bounds(green.area);
        for (const auto& [other, area] : found) {
            CHECK_FALSE(box.intersects(other));
        }
        found.emplace_back(box, &green.area);
    }
    std::size_t inside = 0;
    for (const auto& house : city().buildings) {
        const auto centre = kerb::bounds(std::get<kerb::MultiPolygon>(house.place)).centre();
        inside += std::any_of(found.begin(), found.end(), [&](const auto& park) {
            return park.first.contains(centre) && kerb::covers(*park.second, centre);
        });
    }
    CHECK(inside == 0);
}

TEST_CASE("Districts share their borders: every lamp lies in one, the city's area is the sum of theirs") {
    std::size_t outside = 0, twice = 0;
    std::vector<kerb::Box> boxes;
    double area = 0;
    kerb::Box all;
    const auto zones = districts();
    for (const auto& zone : zones) {
        REQUIRE_FALSE(kerb::find_defect(zone.area));
        boxes.push_back(kerb::bounds(zone.area));
        all.add(boxes.back());
        area += kerb::area(zone.area);
    }
    for (const auto& lamp : city().streetlights) {
        int in = 0;
        for (std::size_t z = 0; z < boxes.size(); ++z) {
            in += boxes[z].contains(lamp.position) && kerb::covers(zones[z].area, lamp.position) ? 1 : 0;
        }
        outside += in == 0 ? 1 : 0;
        twice += in > 1 ? 1 : 0;
    }
    CHECK(outside == 0);
    CHECK(twice == 0);
    CHECK(std::abs(area - (all.max_x - all.min_x) * (all.max_y - all.min_y)) < 1e-3);
    CHECK(kerb::check_duplicate_places(city()).empty());
}
