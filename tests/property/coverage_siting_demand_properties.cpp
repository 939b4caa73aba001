// Problems made of random small towns: what their sites serve is what is measured with them standing.
#include <algorithm>
#include <cmath>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/coverage/points_within.hpp>
#include <kerb/coverage/siting_candidates.hpp>
#include <kerb/coverage/siting_demand.hpp>
#include <kerb/coverage/siting_on_line.hpp>

#include "support/property.hpp"
#include "support/random_assets.hpp"

using kerb::Metres;
using kerb::coverage::along_lines;
using kerb::coverage::OpenStretch;
using kerb::coverage::places_at_gaps;
using kerb::test::OwnAssets;
using kerb::test::Raw;

namespace {

struct Town {
    std::vector<Raw> lamps, places, parks, standing_parks, homes;
    std::vector<std::vector<Raw>> roads, paths;
    double reach = 10;
};

Town any_town() {
    Town town;
    town.lamps = *rc::gen::arbitrary<std::vector<Raw>>();
    town.places = *rc::gen::arbitrary<std::vector<Raw>>();
    town.parks = *rc::gen::arbitrary<std::vector<Raw>>();
    town.standing_parks = *rc::gen::arbitrary<std::vector<Raw>>();
    town.homes = *rc::gen::arbitrary<std::vector<Raw>>();
    town.roads = *rc::gen::arbitrary<std::vector<std::vector<Raw>>>();
    town.paths = *rc::gen::arbitrary<std::vector<std::vector<Raw>>>();
    for (auto* few : {&town.parks, &town.standing_parks}) {
        few->resize(std::min<std::size_t>(few->size(), 4));
    }
    town.paths.resize(std::min<std::size_t>(town.paths.size(), 4));
    town.reach = *rc::gen::inRange(0, 60);
    return town;
}

/// Existing assets and those of the candidates that were chosen, as one.
OwnAssets together(const OwnAssets& standing, const OwnAssets& candidates, const std::vector<std::uint32_t>& chosen) {
    auto all = standing;
    const auto points = candidates.points.size(), lines = candidates.lines.size();
    for (const auto site : chosen) {
        if (site < points) {
            all.points.push_back(candidates.points[site]);
        } else if (site < points + lines) {
            all.lines.push(candidates.lines.feature(site - points));
        } else {
            all.areas.push_back(candidates.areas[site - points - lines]);
        }
    }
    return all;
}

struct Made {
    OwnAssets standing, candidates;
    kerb::Lines roads;
    kerb::Points homes;

    explicit Made(const Town& town)
        : standing(kerb::test::random_assets(town.lamps, {}, town.standing_parks)),
          candidates(kerb::test::random_assets(town.places, town.paths, town.parks)),
          roads(kerb::test::random_assets({}, town.roads, {}).lines) {
        for (const auto& raw : town.homes) {
            homes.push_back(kerb::test::place(raw));
        }
    }
};

std::vector<std::uint32_t> chosen(const kerb::coverage::SitingResult& result) {
    std::vector<std::uint32_t> sites;
    for (const auto& step : result.steps) {
        sites.push_back(step.site);
    }
    return sites;
}

kerb::coverage::AlongLinesResult measured(const kerb::Lines& lines, const OwnAssets& assets, double reach) {
    kerb::coverage::AlongLinesInput input;
    input.lines = &lines;
    input.assets = assets.shapes();
    return along_lines(input, {.reach = Metres{reach}});
}

/// The fewest intervals of `width` that start at whole numbers and cover all cells, by trying every choice.
bool can_cover(const std::vector<std::uint8_t>& open, int width, int count, int from) {
    const auto first = std::find(open.begin(), open.end(), 1);
    if (first == open.end()) {
        return true;
    }
    for (int start = from; count > 0 && start < static_cast<int>(open.size()); ++start) {
        auto rest = open;
        for (int i = std::max(start, 0); i < std::min(start + width, static_cast<int>(rest.size())); ++i) {
            rest[static_cast<std::size_t>(i)] = 0;
        }
        if (can_cover(rest, width, count - 1, start + 1)) {
            return true;
        }
    }
    return false;
}

} // namespace

TEST_CASE("What sites serve of lines is what is covered once they stand") {
    kerb::test::holds("lines", [] {
        const auto town = any_town();
        const Made made(town);
        kerb::coverage::SitingLinesInput input;
        input.lines = &made.roads;
        input.existing = made.standing.shapes();
        input.candidates = made.candidates.shapes();
        const kerb::coverage::SitingReach reach{.reach = Metres{town.reach}};
        const auto demand = siting_demand(input, reach);
        const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 6));
        const auto result = solve_siting(demand.problem(), {std::nullopt, count, std::nullopt}, {.exact = false});

        const auto all = together(made.standing, made.candidates, chosen(result));
        const auto covered = measured(made.roads, all, town.reach).all;
        const auto near = [&](double a, double b) { return std::abs(a - b) <= 1e-9 * (1 + covered.total_m) + 1e-4; };
        RC_ASSERT(std::abs(covered.total_m - result.total) <= 1e-9 * (1 + result.total));
        RC_ASSERT(near(covered.covered_m, result.served()));
        const auto before = measured(made.roads, made.standing, town.reach).all;
        RC_ASSERT(near(before.covered_m, result.before));

        const auto threaded = siting_demand(input, {.reach = Metres{town.reach}, .threads = kerb::Threads{3}});
        RC_ASSERT(threaded.weight == demand.weight);
        RC_ASSERT(threaded.served == demand.served);
        RC_ASSERT(threaded.begin == demand.begin);
    });
}

TEST_CASE("What sites serve of points is what is within reach once they stand") {
    kerb::test::holds("points", [] {
        const auto town = any_town();
        const Made made(town);
        kerb::coverage::SitingPointsInput input;
        input.points = made.homes;
        input.existing = made.standing.shapes();
        input.candidates = made.candidates.shapes();
        const auto demand = siting_demand(input, {.reach = Metres{town.reach}});
        const auto count = static_cast<std::size_t>(*rc::gen::inRange(0, 6));
        const auto result = solve_siting(demand.problem(), {std::nullopt, count, std::nullopt}, {.exact = false});
        const auto all = together(made.standing, made.candidates, chosen(result));
        kerb::coverage::PointsInput asked;
        asked.points = made.homes;
        asked.assets = all.shapes();
        RC_ASSERT(result.served() ==
                  static_cast<double>(points_within(asked, {.reach = Metres{town.reach}}).all.served));
    });
}

TEST_CASE("On a line from one end to the other no choice on a lattice has fewer") {
    kerb::test::holds("line", [] {
        const auto cells = *rc::gen::container<std::vector<std::uint8_t>>(
            static_cast<std::size_t>(*rc::gen::inRange(1, 14)), rc::gen::inRange<std::uint8_t>(0, 2));
        const auto width = *rc::gen::inRange(1, 7);
        std::vector<OpenStretch> gaps;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i] != 0) {
                gaps.push_back({static_cast<double>(i), static_cast<double>(i + 1)});
            }
        }
        const auto length = static_cast<double>(cells.size());
        const auto sites = sites_on_line(Metres{length}, gaps, width / 2.0);
        for (const auto& gap : gaps) {
            RC_ASSERT(std::any_of(
                          sites.begin(), sites.end(),
                          [&](double at) { return at - width / 2.0 <= gap.from_m && gap.to_m <= at + width / 2.0; }) ||
                      std::count_if(sites.begin(), sites.end(), [&](double at) {
                          return at - width / 2.0 < gap.to_m && gap.from_m < at + width / 2.0;
                      }) >= 2);
        }
        const auto count = static_cast<int>(sites.size());
        RC_ASSERT(can_cover(cells, width, count, -width));
        RC_ASSERT(count == 0 || !can_cover(cells, width, count - 1, -width));
    });
}

TEST_CASE("Candidates at the gaps of a straight road hold its fewest sites") {
    kerb::test::holds("gaps", [] {
        const auto length = static_cast<double>(*rc::gen::inRange(1, 400));
        const auto reach = static_cast<double>(*rc::gen::inRange(5, 40));
        OwnAssets standing;
        for (const auto at : *rc::gen::container<std::vector<int>>(3, rc::gen::inRange(-50, 450))) {
            standing.points.push_back({static_cast<double>(at), 0});
        }
        kerb::Lines road;
        road.push({{{0, 0}, {length, 0}}});
        const auto found = measured(road, standing, reach).gaps;
        OwnAssets candidates;
        for (const auto& place : places_at_gaps(road, found, Metres{reach})) {
            candidates.points.push_back(place.place);
        }
        kerb::coverage::SitingLinesInput input;
        input.lines = &road;
        input.existing = standing.shapes();
        input.candidates = candidates.shapes();
        const auto demand = siting_demand(input, {.reach = Metres{reach}});
        const auto result = solve_siting(demand.problem(), {1.0, std::nullopt, std::nullopt});
        std::vector<OpenStretch> gaps;
        for (const auto& gap : found) {
            gaps.push_back({gap.from_m, gap.to_m});
        }
        RC_ASSERT(result.reached);
        RC_ASSERT(result.proven);
        RC_ASSERT(result.steps.size() == sites_on_line(Metres{length}, gaps, reach).size());
    });
}
