// Draws of roads: chances that come true over many seeds, totals without bias, and the same draw whatever the rows'
// order.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/patrol_sample.hpp>
#include <kerb/outage/plan.hpp>

#include "support/test.hpp"

using namespace kerb::outage;

namespace {

std::vector<PatrolCluster> roads() {
    std::vector<PatrolCluster> made;
    for (std::uint32_t i = 0; i < 40; ++i) {
        kerb::RandomStream random(3, 31, i);
        made.push_back({"R" + std::to_string(i), i % 3, 5 + random.below(60)});
    }
    made[7].lamps = 700; // more than its stratum's share
    made[9].lamps = 0;
    return made;
}

const std::vector<std::int64_t> take = {4, 5, 3};

/// Lamps that are out on a road, some tenth of them.
double out_on(const PatrolCluster& road) {
    return double(road.lamps / 10) + (road.key.back() % 3);
}

} // namespace

TEST_CASE("Over all seeds a road is drawn as often as its chance says, and totals are without bias") {
    const auto clusters = roads();
    constexpr int seeds = 2000;
    for (const auto draw : {PatrolDraw::simple, PatrolDraw::by_size}) {
        std::vector<int> times(clusters.size());
        double sum = 0, squares = 0;
        const auto first = draw_patrol(clusters, take, draw, 0);
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const auto sample = draw_patrol(clusters, take, draw, seed);
            CHECK(sample.inclusion == first.inclusion);
            CHECK(sample.drawn.size() == 12);
            double total = 0;
            for (const auto& drawn : sample.drawn) {
                ++times[drawn.cluster];
                CHECK(drawn.inclusion == sample.inclusion[drawn.cluster]);
                total += clusters[drawn.cluster].lamps > 0 ? out_on(clusters[drawn.cluster]) / drawn.inclusion : 0;
            }
            sum += total;
            squares += total * total;
        }
        for (std::size_t c = 0; c < clusters.size(); ++c) {
            const double p = first.inclusion[c], sigma = std::sqrt(seeds * p * (1 - p));
            CHECK(std::abs(times[c] - seeds * p) <= 4 * sigma + 1e-9);
        }
        CHECK(std::accumulate(first.inclusion.begin(), first.inclusion.end(), 0.0) == Approx(12).epsilon(1e-12));
        double truth = 0;
        for (const auto& road : clusters) {
            truth += road.lamps > 0 ? out_on(road) : 0;
        }
        const double mean = sum / seeds, error = std::sqrt((squares / seeds - mean * mean) / seeds);
        CHECK(std::abs(mean - truth) < 4 * error); // Horvitz & Thompson
    }
}

TEST_CASE("By size: chances are lamps' shares, a huge road is drawn for sure, an empty one never") {
    const auto clusters = roads();
    const auto sample = draw_patrol(clusters, take, PatrolDraw::by_size, 7);
    CHECK(sample.inclusion[7] == 1);
    CHECK(sample.inclusion[9] == 0);
    CHECK(std::any_of(sample.drawn.begin(), sample.drawn.end(), [](const auto& d) { return d.cluster == 7; }));
    double rest = 0;
    for (const auto& road : clusters) {
        rest += road.stratum == 1 && road.lamps < 700 ? double(road.lamps) : 0;
    }
    for (std::uint32_t c = 0; c < clusters.size(); ++c) {
        if (clusters[c].stratum == 1 && c != 7) {
            CHECK(sample.inclusion[c] == Approx(4 * double(clusters[c].lamps) / rest).epsilon(1e-14));
        }
    }
    CHECK(sample.sampled_share == std::vector<double>(3, 0));
    CHECK(draw_patrol(clusters, take, PatrolDraw::simple, 7).sampled_share[0] == Approx(4.0 / 14));
    // All of them, whatever their sizes.
    const std::vector<PatrolCluster> few = {{"a", 0, 1}, {"b", 0, 2}, {"c", 0, 90}};
    const auto all = draw_patrol(few, std::vector<std::int64_t>{3}, PatrolDraw::by_size, 1);
    CHECK(all.inclusion == std::vector<double>(3, 1));
    CHECK(all.drawn.size() == 3);
}

TEST_CASE("The same keys and seed, the same draw, whatever the order of the rows") {
    const auto clusters = roads();
    auto turned = clusters;
    std::reverse(turned.begin(), turned.end());
    std::set<std::string> first_seed;
    for (const auto draw : {PatrolDraw::simple, PatrolDraw::by_size}) {
        std::set<std::vector<std::string>> draws;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const auto keys = [&](const std::vector<PatrolCluster>& from) {
                std::vector<std::string> drawn;
                for (const auto& d : draw_patrol(from, take, draw, seed).drawn) {
                    drawn.push_back(from[d.cluster].key);
                }
                return drawn;
            };
            CHECK(keys(clusters) == keys(turned));
            draws.insert(keys(clusters));
        }
        CHECK(draws.size() >= 19); // another seed, another patrol
    }
    // A stratum's draw is its own: another one's roads change nothing.
    auto fewer = clusters;
    std::erase_if(fewer, [](const PatrolCluster& c) { return c.stratum == 2; });
    const auto whole = draw_patrol(clusters, take, PatrolDraw::simple, 7);
    const auto part = draw_patrol(fewer, std::vector<std::int64_t>{4, 5, 0}, PatrolDraw::simple, 7);
    for (std::size_t k = 0; k < 9; ++k) {
        CHECK(clusters[whole.drawn[k].cluster].key == fewer[part.drawn[k].cluster].key);
    }
}

TEST_CASE("What cannot be drawn is refused") {
    const std::vector<PatrolCluster> twins = {{"a", 0, 1}, {"a", 0, 2}}, two = {{"a", 0, 1}, {"b", 0, 2}};
    const auto draw = [](const std::vector<PatrolCluster>& from, std::vector<std::int64_t> number) {
        return draw_patrol(from, number, PatrolDraw::simple, 1);
    };
    CHECK_THROWS_AS(draw(twins, {1}), kerb::UsageError);
    CHECK_THROWS_AS(draw(two, {3}), kerb::UsageError);
    CHECK_THROWS_AS(draw(two, {-1}), kerb::UsageError);
    CHECK_THROWS_AS(draw(two, {}), kerb::UsageError); // no number for their stratum
    CHECK_THROWS_AS(draw({{"a", 0, -1}}, {1}), kerb::UsageError);
    CHECK(draw(two, {0}).drawn.empty());
    CHECK(draw({}, {}).drawn.empty());
    const std::vector<PatrolCluster> dark = {{"a", 0, 0}, {"b", 0, 0}};
    CHECK(draw_patrol(dark, std::vector<std::int64_t>{2}, PatrolDraw::by_size, 1).drawn.empty());
}

TEST_CASE("Allotment: by lamps, by Neyman, two at least, all at most") {
    const std::vector<PatrolStratum> strata = {{100, 5000, 0.02}, {50, 3000, 0.08}, {40, 2000, 0.02}, {3, 20, 0.02}};
    using Take = std::vector<std::int64_t>;
    CHECK(allot_by_lamps(strata, 20) == Take{9, 5, 4, 2}); // shares 9.98, 5.99, 3.99, 0.04, less what the last one got
    CHECK(allot_by_lamps(strata, 193) == Take{100, 50, 40, 3});
    CHECK(allot_by_lamps(strata, 0) == Take{0, 0, 0, 0});
    CHECK(allot_by_lamps(strata, 3) == Take{1, 1, 1, 0}); // too few for two each
    const auto neyman = allot_neyman(strata, 40);
    CHECK(std::accumulate(neyman.begin(), neyman.end(), std::int64_t{0}) == 40);
    // 5000 √.0196 = 700, 3000 √.0736 = 813.9, 280, 2.8
    CHECK(neyman == Take{15, 17, 6, 2});
    // A stratum that is full leaves the rest to the others.
    CHECK(allot_by_lamps(std::vector<PatrolStratum>{{4, 900, 0}, {50, 100, 0}}, 20) == Take{4, 16});
    CHECK(allot_by_lamps(std::vector<PatrolStratum>{{4, 0, 0}, {5, 0, 0}}, 6) == Take{3, 3}); // nothing to go by
    CHECK_THROWS_AS(allot_by_lamps(strata, 194), kerb::UsageError);
    CHECK_THROWS_AS(allot_neyman(std::vector<PatrolStratum>{{4, 900, 1.5}}, 2), kerb::UsageError);
}

TEST_CASE("How many lamps of a road to look at") {
    // c₁ = 25 c₂, ρ = 0.06: √(25 · 0.94/0.06) = 19.8.
    CHECK(lamps_per_cluster(25, 1, 0.06) == Approx(std::sqrt(25 * 0.94 / 0.06)).epsilon(1e-14));
    CHECK(lamps_per_cluster(1, 1, 0.9) == 1);
    CHECK(lamps_per_cluster(1, 1, 0) == std::numeric_limits<double>::infinity());
    CHECK_THROWS_AS(lamps_per_cluster(0, 1, 0.1), kerb::UsageError);
    // It is the least: the variance of a mean at a given cost, (c₁ + c₂ m)(1 + (m − 1) ρ)/m.
    const auto cost = [](double m) { return (25 + m) * cluster_deff(m, 0.06) / m; };
    const double best = lamps_per_cluster(25, 1, 0.06);
    CHECK((cost(best) < cost(best * 1.05) && cost(best) < cost(best / 1.05)));
}
