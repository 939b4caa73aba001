// Siting on cases worked out by hand, and on covering problems whose optimum is in the literature.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/siting_along_streets.hpp>
#include <kerb/coverage/siting_candidates.hpp>
#include <kerb/coverage/siting_demand.hpp>
#include <kerb/coverage/siting_on_line.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "support/naive_siting.hpp"
#include "support/test.hpp"

using kerb::Lines;
using kerb::Metres;
using kerb::Point;
using kerb::Points;
using kerb::coverage::Gap;
using kerb::coverage::OpenStretch;
using kerb::coverage::places_along;
using kerb::coverage::places_at_gaps;
using kerb::coverage::SitingGoal;
using kerb::coverage::SitingMethod;
using kerb::coverage::SitingOptions;
using kerb::coverage::SitingResult;
using kerb::test::OwnSiting;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

SitingGoal share(double wanted) {
    return {wanted, std::nullopt, std::nullopt};
}
SitingGoal best(std::size_t count) {
    return {std::nullopt, count, std::nullopt};
}
SitingGoal within(double budget) {
    return {std::nullopt, std::nullopt, budget};
}

std::vector<std::uint32_t> sites(const SitingResult& result) {
    std::vector<std::uint32_t> chosen;
    for (const auto& step : result.steps) {
        chosen.push_back(step.site);
    }
    return chosen;
}

SitingResult solve(OwnSiting own, const SitingGoal& goal, const SitingOptions& options = {}) {
    return solve_siting(own.problem(), goal, options);
}

/// The lines of the affine space of `dimension` over three elements: each is a demand of its three points. Fewest
/// points that meet all lines = 3ⁿ less the greatest cap set.
OwnSiting triples(int dimension) {
    OwnSiting own;
    const auto points = static_cast<std::uint32_t>(std::lround(std::pow(3, dimension)));
    own.serves.resize(points);
    const auto third = [&](std::uint32_t a, std::uint32_t b) {
        std::uint32_t c = 0, power = 1;
        for (int i = 0; i < dimension; ++i, power *= 3) {
            c += (6 - a / power % 3 - b / power % 3) % 3 * power;
        }
        return c;
    };
    for (std::uint32_t a = 0; a < points; ++a) {
        for (auto b = a + 1; b < points; ++b) {
            const auto c = third(a, b);
            if (c > b) {
                for (const auto p : {a, b, c}) {
                    own.serves[p].push_back(static_cast<std::uint32_t>(own.weight.size()));
                }
                own.weight.push_back(1);
            }
        }
    }
    return own;
}

Lines lines_of(const std::vector<kerb::LineString>& chains) {
    Lines lines;
    for (const auto& chain : chains) {
        lines.push({chain});
    }
    return lines;
}

bool has_solver() {
    return !kerb::coverage::siting_solver().empty();
}

} // namespace

TEST_CASE("Where greedy choices are wrong the integer program is right") {
    // The greedy takes the six in the middle, and then needs both wings; the two halves alone serve all.
    OwnSiting own;
    own.weight.assign(10, 1);
    own.serves = {{2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}};
    const auto greedy = solve(own, best(2), {.iterations = 0, .exact = false});
    CHECK(greedy.served() == 8);
    CHECK_FALSE(greedy.proven);
    CHECK(solve(own, share(1), {.iterations = 0, .exact = false}).steps.size() == 2);
    for (const auto& goal : {best(2), share(1), within(2.5)}) {
        const auto result = solve(own, goal);
        CHECK(sites(result) == std::vector<std::uint32_t>{1, 2});
        CHECK(result.served() == 10);
        CHECK(result.proven);
    }
    CHECK(solve(own, share(1)).bound == 2);
    CHECK(solve(own, best(1)).bound == 6);
}

TEST_CASE("A budget is spent to its last yuan, and not beyond") {
    OwnSiting own;
    own.weight = {5, 6};
    own.cost = {2, 3};
    own.serves = {{0}, {1}};
    for (const bool exact : {false, true}) {
        SitingOptions options;
        options.exact = exact;
        CHECK(solve(own, within(5), options).served() == 11);
        CHECK(solve(own, within(4.999), options).served() == 6);
        CHECK(solve(own, within(2), options).served() == 5);
    }
}

TEST_CASE("Known covering problems: points that meet all lines of an affine space") {
    // Greatest caps: 4 of 9 and 9 of 27 points, so 5 and 18 sites (Fulkerson, Nemhauser & Trotter 1974: A9, A27).
    for (const auto& [dimension, fewest] : {std::pair(2, 5.0), std::pair(3, 18.0)}) {
        auto own = triples(dimension);
        CHECK(own.weight.size() == (dimension == 2 ? 12 : 117));
        const auto result = solve(own, share(1), {.node_limit = 100'000});
        CHECK(result.reached);
        CHECK(result.served() == own.total());
        CHECK(result.bound <= fewest);
        CHECK(result.bound >= std::pow(3, dimension - 1)); // of the linear program: a third of each point
        CHECK(result.cost() >= fewest);
        if (has_solver()) {
            CHECK(result.proven);
            CHECK(result.cost() == fewest);
            CHECK(result.method == SitingMethod::branch_and_bound);
        }
        const auto bounded = solve(own, share(1), {.exact = false});
        CHECK(bounded.bound >= std::pow(3, dimension - 1));
        CHECK(bounded.method == SitingMethod::greedy);
    }
}

TEST_CASE("The branch and bound stops at its number of nodes and keeps what it has") {
    const auto own = triples(3);
    SitingOptions options;
    options.node_limit = 2;
    const auto result = solve(own, share(1), options);
    CHECK(result.reached);
    CHECK(result.cost() >= 18);
    CHECK(result.bound >= 9);
    CHECK(result.bound <= 18);
    CHECK_FALSE(result.proven);
    const auto again = solve(own, share(1), options);
    CHECK(again.steps == result.steps);
    CHECK(again.bound == result.bound);
}

TEST_CASE("Equal sites: the lower number; and none twice") {
    OwnSiting own;
    own.weight = {3, 3, 1};
    own.serves = {{2}, {0}, {0}, {1}, {1}};
    const auto result = solve(own, best(5));
    CHECK(sites(result) == std::vector<std::uint32_t>{1, 3, 0});
    CHECK(result.steps[1].adds == 3);
    CHECK(result.steps[1].served == 6);
    CHECK(result.candidates == 5);
    CHECK(result.proven);
}

TEST_CASE("What stands already serves, costs nothing and stays") {
    OwnSiting own;
    own.weight = {5, 3, 2};
    own.serves = {{0, 1}, {1, 2}, {2}};
    own.existing = {1, 0, 0};
    own.cost = {100, 4, 3};
    const auto result = solve(own, share(1));
    CHECK(result.before == 8);
    CHECK(sites(result) == std::vector<std::uint32_t>{2});
    CHECK(result.cost() == 3);
    CHECK(solve(own, share(0.8)).steps.empty());
    CHECK(solve(own, share(0.8)).reached);
    CHECK(solve(own, within(2.9)).steps.empty());
    CHECK(solve(own, within(2.9)).bound < 10);
}

TEST_CASE("A share that cannot be served: as much as can be, and how much that is") {
    OwnSiting own;
    own.weight = {50, 30, 20};
    own.serves = {{0}, {0, 1}};
    const auto result = solve(own, share(0.95));
    CHECK_FALSE(result.reached);
    CHECK(result.reachable == 80);
    CHECK(result.served() == 80);
    CHECK(result.share_of(result.reachable) == 0.8);
    CHECK(sites(result) == std::vector<std::uint32_t>{1});
    CHECK(result.bound == 1);
    CHECK(solve(own, share(0.8)).reached);
}

TEST_CASE("Without candidates, demands or weight there is nothing to choose") {
    OwnSiting none;
    CHECK(solve(none, share(1)).steps.empty());
    CHECK_FALSE(solve(none, share(1)).share_of(0).has_value());
    OwnSiting no_sites;
    no_sites.weight = {1, 2};
    const auto result = solve(no_sites, share(0.5));
    CHECK_FALSE(result.reached);
    CHECK(result.reachable == 0);
    CHECK(result.method == SitingMethod::none);
    OwnSiting no_weight;
    no_weight.weight = {0, 0};
    no_weight.serves = {{0}, {1}};
    CHECK(solve(no_weight, best(2)).steps.empty());
    CHECK_FALSE(solve(no_weight, best(2)).share_of(0).has_value());
}

TEST_CASE("Sites that are too close are not both chosen, nor one that is too close to what stands") {
    OwnSiting own;
    own.weight = {4, 3, 2, 1};
    own.serves = {{0}, {1}, {2}, {3}};
    own.too_close = {{0, 1}, {1, 2}};
    CHECK(sites(solve(own, best(2))) == std::vector<std::uint32_t>{0, 2});
    own.existing = {0, 0, 0, 1};
    own.too_close = {{3, 0}};
    const auto result = solve(own, best(1));
    CHECK(result.blocked == 1);
    CHECK(sites(result) == std::vector<std::uint32_t>{1});
    CHECK(result.reachable == 6);
}

TEST_CASE("A share is that of the weight, to the last unit") {
    OwnSiting own;
    own.weight.assign(100, 1);
    for (std::uint32_t d = 0; d < 100; ++d) {
        own.serves.push_back({d});
    }
    for (const int percent : {1, 7, 29, 55, 57, 58, 95, 100}) {
        CHECK(solve(own, share(percent / 100.0)).steps.size() == static_cast<std::size_t>(percent));
    }
}

TEST_CASE("What makes no sense is refused") {
    OwnSiting own;
    own.weight = {1};
    own.serves = {{0}};
    const SitingGoal neither, both{0.5, 1, std::nullopt};
    for (const auto& goal : {neither, both, share(1.1), share(unknown), within(-1), within(unknown)}) {
        CHECK_THROWS_AS(solve(own, goal), kerb::UsageError);
    }
    auto wrong = own;
    wrong.cost = {0};
    CHECK_THROWS_AS(solve(wrong, best(1)), kerb::UsageError);
    wrong = own;
    wrong.weight = {-1};
    CHECK_THROWS_AS(solve(wrong, best(1)), kerb::UsageError);
    wrong = own;
    wrong.serves = {{1}};
    CHECK_THROWS_AS(solve(wrong, best(1)), kerb::UsageError);
    wrong = own;
    wrong.too_close = {{0, 1}};
    CHECK_THROWS_AS(solve(wrong, best(1)), kerb::UsageError);
}

TEST_CASE("On a straight line from one end to the other") {
    CHECK(kerb::coverage::covered_half_m(Metres{25}, Metres{7}) == 24);
    CHECK(kerb::coverage::covered_half_m(Metres{5}, Metres{7}) < 0);
    const auto fewest = [](double length, const std::vector<double>& at, double half) {
        return sites_on_line(Metres{length}, kerb::coverage::uncovered_on_line(Metres{length}, at, half), half);
    };
    CHECK(fewest(300, {}, 15).size() == 10);
    CHECK(fewest(300.001, {}, 15).size() == 11);
    CHECK(fewest(301, {}, 15) == std::vector<double>{15, 45, 75, 105, 135, 165, 195, 225, 255, 285, 301});
    // Lamps at 50 and 250 leave 0 … 35, 65 … 235 and 265 … 300: 2 + 6 + 2.
    CHECK(fewest(300, {250, 50}, 15).size() == 10);
    // One new lamp closes two gaps across a lit stretch of 10 m: 0 … 10 and 20 … 30.
    CHECK(sites_on_line(Metres{30}, std::vector<OpenStretch>{{20, 30}, {0, 10}}, 15) == std::vector<double>{15});
    CHECK(fewest(100, {-5, 40, 95}, 30).empty());
    CHECK(fewest(0, {}, 10).empty());
    CHECK_THROWS_AS(fewest(10, {}, -1), kerb::UsageError);
    CHECK_THROWS_AS(fewest(10, {unknown}, 1), kerb::UsageError);
    CHECK_THROWS_AS(fewest(1e9, {}, 1e-5), kerb::ResourceError);
}

TEST_CASE("Lines are cut where a reach begins or ends") {
    const auto lines = lines_of({{{0, 0}, {0, 0}, {100, 0}}, {{500, 0}, {500, 0}}});
    const Points lamps = {{10, 0}}, places = {{30, 6}, {60, 0}, {60, 0}, {900, 0}};
    kerb::coverage::SitingLinesInput input;
    input.lines = &lines;
    input.existing.points = lamps;
    input.candidates.points = places;
    const auto demand = siting_demand(input, {.reach = Metres{10}});
    CHECK(demand.candidates() == 4);
    // The lamp serves 0 … 20, the first place 22 … 38, the next two 50 … 70.
    const auto all = solve_siting(demand.problem(), best(9));
    CHECK(all.total == 100);
    CHECK(all.before == 20);
    CHECK(all.reachable == 56);
    CHECK(sites(all) == std::vector<std::uint32_t>{1, 0});
    CHECK(all.steps[1].adds == 16);
    // By weight of the line: 50 people along 100 m.
    const std::vector<double> people = {50, 7};
    input.line_weight = people;
    const auto weighted = solve_siting(siting_demand(input, {.reach = Metres{10}}).problem(), best(9));
    CHECK(weighted.total == 50);
    CHECK(weighted.before == 10);
    CHECK(weighted.steps[1].adds == 8);
    // Ground measure: the scale makes lengths less and reaches greater.
    input.line_weight = {};
    const std::vector<double> scale = {2, 2};
    input.line_scale = scale;
    CHECK(solve_siting(siting_demand(input, {.reach = Metres{5}}).problem(), best(9)).before == 10);
    const std::vector<double> none = {unknown, unknown};
    input.line_weight = none;
    CHECK(solve_siting(siting_demand(input, {.reach = Metres{5}}).problem(), best(9)).total == 0);
}

TEST_CASE("Points are served by areas from their border on") {
    const Points homes = {{0, 0}, {15, 0}, {21, 0}, {100, 0}};
    const std::vector<double> people = {1, 2, unknown, 8};
    const std::vector<kerb::MultiPolygon> parks = {{{{{-5, -5}, {10, -5}, {10, 5}, {-5, 5}, {-5, -5}}, {}}}};
    const auto path = lines_of({{{21, 10}, {90, 10}}});
    kerb::coverage::SitingPointsInput input;
    input.points = homes;
    input.weight = people;
    input.candidates.lines = &path;
    input.candidates.areas = parks;
    const auto demand = siting_demand(input, {.reach = Metres{10}});
    CHECK(demand.served == std::vector<std::uint32_t>{2, 0, 1});
    CHECK(demand.begin == std::vector<std::size_t>{0, 1, 3, 3});
    const auto result = solve_siting(demand.problem(), share(1));
    CHECK(result.total == 11);
    CHECK_FALSE(result.reached);
    CHECK(sites(result) == std::vector<std::uint32_t>{1});
    input.weight = {};
    CHECK(solve_siting(siting_demand(input, {.reach = Metres{10}}).problem(), share(1)).reachable == 3);
}

TEST_CASE("Candidates along lines, at gaps and on a grid") {
    const auto lines = lines_of({{{0, 0}, {10, 0}, {10, 15}}, {{0, 9}, {0, 9}}});
    const auto along = places_along(lines, Metres{10});
    REQUIRE(along.size() == 5);
    CHECK(along[0].place == Point{0, 0});
    CHECK(along[2].place == Point{10, 10});
    CHECK(along[3].at_m == 25);
    CHECK(along[4] == kerb::coverage::LinePlace{1, 0, {0, 9}});
    const std::vector<Gap> gaps = {{0, 5, 25, kerb::coverage::no_zone}};
    const auto at_gaps = places_at_gaps(lines, gaps, Metres{8});
    std::vector<double> chainages;
    for (const auto& place : at_gaps) {
        chainages.push_back(place.at_m);
    }
    CHECK(chainages == std::vector<double>{1, 13, 17, 25});
    CHECK(places_at_gaps(lines, std::vector<Gap>{{0, 5, 15, 0}}, Metres{8}).size() == 3);
    CHECK(kerb::coverage::places_on_grid({0.5, 0, 2, 1}, Metres{1}).size() == 6);
    CHECK(kerb::coverage::places_on_grid({}, Metres{1}).empty());
    CHECK_THROWS_AS(places_along(lines, Metres{0}), kerb::UsageError);
    CHECK_THROWS_AS(kerb::coverage::places_on_grid({0, 0, 1e9, 1e9}, Metres{1}), kerb::ResourceError);
}

TEST_CASE("Spacing holds between all shapes, and at exactly the spacing there is no conflict") {
    const Points points = {{0, 0}, {20, 0}, {39, 0}, {0, 0}};
    const auto path = lines_of({{{0, 15}, {5, 15}}});
    kerb::coverage::AssetShapes shapes;
    shapes.points = points;
    shapes.lines = &path;
    const std::vector<kerb::coverage::SitePair> expected = {{0, 3}, {0, 4}, {1, 2}, {3, 4}};
    CHECK(too_close(shapes, Metres{20}) == expected);
    CHECK(too_close(shapes, Metres{0}).empty());
    const Points standing = {{55, 0}};
    kerb::coverage::AssetShapes others;
    others.points = standing;
    CHECK(too_close_to(shapes, others, Metres{20}) == std::vector<std::uint8_t>{0, 0, 1, 0, 0});
}

TEST_CASE("Along the streets it is farther than in a straight line") {
    // A street that turns back beside itself, 10 m away: 210 m from end to end.
    const auto lines = lines_of({{{0, 0}, {0, 100}, {10, 100}, {10, 0}}});
    const auto streets = kerb::network::street_graph({.lines = &lines, .direction = {}, .level = {}, .line_scale = {}});
    const auto on = [&](const Points& points) {
        return kerb::network::snap(streets.graph, lines, std::span<const Point>(points), {}).places;
    };
    const auto homes = on({{10, 0}, {0, 40}, {4, 99}, {10, 60}}), plots = on({{0, 0}, {10, 20}, {0, 90}});
    const std::vector<double> people = {5, 3, unknown, 2};
    kerb::coverage::SitingStreetsInput input;
    input.graph = &streets.graph;
    input.points = homes;
    input.candidates = plots;
    input.point_count = 4;
    input.candidate_count = 3;
    // From the first plot 40, 104 and 150 m to the later homes; from the second 20, 40, 86 and 150.
    const auto demand = siting_demand(input, {.within = Metres{50}});
    CHECK(demand.begin == std::vector<std::size_t>{0, 1, 3, 5, 5});
    CHECK(demand.served == std::vector<std::uint32_t>{1, 0, 3, 1, 2});
    input.weight = people;
    const auto result = solve_siting(siting_demand(input, {.within = Metres{50}}).problem(), best(1));
    CHECK(sites(result) == std::vector<std::uint32_t>{1});
    CHECK(result.total == 10);
    CHECK(result.served() == 7);
    // What stands at the second plot serves both ends of its side.
    const auto standing = on({{10, 20}});
    input.existing = standing;
    CHECK(solve_siting(siting_demand(input, {.within = Metres{50}}).problem(), best(1)).before == 7);
    CHECK(siting_demand(input, {.within = Metres{210}, .threads = kerb::Threads{2}}).begin ==
          siting_demand(input, {.within = Metres{210}}).begin);
    input.candidate_count = 2;
    CHECK_THROWS_AS(siting_demand(input, {.within = Metres{50}}), kerb::UsageError);
}
