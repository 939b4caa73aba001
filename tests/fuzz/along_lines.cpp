// Small towns on a grid of quarter metres, where ties and tangents are frequent: what is covered is the naive answer,
// and the same bytes for any partition.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <fuzzer/FuzzedDataProvider.h>

#include "expect.hpp"
#include "support/naive_coverage.hpp"

using kerb::fuzz::expect;

namespace {

kerb::Point place_from(FuzzedDataProvider& input, kerb::Point origin) {
    return {origin.x + input.ConsumeIntegralInRange(0, 400) / 4.0,
            origin.y + input.ConsumeIntegralInRange(0, 400) / 4.0};
}

kerb::test::Scene scene_from(FuzzedDataProvider& input) {
    kerb::test::Scene scene;
    const auto origin = input.ConsumeBool() ? kerb::Point{38'500'000, 2'500'000} : kerb::Point{0, 0};
    scene.reach = input.ConsumeIntegralInRange(0, 60);
    for (auto roads = input.ConsumeIntegralInRange(1, 4); roads > 0; --roads) {
        kerb::LineString road;
        for (auto places = input.ConsumeIntegralInRange(2, 5); places > 0; --places) {
            road.push_back(place_from(input, origin));
        }
        scene.lines.push_back({road});
    }
    for (auto lamps = input.ConsumeIntegralInRange(0, 12); lamps > 0; --lamps) {
        scene.assets.push_back(place_from(input, origin));
        const auto own = input.ConsumeIntegralInRange(0, 40);
        scene.asset_reach.push_back(own == 0 ? std::numeric_limits<double>::quiet_NaN() : own * 1.25);
    }
    return scene;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    FuzzedDataProvider input(data, size);
    auto scene = scene_from(input);
    const auto result = scene.measure();
    double tolerance = 1e-9, gaps = 0, open = 0;
    for (std::size_t i = 0; i < scene.lines.size(); ++i) {
        const auto naive = kerb::test::naive_covered(scene, i);
        expect(std::abs(result.lines[i].total_m - static_cast<double>(naive.total)) <= naive.tolerance);
        expect(std::abs(result.lines[i].covered_m - static_cast<double>(naive.covered)) <= naive.tolerance);
        tolerance += naive.tolerance;
        open += static_cast<double>(naive.total - naive.covered);
    }
    for (const auto& gap : result.gaps) {
        gaps += gap.length_m();
    }
    expect(std::abs(gaps - open) <= tolerance);
    scene.partition = 1;
    const auto cut = scene.measure();
    expect(cut.all == result.all && cut.lines == result.lines && cut.gaps == result.gaps);
    return 0;
}
