// Points and assets of random small towns: against the naive answer, and what must not change it.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "support/property.hpp"
#include "support/random_assets.hpp"

using kerb::MultiPolygon;
using kerb::Point;
using kerb::Points;
using kerb::coverage::Nearest;
using kerb::coverage::PointsInput;
using kerb::coverage::PointsResult;
using kerb::test::origin;
using kerb::test::OwnAssets;
using kerb::test::place;
using kerb::test::Raw;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
struct Town {
    std::vector<Raw> points, assets;
    std::vector<std::vector<Raw>> lines;
    std::vector<Raw> areas;
    std::vector<std::uint8_t> weights, reaches;
    std::uint8_t reach = 0;
};

OwnAssets assets_of(const Town& town) {
    return kerb::test::random_assets(town.assets, town.lines, town.areas);
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
