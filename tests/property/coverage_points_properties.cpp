// Points and assets of random small towns: against the naive answer, and what must not change it.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/naive_points.hpp"
#include "support/property.hpp"

using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::Nearest;
using kerb::coverage::PointsInput;
using kerb::coverage::PointsResult;
using kerb::test::OwnAssets;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr Point origin = {38'500'000, 3'500'000};
using Raw = std::pair<std::uint16_t, std::uint16_t>;

/// Positions on a quarter metre, some of them far out: ties, and points upon edges, are frequent.
Point place(Raw raw) {
    const double spread = raw.first % 16 == 0 ? 4000 : 200;
    return {origin.x + std::fmod(raw.first / 4.0, spread), origin.y + std::fmod(raw.second / 4.0, spread)};
}

struct Town {
    std::vector<Raw> points, assets;
    std::vector<std::vector<Raw>> lines;
    std::vector<Raw> areas;
    std::vector<std::uint8_t> weights, reaches;
    std::uint8_t reach = 0;
};

/// A star of 3 to 8 corners around a place, some with a hole of the same form.
MultiPolygon star(Raw raw) {
    const auto centre = place(raw);
    const int corners = 3 + raw.first % 6;
    const auto ring = [&](double size) {
        Points points;
        for (int i = 0; i < corners; ++i) {
            const double angle = 2 * 3.14159 * i / corners, radius = size * (i % 2 == 0 ? 1 : 0.75);
            points.push_back({centre.x + std::round(radius * std::cos(angle) * 4) / 4,
                              centre.y + std::round(radius * std::sin(angle) * 4) / 4});
        }
        points.push_back(points.front());
        return points;
    };
    const double size = 5 + raw.second % 60;
    kerb::Polygon polygon{ring(size), {}};
    if (raw.second % 3 == 0) {
        polygon.holes.push_back(ring(size / 3));
    }
    return {polygon};
}

OwnAssets assets_of(const Town& town) {
    OwnAssets assets;
    for (const auto& raw : town.assets) {
        assets.points.push_back(place(raw));
    }
    for (const auto& raw : town.lines) {
        kerb::LineString chain;
        for (const auto& p : raw) {
            chain.push_back(place(p));
        }
        if (chain.size() >= 2) {
            assets.lines.push({chain});
        }
    }
    for (const auto& raw : town.areas) {
        assets.areas.push_back(star(raw));
    }
    return assets;
}

Points points_of(const Town& town) {
    Points points;
    std::transform(town.points.begin(), town.points.end(), std::back_inserter(points), place);
    points.push_back(origin);
    return points;
}

std::vector<double> repeated(const std::vector<std::uint8_t>& raw, std::size_t count, double unit) {
    std::vector<double> values;
    for (std::size_t i = 0; i < count && !raw.empty(); ++i) {
        const auto value = raw[i % raw.size()];
        values.push_back(value % 5 == 4 ? none : value * unit);
    }
    return values;
}

struct Measured {
    Points points;
    OwnAssets assets;
    std::vector<double> weights, reaches;
    double reach = 0;

    explicit Measured(const Town& town)
        : points(points_of(town)),
          assets(assets_of(town)),
          weights(repeated(town.weights, points.size(), 1)),
          reaches(repeated(town.reaches, assets.shapes().size(), 0.75)),
          reach(town.reach / 2.0) {}

    [[nodiscard]] PointsResult measure(int threads = 1) const {
        PointsInput input;
        input.points = points;
        input.weights = weights;
        input.assets = assets.shapes();
        input.asset_reach_m = reaches;
        return points_within(input, {.reach = kerb::Metres{reach}, .threads = kerb::Threads{threads}});
    }
    [[nodiscard]] bool naive_served(Point p) const {
        for (std::size_t a = 0; a < assets.shapes().size(); ++a) {
            const double own = reaches.empty() || std::isnan(reaches[a]) ? reach : reaches[a];
            if (kerb::test::naive_distance(p, assets, a) <= own) {
                return true;
            }
        }
        return false;
    }
};

} // namespace

namespace rc {

template <>
struct Arbitrary<Town> {
    static Gen<Town> arbitrary() {
        return gen::build<Town>(gen::set(&Town::points), gen::set(&Town::assets), gen::set(&Town::lines),
                                gen::set(&Town::areas), gen::set(&Town::weights), gen::set(&Town::reaches),
                                gen::set(&Town::reach));
    }
};

} // namespace rc

TEST_CASE("The nearest asset is the naive answer to the last bit") {
    kerb::test::holds("nearest", [](const Town& town) {
        const Measured measured(town);
        const auto found = kerb::coverage::nearest_assets(measured.points, measured.assets.shapes());
        for (std::size_t i = 0; i < found.size(); ++i) {
            RC_ASSERT(found[i] == kerb::test::naive_nearest(measured.points[i], measured.assets));
        }
    });
}

TEST_CASE("Served is the naive answer, with one reach or with many") {
    kerb::test::holds("served", [](const Town& town) {
        const Measured measured(town);
        const auto result = measured.measure();
        for (std::size_t i = 0; i < measured.points.size(); ++i) {
            RC_ASSERT((result.served[i] != 0) == measured.naive_served(measured.points[i]));
        }
        if (measured.reaches.empty()) {
            RC_ASSERT(result.served == kerb::coverage::within_reach(measured.points, measured.assets.shapes(),
                                                                    kerb::Metres{measured.reach}));
        }
    });
}

TEST_CASE("Counts, weights, ranking and quantiles follow from the points") {
    kerb::test::holds("sums", [](const Town& town) {
        const Measured measured(town);
        const auto result = measured.measure();
        kerb::coverage::Served sum;
        std::vector<double> distances, ones, weights;
        for (std::size_t i = 0; i < measured.points.size(); ++i) {
            const auto weight = measured.weights.empty() ? 0 : measured.weights[i];
            sum.count += 1;
            sum.served += result.served[i];
            sum.unknown_weight += std::isnan(weight) ? 1 : 0;
            sum.weight += std::isnan(weight) ? 0 : weight;
            sum.served_weight += std::isnan(weight) || result.served[i] == 0 ? 0 : weight;
            distances.push_back(result.nearest[i].distance_m);
            ones.push_back(1);
            weights.push_back(std::isnan(weight) ? 0 : weight);
        }
        RC_ASSERT(result.all == sum);
        RC_ASSERT(static_cast<std::int64_t>(result.unserved.size()) == sum.count - sum.served);
        for (std::size_t k = 1; k < result.unserved.size(); ++k) {
            const auto a = result.unserved[k - 1], b = result.unserved[k];
            const auto weight = [&](auto i) {
                return measured.weights.empty() ? 1 : (std::isnan(measured.weights[i]) ? -1 : measured.weights[i]);
            };
            RC_ASSERT(weight(a) > weight(b) || (weight(a) == weight(b) && distances[a] >= distances[b]));
        }
        if (measured.assets.shapes().size() > 0) {
            RC_ASSERT(result.distance.p50_m == kerb::test::naive_quantile(distances, ones, 50));
            RC_ASSERT(result.distance.p90_m == kerb::test::naive_quantile(distances, ones, 90));
            RC_ASSERT(result.distance.p95_m == kerb::test::naive_quantile(distances, ones, 95));
        }
        if (measured.assets.shapes().size() > 0 && sum.weight > 0) {
            RC_ASSERT(result.weighted_distance.p50_m == kerb::test::naive_quantile(distances, weights, 50));
            RC_ASSERT(result.weighted_distance.p95_m == kerb::test::naive_quantile(distances, weights, 95));
        }
    });
}

TEST_CASE("Threads and the order of points change nothing") {
    kerb::test::holds("order", [](const Town& town) {
        Measured measured(town);
        const auto one = measured.measure(1), two = measured.measure(2), four = measured.measure(4);
        RC_ASSERT(one.nearest == two.nearest);
        RC_ASSERT(one.served == four.served);
        RC_ASSERT(one.unserved == four.unserved);
        RC_ASSERT(one.all == two.all);
        std::reverse(measured.points.begin(), measured.points.end());
        std::reverse(measured.weights.begin(), measured.weights.end());
        const auto turned = measured.measure();
        RC_ASSERT(turned.all == one.all);
        RC_ASSERT(turned.distance == one.distance);
        RC_ASSERT(turned.weighted_distance == one.weighted_distance);
        RC_ASSERT(std::equal(one.nearest.begin(), one.nearest.end(), turned.nearest.rbegin()));
    });
}
