#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {

void add_parks(const Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.scale.parks; ++i) {
        auto random = plan.stream(park, i);
        const auto column = plan.blocks[i] % (plan.scale.nodes - 1), row = plan.blocks[i] / (plan.scale.nodes - 1);
        const double x = column + 0.5, y = row + 0.5;
        GreenSpace green;
        green.about.key = fmt::format("G-{:05}", i + 1);
        green.about.name_zh = fmt::format("第{}公园", i + 1);
        green.about.name_en = fmt::format("Park {}", i + 1);
        green.green_class = i % 5 == 0 ? GreenClass::g11 : GreenClass::g14;
        const double width = random.uniform(30, 60), height = random.uniform(30, 60);
        green.area = {
            rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, random.uniform(0, 0.3))};
        city.green_spaces.push_back(std::move(green));
    }
}

} // namespace kerb::synth
