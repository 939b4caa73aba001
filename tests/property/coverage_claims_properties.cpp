// Claims along lines in random small towns: the count of owners against points laid densely along every road.
#include <algorithm>
#include <cmath>

#include <kerb/coverage/claims_along_lines.hpp>

#include "support/naive_claims.hpp"
#include "support/property.hpp"
#include "support/random_assets.hpp"

using kerb::Lines;
using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::ClaimsAlongLinesInput;
using kerb::coverage::ClaimsAlongLinesOptions;
using kerb::coverage::ClaimsAlongLinesResult;
using kerb::coverage::ClaimStretch;
using kerb::coverage::ZoneMap;
using kerb::test::NaiveClaims;
using kerb::test::origin;
using kerb::test::OwnAssets;
using kerb::test::place;
using kerb::test::Raw;

namespace {

constexpr double beside = 6, most_turn = 30;

struct ClaimTown {
    std::vector<std::vector<Raw>> roads, lines;
    std::vector<Raw> areas;
    std::vector<std::uint8_t> owners;
    int shift = 0;
};

/// Claims of their own, and some that follow a road at a distance, as claims do.
struct Claims {
    OwnAssets assets;
    std::vector<std::uint32_t> owner;
    Lines roads;

    explicit Claims(const ClaimTown& town) {
        for (const auto& road : town.roads) {
            Points chain;
            for (const auto& raw : road) {
                chain.push_back(place(raw));
            }
            if (chain.size() >= 2) {
                roads.push({chain});
            }
        }
        assets = kerb::test::random_assets({}, town.lines, town.areas);
        for (std::size_t r = 0; r < roads.size(); r += 2) { // every other road has its contractor
            auto course = roads.feature(r);
            for (auto& p : course[0]) {
                p.x += town.shift % 7;
                p.y -= town.shift % 5;
            }
            course[0].resize(2 + (course[0].size() - 2) / 2);
            assets.lines.push(course);
        }
        for (std::size_t i = 0; i < assets.shapes().size(); ++i) {
            owner.push_back(town.owners.empty() ? 0 : town.owners[i % town.owners.size()] % 4U);
        }
    }
    [[nodiscard]] ClaimsAlongLinesResult measure(const ZoneMap* zones = nullptr, int threads = 1) const {
        ClaimsAlongLinesInput input;
        input.lines = &roads;
        input.claims = assets.shapes();
        input.owner = owner;
        input.zones = zones;
        return claims_along_lines(
            input, {.beside = kerb::Metres{beside}, .most_turn_deg = most_turn, .threads = kerb::Threads{threads}});
    }
};

ClaimTown any_town() {
    const auto number = rc::gen::resize(100, rc::gen::inRange<std::uint16_t>(1, 800)); // up to 200 m
    const auto raw = rc::gen::pair(number, number);
    const auto chain = rc::gen::resize(6, rc::gen::container<std::vector<Raw>>(raw));
    const auto chains = rc::gen::resize(9, rc::gen::container<std::vector<std::vector<Raw>>>(chain));
    const auto areas = rc::gen::resize(2, rc::gen::container<std::vector<Raw>>(raw));
    return {*chains, *chains, *areas, *rc::gen::arbitrary<std::vector<std::uint8_t>>(), *rc::gen::inRange(0, 35)};
}

/// Length with none, one and several owners by points in the middle of equal steps; `unsure`: what steps between whose
/// ends the count may change add up to.
struct Sampled {
    double length[3] = {0, 0, 0}, unsure = 0;
};

std::size_t kind_of(std::size_t owners) {
    return std::min<std::size_t>(owners, 2);
}

Sampled sampled(const NaiveClaims& claims, const Points& chain) {
    Sampled sum;
    for (std::size_t i = 1; i < chain.size(); ++i) {
        const auto a = chain[i - 1], b = chain[i];
        const double whole = kerb::distance(a, b);
        if (!(whole > 0)) {
            continue;
        }
        const auto steps = static_cast<int>(std::ceil(whole / 0.5));
        const double step = whole / steps;
        std::size_t last = 3;
        for (int k = 0; k < steps; ++k) {
            const double t = (k + 0.5) / steps;
            const auto kind = kind_of(claims.owners({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)}, a, b).size());
            sum.length[kind] += step;
            sum.unsure += kind != last ? step : 0; // a border somewhere in it
            last = kind;
        }
        sum.unsure += step;
    }
    return sum;
}

/// Stretches of a result by keys of their line and owners, whatever their order.
std::vector<std::tuple<double, double, std::vector<std::uint32_t>>> told(const std::vector<ClaimStretch>& stretches) {
    std::vector<std::tuple<double, double, std::vector<std::uint32_t>>> all;
    all.reserve(stretches.size());
    for (const auto& one : stretches) {
        all.emplace_back(one.from_m, one.to_m, one.owners);
    }
    return all;
}

} // namespace

TEST_CASE("Lengths by the number of owners are those of points laid along the roads") {
    kerb::test::holds("owners are counted as at points", [] {
        const auto town = any_town();
        const Claims claims(town);
        const auto found = claims.measure();
        const NaiveClaims naive(claims.assets, claims.owner, beside, most_turn);
        for (std::size_t r = 0; r < claims.roads.size(); ++r) {
            const auto by_points = sampled(naive, claims.roads.feature(r)[0]);
            // What is shorter than a step may lie between two points; stretches tell how many there are.
            const auto& line = found.lines[r];
            const double exact[3] = {line.none_m, line.one_m, line.several_m};
            double hidden = 0;
            for (const auto* list : {&found.none, &found.several}) {
                for (const auto& s : *list) {
                    hidden += s.line == r && s.length_m() < 1 ? s.length_m() + 0.5 : 0;
                }
            }
            for (int kind = 0; kind < 3; ++kind) {
                RC_ASSERT(std::abs(exact[kind] - by_points.length[kind]) <= by_points.unsure + 2 * hidden + 1.5);
            }
        }
    });
}

TEST_CASE("Every stretch of a length has at its middle the owners that it tells of") {
    kerb::test::holds("stretches are what they say", [] {
        const auto town = any_town();
        const Claims claims(town);
        const auto found = claims.measure();
        const NaiveClaims naive(claims.assets, claims.owner, beside, most_turn);
        for (const auto* list : {&found.none, &found.several}) {
            for (const auto& stretch : *list) {
                const auto course = kerb::stretch(claims.roads.feature(stretch.line), stretch.from_m, stretch.to_m);
                for (const auto& chain : course) {
                    for (std::size_t i = 1; i < chain.size(); ++i) {
                        if (kerb::distance(chain[i - 1], chain[i]) < 0.05) {
                            continue;
                        }
                        const Point middle = {(chain[i - 1].x + chain[i].x) / 2, (chain[i - 1].y + chain[i].y) / 2};
                        const auto owners = naive.owners(middle, chain[i - 1], chain[i]);
                        RC_ASSERT(kind_of(owners.size()) == (stretch.owners.empty() ? 0U : 2U));
                        RC_ASSERT(
                            std::includes(stretch.owners.begin(), stretch.owners.end(), owners.begin(), owners.end()));
                    }
                }
            }
        }
    });
}

TEST_CASE("Claims add up to the roads and the zones to the city, for any threads and any order of claims") {
    kerb::test::holds("sums are exact", [] {
        const auto town = any_town();
        const Claims claims(town);
        const auto box = [](double x0, double x1) {
            return MultiPolygon{{{{origin.x + x0, origin.y - 10},
                                  {origin.x + x1, origin.y - 10},
                                  {origin.x + x1, origin.y + 150},
                                  {origin.x + x0, origin.y + 150},
                                  {origin.x + x0, origin.y - 10}},
                                 {}}};
        };
        const std::vector<MultiPolygon> areas = {box(-10, 70), box(70, 130)};
        const std::vector<std::uint32_t> rank = {0, 1};
        const ZoneMap zones(areas, rank);
        const auto found = claims.measure(&zones);
        double listed = 0;
        for (const auto& stretch : found.none) {
            listed += stretch.length_m();
        }
        RC_ASSERT(std::abs(found.all.none_m - listed) < 1e-6 * static_cast<double>(1 + found.none.size()));
        RC_ASSERT(std::abs(found.all.total_m - found.all.none_m - found.all.one_m - found.all.several_m) <=
                  1e-12 * (1 + found.all.total_m));
        double zoned = found.outside_zones.none_m;
        for (const auto& zone : found.zones) {
            zoned += zone.none_m;
        }
        RC_ASSERT(std::abs(zoned - found.all.none_m) <= 1e-12 * (1 + found.all.none_m));

        const auto again = claims.measure(&zones, 4);
        RC_ASSERT(again.lines == found.lines);
        RC_ASSERT(again.zones == found.zones);
        RC_ASSERT(again.none == found.none);
        RC_ASSERT(again.several == found.several);

        auto turned = claims; // claims in reverse order
        Lines lines;
        for (auto i = claims.assets.lines.size(); i-- > 0;) {
            lines.push(claims.assets.lines.feature(i));
        }
        turned.assets.lines = lines;
        std::reverse(turned.assets.areas.begin(), turned.assets.areas.end());
        const auto middle = turned.owner.begin() + static_cast<std::ptrdiff_t>(lines.size());
        std::reverse(turned.owner.begin(), middle);
        std::reverse(middle, turned.owner.end());
        const auto other = turned.measure(&zones);
        RC_ASSERT(other.lines == found.lines);
        RC_ASSERT(told(other.none) == told(found.none));
        RC_ASSERT(told(other.several) == told(found.several));
    });
}
