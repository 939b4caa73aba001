// Random networks of whole metres: reach against short edges searched the slow way, and what must not change it.
#include <algorithm>
#include <tuple>

#include <kerb/base/random.hpp>

#include "support/naive_streets.hpp"
#include "support/property.hpp"
#include "support/street_scene.hpp"

using kerb::Metres;
using namespace kerb::network;

namespace {

constexpr double step = 0.25; // waves end at whole metres and meet at halves, so a quarter tells on which side it is

struct RawStreet {
    std::uint8_t from, to, length, ways;
};
struct RawSource {
    std::uint8_t item, edge, from, extent, access;
};
struct RawTown {
    std::vector<RawStreet> streets;
    std::vector<RawSource> sources;
    std::uint8_t within, walk;
    bool charged;
};

struct Town {
    Graph graph;
    std::vector<PlaceOnEdge> sources;
    ReachOptions options{.within = Metres{0}};
};

Town town_of(const RawTown& raw) {
    Town town;
    std::vector<kerb::test::Street> streets = {{0, 1, 7}};
    for (const auto& one : raw.streets) {
        const auto ways = one.ways % 6;
        streets.push_back({one.from % 6U, one.to % 6U, 1.0 + one.length % 12, ways != 0, ways != 1});
    }
    town.graph = kerb::test::streets_of(6, streets);
    for (const auto& one : raw.sources) {
        const auto edge = static_cast<std::uint32_t>(one.edge % streets.size());
        const auto length = static_cast<unsigned>(streets[edge].length);
        const auto from = one.from % (length + 1);
        const auto to = one.extent % 3 == 0 ? from + one.extent % (length - from + 1) : from;
        town.sources.push_back({one.item % 5U, edge, double(from), double(to), double(one.access % 7)});
    }
    town.options = {.within = Metres{double(raw.within % 30)},
                    .charge_access = raw.charged,
                    .walk = static_cast<Walk>(raw.walk % 3)};
    return town;
}

} // namespace

namespace rc {
template <>
struct Arbitrary<RawStreet> {
    static Gen<RawStreet> arbitrary() {
        return gen::build<RawStreet>(gen::set(&RawStreet::from), gen::set(&RawStreet::to), gen::set(&RawStreet::length),
                                     gen::set(&RawStreet::ways));
    }
};
template <>
struct Arbitrary<RawSource> {
    static Gen<RawSource> arbitrary() {
        return gen::build<RawSource>(gen::set(&RawSource::item), gen::set(&RawSource::edge),
                                     gen::set(&RawSource::from), gen::set(&RawSource::extent),
                                     gen::set(&RawSource::access));
    }
};
template <>
struct Arbitrary<RawTown> {
    static Gen<RawTown> arbitrary() {
        return gen::build<RawTown>(gen::set(&RawTown::streets), gen::set(&RawTown::sources),
                                   gen::set(&RawTown::within), gen::set(&RawTown::walk), gen::set(&RawTown::charged));
    }
};
} // namespace rc

TEST_CASE("reach is that of edges split into short ones, to the last bit") {
    kerb::test::holds("distance, nearest source and length reached", [](const RawTown& raw) {
        const auto town = town_of(raw);
        const auto found = reach(town.graph, town.sources, town.options);
        kerb::test::NaiveStreets naive(town.graph, step, town.options.walk);
        naive.search(town.sources, town.options.charge_access);
        const auto most = town.options.within.value();
        double length = 0;
        for (std::uint32_t e = 0; e < town.graph.edges.size(); ++e) {
            for (auto x = step; x < town.graph.edges[e].length_m(); x += step) {
                const auto expected = naive.at(e, x);
                const bool inside = x / step != 2 * std::floor(x / step / 2); // not where waves may meet
                const auto here = nearby(found, {0, e, x, x, 0}, {.within = town.options.within});
                RC_ASSERT(here.has_value() == (expected.first <= most));
                if (here) {
                    RC_ASSERT(here->distance_m == expected.first);
                    RC_ASSERT(!inside || here->item == expected.second);
                    length += inside ? 2 * step : 0;
                }
            }
        }
        RC_ASSERT(kerb::test::reached_length(found) == length);
        std::vector<ReachedNode> nodes;
        for (std::uint32_t i = 0; i < town.graph.nodes.size(); ++i) {
            if (const auto label = naive.at_node(i); label.first <= most) {
                nodes.push_back({i, label.first, label.second});
            }
        }
        RC_ASSERT(found.nodes == nodes);
    });
}

TEST_CASE("stretches come in order, within their edge and the distance, and touch only at their ends") {
    kerb::test::holds("order", [](const RawTown& raw) {
        const auto town = town_of(raw);
        const auto found = reach(town.graph, town.sources, town.options).stretches;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto& stretch = found[i];
            RC_ASSERT(0 <= stretch.from_m && stretch.from_m <= stretch.to_m);
            RC_ASSERT(stretch.to_m <= town.graph.edges[stretch.edge].length_m());
            RC_ASSERT(std::max(stretch.start_m, stretch.end_m) <= town.options.within.value());
            const auto rise = std::abs(stretch.end_m - stretch.start_m);
            RC_ASSERT(rise == 0 || rise == stretch.to_m - stretch.from_m);
            if (i > 0) {
                RC_ASSERT(std::tuple(found[i - 1].edge, found[i - 1].to_m) <=
                              std::tuple(stretch.edge, stretch.from_m) ||
                          found[i - 1].edge < stretch.edge);
            }
        }
    });
}

TEST_CASE("the order of sources, and searches before, change nothing") {
    kerb::test::holds("order of sources", [](const RawTown& raw, const RawTown& other) {
        auto town = town_of(raw);
        const auto first = reach(town.graph, town.sources, town.options);
        ReachSearch search(town.graph);
        auto few = town.sources;
        few.resize(few.size() / 2);
        (void)search(few, town_of(other).options);
        std::reverse(town.sources.begin(), town.sources.end());
        RC_ASSERT(search(town.sources, town.options) == first);
    });
}
