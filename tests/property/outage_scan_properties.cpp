// Scans against all windows looked at one by one, in random small towns.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include <kerb/base/random.hpp>
#include <kerb/outage/scan.hpp>

#include "outage/scan_circles.hpp"
#include "outage/scan_network.hpp"
#include "outage/scan_runs.hpp"
#include "support/property.hpp"

using namespace kerb::outage;
using kerb::Metres;
using kerb::Point;
using kerb::Points;
using kerb::Threads;

namespace {

using Raw = std::vector<std::uint16_t>;
constexpr double far = std::numeric_limits<double>::infinity();

struct Limits {
    Quanta most = 0;
    double most_m = far;
};

/// The ratio as Kulldorff (1997) writes it, in long double.
double naive_ratio(ScanModel model, double cases, double size, double all, double total) {
    const auto part = [](long double x, long double of) { return x > 0 ? x * std::log(x / of) : 0.0L; };
    if (cases * total <= all * size) {
        return 0;
    }
    if (model == ScanModel::poisson) {
        const long double expected = static_cast<long double>(all) * size / total;
        return static_cast<double>(part(cases, expected) + part(all - cases, all - expected));
    }
    return static_cast<double>(part(cases, size) + part(size - cases, size) + part(all - cases, total - size) +
                               part(total - size - all + cases, total - size) - part(all, total) -
                               part(total - all, total));
}

/// Calls `visit(members)` for all windows.
using Visit = std::function<void(const std::vector<std::uint32_t>&)>;
using AllWindows = std::function<void(const Visit&)>;

/// All balls: members of a window are the places within each distance of each centre.
AllWindows balls(std::vector<std::vector<double>> distance_m, double most_m) {
    return [distance = std::move(distance_m), most_m](const Visit& visit) {
        for (const auto& from : distance) {
            for (const auto radius : from) {
                if (radius <= most_m * (1 + 1e-12)) {
                    std::vector<std::uint32_t> inside;
                    for (std::uint32_t i = 0; i < from.size(); ++i) {
                        if (from[i] <= radius) {
                            inside.push_back(i);
                        }
                    }
                    visit(inside);
                }
            }
        }
    };
}

/// Greatest ratio of any window.
double naive_greatest(const AllWindows& windows, ScanModel model, const std::vector<std::int64_t>& cases,
                      const std::vector<Quanta>& sizes, Quanta most) {
    const auto sum = [](double a, auto b) { return a + static_cast<double>(b); };
    const double all = std::accumulate(cases.begin(), cases.end(), 0.0, sum);
    const double total = std::accumulate(sizes.begin(), sizes.end(), 0.0, sum);
    double best = 0;
    windows([&](const std::vector<std::uint32_t>& inside) {
        double c = 0;
        Quanta n = 0;
        for (const auto i : inside) {
            c += static_cast<double>(cases[i]);
            n += sizes[i];
        }
        if (n <= most && static_cast<double>(n) < total) {
            best = std::max(best, naive_ratio(model, c, static_cast<double>(n), all, total));
        }
    });
    return best;
}

bool near(double a, double b) {
    return std::abs(a - b) <= 1e-9 * (1 + std::abs(a) + std::abs(b));
}

/// What is scanned: cases and sizes by lamp, before they are put in order.
struct Seen {
    ScanModel model;
    std::vector<std::int64_t> cases;
    std::vector<Quanta> sizes;
};

Seen seen_of(const Raw& raw, bool poisson) {
    Seen made{poisson ? ScanModel::poisson : ScanModel::bernoulli, {}, {}};
    for (const auto r : raw) {
        made.sizes.push_back(poisson ? r % 7 : 1);
        made.cases.push_back(poisson ? (r % 7 == 0 ? 0 : r / 7 % 5 / 2) : (r / 3 % 4 == 0 ? 1 : 0));
    }
    return made;
}

Field field_of(const Seen& seen, const WindowScan& scan) {
    Field field;
    field.lamp = scan.order(seen.sizes);
    for (const auto lamp : field.lamp) {
        field.cases.push_back(seen.cases[lamp]);
        field.size.push_back(seen.sizes[lamp]);
    }
    return field;
}

/// Scans and compares what was seen and every replica with the naive answer; windows are over places in order.
void compare(const Seen& seen, const WindowScan& scan, const Limits& limits, std::uint32_t replicas,
             const std::function<AllWindows(const Field&)>& windows_of) {
    const auto field = field_of(seen, scan);
    const auto all = std::accumulate(seen.cases.begin(), seen.cases.end(), std::int64_t{0});
    const auto total = std::accumulate(seen.sizes.begin(), seen.sizes.end(), Quanta{0});
    if (all == 0) {
        return;
    }
    const LikelihoodRatio ratio(seen.model, all, total);
    const Dealer dealer(seen.model, field.size, all, {3, 0});
    const kerb::Progress quiet;
    const auto found = scan.scan({field, ratio, dealer, limits.most, limits.most_m, replicas, 100, Threads{2}, quiet});
    const auto windows = windows_of(field);
    const double best = naive_greatest(windows, seen.model, field.cases, field.size, limits.most);
    RC_ASSERT(near(found.clusters.empty() ? 0 : found.clusters.front().ratio, best) || best < 1e-12);
    RC_ASSERT(found.greatest.size() == replicas);
    for (std::uint32_t r = 0; r < replicas; ++r) {
        std::vector<std::int64_t> cases(field.cases.size());
        for (const auto place : dealer.deal(r)) {
            ++cases[place];
        }
        RC_ASSERT(std::accumulate(cases.begin(), cases.end(), std::int64_t{0}) == all);
        RC_ASSERT(near(found.greatest[r], naive_greatest(windows, seen.model, cases, field.size, limits.most)));
    }
    std::vector<std::uint8_t> taken(field.cases.size());
    for (const auto& window : found.clusters) {
        std::int64_t cases = 0;
        Quanta size = 0;
        for (const auto place : window.places) {
            RC_ASSERT(taken[place]++ == 0); // clusters share no place
            cases += field.cases[place];
            size += field.size[place];
        }
        RC_ASSERT(window.cases == cases && window.size == size && size <= limits.most);
        RC_ASSERT(window.ratio == ratio(cases, size) && window.ratio == found.clusters.front().ratio);
    }
}

Limits limits_of(const Seen& seen, std::uint8_t share, std::uint8_t reach) {
    const auto total = std::accumulate(seen.sizes.begin(), seen.sizes.end(), Quanta{0});
    return {std::max<Quanta>(1, total * (share % 10 + 1) / 10), reach % 3 == 0 ? far : reach / 8.0};
}

/// Lattice points, so that many lie together and many are equally far.
Points points_of(const Raw& raw, double spacing) {
    Points made;
    for (const auto r : raw) {
        made.push_back({500000 + r % 9 * spacing, 3e6 + r / 9 % 8 * spacing});
    }
    return made;
}

AllWindows circles(const Field& field, const Points& points, double most_m) {
    std::vector<std::vector<double>> distance(field.lamp.size());
    for (std::size_t i = 0; i < distance.size(); ++i) {
        for (const auto lamp : field.lamp) {
            const auto a = points[field.lamp[i]], b = points[lamp];
            distance[i].push_back(std::round(std::hypot(a.x - b.x, a.y - b.y) * 1e6) / 1e6);
        }
    }
    return balls(std::move(distance), most_m);
}

} // namespace

namespace rc {

struct RawList {
    Raw values;
};
template <>
struct Arbitrary<RawList> {
    static Gen<RawList> arbitrary() {
        const auto full = gen::resize(100, gen::arbitrary<std::uint16_t>());
        return gen::build<RawList>(gen::set(&RawList::values, gen::scale(0.5, gen::container<Raw>(full))));
    }
};
inline std::ostream& operator<<(std::ostream& out, const RawList& list) {
    for (const auto v : list.values) {
        out << v << ' ';
    }
    return out;
}

} // namespace rc

TEST_CASE("Chances are those of the replicas: how many reach the ratio, and Gumbel's tail of their mean and variance") {
    constexpr double euler = 0.57721566490153286, pi = 3.14159265358979324;
    Seen seen{ScanModel::bernoulli, {}, {}};
    Points points;
    for (int i = 0; i < 36; ++i) {
        points.push_back({30.0 * (i % 6), 30.0 * (i / 6)});
        seen.sizes.push_back(1);
        seen.cases.push_back(i % 11 == 0 || i == 1 || i == 7 ? 1 : 0);
    }
    const auto all = std::accumulate(seen.cases.begin(), seen.cases.end(), std::int64_t{0});
    ScanOptions options;
    options.most_share = 0.25;
    options.most_clusters = 1;
    const CircleScan scan(points);
    const auto field = field_of(seen, scan);
    const LikelihoodRatio ratio(seen.model, all, 36);
    const kerb::Progress quiet;
    for (const std::uint32_t replicas : {2, 3, 19}) {
        options.replicas = replicas;
        const auto first = scan_circles(points, {seen.model, seen.cases, {}}, options).clusters.front();
        const Dealer dealer(seen.model, field.size, all, {options.seed, 0});
        const auto greatest = scan.scan({field, ratio, dealer, 9, far, replicas, 1, Threads{1}, quiet}).greatest;
        REQUIRE(greatest.size() == replicas);
        double sum = 0, squares = 0, reached = 0;
        for (const auto one : greatest) {
            sum += one / replicas;
            reached += one >= first.log_likelihood_ratio ? 1 : 0;
        }
        for (const auto one : greatest) {
            squares += (one - sum) * (one - sum);
        }
        const double scale = std::sqrt(6 * squares / (replicas - 1)) / pi, mode = sum - euler * scale;
        const double tail = 1 - std::exp(-std::exp(-(first.log_likelihood_ratio - mode) / scale));
        CHECK(*first.p == (1 + reached) / (1 + replicas));
        REQUIRE(first.gumbel_p.has_value() == (squares > 0));
        CHECK((squares == 0 || *first.gumbel_p == Approx(tail).epsilon(1e-9)));
    }
}

TEST_CASE("A scan over circles is that over all circles, lamps at one distance together") {
    kerb::test::holds("circles = naive",
                      [](const rc::RawList& raw, std::uint8_t share, std::uint8_t reach, bool poisson) {
                          const auto points = points_of(raw.values, 1.5);
                          const auto seen = seen_of(raw.values, poisson);
                          const auto limits = limits_of(seen, share, reach);
                          compare(seen, CircleScan(points), limits, 7,
                                  [&](const Field& field) { return circles(field, points, limits.most_m); });
                      });
}

TEST_CASE("A scan over larger towns, of several blocks of centres, is that over all circles") {
    for (const bool poisson : {false, true}) {
        for (const double reach : {far, 12.0}) {
            kerb::RandomStream random(5, 0, poisson ? 1 : 0);
            Raw raw(420);
            std::generate(raw.begin(), raw.end(), [&] { return static_cast<std::uint16_t>(random.below(65536)); });
            auto points = points_of(raw, 1.5);
            for (std::size_t i = 0; i < points.size(); i += 2) {
                points[i] = {500000 + random.uniform(0, 60), 3e6 + random.uniform(0, 60)};
            }
            const auto seen = seen_of(raw, poisson);
            const auto limits = Limits{limits_of(seen, 2, 0).most, reach};
            compare(seen, CircleScan(points), limits, 20,
                    [&](const Field& field) { return circles(field, points, limits.most_m); });
        }
    }
}

namespace {

struct Streets {
    StreetGraph graph;
    std::vector<LampOnStreet> lamps;

    Streets(const Raw& edges, const Raw& raw) {
        graph.nodes = 9;
        graph.edges.push_back({0, 1, 2});
        for (const auto e : edges) {
            graph.edges.push_back({e % 9U, e / 9 % 9U, e / 81 % 5 / 2.0});
        }
        for (const auto r : raw) {
            const auto edge = static_cast<std::uint32_t>(r / 5 % graph.edges.size());
            lamps.push_back({edge, graph.edges[edge].length_m * (r % 5) / 4});
        }
    }

    /// Between all lamps, by way of all nodes (Floyd & Warshall).
    [[nodiscard]] std::vector<std::vector<double>> distances() const {
        std::vector<std::vector<double>> node(graph.nodes, std::vector<double>(graph.nodes, far));
        for (const auto& edge : graph.edges) {
            node[edge.from][edge.to] = node[edge.to][edge.from] = std::min(node[edge.from][edge.to], edge.length_m);
        }
        for (std::uint32_t k = 0; k < graph.nodes; ++k) {
            node[k][k] = 0;
            for (auto& from : node) {
                for (std::uint32_t to = 0; to < graph.nodes; ++to) {
                    from[to] = std::min(from[to], from[k] + node[k][to]);
                }
            }
        }
        std::vector<std::vector<double>> made(lamps.size());
        for (std::size_t i = 0; i < lamps.size(); ++i) {
            for (const auto& other : lamps) {
                made[i].push_back(between(node, lamps[i], other));
            }
        }
        return made;
    }

private:
    [[nodiscard]] double between(const std::vector<std::vector<double>>& node, const LampOnStreet& a,
                                 const LampOnStreet& b) const {
        const auto &from = graph.edges[a.edge], &to = graph.edges[b.edge];
        double best = a.edge == b.edge ? std::abs(a.offset_m - b.offset_m) : far;
        for (const auto& [u, leave] :
             {std::pair(from.from, a.offset_m), std::pair(from.to, from.length_m - a.offset_m)}) {
            for (const auto& [v, reach] :
                 {std::pair(to.from, b.offset_m), std::pair(to.to, to.length_m - b.offset_m)}) {
                best = std::min(best, leave + node[u][v] + reach);
            }
        }
        return best;
    }
};

/// Distances among the places of a field; windows end where the streets do.
AllWindows street_balls(const Field& field, const std::vector<std::vector<double>>& all, double most_m) {
    std::vector<std::vector<double>> distance(field.lamp.size());
    for (std::size_t i = 0; i < distance.size(); ++i) {
        for (const auto lamp : field.lamp) {
            distance[i].push_back(all[field.lamp[i]][lamp]);
        }
    }
    return balls(std::move(distance), std::min(most_m, 1e9));
}

} // namespace

TEST_CASE("Lamps near a lamp are those that Floyd and Warshall find, none of them without its peers") {
    kerb::test::holds(
        "near = naive", [](const rc::RawList& edges, const rc::RawList& raw, std::uint8_t most, std::uint8_t reach) {
            const Streets streets(edges.values, raw.values);
            const LampNetwork network(streets.graph, streets.lamps);
            const auto distances = streets.distances();
            const double most_m = reach % 3 == 0 ? 1e9 : reach / 16.0;
            for (std::uint32_t lamp = 0; lamp < network.size(); ++lamp) {
                std::vector<NearLamp> wanted;
                for (std::uint32_t other = 0; other < network.size(); ++other) {
                    if (distances[lamp][other] <= most_m) {
                        wanted.push_back({other, distances[lamp][other]});
                    }
                }
                std::sort(wanted.begin(), wanted.end(), [](auto a, auto b) {
                    return std::pair(a.distance_m, a.lamp) < std::pair(b.distance_m, b.lamp);
                });
                if (wanted.size() > most) {
                    const auto limit = wanted[most].distance_m;
                    std::erase_if(wanted, [&](const auto& one) { return one.distance_m >= limit; });
                }
                const auto found = network.near(lamp, most, most_m);
                RC_ASSERT(found.size() == wanted.size());
                for (std::size_t i = 0; i < found.size(); ++i) {
                    RC_ASSERT(found[i].lamp == wanted[i].lamp && near(found[i].distance_m, wanted[i].distance_m));
                }
            }
        });
}

TEST_CASE("A scan along streets is that over all balls") {
    kerb::test::holds("streets = naive", [](const rc::RawList& edges, const rc::RawList& raw, std::uint8_t share,
                                            std::uint8_t reach, bool poisson) {
        const Streets streets(edges.values, raw.values);
        const LampNetwork network(streets.graph, streets.lamps);
        const auto distances = streets.distances();
        const auto seen = seen_of(raw.values, poisson);
        const auto limits = limits_of(seen, share, reach);
        compare(seen, NetworkScan(network), limits, 5,
                [&](const Field& field) { return street_balls(field, distances, limits.most_m); });
    });
}

TEST_CASE("A scan over runs is that over all runs of neighbours") {
    kerb::test::holds("runs = naive", [](const rc::RawList& raw, std::uint8_t share, std::uint8_t reach, bool poisson) {
        std::vector<LampOnCircuit> lamps;
        for (const auto r : raw.values) {
            lamps.push_back({r % 5 == 4 ? LampOnCircuit::no_circuit : r % 3U, r / 16 % 20 * 0.5});
        }
        const auto seen = seen_of(raw.values, poisson);
        const auto limits = limits_of(seen, share, reach);
        compare(seen, RunScan(lamps), limits, 7, [&](const Field& field) -> AllWindows {
            return [&](const Visit& visit) {
                for (const auto a : field.lamp) {
                    for (const auto b : field.lamp) {
                        const auto from = lamps[a].along_m, to = lamps[b].along_m;
                        if (lamps[a].circuit == LampOnCircuit::no_circuit || lamps[a].circuit != lamps[b].circuit ||
                            to < from || to - from > limits.most_m) {
                            continue;
                        }
                        std::vector<std::uint32_t> inside;
                        for (std::uint32_t i = 0; i < field.lamp.size(); ++i) {
                            const auto& lamp = lamps[field.lamp[i]];
                            if (lamp.circuit == lamps[a].circuit && from <= lamp.along_m && lamp.along_m <= to) {
                                inside.push_back(i);
                            }
                        }
                        visit(inside);
                    }
                }
            };
        });
    });
}

TEST_CASE("Threads and the order of lamps change nothing but their numbers") {
    kerb::test::holds("threads, order", [](const rc::RawList& raw, std::uint8_t turn, bool poisson) {
        auto values = raw.values;
        std::sort(values.begin(), values.end());
        values.erase(std::unique(values.begin(), values.end()), values.end());
        const auto scan = [&](const Raw& order, int threads) {
            const auto points = points_of(order, 10);
            const auto seen = seen_of(order, poisson);
            std::vector<double> population(seen.sizes.begin(), seen.sizes.end());
            ScanOptions options;
            options.most_share = 0.3;
            options.replicas = 39;
            options.level = 1;
            options.threads = Threads{threads};
            return scan_circles(points, {seen.model, seen.cases, poisson ? population : std::vector<double>{}},
                                options);
        };
        const auto one = scan(values, 1);
        RC_ASSERT(scan(values, 2).clusters == one.clusters && scan(values, 4).clusters == one.clusters);
        auto turned = values;
        std::rotate(turned.begin(), turned.begin() + (values.empty() ? 0 : turn % values.size()), turned.end());
        std::reverse(turned.begin(), turned.begin() + turned.size() / 2);
        const auto other = scan(turned, 1);
        RC_ASSERT(other.clusters.size() == one.clusters.size());
        for (std::size_t i = 0; i < one.clusters.size(); ++i) {
            const auto &a = one.clusters[i], &b = other.clusters[i];
            Raw in_a, in_b;
            std::for_each(a.lamps.begin(), a.lamps.end(), [&](auto lamp) { in_a.push_back(values[lamp]); });
            std::for_each(b.lamps.begin(), b.lamps.end(), [&](auto lamp) { in_b.push_back(turned[lamp]); });
            std::sort(in_a.begin(), in_a.end());
            std::sort(in_b.begin(), in_b.end());
            RC_ASSERT(in_a == in_b && a.p == b.p && a.gumbel_p == b.gumbel_p && a.radius_m == b.radius_m);
            RC_ASSERT(a.log_likelihood_ratio == b.log_likelihood_ratio && a.expected == b.expected);
        }
    });
}
