// Clusters: worked and published examples, ties, limits, chance.
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <sstream>
#include <string>

#include <kerb/base/error.hpp>
#include <kerb/base/random.hpp>
#include <kerb/outage/scan.hpp>

#include "support/test.hpp"

using namespace kerb::outage;
using kerb::Metres;
using kerb::Point;
using kerb::Points;
using kerb::Threads;
using Cases = std::vector<std::int64_t>;
using Numbers = std::vector<std::uint32_t>;

namespace {

constexpr std::uint32_t no_replicas = 0;

ScanCounts lamps(const Cases& out) {
    return {ScanModel::bernoulli, out};
}

ScanOptions options(double most_share, std::uint32_t replicas, std::uint32_t most_clusters = 10, double level = 0.05) {
    ScanOptions made;
    made.most_share = most_share;
    made.replicas = replicas;
    made.most_clusters = most_clusters;
    made.level = level;
    return made;
}

/// Lamps along a line, 30 m apart.
Points along_line(std::size_t count) {
    Points made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back({500000 + 30.0 * static_cast<double>(i), 3e6});
    }
    return made;
}

/// Lamps of a circuit, 30 m apart.
std::vector<LampOnCircuit> circuit(std::size_t count, std::uint32_t number = 0) {
    std::vector<LampOnCircuit> made;
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back({number, 30.0 * static_cast<double>(i)});
    }
    return made;
}

/// A square of lamps with two groups that are out, a large and a small one.
struct Town {
    Points places;
    Cases out;
    Town() {
        kerb::RandomStream random(4, 0, 0);
        for (int i = 0; i < 30; ++i) {
            for (int k = 0; k < 30; ++k) {
                places.push_back({i * 30.0, k * 30.0});
                const bool large = i >= 3 && i < 8 && k >= 3 && k < 8, small = i >= 20 && i < 23 && k >= 20 && k < 24;
                out.push_back(large || small || random.uniform() < 0.01 ? 1 : 0);
            }
        }
    }
};

} // namespace

TEST_CASE("The ratio of a worked example, and all that is told of the cluster") {
    // Of 20 lamps 5 are out: 4 at numbers 5, 6, 8 and 9 of the line, one at its end.
    Cases out(20, 0);
    out[5] = out[6] = out[8] = out[9] = out[19] = 1;
    const auto result = scan_circles(along_line(20), lamps(out), options(0.5, 99));
    REQUIRE(!result.clusters.empty());
    const auto& first = result.clusters.front();
    CHECK(first.lamps == Numbers{5, 6, 7, 8, 9});
    CHECK(first.centre == 7);
    CHECK(first.radius_m == 60);
    CHECK((first.last == 5 || first.last == 9));
    // 4 ln(4/5) + ln(1/5) + ln(1/15) + 14 ln(14/15) − 5 ln(5/20) − 15 ln(15/20), by hand.
    CHECK(first.log_likelihood_ratio == Approx(5.070740).margin(5e-6));
    CHECK(first.cases == 4);
    CHECK(first.population == 5);
    CHECK(first.expected == 1.25);
    CHECK(*first.relative_risk == Approx(12)); // (4/5)/(1/15)
    CHECK(*first.p >= 0.01);
    CHECK(result.cases == 5);
    CHECK(result.population == 20);
}

TEST_CASE("Leukaemia in New York: the published ratio of the most likely cluster") {
    std::ifstream file(std::string(KERB_SOURCE_DIR) + "/tests/support/new_york_leukaemia.csv");
    Points places;
    Cases cases;
    std::vector<double> people;
    for (std::string line; std::getline(file, line);) {
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream row(line);
        double x = 0, y = 0, share = 0, population = 0;
        if (row >> x >> y >> share >> population) {
            places.push_back({x * 1000, y * 1000});
            cases.push_back(static_cast<std::int64_t>(std::floor(share)));
            people.push_back(population);
        }
    }
    REQUIRE(places.size() == 281);
    const auto result = scan_circles(places, {ScanModel::poisson, cases, people}, options(0.5, 999, 1));
    CHECK(result.cases == 552);
    CHECK(result.population == 1'057'673);
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters[0].log_likelihood_ratio == Approx(15.00556).margin(5e-6));
    CHECK(result.clusters[0].cases == 117);
    CHECK(result.clusters[0].p == 0.001);
    CHECK(*result.clusters[0].gumbel_p < 0.001);
}

TEST_CASE("Products of cases and population beyond 31 and 63 bits are what they are") {
    for (const double unit : {1.0, 1e5, 1e12, 1e250, 1e-250}) {
        const std::vector<double> people = {3000 * unit, 5000 * unit, 2000 * unit, 40000 * unit, 50000 * unit};
        const Cases cases = {60'000, 90'000, 50'000, 500'000, 300'000};
        const auto result =
            scan_circles(along_line(5), {ScanModel::poisson, cases, people}, options(0.1, no_replicas, 1));
        REQUIRE(result.clusters.size() == 1);
        const auto& found = result.clusters[0];
        CHECK(found.lamps == Numbers{0, 1, 2});
        const long double c = 200'000, expected = 100'000, all = 1'000'000;
        const auto ratio = c * std::log(c / expected) + (all - c) * std::log((all - c) / (all - expected));
        CHECK(found.log_likelihood_ratio == Approx(static_cast<double>(ratio)).epsilon(1e-12));
        CHECK(found.population == Approx(10000 * unit).epsilon(1e-15));
        CHECK(!found.p);
    }
}

TEST_CASE("Lamps at one distance enter together: both arms of a pole, both neighbours") {
    // Poles with two arms; of each pole at most one lamp is out, so no window holds one without the other.
    Points places;
    Cases out;
    for (int pole = 0; pole < 30; ++pole) {
        for (const bool second : {false, true}) {
            places.push_back({pole * 25.0, 0});
            out.push_back(second && pole >= 10 && pole < 13 ? 1 : 0);
        }
    }
    const auto circles = scan_circles(places, lamps(out), options(0.2, no_replicas, 1));
    REQUIRE(circles.clusters.size() == 1);
    CHECK(circles.clusters[0].lamps == Numbers{20, 21, 22, 23, 24, 25});
    CHECK(circles.clusters[0].radius_m == 25);

    std::vector<LampOnCircuit> poles;
    std::transform(places.begin(), places.end(), std::back_inserter(poles), [](Point p) {
        return LampOnCircuit{0, p.x};
    });
    const auto runs = scan_runs(poles, lamps(out), options(0.2, no_replicas, 1));
    REQUIRE(runs.clusters.size() == 1);
    CHECK(runs.clusters[0].lamps == Numbers{20, 21, 22, 23, 24, 25});
    CHECK(runs.clusters[0].radius_m == 50);
    CHECK(runs.clusters[0].log_likelihood_ratio == circles.clusters[0].log_likelihood_ratio);
}

TEST_CASE("Along the streets a lamp beyond the river is far") {
    // Two streets 10 m apart, joined at one end only: 0 – 1 and 0 – 2, lamps every 20 m on both.
    const StreetGraph streets{3, {{0, 1, 1000}, {0, 2, 1000}}};
    std::vector<LampOnStreet> places;
    Points plane;
    Cases out;
    for (const std::uint32_t street : {0U, 1U}) {
        for (int i = 0; i < 50; ++i) {
            places.push_back({street, 20.0 * i + 10});
            plane.push_back({20.0 * i + 10, street * 10.0});
            out.push_back(street == 0 && i >= 40 && i < 45 ? 1 : 0);
        }
    }
    const LampNetwork network(streets, places);
    const auto near = network.near(42, 5, 1e9);
    CHECK(near == std::vector<NearLamp>{{42, 0}, {41, 20}, {43, 20}, {40, 40}, {44, 40}});
    CHECK(network.near(42, 4, 1e9).size() == 3); // the two at 40 m enter together, or not at all
    CHECK(network.near(42, 100, 40).size() == 5);
    CHECK(network.near(0, 3, 25) == std::vector<NearLamp>{{0, 0}, {1, 20}, {50, 20}});
    const auto result = scan_network(network, lamps(out), options(0.1, 99, 1));
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters[0].lamps == Numbers{40, 41, 42, 43, 44});
    CHECK(result.clusters[0].centre == 42);
    CHECK(result.clusters[0].radius_m == 40);
    CHECK(result.clusters[0].p == 0.01);
    // In the plane every circle takes the other bank in.
    const auto circles = scan_circles(plane, lamps(out), options(0.1, 99, 1));
    CHECK(circles.clusters[0].log_likelihood_ratio < result.clusters[0].log_likelihood_ratio);
}

TEST_CASE("A run is found where it is, stays in its circuit, and lamps without one count") {
    auto places = circuit(40, 0);
    const auto second = circuit(40, 1);
    places.insert(places.end(), second.begin(), second.end());
    places.resize(120); // the last 40 are in no circuit
    Cases out(120, 0);
    for (const auto i : {36, 37, 38, 39, 40, 41, 100, 101, 102, 103}) {
        out[i] = 1;
    }
    const auto result = scan_runs(places, lamps(out), options(0.1, 99, 1));
    REQUIRE(result.clusters.size() == 1);
    CHECK(result.clusters[0].lamps == Numbers{36, 37, 38, 39});
    CHECK(result.clusters[0].centre == 36);
    CHECK(result.clusters[0].last == 39);
    CHECK(result.clusters[0].radius_m == 90);
    CHECK(result.cases == 10);
    CHECK(result.population == 120);
    // No longer than 60 m: two runs of three tie, in the order of the circuit the first one goes before.
    auto shorter = options(0.1, 99, 1);
    shorter.most_radius = Metres{60};
    CHECK(scan_runs(places, lamps(out), shorter).clusters[0].lamps == Numbers{36, 37, 38});
}

TEST_CASE("A dead circuit is a run as long as it is, until a window may not be so large") {
    auto places = circuit(30, 0);
    for (std::uint32_t c = 1; c < 10; ++c) {
        const auto more = circuit(30, c);
        places.insert(places.end(), more.begin(), more.end());
    }
    Cases out(300, 0);
    std::fill(out.begin() + 60, out.begin() + 90, 1);
    const auto whole = scan_runs(places, lamps(out), options(0.1, 19));
    REQUIRE(whole.clusters.size() == 1);
    CHECK(whole.clusters[0].cases == 30);
    CHECK(!whole.clusters[0].relative_risk); // nothing is out elsewhere
    CHECK(whole.clusters[0].p == 0.05);
    const auto part = scan_runs(places, lamps(out), options(0.05, 19, 1));
    CHECK(part.clusters[0].cases == 15);
}

TEST_CASE("Equal ratios have equal p: both are clusters of one pass, more cases first") {
    Points places;
    Cases out;
    for (int i = 0; i < 200; ++i) {
        places.push_back({i * 30.0, 0});
        out.push_back((i >= 20 && i < 25) || (i >= 140 && i < 145) ? 1 : 0);
    }
    for (const std::uint64_t seed : {1, 2, 3}) {
        auto how = options(0.1, 99);
        how.seed = seed;
        const auto result = scan_circles(places, lamps(out), how);
        REQUIRE(result.clusters.size() == 2);
        const auto &a = result.clusters[0], &b = result.clusters[1];
        CHECK(a.lamps.front() == 20); // by place
        CHECK(b.lamps.front() == 140);
        CHECK(a.log_likelihood_ratio == b.log_likelihood_ratio);
        CHECK(a.p == b.p);
        CHECK(a.gumbel_p == b.gumbel_p);
        CHECK(std::pair(a.rank, b.rank) == std::pair(1U, 2U));
    }
    auto one = options(0.1, 99, 1);
    CHECK(scan_circles(places, lamps(out), one).clusters.size() == 1);
}

TEST_CASE("Secondaries are found once the first is taken out, and the search ends where chance begins") {
    const Town town;
    const auto result = scan_circles(town.places, lamps(town.out), options(0.1, 199));
    REQUIRE(result.clusters.size() == 2);
    const auto inside = [&](const Cluster& cluster, double x, double y) {
        return std::any_of(cluster.lamps.begin(), cluster.lamps.end(), [&](auto lamp) {
            return town.places[lamp] == Point{x, y};
        });
    };
    CHECK(inside(result.clusters[0], 150, 150));
    CHECK(inside(result.clusters[1], 630, 660));
    CHECK(result.clusters[0].p == 0.005);
    CHECK(result.passes == 3);
    CHECK(scan_circles(town.places, lamps(town.out), options(0.1, 199, 1)).clusters.size() == 1);
    // The first is always told of, also where p is large.
    Cases chance(town.places.size(), 0);
    for (std::size_t i = 0; i < chance.size(); i += 53) {
        chance[i] = 1;
    }
    const auto quiet = scan_circles(town.places, lamps(chance), options(0.1, 99));
    REQUIRE(quiet.clusters.size() == 1);
    CHECK(*quiet.clusters[0].p > 0.05);
}

TEST_CASE("One, two and four threads give the same bytes, for all kinds of windows") {
    const Town town;
    std::vector<double> population(town.places.size(), 2.5);
    const auto with = [&](int threads, bool poisson) {
        auto how = options(0.1, 99, 5, 1);
        how.threads = Threads{threads};
        const ScanCounts counts = poisson ? ScanCounts{ScanModel::poisson, town.out, population} : lamps(town.out);
        std::vector<LampOnCircuit> on_circuit;
        std::vector<LampOnStreet> on_street;
        StreetGraph streets{2, {}};
        for (const auto& place : town.places) {
            on_circuit.push_back({static_cast<std::uint32_t>(place.x / 30), place.y});
            on_street.push_back({static_cast<std::uint32_t>(place.x / 30), place.y});
        }
        streets.edges.assign(30, {0, 1, 1000});
        auto all = scan_circles(town.places, counts, how).clusters;
        for (auto& more : {scan_runs(on_circuit, counts, how).clusters,
                           scan_network(LampNetwork(streets, on_street), counts, how).clusters}) {
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    };
    for (const bool poisson : {false, true}) {
        const auto one = with(1, poisson);
        CHECK(one.size() > 6);
        CHECK(with(2, poisson) == one);
        CHECK(with(4, poisson) == one);
    }
}

TEST_CASE("No lamps, no case, nothing but cases, one lamp, one place: no cluster; no replicas: no p") {
    CHECK(scan_circles({}, lamps({}), options(0.5, 9)).clusters.empty());
    CHECK(scan_runs({}, lamps({}), options(0.5, 9)).clusters.empty());
    CHECK(scan_network(LampNetwork({}, {}), lamps({}), options(0.5, 9)).clusters.empty());
    const auto line = along_line(30);
    CHECK(scan_circles(line, lamps(Cases(30, 0)), options(0.5, 9)).clusters.empty());
    CHECK(scan_circles(line, lamps(Cases(30, 1)), options(0.5, 9)).clusters.empty());
    CHECK(scan_runs(circuit(30), lamps(Cases(30, 1)), options(1, 9)).clusters.empty());
    for (const std::int64_t out : {0, 1}) {
        CHECK(scan_circles(along_line(1), lamps({out}), options(1, 9)).clusters.empty());
    }
    Cases some(30, 0);
    some[3] = some[4] = 1;
    CHECK(scan_circles(Points(30, Point{1, 2}), lamps(some), options(1, 9)).clusters.empty());
    const auto untested = scan_circles(line, lamps(some), options(0.5, no_replicas, 3));
    REQUIRE(!untested.clusters.empty());
    CHECK(untested.clusters[0].lamps == Numbers{2, 3, 4}); // 2 and 4 are as far from 3
    CHECK(!untested.clusters[0].p);
    CHECK(!untested.clusters[0].gumbel_p);
    // One case of many lamps: any replica has as high a ratio.
    Cases one(30, 0);
    one[7] = 1;
    CHECK(scan_circles(line, lamps(one), options(0.5, 9)).clusters[0].p == 1);
    // A share that is less than a lamp still lets one lamp in.
    CHECK(scan_circles(line, lamps(some), options(0.01, 9, 1)).clusters[0].population == 1);
}

TEST_CASE("Where lamps go out by chance, p is at most 0.05 about as often as it should be") {
    constexpr int towns = 200;
    int called = 0;
    const auto places = along_line(120);
    for (int town = 0; town < towns; ++town) {
        kerb::RandomStream random(21, 3, static_cast<std::uint64_t>(town));
        Cases out;
        Points plane;
        for (std::size_t i = 0; i < places.size(); ++i) {
            plane.push_back({random.uniform(0, 1000), random.uniform(0, 1000)});
            out.push_back(random.uniform() < 0.1 ? 1 : 0);
        }
        auto how = options(0.3, 99, 1);
        how.seed = static_cast<std::uint64_t>(town);
        const auto found = scan_circles(plane, lamps(out), how).clusters;
        called += !found.empty() && *found[0].p <= 0.05 ? 1 : 0;
    }
    // Ties count against us, so a little less than 5 %; 3 σ of 200.
    CHECK(called <= towns * 0.05 + 3 * std::sqrt(towns * 0.05 * 0.95));
    CHECK(called >= 2);
}

TEST_CASE("The Gumbel tail is near the share of replicas where that is small") {
    const Town town;
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Cases out(town.places.size(), 0);
        kerb::RandomStream random(8, 0, seed);
        for (auto& one : out) {
            one = random.uniform() < 0.05 ? 1 : 0;
        }
        const auto found = scan_circles(town.places, lamps(out), options(0.1, 399, 1)).clusters;
        REQUIRE(!found.empty());
        if (*found[0].p < 0.1) {
            CHECK(*found[0].gumbel_p == Approx(*found[0].p).margin(0.03));
            ++compared;
        }
    }
    CHECK(compared >= 3);
}

TEST_CASE("A scan can be watched and called off") {
    const Town town;
    double last = 0;
    const auto watch = [&](std::string_view stage, double share) {
        CHECK(stage == "outage.scanning");
        CHECK(share >= last);
        CHECK(share <= 1);
        last = share;
        return true;
    };
    (void)scan_circles(town.places, lamps(town.out), options(0.1, 19), watch);
    CHECK(last == 1);
    const auto stop = [](std::string_view, double) { return false; };
    CHECK_THROWS_AS(scan_circles(town.places, lamps(town.out), options(0.1, 19), stop), kerb::Cancelled);
}

TEST_CASE("What cannot be scanned is refused") {
    const auto line = along_line(3);
    const Cases out = {0, 1, 0};
    const std::vector<double> people = {1, 2, 3};
    const auto refused = [&](const Points& places, const ScanCounts& counts, const ScanOptions& how) {
        CHECK_THROWS_AS(scan_circles(places, counts, how), kerb::UsageError);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    refused(along_line(2), lamps(out), {});
    refused(line, lamps({0, 2, 0}), {});
    refused(line, lamps({0, -1, 0}), {});
    refused(line, {ScanModel::bernoulli, out, people}, {});
    refused(line, {ScanModel::poisson, out, {}}, {});
    refused(line, {ScanModel::poisson, out, std::vector<double>{1, 0, 1}}, {});
    refused(line, {ScanModel::poisson, out, std::vector<double>{1, nan, 1}}, {});
    refused({{0, 0}, {nan, 0}, {1, 1}}, lamps(out), {});
    refused(line, lamps(out), options(0, 9));
    refused(line, lamps(out), options(1.01, 9));
    refused(line, lamps(out), options(0.1, 9, 1, nan));
    auto no_radius = options(0.1, 9);
    no_radius.most_radius = Metres{0};
    refused(line, lamps(out), no_radius);
    CHECK_THROWS_AS(LampNetwork({2, {{0, 2, 1}}}, {}), kerb::UsageError);
    CHECK_THROWS_AS(LampNetwork({2, {{0, 1, nan}}}, {}), kerb::UsageError);
    const std::vector<LampOnStreet> beyond = {{0, 1.5}}, nowhere = {{1, 0}};
    CHECK_THROWS_AS(LampNetwork({2, {{0, 1, 1}}}, beyond), kerb::UsageError);
    CHECK_THROWS_AS(LampNetwork({2, {{0, 1, 1}}}, nowhere), kerb::UsageError);
    CHECK_THROWS_AS(scan_runs(std::vector<LampOnCircuit>{{0, nan}}, lamps({1}), {}), kerb::UsageError);
}
