// Areas within reach against closed forms.
#include <cmath>
#include <numbers>

#include <kerb/base/error.hpp>
#include <kerb/coverage/size_bands.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/validity.hpp>

#include "support/asset_places.hpp"
#include "support/test.hpp"

using kerb::MultiLineString;
using kerb::MultiPolygon;
using kerb::Place;
using kerb::Point;
using kerb::Points;
using kerb::coverage::WithinReachOptions;
using kerb::coverage::WithinReachResult;

namespace {

constexpr double pi = std::numbers::pi;
constexpr double east = 38'500'000, north = 2'500'000;

Point at(double x, double y) {
    return {east + x, north + y};
}

Points ring(std::initializer_list<Point> corners) {
    Points closed;
    for (const auto& p : corners) {
        closed.push_back(at(p.x, p.y));
    }
    closed.push_back(closed.front());
    return closed;
}

MultiPolygon box(double x0, double y0, double x1, double y1) {
    return {{ring({{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}), {}}};
}

WithinReachOptions reach(double metres) {
    return {.reach = kerb::Metres{metres}};
}

WithinReachResult within_reach(const std::vector<Place>& assets, const std::vector<double>& own,
                               const std::vector<MultiPolygon>& zones, const WithinReachOptions& options) {
    const kerb::test::AssetPlaces places(assets, own);
    return kerb::coverage::within_reach({places.shapes(), places.reach(), zones}, options);
}

/// The union's area without zones, and the same by a zone around it, with its complement.
void check_area(const std::vector<Place>& assets, double metres, double expected) {
    const auto alone = within_reach(assets, {}, {}, reach(metres));
    CHECK_FALSE(alone.city_stroked);
    CHECK(alone.all.covered_m2 == Approx(expected).epsilon(1e-12));
    const std::vector<MultiPolygon> zones = {box(-5000, -5000, 5000, 5000)};
    const auto zoned = within_reach(assets, {}, zones, reach(metres));
    CHECK(zoned.stroked.empty());
    CHECK(zoned.all.total_m2 == 1e8);
    CHECK(zoned.all.covered_m2 == Approx(expected).epsilon(1e-12));
    double open = 0;
    for (const auto& gap : zoned.gaps) {
        open += gap.area_m2;
        CHECK_FALSE(kerb::find_defect(MultiPolygon{gap.area}));
    }
    CHECK(open == Approx(1e8 - expected).epsilon(1e-12));
}

/// The lens that two discs share.
double lens(double r, double d) {
    return 2 * r * r * std::acos(d / (2 * r)) - d / 2 * std::sqrt(4 * r * r - d * d);
}

} // namespace

TEST_CASE("Discs: one, two, tangent, nested, the same twice") {
    check_area({at(0, 0)}, 100, pi * 1e4);
    check_area({at(0, 0), at(120, 0)}, 100, 2 * pi * 1e4 - lens(100, 120));
    check_area({at(0, 0), at(200, 0)}, 100, 2 * pi * 1e4);
    check_area({at(0, 0), at(0, 0), at(0, 0)}, 100, pi * 1e4);
    const std::vector<Place> nested = {at(0, 0), at(10, 0)};
    const std::vector<double> own = {100, 90};
    const auto result = within_reach(nested, own, {}, reach(1));
    CHECK(result.all.covered_m2 == Approx(pi * 1e4).epsilon(1e-12)); // inside, and touching at one point
}

TEST_CASE("Seven discs around one leave no hole, six without the middle leave one") {
    std::vector<Place> assets;
    const double d = 150;
    for (int i = 0; i < 6; ++i) {
        assets.emplace_back(at(d * std::cos(i * pi / 3), d * std::sin(i * pi / 3)));
    }
    // The hole: a hexagon of side d, less six sectors of a third of a disc, plus the six halves of lenses in it.
    const double hexagon = 3 * std::sqrt(3.0) / 2 * d * d;
    const double inside = 6 * (pi * 1e4 / 3) - 6 * lens(100, d) / 2;
    const double ring_area = 6 * pi * 1e4 - 6 * lens(100, d);
    check_area(assets, 100, ring_area);
    assets.emplace_back(at(0, 0));
    const double hole = hexagon - inside;
    CHECK(hole > 0);
    check_area(assets, 100, ring_area + hole);
}

TEST_CASE("Lines and areas grow to their Minkowski sums") {
    check_area({MultiLineString{{at(0, 0), at(300, 0)}}}, 50, 300 * 100 + pi * 2500);
    check_area({MultiLineString{{at(0, 0), at(100, 0), at(300, 0)}}}, 50, 300 * 100 + pi * 2500); // collinear
    check_area({MultiLineString{{at(0, 0), at(300, 0), at(300, 400)}}}, 50,
               700 * 100 + pi * 2500 + pi * 2500 / 4 - 2500); // a corner: the wedge outside, less what counts twice
    check_area({box(0, 0, 300, 200)}, 50, 300 * 200 + 2 * 500 * 50 + pi * 2500);
    const MultiPolygon triangle = {{ring({{0, 0}, {300, 0}, {0, 400}}), {}}};
    check_area({triangle}, 50, 60000 + 1200 * 50 + pi * 2500);
    const MultiPolygon clockwise = {{ring({{0, 400}, {300, 0}, {0, 0}}), {}}};
    check_area({clockwise}, 50, 60000 + 1200 * 50 + pi * 2500);
    const MultiPolygon angle = {{ring({{0, 0}, {400, 0}, {400, 100}, {100, 100}, {100, 400}, {0, 400}}), {}}};
    check_area({angle}, 50, 70000 + 1600 * 50 + 5 * pi * 2500 / 4 - 2500);
}

TEST_CASE("A hole survives a short reach and is filled by a long one") {
    auto frame = box(0, 0, 1000, 1000);
    frame[0].holes.push_back(ring({{200, 200}, {200, 800}, {800, 800}, {800, 200}}));
    const auto outside = [](double r) { return 1e6 + 4000 * r + pi * r * r; };
    check_area({frame}, 100, outside(100) - 400 * 400);
    check_area({frame}, 299, outside(299) - 4);
    check_area({frame}, 300, outside(300));
    check_area({frame}, 350, outside(350));
}

TEST_CASE("What stands twice, beside, or end to end counts once") {
    check_area({box(0, 0, 300, 200), box(0, 0, 300, 200)}, 50, 300 * 200 + 2 * 500 * 50 + pi * 2500);
    check_area({box(0, 0, 150, 200), box(150, 0, 300, 200)}, 50, 300 * 200 + 2 * 500 * 50 + pi * 2500);
    const MultiLineString left = {{at(0, 0), at(200, 0)}}, right = {{at(100, 0), at(300, 0)}},
                          back = {{at(300, 0), at(0, 0)}};
    check_area({left, right}, 50, 300 * 100 + pi * 2500);
    check_area({left, right, back}, 50, 300 * 100 + pi * 2500);
    check_area({left, at(100, 0), at(200, 0)}, 50, 200 * 100 + pi * 2500); // discs that touch its sides
    const MultiLineString beside = {{at(0, 100), at(200, 100)}};
    check_area({left, beside}, 50, 2 * (200 * 100 + pi * 2500)); // sides on one line, reaches on both sides
    const MultiLineString loop = {{at(0, 0), at(300, 0), at(300, 300), at(0, 300), at(0, 0)}};
    check_area({loop}, 50, 4 * 300 * 50 + pi * 2500 + 300 * 300 - 200 * 200);
}

TEST_CASE("Zones cut discs, borders and each other's ground") {
    const std::vector<Place> assets = {at(0, 0)};
    const std::vector<MultiPolygon> zones = {box(-500, -500, 0, 500), box(0, -500, 500, 500), box(500, -500, 900, 500)};
    const auto result = within_reach(assets, {}, zones, reach(100));
    CHECK(result.zones[0].covered_m2 == Approx(pi * 5000).epsilon(1e-12));
    CHECK(result.zones[1].covered_m2 == Approx(pi * 5000).epsilon(1e-12));
    CHECK(result.zones[2].covered_m2 == 0);
    CHECK(result.zones[2].share() == 0);
    CHECK(result.gaps.size() == 3);
    CHECK(result.gaps.front().zone == 0);
    CHECK(result.all.covered_m2 == Approx(pi * 1e4).epsilon(1e-12));
    // A zone all within reach, and one that the disc touches.
    const std::vector<MultiPolygon> close = {box(-10, -10, 10, 10), box(100, -50, 300, 50)};
    const auto touched = within_reach(assets, {}, close, reach(100));
    CHECK(touched.zones[0].share() == 1);
    CHECK(touched.zones[1].covered_m2 == Approx(0).margin(1e-6));
    CHECK(touched.gaps.size() == 1);
}

TEST_CASE("A zone's border may run along that of the reach, on either side") {
    const std::vector<Place> assets = {box(0, 0, 300, 200)};
    const std::vector<MultiPolygon> zones = {box(0, -50, 300, 200), box(0, -500, 300, -50), box(0, 250, 300, 400),
                                             box(-50, -50, 350, 250)};
    const auto result = within_reach(assets, {}, zones, reach(50));
    CHECK(result.stroked.empty());
    CHECK(result.zones[0].covered_m2 == Approx(300 * 250).epsilon(1e-12));
    CHECK(result.zones[1].covered_m2 == Approx(0).margin(1e-6));
    CHECK(result.zones[2].covered_m2 == Approx(0).margin(1e-6));
    CHECK(result.zones[3].covered_m2 == Approx(400 * 300 - 4 * 2500 + pi * 2500).epsilon(1e-12));
}

TEST_CASE("Reaches differ; none serves nothing") {
    const std::vector<Place> assets = {at(0, 0), at(1000, 0), at(2000, 0)};
    const std::vector<double> own = {100, NAN, 0};
    CHECK(within_reach(assets, own, {}, reach(200)).all.covered_m2 == Approx(pi * 5e4).epsilon(1e-12));
    CHECK(within_reach({}, {}, {}, reach(200)).all.covered_m2 == 0);
    CHECK_FALSE(within_reach({}, {}, {}, reach(200)).all.share());
}

TEST_CASE("Reaches grow with the plane's scale, and areas come back to the ground") {
    const std::vector<Place> assets = {at(0, 0), at(1000, 0)};
    const std::vector<MultiPolygon> zones = {box(-500, -500, 500, 500), box(500, -500, 1500, 500)};
    const std::vector<double> asset_scale = {2, 1}, zone_scale = {2, 1};
    const kerb::test::AssetPlaces places(assets);
    const auto result = kerb::coverage::within_reach({places.shapes(), {}, zones, asset_scale, zone_scale}, reach(100));
    CHECK(result.zones[0].covered_m2 == Approx(pi * 1e4).epsilon(1e-12)); // a disc of 200 m in the plane
    CHECK(result.zones[0].total_m2 == Approx(25e4).epsilon(1e-12));
    CHECK(result.zones[1].covered_m2 == Approx(pi * 1e4).epsilon(1e-12));
    CHECK(result.all.total_m2 == Approx(125e4).epsilon(1e-12));
    CHECK(result.gaps.at(1).area_m2 == Approx(25e4 - pi * 1e4).epsilon(1e-12));
    CHECK_THROWS_AS(
        kerb::coverage::within_reach({places.shapes(), {}, zones, asset_scale, {zone_scale.data(), 1}}, reach(100)),
        kerb::UsageError);
}

TEST_CASE("Bands begin at their size") {
    const std::vector<kerb::coverage::SizeBand> bands = {{2000, kerb::Metres{300}}, {5000, kerb::Metres{500}}};
    const std::vector<double> sizes = {0, 1999.9, 2000, 4999, 5000, 1e9, NAN};
    CHECK(kerb::coverage::reaches_by_size(sizes, bands) == std::vector<double>{0, 0, 300, 300, 500, 500, 0});
    CHECK(kerb::coverage::reaches_by_size(sizes, {}) == std::vector<double>(7, 0));
}

TEST_CASE("A border that does not close is noticed, and the zone is measured the second way") {
    const std::vector<Place> assets = {at(0, 0), at(120, 0)};
    const std::vector<MultiPolygon> zones = {box(-500, -500, 60, 500), box(60, -500, 500, 500)};
    auto options = reach(100);
    const auto exact = within_reach(assets, {}, zones, options);
    options.join_within_m = -1; // nothing joins
    const auto stroked = within_reach(assets, {}, zones, options);
    CHECK(stroked.stroked == std::vector<std::uint32_t>{0, 1});
    for (std::size_t z = 0; z < zones.size(); ++z) {
        CHECK(stroked.zones[z].total_m2 == Approx(exact.zones[z].total_m2));
        CHECK(stroked.zones[z].covered_m2 == Approx(exact.zones[z].covered_m2).epsilon(1e-5));
        CHECK(stroked.zones[z].covered_m2 < exact.zones[z].covered_m2);
    }
    CHECK(stroked.gaps.size() == exact.gaps.size());
    CHECK(within_reach(assets, {}, {}, options).city_stroked);
}

TEST_CASE("Drawn gaps hold the gap, or lie in it, to the sagitta asked for") {
    const std::vector<Place> assets = {at(0, 0)};
    const std::vector<MultiPolygon> zones = {box(-500, -500, 500, 500)};
    auto options = reach(300);
    options.stroke.sagitta_m = 0.5;
    const auto outer = within_reach(assets, {}, zones, options);
    options.stroke.tangents = true;
    const auto inner = within_reach(assets, {}, zones, options);
    const double exact = 1e6 - pi * 9e4;
    const double drawn_outer = kerb::area({outer.gaps.at(0).area}), drawn_inner = kerb::area({inner.gaps.at(0).area});
    CHECK(outer.gaps[0].area_m2 == Approx(exact).epsilon(1e-12));
    CHECK(drawn_outer > exact);
    CHECK(drawn_outer < exact + 2 * pi * 300 * 0.5);
    CHECK(drawn_inner < exact);
    CHECK(drawn_inner > exact - 2 * pi * 301 * 0.5);
    CHECK(outer.gaps[0].area.holes.size() == 1);
}

TEST_CASE("Gaps between discs that touch are drawn valid, coarse as they are") {
    std::vector<Place> assets;
    for (int i = 0; i < 4; ++i) {
        assets.push_back(at((i % 2) * 200, (i / 2) * 200));
    }
    const std::vector<MultiPolygon> zones = {box(0, 0, 200, 200)};
    auto options = reach(100);
    for (const bool tangents : {false, true}) {
        options.stroke = {5, tangents};
        const auto result = within_reach(assets, {}, zones, options);
        REQUIRE(result.gaps.size() == 1);
        CHECK(result.gaps[0].area_m2 == Approx(4e4 - pi * 1e4).epsilon(1e-9));
        CHECK_FALSE(kerb::find_defect(MultiPolygon{result.gaps[0].area}));
        CHECK((kerb::area({result.gaps[0].area}) < result.gaps[0].area_m2) == tangents);
    }
}

TEST_CASE("What cannot be measured is refused") {
    const std::vector<Place> assets = {at(0, 0)};
    const std::vector<double> two = {1, 2}, negative = {-1};
    CHECK_THROWS_AS(within_reach(assets, {}, {}, reach(0)), kerb::UsageError);
    const kerb::test::AssetPlaces places(assets);
    CHECK_THROWS_AS(kerb::coverage::within_reach({places.shapes(), two, {}}, reach(1)), kerb::UsageError);
    CHECK_THROWS_AS(within_reach(assets, negative, {}, reach(1)), kerb::UsageError);
    const std::vector<Place> nowhere = {Point{NAN, 0}};
    CHECK_THROWS_AS(within_reach(nowhere, {}, {}, reach(1)), kerb::UsageError);
}
