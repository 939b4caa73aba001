// Whatever the lines: the graph is that of counting points, neither their order nor the number of threads matters, and
// places on it are the nearest ones.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include <kerb/geometry/measures.hpp>
#include <kerb/network/snap.hpp>
#include <kerb/network/street_graph.hpp>

#include "support/property.hpp"

using namespace kerb;
using namespace kerb::network;

namespace {

struct City {
    std::vector<MultiLineString> features;
    std::vector<std::int32_t> level;

    [[nodiscard]] Lines lines() const {
        Lines all;
        for (const auto& feature : features) {
            all.push(feature);
        }
        return all;
    }
};

Point any_point(int size) {
    return {double(*rc::gen::inRange(0, size)), double(*rc::gen::inRange(0, size))};
}

/// Lines of a few points on a small grid, so that they meet, repeat and return.
City any_city(int levels) {
    City city;
    const auto count = *rc::gen::inRange(1, 9);
    for (int l = 0; l < count; ++l) {
        MultiLineString feature(static_cast<std::size_t>(*rc::gen::inRange(1, 3)));
        for (auto& part : feature) {
            const auto points = *rc::gen::inRange(2, 6);
            for (int i = 0; i < points; ++i) {
                part.push_back(any_point(5));
            }
        }
        city.features.push_back(feature);
        city.level.push_back(*rc::gen::inRange(0, levels));
    }
    return city;
}

Streets streets_of(const City& city, Noding noding, double join = 0, int threads = 1) {
    const auto lines = city.lines();
    StreetInput input;
    input.lines = &lines;
    input.level = city.level;
    return street_graph(input, {.noding = noding, .join = Metres{join}, .threads = Threads{threads}});
}

/// A node as it can be told without numbers, and an edge: line, chainage, and its ends.
using NaiveNode = std::tuple<double, double, std::int32_t>;
using NaiveEdge = std::tuple<std::size_t, double, double, NaiveNode, NaiveNode>;

constexpr std::int32_t any_level = 99;

/// Which points of a part, its repeats left out, are ends or run through?
LineString without_repeats(const LineString& part) {
    LineString kept;
    std::unique_copy(part.begin(), part.end(), std::back_inserter(kept));
    return kept;
}

std::vector<NaiveEdge> naive_edges(const City& city, Noding noding) {
    std::set<std::pair<double, double>> ends;
    std::map<NaiveNode, int> through;
    for (std::size_t l = 0; l < city.features.size(); ++l) {
        for (const auto& part : city.features[l]) {
            const auto course = without_repeats(part);
            for (std::size_t i = 0; i < course.size() && course.size() > 1; ++i) {
                const bool end = i == 0 || i + 1 == course.size();
                if (end) {
                    ends.insert({course[i].x, course[i].y});
                } else if (noding != Noding::ends) {
                    ++through[{course[i].x, course[i].y, city.level[l]}];
                }
            }
        }
    }
    std::vector<NaiveEdge> edges;
    for (std::size_t l = 0; l < city.features.size(); ++l) {
        double chainage = 0;
        for (const auto& part : city.features[l]) {
            const auto course = without_repeats(part);
            if (course.size() < 2) {
                continue;
            }
            const auto node = [&](std::size_t i) {
                const auto p = course[i];
                return ends.contains({p.x, p.y}) ? NaiveNode{p.x, p.y, any_level} : NaiveNode{p.x, p.y, city.level[l]};
            };
            double start = chainage;
            std::size_t from = 0;
            for (std::size_t i = 1; i < course.size(); ++i) {
                chainage += std::hypot(course[i].x - course[i - 1].x, course[i].y - course[i - 1].y);
                const bool end = i + 1 == course.size();
                const bool is_node =
                    end || (noding != Noding::ends && (std::get<2>(node(i)) == any_level || through[node(i)] > 1));
                if (is_node) {
                    edges.emplace_back(l, start, chainage, node(from), node(i));
                    start = chainage;
                    from = i;
                }
            }
        }
    }
    return edges;
}

bool close(double a, double b) {
    return std::abs(a - b) < 1e-9;
}

/// Edges of a graph with the places of their ends, by place rather than by number.
using PlacedEdge = std::tuple<double, double, double, double, double, double, std::size_t>;

std::vector<PlacedEdge> placed(const Graph& graph, const std::vector<std::size_t>& name_of_line) {
    std::vector<PlacedEdge> edges;
    for (const auto& e : graph.edges) {
        const auto a = graph.nodes[e.from], b = graph.nodes[e.to];
        edges.emplace_back(a.x, a.y, b.x, b.y, e.from_m, e.to_m, name_of_line[e.line]);
    }
    std::sort(edges.begin(), edges.end());
    return edges;
}

std::vector<std::size_t> degrees(const Graph& graph) {
    std::vector<std::size_t> all;
    for (std::size_t n = 0; n < graph.nodes.size(); ++n) {
        all.push_back(graph.links_of(n).size());
    }
    std::sort(all.begin(), all.end());
    return all;
}

} // namespace

TEST_CASE("A graph is that of counting points") {
    test::holds("graph", [] {
        const auto city = any_city(2);
        const auto noding = *rc::gen::element(Noding::vertices, Noding::ends);
        const auto graph = streets_of(city, noding).graph;
        const auto naive = naive_edges(city, noding);
        RC_ASSERT(graph.edges.size() == naive.size());
        std::map<NaiveNode, std::uint32_t> number;
        for (std::size_t e = 0; e < naive.size(); ++e) {
            const auto& [line, from_m, to_m, from, to] = naive[e];
            const auto& edge = graph.edges[e];
            RC_ASSERT(edge.line == line);
            RC_ASSERT(close(edge.from_m, from_m));
            RC_ASSERT(close(edge.to_m, to_m));
            // Two names, two nodes; one name, one.
            RC_ASSERT(number.try_emplace(from, edge.from).first->second == edge.from);
            RC_ASSERT(number.try_emplace(to, edge.to).first->second == edge.to);
            RC_ASSERT((graph.nodes[edge.from] == Point{std::get<0>(from), std::get<1>(from)}));
        }
        RC_ASSERT(number.size() == graph.nodes.size());
    });
}

TEST_CASE("Neither threads nor the order of lines change a graph") {
    test::holds("order", [] {
        auto city = any_city(3);
        for (auto& feature : city.features) { // ends that nearly touch
            feature[0][0].x += *rc::gen::element(0.0, 0.0004, 0.3);
        }
        const auto noding = *rc::gen::element(Noding::vertices, Noding::ends, Noding::everywhere);
        const auto join = *rc::gen::element(0.0, 0.4);
        const auto streets = streets_of(city, noding, join);
        const auto threaded = streets_of(city, noding, join, 4);
        RC_ASSERT(streets.graph == threaded.graph);
        RC_ASSERT(streets.joined == threaded.joined);
        std::vector<std::size_t> order(city.features.size()), same(order.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::iota(same.begin(), same.end(), std::size_t{0});
        for (std::size_t i = order.size(); i > 1; --i) {
            std::swap(order[i - 1], order[static_cast<std::size_t>(*rc::gen::inRange(0, int(i)))]);
        }
        City turned;
        for (const auto l : order) {
            turned.features.push_back(city.features[l]);
            turned.level.push_back(city.level[l]);
        }
        const auto other = streets_of(turned, noding, join);
        RC_ASSERT(placed(streets.graph, same) == placed(other.graph, order));
        RC_ASSERT(degrees(streets.graph) == degrees(other.graph));
        RC_ASSERT(streets.joined.size() == other.joined.size());
        RC_ASSERT(streets.repeated == other.repeated);
        RC_ASSERT(streets.without_length == other.without_length);
    });
}

TEST_CASE("Edges add up to their lines") {
    test::holds("lengths", [] {
        const auto city = any_city(2);
        const auto noding = *rc::gen::element(Noding::vertices, Noding::ends, Noding::everywhere);
        const auto graph = streets_of(city, noding, *rc::gen::element(0.0, 0.7)).graph;
        for (std::size_t l = 0; l < city.features.size(); ++l) {
            double sum = 0;
            for (const auto& edge : graph.edges_of(l)) {
                RC_ASSERT(edge.from_m < edge.to_m);
                sum += edge.length_m();
            }
            RC_ASSERT(close(sum, length(city.features[l])));
        }
    });
}

TEST_CASE("Segments that cross are cut where whole numbers say so") {
    test::holds("crossings", [] {
        using Fraction = std::pair<long long, long long>; // along the segment
        struct Whole {
            long long ax, ay, bx, by;
        };
        std::vector<Whole> all;
        City city;
        const auto count = *rc::gen::inRange(1, 9);
        for (int l = 0; l < count; ++l) {
            const auto a = any_point(21), b = any_point(21);
            RC_PRE(!(a == b));
            all.push_back({(long long)a.x, (long long)a.y, (long long)b.x, (long long)b.y});
            city.features.push_back({{{a.x * 1000, a.y * 1000}, {b.x * 1000, b.y * 1000}}});
            city.level.push_back(0);
        }
        const auto graph = streets_of(city, Noding::everywhere).graph;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const auto& s = all[i];
            const auto dx = s.bx - s.ax, dy = s.by - s.ay;
            std::set<double> cuts; // shares in lowest terms are told apart by their quotient: at least 1e-6 apart
            const auto add = [&cuts](Fraction f) {
                if (f.first > 0 && f.first < f.second) {
                    const auto g = std::gcd(f.first, f.second);
                    cuts.insert(double(f.first / g) / double(f.second / g));
                }
            };
            for (std::size_t j = 0; j < all.size(); ++j) {
                const auto& t = all[j];
                const auto ex = t.bx - t.ax, ey = t.by - t.ay;
                const auto det = dx * ey - dy * ex;
                for (const auto& [px, py] : {std::pair(t.ax, t.ay), std::pair(t.bx, t.by)}) {
                    if (dx * (py - s.ay) - dy * (px - s.ax) == 0) {
                        add({(px - s.ax) * dx + (py - s.ay) * dy, dx * dx + dy * dy});
                    }
                }
                if (det != 0) {
                    auto u = (t.ax - s.ax) * ey - (t.ay - s.ay) * ex, v = (t.ax - s.ax) * dy - (t.ay - s.ay) * dx;
                    const auto d = det < 0 ? -det : det;
                    u = det < 0 ? -u : u;
                    v = det < 0 ? -v : v;
                    if (v >= 0 && v <= d) {
                        add({u, d});
                    }
                }
            }
            const auto edges = graph.edges_of(i);
            RC_ASSERT(edges.size() == cuts.size() + 1);
            std::size_t e = 0;
            for (const auto share : cuts) {
                RC_ASSERT(std::abs(edges[e++].to_m - share * 1000 * std::sqrt(double(dx * dx + dy * dy))) < 1e-6);
            }
        }
    });
}

TEST_CASE("A point stands at the nearest place of all streets") {
    test::holds("snap", [] {
        const auto city = any_city(1);
        const auto lines = city.lines();
        const auto graph = streets_of(city, *rc::gen::element(Noding::vertices, Noding::everywhere)).graph;
        Points items;
        for (int i = 0; i < 8; ++i) {
            items.push_back({*rc::gen::inRange(-300, 800) / 100.0, *rc::gen::inRange(-300, 800) / 100.0});
        }
        const double within = *rc::gen::element(0.5, 2.0, 50.0);
        const auto snapped = snap(graph, lines, std::span<const Point>(items), {.within = Metres{within}});
        RC_ASSERT(snapped.places ==
                  snap(graph, lines, std::span<const Point>(items), {.within = Metres{within}, .threads = Threads{4}})
                      .places);
        for (std::uint32_t i = 0; i < items.size(); ++i) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const auto& feature : city.features) {
                for (const auto& part : feature) {
                    for (std::size_t k = 1; k < part.size(); ++k) {
                        nearest = part[k] == part[k - 1]
                                      ? nearest
                                      : std::min(nearest, distance_to_segment(items[i], part[k - 1], part[k]));
                    }
                }
            }
            const bool off = std::binary_search(snapped.off_streets.begin(), snapped.off_streets.end(), i);
            RC_ASSERT(off == !(nearest <= within) || std::abs(nearest - within) < 1e-9);
            for (const auto& place : snapped.places) {
                if (place.item == i) {
                    const auto& edge = graph.edges[place.edge];
                    const double at = edge.from_m + place.from_m;
                    const auto course = stretch(city.features[edge.line], std::max(0.0, at - 1e-7), at + 1e-7);
                    RC_ASSERT(close(place.access_m, nearest));
                    const bool there = std::any_of(course.begin(), course.end(), [&](const LineString& part) {
                        return std::abs(distance(part[0], items[i]) - nearest) < 1e-6; // a part may end there
                    });
                    RC_ASSERT(there);
                }
            }
        }
    });
}
