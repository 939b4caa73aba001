// Small networks of whole metres: what is reached is what edges split into short ones say, to the last bit.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <fuzzer/FuzzedDataProvider.h>

#include "expect.hpp"
#include "support/naive_streets.hpp"
#include "support/street_scene.hpp"

using kerb::fuzz::expect;
using namespace kerb::network;

namespace {

constexpr double step = 0.25; // waves end at whole metres and meet at halves: a quarter tells on which side it is

std::vector<kerb::test::Street> streets_from(FuzzedDataProvider& input) {
    std::vector<kerb::test::Street> streets = {{0, 1, 7}};
    for (auto more = input.ConsumeIntegralInRange(0, 9); more > 0; --more) {
        const auto ways = input.ConsumeIntegralInRange(0, 5);
        streets.push_back({input.ConsumeIntegralInRange(0U, 5U), input.ConsumeIntegralInRange(0U, 5U),
                           double(input.ConsumeIntegralInRange(1, 12)), ways != 0, ways != 1});
    }
    return streets;
}

std::vector<PlaceOnEdge> sources_from(FuzzedDataProvider& input, const std::vector<kerb::test::Street>& streets) {
    std::vector<PlaceOnEdge> sources;
    for (auto more = input.ConsumeIntegralInRange(0, 6); more > 0; --more) {
        const auto edge = input.ConsumeIntegralInRange(0U, static_cast<std::uint32_t>(streets.size() - 1));
        const auto length = static_cast<int>(streets[edge].length);
        const auto from = input.ConsumeIntegralInRange(0, length), to = input.ConsumeIntegralInRange(from, length);
        sources.push_back({input.ConsumeIntegralInRange(0U, 4U), edge, double(from), double(to),
                           double(input.ConsumeIntegralInRange(0, 6))});
    }
    return sources;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    const auto streets = streets_from(input);
    const auto graph = kerb::test::streets_of(6, streets);
    const auto sources = sources_from(input, streets);
    const ReachOptions options{.within = kerb::Metres{double(input.ConsumeIntegralInRange(0, 30))},
                               .charge_access = input.ConsumeBool(),
                               .walk = static_cast<Walk>(input.ConsumeIntegralInRange(0, 2))};
    const auto found = reach(graph, sources, options);
    kerb::test::NaiveStreets naive(graph, step, options.walk);
    naive.search(sources, options.charge_access);
    double length = 0;
    for (std::uint32_t e = 0; e < graph.edges.size(); ++e) {
        for (auto x = step; x < graph.edges[e].length_m(); x += step) {
            const auto expected = naive.at(e, x);
            const bool inside = x / step != 2 * std::floor(x / step / 2); // not where waves may meet
            const auto here = nearby(found, {0, e, x, x, 0}, {.within = options.within});
            expect(here.has_value() == (expected.first <= options.within.value()));
            if (here) {
                expect(here->distance_m == expected.first && (!inside || here->item == expected.second));
                length += inside ? 2 * step : 0;
            }
        }
    }
    expect(kerb::test::reached_length(found) == length);
    return 0;
}
