// Length, points and facilities along streets, on scenes that can be worked by hand.
#include <limits>
#include <numeric>

#include <kerb/base/error.hpp>
#include <kerb/coverage/along_streets.hpp>
#include <kerb/coverage/facility_services.hpp>
#include <kerb/coverage/points_on_streets.hpp>

#include "support/street_scene.hpp"
#include "support/test.hpp"

using kerb::Lines;
using kerb::Metres;
using kerb::coverage::AlongStreetsInput;
using kerb::coverage::Covered;
using kerb::coverage::FacilityService;
using kerb::coverage::Gap;
using kerb::coverage::LineStretch;
using kerb::test::stands;
using namespace kerb::network;

namespace {

/// A crossing at (0, 0): line 0 runs from west to east in three segments, line 1 from south to north in two parts that
/// touch; each is 2,000 m, cut in the middle. Line 2 has no length and no edge, line 3 stands apart.
struct Crossing {
    Lines lines;
    Graph graph;

    Crossing() {
        lines.push({{{-1000, 0}, {-300, 0}, {0, 0}, {1000, 0}}});
        lines.push({{{0, -1000}, {0, 0}}, {{0, 0}, {0, 1000}}});
        lines.push({{{5, 5}, {5, 5}}});
        lines.push({{{5000, 0}, {5000, 400}}});
        graph.nodes = {{-1000, 0}, {0, 0}, {1000, 0}, {0, -1000}, {0, 1000}, {5000, 0}, {5000, 400}};
        graph.edges = {{0, 1, 0, 0, 1000}, {1, 2, 0, 1000, 2000}, {3, 1, 1, 0, 1000}, {1, 4, 1, 1000, 2000},
                       {5, 6, 3, 0, 400}};
        graph.line_begin = {0, 2, 4, 4, 5};
        graph.link_up();
    }
};

std::vector<LineStretch> none_or(const std::vector<LineStretch>& stretches) {
    return stretches;
}

} // namespace

TEST_CASE("stretches of edges join to stretches of lines, across the nodes between") {
    const Crossing town;
    const auto found = reach(town.graph, std::vector{stands(0, 0, 900)}, {.within = Metres{250}});
    CHECK(kerb::coverage::line_stretches(town.graph, found.stretches) ==
          none_or({{0, 650, 1150}, {1, 850, 1150}}));
    CHECK(kerb::coverage::line_stretches(town.graph, {}).empty());
}

TEST_CASE("covered length and gaps along streets by line, class and zone") {
    const Crossing town;
    const auto found = reach(town.graph, std::vector{stands(0, 0, 900)}, {.within = Metres{250}});
    const std::vector<kerb::MultiPolygon> areas = {{{{{0, -3000}, {9000, -3000}, {9000, 3000}, {0, 3000}, {0, -3000}}, {}}}};
    const std::vector<std::uint32_t> rank = {0}, group = {0, 1, 1, 1};
    const kerb::ZoneMap zones(areas, rank);
    AlongStreetsInput input;
    input.lines = &town.lines;
    input.graph = &town.graph;
    input.stretches = found.stretches;
    input.line_group = group;
    input.groups = 2;
    input.zones = &zones;
    const auto result = along_streets(input, {});
    CHECK(result.all == Covered{4400, 800});
    CHECK(result.lines == std::vector<Covered>{{2000, 500}, {2000, 300}, {0, 0}, {400, 0}});
    CHECK(result.groups == std::vector<Covered>{{2000, 500}, {2400, 300}});
    // The border x = 0 belongs to the zone, and line 1 runs along it.
    CHECK(result.zones == std::vector<Covered>{{3400, 450}});
    CHECK(result.outside_zones == Covered{1000, 350});
    CHECK(result.gaps == std::vector<Gap>{{0, 1150, 2000, 0},
                                          {1, 0, 850, 0},
                                          {1, 1150, 2000, 0},
                                          {0, 0, 650, kerb::no_zone},
                                          {3, 0, 400, 0}});
    CHECK(along_streets(input, {.ignore_gaps_below = Metres{401}}).all == Covered{4400, 1200});
}

TEST_CASE("what is reached as a whole has no gap, at any partition and scale") {
    Crossing town;
    const std::vector<double> scale(4, 1.0003);
    for (auto& edge : town.graph.edges) {
        edge.from_m /= 1.0003;
        edge.to_m /= 1.0003;
    }
    const auto found = reach(town.graph, std::vector{stands(0, 0, 333.3), stands(1, 4, 1)}, {.within = Metres{5000}});
    AlongStreetsInput input;
    input.lines = &town.lines;
    input.graph = &town.graph;
    input.stretches = found.stretches;
    input.line_scale = scale;
    const auto result = along_streets(input, {});
    CHECK(result.all.share() == 1.0);
    CHECK(result.gaps.empty());
    CHECK(along_streets(input, {.threads = kerb::Threads{2}, .partition = 1}).lines == result.lines);
}

TEST_CASE("a graph of other lines is refused") {
    const Crossing town;
    Lines other;
    other.push({{{0, 0}, {1, 0}}});
    AlongStreetsInput input;
    CHECK_THROWS_AS(along_streets(input, {}), kerb::UsageError);
    input.lines = &other;
    input.graph = &town.graph;
    CHECK_THROWS_AS(along_streets(input, {}), kerb::UsageError);
}

TEST_CASE("covered stretches must be of the lines, ascending and apart") {
    const Crossing town;
    kerb::coverage::AlongLinesInput input;
    input.lines = &town.lines;
    for (const auto& bad : {none_or({{4, 0, 1}}), none_or({{1, 0, 1}, {0, 0, 1}}), none_or({{0, 0, 2}, {0, 1, 3}}),
                            none_or({{0, 3, 2}}), none_or({{0, std::numeric_limits<double>::quiet_NaN(), 2}})}) {
        input.covered = bad;
        CHECK_THROWS_AS(along_lines(input, {.reach = Metres{0}}), kerb::UsageError);
    }
    const auto both = none_or({{0, 100, 200}, {0, 650, 900}});
    input.covered = both;
    const kerb::Points lamp = {{-900, 0}}; // covers 50 … 150
    input.assets.points = lamp;
    CHECK(along_lines(input, {.reach = Metres{50}}).lines[0] == Covered{2000, 150 + 250});
}

TEST_CASE("points are served by their distance along the streets") {
    const Crossing town;
    const std::vector<PlaceOnEdge> facilities = {stands(0, 0, 900, 20), stands(1, 2, 500)};
    const kerb::Points points = {{-50, 3}, {4, 40}, {0, -700}, {999, 0}, {7000, 0}, {0, 0}};
    const std::vector<double> weights = {10, 20, 40, 80, std::numeric_limits<double>::quiet_NaN(), 160};
    const std::vector<PlaceOnEdge> places = {stands(0, 0, 950, 3), stands(1, 3, 40, 4), stands(2, 2, 300),
                                             stands(3, 1, 999),    stands(5, 1, 0),     stands(5, 0, 1000)};
    kerb::coverage::PointsOnStreetsInput input;
    input.points = points;
    input.weights = weights;
    input.places = places;
    input.options = {.within = Metres{200}};
    const auto found = reach(town.graph, facilities, input.options);
    input.reach = &found;
    const auto result = points_on_streets(input);
    CHECK(result.off_streets == 1);
    CHECK(result.points.served == std::vector<std::uint8_t>{1, 1, 1, 0, 0, 1});
    CHECK(result.points.all == kerb::coverage::Served{6, 4, 310, 230, 1});
    CHECK(result.points.nearest[0] == kerb::coverage::Nearest{50, 0});
    CHECK(result.points.nearest[1] == kerb::coverage::Nearest{140, 0});
    CHECK(result.points.nearest[2] == kerb::coverage::Nearest{200, 1});
    CHECK(result.points.nearest[5] == kerb::coverage::Nearest{100, 0});
    CHECK(result.points.unserved == std::vector<std::uint32_t>{3, 4});
    CHECK(result.points.distance.p50_m == 140);
    CHECK(!result.points.distance.p90_m);
    CHECK(!result.points.distance.max_m);

    const auto services = nearest_services(found, 2, result.points, weights);
    CHECK(services == std::vector<FacilityService>{{600, 3, 190}, {400, 1, 40}});

    input.options.charge_access = true;
    const auto charged = reach(town.graph, facilities, input.options);
    input.reach = &charged;
    const auto dearer = points_on_streets(input).points;
    CHECK(dearer.nearest[0] == kerb::coverage::Nearest{73, 0});
    CHECK(dearer.nearest[1] == kerb::coverage::Nearest{164, 0});
}

TEST_CASE("by themselves facilities serve what others serve, too") {
    const Crossing town;
    const std::vector<PlaceOnEdge> facilities = {stands(0, 0, 900), stands(1, 1, 100), stands(3, 4, 0)};
    const std::vector<PlaceOnEdge> points = {stands(0, 0, 950), stands(1, 3, 40), stands(1, 2, 990)};
    const std::vector<double> weights = {1, std::numeric_limits<double>::quiet_NaN()};
    const auto own = kerb::coverage::own_services({&town.graph, facilities, 4, points, weights}, {.within = Metres{150}});
    CHECK(own == std::vector<FacilityService>{{150 + 100 + 50 + 50 + 50, 2, 1}, {400, 2, 1}, {0, 0, 0}, {150, 0, 0}});
    CHECK_THROWS_AS(kerb::coverage::own_services({&town.graph, facilities, 3, points, weights}, {.within = Metres{150}}),
                    kerb::UsageError);
}

TEST_CASE("places, facilities and weights that do not fit are refused") {
    const Crossing town;
    const kerb::Points points = {{0, 0}};
    const std::vector<PlaceOnEdge> places = {stands(1, 0, 0)};
    kerb::coverage::PointsOnStreetsInput input;
    input.points = points;
    CHECK_THROWS_AS(points_on_streets(input), kerb::UsageError);
    const Reach nothing;
    input.reach = &nothing;
    CHECK(points_on_streets(input).off_streets == 1);
    input.places = places;
    CHECK_THROWS_AS(points_on_streets(input), kerb::UsageError);
    Reach found;
    found.stretches = {{0, 0, 1, 7, 0, 1}};
    CHECK_THROWS_AS(kerb::coverage::nearest_services(found, 7, {}, {}), kerb::UsageError);
}
