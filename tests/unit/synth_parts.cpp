// The parts of the sample city fit each other, and what was planted is there.
#include <algorithm>
#include <cmath>
#include <map>
#include <queue>
#include <set>
#include <unordered_map>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/validity.hpp>
#include <kerb/synth/sample_city.hpp>

#include "support/same_city.hpp"
#include "support/test.hpp"

using kerb::Inventory;
using kerb::Point;
using kerb::synth::SampleCity;

namespace {

const SampleCity& made() {
    static const SampleCity one = kerb::synth::make_sample_city({});
    return one;
}

const Inventory& city() {
    return made().city;
}

template <class Asset, class Wanted>
std::vector<Asset> only(const std::vector<Asset>& assets, Wanted wanted) {
    std::vector<Asset> found;
    std::copy_if(assets.begin(), assets.end(), std::back_inserter(found), wanted);
    return found;
}

bool lights_a_road(const kerb::Streetlight& light) {
    return light.purpose == kerb::LightPurpose::functional;
}
/// Water that runs by its weight, which has manholes at its ends.
bool is_drain(const kerb::Conduit& pipe) {
    return pipe.system != kerb::DrainSystem::water;
}
bool takes_rain(const kerb::Conduit& pipe) {
    return pipe.system == kerb::DrainSystem::storm || pipe.system == kerb::DrainSystem::combined;
}

template <class Assets>
std::unordered_map<std::string, std::size_t> by_key(const Assets& assets) {
    std::unordered_map<std::string, std::size_t> found;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        found.emplace(assets[i].about.key, i);
    }
    return found;
}

/// How many of `assets` name, in `field`, a key that is none of `targets`.
template <class Assets, class Field>
int unresolved(const Assets& assets, Field field, const std::unordered_map<std::string, std::size_t>& targets) {
    return static_cast<int>(std::count_if(
        assets.begin(), assets.end(), [&](const auto& asset) { return !targets.contains(std::string(asset.*field)); }));
}

bool valid(const kerb::Place& place) {
    if (const auto* area = std::get_if<kerb::MultiPolygon>(&place)) {
        return !kerb::find_defect(*area);
    }
    if (const auto* line = std::get_if<kerb::MultiLineString>(&place)) {
        return !kerb::find_defect(*line);
    }
    const auto* point = std::get_if<Point>(&place);
    return point == nullptr || !kerb::find_defect(*point);
}

template <class Geometry>
bool valid(const Geometry& geometry) {
    return !kerb::find_defect(geometry);
}

/// Level at which water that stands at `cell` runs over the edge of a window of `reach` cells around it.
double spill_level(const kerb::Grid& grid, kerb::Cell cell, std::size_t reach) {
    const auto window = kerb::crop(grid, {cell.column - reach, cell.row - reach, 2 * reach + 1, 2 * reach + 1});
    using Item = std::pair<float, std::size_t>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> open;
    std::vector<std::uint8_t> seen(window.values.size(), 0);
    const auto start = window.index({reach, reach});
    open.emplace(window.values[start], start);
    seen[start] = 1;
    float level = window.values[start];
    while (!open.empty()) {
        const auto [z, at] = open.top();
        open.pop();
        level = std::max(level, z);
        const auto c = at % window.columns, r = at / window.columns;
        if (c == 0 || r == 0 || c + 1 == window.columns || r + 1 == window.rows) {
            return level;
        }
        for (const auto next : {at - 1, at + 1, at - window.columns, at + window.columns, at - 1 - window.columns,
                                at + 1 - window.columns, at - 1 + window.columns, at + 1 + window.columns}) {
            if (seen[next] == 0) {
                seen[next] = 1;
                open.emplace(window.values[next], next);
            }
        }
    }
    return level;
}

} // namespace

TEST_CASE("Every asset of every class has a key of its own and a valid geometry") {
    kerb::for_each_class(city(), [](const auto& assets) {
        std::set<std::string> keys;
        for (const auto& asset : assets) {
            keys.insert(asset.about.key);
            if constexpr (requires { kerb::geometry_of(asset); } &&
                          !std::is_void_v<decltype(kerb::geometry_of(asset))>) {
                INFO(asset.about.key);
                REQUIRE(valid(kerb::geometry_of(asset)));
            }
        }
        CHECK(keys.size() == assets.size());
        CHECK_FALSE(keys.contains(""));
    });
}

TEST_CASE("Every key that an asset names is there") {
    const auto roads = by_key(city().roads), circuits = by_key(city().circuits), cabinets = by_key(city().cabinets);
    const auto channels = by_key(city().channels), zones = by_key(city().zones);
    auto nodes = by_key(city().manholes);
    CHECK(unresolved(only(city().streetlights, lights_a_road), &kerb::Streetlight::road, roads) == 0);
    CHECK(unresolved(city().streetlights, &kerb::Streetlight::circuit, circuits) == 0);
    CHECK(unresolved(city().streetlights, &kerb::Streetlight::cabinet, cabinets) == 0);
    CHECK(unresolved(city().circuits, &kerb::Circuit::cabinet, cabinets) == 0);
    CHECK(unresolved(city().road_areas, &kerb::RoadArea::road, roads) == 0);
    CHECK(unresolved(city().bridges, &kerb::Bridge::road, roads) == 0);
    CHECK(unresolved(city().inlets, &kerb::Inlet::manhole, nodes) == 0);
    CHECK(unresolved(city().catchments, &kerb::Catchment::outlet, nodes) == 0);
    const auto storm_pumps =
        only(city().pump_stations, [](const auto& pump) { return pump.kind == kerb::PumpKind::storm; });
    CHECK(storm_pumps.size() == 1);
    CHECK(unresolved(storm_pumps, &kerb::PumpStation::to, nodes) == 0);
    CHECK(unresolved(city().outfalls, &kerb::Outfall::receiving, channels) == 0);
    nodes.merge(by_key(city().outfalls));
    nodes.merge(by_key(city().pump_stations));
    const auto drains = only(city().conduits, is_drain);
    CHECK(unresolved(drains, &kerb::Conduit::from, nodes) == 0);
    CHECK(unresolved(drains, &kerb::Conduit::to, nodes) == 0);
    auto others = by_key(city().streetlights);
    others.merge(by_key(city().luminaires));
    others.merge(by_key(city().circuits));
    others.merge(by_key(city().channels));
    others.merge(by_key(city().conduits));
    CHECK(unresolved(city().events, &kerb::Event::asset, others) == 0);
    for (const auto& zone : city().zones) {
        CHECK((zone.parent.empty() || zones.contains(zone.parent.str())));
    }
}

TEST_CASE("Storm pipes fall, grow and are covered, and each leads to one outfall or the pump") {
    const auto pipes = only(city().conduits, takes_rain);
    const auto manholes = by_key(city().manholes);
    std::unordered_map<std::string, const kerb::Conduit*> out;
    for (const auto& pipe : pipes) {
        INFO(pipe.about.key);
        CHECK(*pipe.invert_up_m > *pipe.invert_down_m);
        CHECK(out.emplace(pipe.from.str(), &pipe).second); // one way down
        const auto& from = city().manholes[manholes.at(pipe.from.str())];
        CHECK(*from.ground_m - *pipe.invert_up_m - *pipe.diameter_m >= 0.7);
        CHECK(*from.invert_m == *pipe.invert_up_m);
        if (const auto to = manholes.find(pipe.to.str()); to != manholes.end()) {
            const auto& well = city().manholes[to->second];
            CHECK(*well.ground_m - *pipe.invert_down_m - *pipe.diameter_m >= 0.7);
            CHECK(*well.invert_m <= *pipe.invert_down_m);
            CHECK(pipe.course[0].back() == well.position);
        }
        CHECK(pipe.course[0].front() == from.position);
    }
    std::size_t ends = 0;
    double deepest = 0;
    for (const auto& pipe : pipes) {
        const auto next = out.find(pipe.to.str());
        ends += next == out.end() ? 1 : 0;
        if (next != out.end()) {
            CHECK(*next->second->diameter_m >= *pipe.diameter_m);
            CHECK(next->second->width_m.value_or(0) >= pipe.width_m.value_or(0));
        }
    }
    for (const auto& well : city().manholes) {
        if (well.system == kerb::DrainSystem::sewage) {
            continue;
        }
        deepest = std::max(deepest, *well.depth_m);
        auto at = well.about.key;
        std::size_t steps = 0;
        while (out.contains(at) && steps++ <= pipes.size()) {
            at = out.at(at)->to.str();
        }
        CHECK((at.starts_with("OF-") || at == "PS-0001"));
    }
    CHECK(ends == city().outfalls.size() + 1); // and the pump of the underpass
    CHECK(deepest < 12);
    for (const auto& outfall : city().outfalls) {
        CHECK(*outfall.invert_m > made().terrain.elevation(outfall.position) - 3);
    }
}

TEST_CASE("Zones of a kind tile their parents: areas and people add up, borders are shared") {
    std::map<std::string, double> area_of, children, people_of, people_in;
    std::map<std::string, double> by_kind;
    std::map<std::string, int> count;
    for (const auto& zone : city().zones) {
        const double area = kerb::area(zone.area);
        area_of[zone.about.key] = area;
        people_of[zone.about.key] = *zone.population;
        if (zone.kind == "residential" || zone.kind == "built_up") {
            continue;
        }
        by_kind[zone.kind.str()] += area;
        ++count[zone.kind.str()];
        children[zone.parent.str()] += area;
        people_in[zone.parent.str()] += *zone.population;
    }
    CHECK(count == std::map<std::string, int>{
                       {"city", 1}, {"community", 256}, {"district", 16}, {"grid", 2304}, {"street", 64}});
    for (const auto& [key, area] : children) {
        if (!key.empty()) {
            INFO(key);
            CHECK(std::abs(area - area_of.at(key)) < 1e-6 * area);
            CHECK(people_in.at(key) == people_of.at(key));
        }
    }
    double people = 0;
    for (const auto& house : city().buildings) {
        people += *house.population;
    }
    CHECK(people_of.at("CITY") == people);
    // Between neighbours no point of one border is missing in the other: every edge of a grid is there once or twice.
    std::map<std::array<double, 4>, int> edges;
    for (const auto& zone : city().zones) {
        const auto& ring = zone.area[0].outer;
        for (std::size_t i = 0; zone.kind == "grid" && i + 1 < ring.size(); ++i) {
            const auto a = ring[i], b = ring[i + 1];
            const bool swap = std::pair(b.x, b.y) < std::pair(a.x, a.y);
            ++edges[swap ? std::array{b.x, b.y, a.x, a.y} : std::array{a.x, a.y, b.x, b.y}];
        }
    }
    const auto once = std::count_if(edges.begin(), edges.end(), [](const auto& edge) { return edge.second == 1; });
    CHECK(once == 4 * 48); // the city's own border
    CHECK(std::all_of(edges.begin(), edges.end(), [](const auto& edge) { return edge.second <= 2; }));
}

TEST_CASE("Carriageways do not lie on one another") {
    // Points just inside the corners and edges of each; a grid of boxes finds the others there.
    std::map<std::pair<int, int>, std::vector<std::size_t>> cells;
    const auto cell = [](double value) { return static_cast<int>(std::floor(value / 120)); };
    for (std::size_t i = 0; i < city().road_areas.size(); ++i) {
        const auto box = kerb::bounds(city().road_areas[i].area);
        for (int c = cell(box.min_x); c <= cell(box.max_x); ++c) {
            for (int r = cell(box.min_y); r <= cell(box.max_y); ++r) {
                cells[{c, r}].push_back(i);
            }
        }
    }
    std::set<std::string> twice;
    for (std::size_t i = 0; i < city().road_areas.size(); ++i) {
        const auto& ring = city().road_areas[i].area[0].outer;
        const auto middle = kerb::bounds(city().road_areas[i].area).centre();
        for (std::size_t k = 0; k + 1 < ring.size(); ++k) {
            for (const double share : {0.02, 0.5}) {
                const Point edge = {ring[k].x + share * (ring[k + 1].x - ring[k].x),
                                    ring[k].y + share * (ring[k + 1].y - ring[k].y)};
                const Point p = {edge.x + 0.02 * (middle.x - edge.x), edge.y + 0.02 * (middle.y - edge.y)};
                if (!kerb::covers(city().road_areas[i].area, p)) {
                    continue;
                }
                for (const auto other : cells[{cell(p.x), cell(p.y)}]) {
                    if (other != i && kerb::covers(city().road_areas[other].area, p)) {
                        twice.insert(city().road_areas[i].about.key + " " + city().road_areas[other].about.key);
                    }
                }
            }
        }
    }
    for (const auto& pair : twice) {
        UNSCOPED_INFO(pair);
    }
    CHECK(twice.empty());
}

TEST_CASE("The ground holds the hollows that were planted, as deep and as large as the truth says") {
    const auto grid = made().terrain.grid(kerb::Threads(2));
    REQUIRE(kerb::is_sound(grid));
    CHECK(grid.place.cell_width == 2);
    CHECK(made().truth.low_spots.size() == 12);
    for (const auto& spot : made().truth.low_spots) {
        INFO(spot.key << " depth " << spot.depth_m << " level " << spot.level_m);
        const auto cell = kerb::cell_at(grid, spot.place);
        REQUIRE(cell);
        const double level = spill_level(grid, *cell, 60);
        CHECK(std::abs(level - spot.level_m) < 0.03);
        CHECK(std::abs(level - grid.at(*cell) - spot.depth_m) < 0.04);
        double volume = 0;
        const auto reach = static_cast<std::size_t>(std::sqrt(spot.area_m2 / 3.14159) / 2) + 1;
        for (auto r = cell->row - reach; r <= cell->row + reach; ++r) {
            for (auto c = cell->column - reach; c <= cell->column + reach; ++c) {
                volume += std::max(0.0, spot.level_m - grid.at({c, r})) * 4;
            }
        }
        CHECK(std::abs(volume - spot.volume_m3) < 0.04 * spot.volume_m3 + 1);
    }
    REQUIRE(made().truth.underpass);
    const auto& dip = made().truth.underpass->hollow;
    const auto cell = kerb::cell_at(grid, dip.place);
    REQUIRE(cell);
    CHECK(std::abs(spill_level(grid, *cell, 120) - dip.level_m) < 0.05);
    CHECK(dip.depth_m > 4);
    CHECK(dip.depth_m < 5.5);
}

TEST_CASE("The ground is the same for any number of threads, and another one for another seed") {
    const auto one = made().terrain.grid(kerb::Threads(1));
    for (const int threads : {2, 4}) {
        CHECK(kerb::same_cells(one, made().terrain.grid(kerb::Threads(threads))));
    }
    CHECK_FALSE(kerb::same_cells(one, kerb::synth::make_sample_city({.seed = 8}).terrain.grid(kerb::Threads(2))));
}

TEST_CASE("What the truth says of lighting, order and the register is so") {
    const auto& truth = made().truth;
    std::int64_t out = 0, heads = 0;
    std::map<std::string, int> working;
    for (const auto& lamp : only(city().streetlights, lights_a_road)) {
        out += lamp.state == kerb::LightState::out ? 1 : 0;
        working[lamp.circuit.str()] += lamp.state == kerb::LightState::out ? 0 : 1;
    }
    for (const auto& head : city().luminaires) {
        heads += head.state == kerb::LightState::out ? 1 : 0;
    }
    CHECK(truth.streetlights_out == out);
    CHECK(truth.luminaires_out == heads);
    CHECK(truth.roads_unlit.size() == 1500);
    CHECK_FALSE(truth.circuits_out.empty());
    for (const auto& key : truth.circuits_out) {
        CHECK(working.at(key) == 0);
    }
    std::set<std::string> in_belts;
    for (const auto& sign : city().billboards) {
        const auto p = std::get<Point>(sign.place);
        const bool in = std::any_of(city().green_spaces.begin(), city().green_spaces.end(), [&](const auto& green) {
            return kerb::bounds(green.area).contains(p) && kerb::covers(green.area, p);
        });
        if (in) {
            in_belts.insert(sign.about.key);
        }
    }
    CHECK(in_belts == std::set<std::string>(truth.billboards_in_belts.begin(), truth.billboards_in_belts.end()));
    CHECK(in_belts.size() == 37);
    for (const auto place : truth.toilet_gaps) {
        CHECK(std::none_of(city().toilets.begin(), city().toilets.end(), [&](const auto& toilet) {
            return kerb::distance(std::get<Point>(toilet.place), place) <= truth.toilet_gap_m;
        }));
    }
    const auto points = by_key(city().waterlogging_points);
    const auto& cleared = city().waterlogging_points[points.at(truth.point_cleared)];
    CHECK(cleared.state == kerb::WaterloggingStatus::cleared);
    CHECK_FALSE(cleared.verified_storm.empty());
    CHECK(city().waterlogging_points[points.at(truth.point_relapsed)].state == kerb::WaterloggingStatus::relapsed);
    const auto& wrong = city().waterlogging_points[points.at(truth.point_wrong)];
    for (const auto& spot : truth.low_spots) {
        CHECK(kerb::distance(std::get<Point>(wrong.place), spot.place) > 100);
        CHECK((spot.point.empty() || points.contains(spot.point)));
    }
}
