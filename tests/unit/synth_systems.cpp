// What the truth says of the systems that stand apart is so, and looks like a city.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include <kerb/geometry/measures.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/test.hpp"

using kerb::DrainSystem;
using kerb::Point;

namespace {

const kerb::synth::SampleCity& made() {
    static const auto one = kerb::synth::make_sample_city({});
    return one;
}
const kerb::Inventory& city() {
    return made().city;
}
const kerb::synth::SystemTruth& told() {
    return made().truth.systems;
}

template <class Assets>
const auto& of_key(const Assets& assets, const std::string& key) {
    const auto found =
        std::find_if(assets.begin(), assets.end(), [&](const auto& asset) { return asset.about.key == key; });
    REQUIRE(found != assets.end());
    return *found;
}

double distance_to(const kerb::LineString& line, Point p) {
    double least = INFINITY;
    for (std::size_t i = 0; i + 1 < line.size(); ++i) {
        least = std::min(least, kerb::distance_to_segment(p, line[i], line[i + 1]));
    }
    return least;
}

double from_roads(Point p) {
    double least = INFINITY;
    for (const auto& road : city().roads) {
        least = std::min(least, distance_to(road.centreline[0], p));
    }
    return least;
}

double metres_of(DrainSystem system) {
    double sum = 0;
    for (const auto& pipe : city().conduits) {
        sum += pipe.system == system ? kerb::length(pipe.course) : 0;
    }
    return sum;
}

} // namespace

TEST_CASE("Streets meet at both ends, but for the lanes that stop short") {
    std::map<std::pair<double, double>, int> ways;
    for (const auto& road : city().roads) {
        const auto& line = road.centreline[0];
        ++ways[{line.front().x, line.front().y}];
        ++ways[{line.back().x, line.back().y}];
    }
    std::vector<std::string> ends;
    for (const auto& road : city().roads) {
        const auto last = road.centreline[0].back(), first = road.centreline[0].front();
        if (ways[{last.x, last.y}] == 1 || ways[{first.x, first.y}] == 1) {
            ends.push_back(road.about.key);
            CHECK(road.road_class == kerb::RoadClass::lane);
        }
    }
    std::sort(ends.begin(), ends.end());
    CHECK(ends == told().dead_ends);
    CHECK(ends.size() == 24);
}

TEST_CASE("Carriageways of closed lanes end where their lines do") {
    for (const auto& key : told().dead_ends) {
        const auto& line = of_key(city().roads, key).centreline[0];
        const auto& area = of_key(city().road_areas, "RA" + key.substr(1)).area;
        const auto a = line[2], b = line[3];
        const double whole = kerb::distance(a, b), dx = (b.x - a.x) / whole, dy = (b.y - a.y) / whole;
        CHECK(kerb::covers(area, {b.x - dx, b.y - dy}));
        CHECK_FALSE(kerb::covers(area, {b.x + dx, b.y + dy}));
    }
}

TEST_CASE("Mains, sewers and combined drains are as long as told") {
    CHECK(metres_of(DrainSystem::water) == Approx(told().mains_m).epsilon(1e-12));
    CHECK(metres_of(DrainSystem::sewage) == Approx(told().sewage_m).epsilon(1e-12));
    CHECK(metres_of(DrainSystem::combined) == Approx(told().combined_m).epsilon(1e-12));
    CHECK(metres_of(DrainSystem::storm) == Approx(told().storm_m).epsilon(1e-12));
    CHECK(told().combined_m > 0);
    const auto mains = std::count_if(city().conduits.begin(), city().conduits.end(),
                                     [](const auto& pipe) { return pipe.system == DrainSystem::water; });
    CHECK(mains == told().mains);
}

TEST_CASE("Mains lie under the streets and hang together") {
    std::map<std::pair<double, double>, int> ends;
    std::size_t number = 0, astray = 0;
    for (const auto& pipe : city().conduits) {
        if (pipe.system != DrainSystem::water) {
            continue;
        }
        const auto& course = pipe.course[0];
        ++ends[{course.front().x, course.front().y}];
        ++ends[{course.back().x, course.back().y}];
        astray += number++ % 50 == 0 && from_roads(course[1]) > 3.3 ? 1 : 0;
    }
    CHECK(astray == 0);
    const auto alone = std::count_if(ends.begin(), ends.end(), [](const auto& end) { return end.second == 1; });
    CHECK(static_cast<double>(alone) < 0.1 * static_cast<double>(ends.size())); // where a street is missing
}

TEST_CASE("What is combined is all that leads to one outfall") {
    std::map<std::string, std::string> next;
    for (const auto& pipe : city().conduits) {
        if (!pipe.from.empty()) {
            next.emplace(pipe.from.str(), pipe.to.str());
        }
    }
    for (const auto& pipe : city().conduits) {
        if (pipe.system != DrainSystem::storm && pipe.system != DrainSystem::combined) {
            continue;
        }
        auto end = pipe.to.str();
        for (auto it = next.find(end); it != next.end(); it = next.find(end)) {
            end = it->second;
        }
        INFO(pipe.about.key);
        CHECK((end == told().combined_outfall) == (pipe.system == DrainSystem::combined));
    }
}

TEST_CASE("Sewers fall from manhole to manhole to their pump, under cover") {
    std::set<std::string> pumps;
    for (const auto& pipe : city().conduits) {
        if (pipe.system != DrainSystem::sewage) {
            continue;
        }
        CHECK(*pipe.invert_up_m > *pipe.invert_down_m);
        const auto& from = of_key(city().manholes, pipe.from.str());
        CHECK(*from.invert_m == *pipe.invert_up_m);
        CHECK(*from.ground_m - *pipe.invert_up_m - *pipe.diameter_m >= 1.5);
        CHECK(*from.depth_m < 15);
        if (pipe.to.str().starts_with("PS-")) {
            pumps.insert(pipe.to.str());
            CHECK(of_key(city().pump_stations, pipe.to.str()).kind == kerb::PumpKind::sewage);
        }
    }
    CHECK(pumps.size() == 6);
}

TEST_CASE("Large parks have two to three hectares and no house, sign or belt on them") {
    CHECK(told().large_parks.size() == 4);
    double sum = 0;
    for (const auto& key : told().large_parks) {
        const auto& park = of_key(city().green_spaces, key).area;
        sum += kerb::area(park);
        CHECK(kerb::area(park) >= 20'000);
        CHECK(kerb::area(park) <= 30'000);
        for (const auto& house : city().buildings) {
            CHECK_FALSE(kerb::covers(park, kerb::bounds(std::get<kerb::MultiPolygon>(house.place)).centre()));
        }
        for (const auto& sign : city().billboards) {
            CHECK_FALSE(kerb::covers(park, std::get<Point>(sign.place)));
        }
        for (const auto& other : city().green_spaces) {
            const bool same = other.about.key == key;
            CHECK((same || !kerb::covers(park, kerb::bounds(other.area).centre())));
        }
    }
    CHECK(sum == Approx(told().large_parks_m2).epsilon(1e-12));
}

TEST_CASE("Street trees stand behind the kerbs of the streets that are told") {
    const auto trees = std::count_if(city().trees.begin(), city().trees.end(),
                                     [](const auto& tree) { return tree.about.key.starts_with("TS-"); });
    CHECK(trees == told().street_trees + told().park_trees);
    CHECK(told().park_trees > 0);
    std::int64_t number = 0;
    for (const auto& tree : city().trees) {
        if (!tree.about.key.starts_with("TS-")) {
            continue;
        }
        if (number < told().street_trees && number % 100 == 0) { // those of parks come last
            const double off = from_roads(tree.position);
            CHECK(off > 6);
            CHECK(off < 7.6);
        }
        ++number;
    }
    // Three in ten; four standard deviations.
    const auto local = static_cast<double>(std::count_if(city().roads.begin(), city().roads.end(), [](const auto& r) {
        return r.road_class == kerb::RoadClass::local;
    }));
    CHECK(std::abs(static_cast<double>(told().shaded_roads.size()) - 0.3 * local) < 4 * std::sqrt(0.21 * local));
}

TEST_CASE("Landscape lamps stand where they light no road, on circuits of their own") {
    std::int64_t count = 0;
    std::vector<std::string> out;
    for (const auto& lamp : city().streetlights) {
        if (lamp.purpose != kerb::LightPurpose::landscape) {
            continue;
        }
        ++count;
        CHECK(from_roads(lamp.position) >= 36);
        CHECK(lamp.circuit.str().starts_with("LC-"));
        if (lamp.state == kerb::LightState::out) {
            out.push_back(lamp.about.key);
        }
    }
    CHECK(count == told().landscape_lamps);
    CHECK(count > 100);
    CHECK(out == told().landscape_out);
}

TEST_CASE("Bridges, dredging, cars and what lies outside the grids are as told") {
    CHECK(std::ssize(city().bridges) == told().bridges);
    std::vector<std::string> unrecorded, overdue;
    for (const auto& bridge : city().bridges) {
        if (!bridge.inspected) {
            unrecorded.push_back(bridge.about.key);
        } else if (*bridge.inspection_due < made().truth.records.as_of) {
            overdue.push_back(bridge.about.key);
        }
    }
    CHECK(unrecorded == told().bridges_unrecorded);
    CHECK(unrecorded.size() == 2);
    CHECK(overdue == told().bridges_overdue);
    CHECK(overdue.size() == 3);
    double done = 0, all = 0;
    for (const auto& event : city().events) {
        if (event.kind == kerb::EventKind::dredging) {
            all += *event.quantity;
            done += event.fixed ? *event.quantity : 0;
            CHECK((!event.fixed || *event.found < *event.fixed));
        }
    }
    CHECK(done == told().dredged_m3);
    CHECK(all == told().to_dredge_m3);
    CHECK((done > 0 && done < all));
    std::int64_t cars = 0;
    for (const auto& zone : city().zones) {
        for (const auto& [name, value] : zone.about.extra.value()) {
            cars += name == "vehicles" ? std::stoll(value) : 0;
        }
    }
    CHECK(cars == told().vehicles);
    for (const auto& key : told().outside_the_grids) {
        const auto place = std::get<Point>(of_key(city().waste_sites, key).place);
        CHECK(std::none_of(city().zones.begin(), city().zones.end(),
                           [&](const auto& zone) { return kerb::covers(zone.area, place); }));
    }
    CHECK(told().outside_the_grids.size() == 14);
}
