// Points within reach of assets, against figures worked out by hand.
#include <cmath>
#include <limits>

#include <kerb/base/error.hpp>
#include <kerb/coverage/representative.hpp>

#include "support/naive_points.hpp"
#include "support/test.hpp"

using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::PointsInput;
using kerb::coverage::PointsResult;
using kerb::test::OwnAssets;

namespace {

constexpr double east = 38'500'000, north = 3'500'000;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

Point at(double x, double y) {
    return {east + x, north + y};
}

Points square(double x, double y, double size) {
    return {at(x, y), at(x + size, y), at(x + size, y + size), at(x, y + size), at(x, y)};
}

/// A park of 100 m with a hole of 20 m in its middle.
OwnAssets ring_park() {
    OwnAssets assets;
    assets.areas.push_back({{square(0, 0, 100), {square(40, 40, 20)}}});
    return assets;
}

PointsResult measure(const Points& points, const OwnAssets& assets, double reach, std::vector<double> weights = {},
                     std::vector<double> own = {}, const kerb::ZoneMap* zones = nullptr) {
    PointsInput input;
    input.points = points;
    input.weights = weights;
    input.assets = assets.shapes();
    input.asset_reach_m = own;
    input.zones = zones;
    return points_within(input, {.reach = kerb::Metres{reach}});
}

double distance_of(Point p, const OwnAssets& assets) {
    return kerb::coverage::nearest_assets(Points{p}, assets.shapes()).at(0).distance_m;
}

} // namespace

TEST_CASE("Exactly at the distance is served") {
    OwnAssets assets;
    assets.points = {at(0, 0)};
    const Points points = {at(180, 240), at(180.25, 240), at(0, 300), at(0, 300.0009765625)};
    const auto result = measure(points, assets, 300);
    CHECK(result.nearest[0].distance_m == 300);
    CHECK(result.served == std::vector<std::uint8_t>{1, 0, 1, 0});
    CHECK(result.all.share() == 0.5);
    CHECK(kerb::coverage::within_reach(points, assets.shapes(), kerb::Metres{300}) == result.served);
    // An oblique edge: 3-4-5 once more.
    OwnAssets road;
    road.lines.push({{at(0, 0), at(300, 400)}});
    CHECK(distance_of(at(150 - 240, 200 + 180), road) == 300);
    CHECK(measure({at(150 - 240, 200 + 180)}, road, 300).all.served == 1);
}

TEST_CASE("Inside an area the distance is 0, in its hole it is not") {
    const auto park = ring_park();
    CHECK(distance_of(at(10, 10), park) == 0);
    CHECK(distance_of(at(50, 50), park) == 10);
    CHECK(distance_of(at(45, 50), park) == 5);
    CHECK(distance_of(at(100, 30), park) == 0); // on the border
    CHECK(distance_of(at(100, 100), park) == 0);
    CHECK(distance_of(at(60, 50), park) == 0); // on the hole's border
    CHECK(distance_of(at(103, 104), park) == 5);
    CHECK(distance_of(at(-7, 50), park) == 7);
}

TEST_CASE("An area in several parts, and a line in several") {
    OwnAssets assets;
    assets.areas.push_back({{square(0, 0, 10), {}}, {square(100, 0, 10), {}}});
    CHECK(distance_of(at(105, 5), assets) == 0);
    CHECK(distance_of(at(60, 5), assets) == 40);
    CHECK(distance_of(at(40, 5), assets) == 30);
    assets.lines.push({{at(0, 50), at(10, 50)}, {at(55, 50), at(65, 50), at(65, 50)}});
    CHECK(distance_of(at(60, 48), assets) == 2);
}

TEST_CASE("Of equally near assets the lowest counts, whatever its shape") {
    OwnAssets assets;
    assets.points = {at(10, 0), at(-10, 0), at(500, 500)};
    assets.lines.push({{at(0, 10), at(5, 10)}});
    assets.areas.push_back({{square(-5, -15, 5), {}}});
    const auto nearest = kerb::coverage::nearest_assets(Points{at(0, 0)}, assets.shapes());
    CHECK(nearest[0] == kerb::coverage::Nearest{10, 0});
    // Two parks over each other, and a bench within both.
    OwnAssets over;
    over.areas = {{{square(0, 0, 50), {}}}, {{square(-10, -10, 50), {}}}};
    CHECK(kerb::coverage::nearest_assets(Points{at(5, 5)}, over.shapes())[0] == kerb::coverage::Nearest{0, 0});
    over.points = {at(5, 5)};
    CHECK(kerb::coverage::nearest_assets(Points{at(5, 5)}, over.shapes())[0] == kerb::coverage::Nearest{0, 0});
    CHECK(kerb::coverage::nearest_assets(Points{at(6, 5)}, over.shapes())[0] == kerb::coverage::Nearest{0, 1});
}

TEST_CASE("Without any asset nothing is served and no distance is known") {
    const Points points = {at(0, 0), at(1, 1)};
    for (const auto& assets : {OwnAssets{}, [] {
                                   OwnAssets empty;
                                   empty.areas.push_back({});
                                   empty.lines.end_feature();
                                   return empty;
                               }()}) {
        const auto result = measure(points, assets, 300, {3, 4});
        CHECK(result.all.served == 0);
        CHECK(result.all.share() == 0.0);
        CHECK(result.all.weighted_share() == 0.0);
        CHECK(std::isinf(result.nearest[0].distance_m));
        CHECK(result.nearest[0].asset == kerb::coverage::no_asset);
        CHECK_FALSE(result.distance.p50_m.has_value());
        CHECK_FALSE(result.weighted_distance.max_m.has_value());
        CHECK(result.unserved == std::vector<std::uint32_t>{1, 0});
    }
    const auto nobody = measure({}, ring_park(), 300);
    CHECK_FALSE(nobody.all.share().has_value());
    CHECK_FALSE(nobody.distance.max_m.has_value());
}

TEST_CASE("People count by their weight, and unknown ones apart") {
    OwnAssets assets;
    assets.points = {at(0, 0)};
    const Points points = {at(10, 0), at(20, 0), at(400, 0), at(500, 0), at(600, 0)};
    const auto result = measure(points, assets, 300, {30, unknown, 10, unknown, 60});
    CHECK(result.all.count == 5);
    CHECK(result.all.served == 2);
    CHECK(result.all.weight == 100);
    CHECK(result.all.served_weight == 30);
    CHECK(result.all.unknown_weight == 2);
    CHECK(result.all.weighted_share() == 0.3);
    CHECK(result.unserved == std::vector<std::uint32_t>{4, 2, 3}); // by weight, the unknown last
    CHECK(measure(points, assets, 300, {30, unknown, 10, 0, unknown}).unserved == std::vector<std::uint32_t>{2, 3, 4});
    // Ranked by distance where weights are equal.
    CHECK(measure(points, assets, 300).unserved == std::vector<std::uint32_t>{4, 3, 2});
    // 30 of 100 at 10 m, 40 at 400 m, 100 at 600 m.
    CHECK(result.weighted_distance.p50_m == 600);
    CHECK(result.distance.p50_m == 400);
    CHECK(result.distance.max_m == 600);
}

TEST_CASE("Quantiles of type 1") {
    std::vector<double> distances;
    for (int i = 20; i >= 1; --i) {
        distances.push_back(i);
    }
    const auto q = kerb::coverage::distance_quantiles(distances);
    CHECK(q == kerb::coverage::DistanceQuantiles{10.0, 18.0, 19.0, 20.0});
    CHECK(kerb::coverage::distance_quantiles(distances, std::vector<double>(20, 2.5)) == q);
    std::vector<double> weights(20, 0.0);
    weights[0] = 1; // the one at 20 m
    weights[19] = 1;
    CHECK(kerb::coverage::distance_quantiles(distances, weights) ==
          kerb::coverage::DistanceQuantiles{1.0, 20.0, 20.0, 20.0});
    CHECK(kerb::coverage::distance_quantiles(std::vector<double>{7}).p50_m == 7);
}

TEST_CASE("An asset with a longer reach serves, though a nearer one does not") {
    OwnAssets assets;
    assets.points = {at(0, 0), at(1000, 0)};
    const Points points = {at(300, 0), at(299, 0), at(100, 0), at(1700, 0), at(1701, 0)};
    const auto result = measure(points, assets, 200, {}, {unknown, 700});
    CHECK(result.served == std::vector<std::uint8_t>{1, 0, 1, 1, 0});
    CHECK(result.nearest[0].asset == 0);
}

TEST_CASE("Zones have their own shares; assets outside of them serve inside") {
    OwnAssets assets;
    assets.points = {at(-10, 5)};
    const std::vector<MultiPolygon> zones = {{{square(0, 0, 100), {}}}, {{square(100, 0, 100), {}}}};
    const kerb::ZoneMap map(zones, std::vector<std::uint32_t>{0, 1});
    const Points points = {at(10, 5), at(100, 50), at(150, 5), at(150, 500)};
    const auto result = measure(points, assets, 50, {1, 2, 4, 8}, {}, &map);
    REQUIRE(result.zones.size() == 2);
    CHECK(result.zones[0] == kerb::coverage::Served{2, 1, 3, 1, 0}); // the border belongs to the first
    CHECK(result.zones[1] == kerb::coverage::Served{1, 0, 4, 0, 0});
    CHECK(result.outside_zones == kerb::coverage::Served{1, 0, 8, 0, 0});
    CHECK(result.zone == std::vector<std::uint32_t>{0, 0, 1, kerb::coverage::no_zone});
}

TEST_CASE("Ground distances are the plane's divided by its scale") {
    OwnAssets assets;
    assets.points = {at(0, 0)};
    const Points points = {at(300, 0)};
    const std::vector<double> scale = {1.5};
    PointsInput input;
    input.points = points;
    input.assets = assets.shapes();
    input.point_scale = scale;
    const auto result = points_within(input, {.reach = kerb::Metres{200}});
    CHECK(result.nearest[0].distance_m == 200);
    CHECK(result.all.served == 1);
    CHECK(points_within(input, {.reach = kerb::Metres{199}}).all.served == 0);
}

TEST_CASE("What is no number is refused by name") {
    OwnAssets assets;
    assets.points = {at(0, 0)};
    const Points points = {at(0, 0)};
    CHECK_THROWS_AS(measure(points, assets, -1), kerb::UsageError);
    CHECK_THROWS_AS(measure(points, assets, 1, {-3}), kerb::UsageError);
    CHECK_THROWS_AS(measure(points, assets, 1, {1, 2}), kerb::UsageError);
    CHECK_THROWS_AS(measure(points, assets, 1, {}, {-1}), kerb::UsageError);
    CHECK_THROWS_AS(measure({{unknown, 0}}, assets, 1), kerb::UsageError);
    auto bad = ring_park();
    bad.areas[0][0].holes[0][1].x = std::numeric_limits<double>::infinity();
    CHECK_THROWS_AS(measure(points, bad, 1), kerb::UsageError);
}

TEST_CASE("A cancelled run ends") {
    const Points points = {at(0, 0)};
    OwnAssets assets;
    PointsInput input;
    input.points = points;
    input.assets = assets.shapes();
    CHECK_THROWS_AS(points_within(input, {.reach = kerb::Metres{1}}, [](auto, double) { return false; }),
                    kerb::Cancelled);
}

TEST_CASE("One point stands for an area: the centroid if it is inside") {
    using kerb::coverage::representative_point;
    CHECK(representative_point(MultiPolygon{{square(0, 0, 100), {}}}) == at(50, 50));
    // An L whose centroid is inside, turned either way.
    Points l = {at(0, 0), at(30, 0), at(30, 20), at(20, 20), at(20, 30), at(0, 30), at(0, 0)};
    const auto centroid = representative_point(MultiPolygon{{l, {}}});
    REQUIRE(centroid);
    CHECK(std::abs(centroid->x - east - 13.75) < 1e-9);
    std::reverse(l.begin(), l.end());
    CHECK(representative_point(MultiPolygon{{l, {}}}) == centroid);
    // In the hole of a ring lies its centroid: another point then, and one that is inside.
    const auto park = ring_park().areas[0];
    const auto inside = representative_point(park);
    REQUIRE(inside);
    CHECK(kerb::covers(park, *inside));
    CHECK_FALSE(representative_point(MultiPolygon{}).has_value());
    CHECK(representative_point(kerb::MultiLineString{{at(0, 0), at(10, 0)}, {at(20, 0), at(50, 0)}}) == at(30, 0));
    CHECK(representative_point(kerb::MultiLineString{{at(3, 4), at(3, 4)}}) == at(3, 4));
    CHECK_FALSE(representative_point(kerb::MultiLineString{}).has_value());
}
