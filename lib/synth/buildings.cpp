#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {

void add_buildings(const Plan& plan, Inventory& city) {
    for (std::uint32_t i = 0; i < plan.scale.buildings; ++i) {
        auto random = plan.stream(building, i);
        const auto built = static_cast<std::uint32_t>(plan.blocks.size()) - plan.scale.parks;
        const auto block = plan.blocks[plan.scale.parks + random.below(built)];
        const auto column = block % (plan.scale.nodes - 1), row = block / (plan.scale.nodes - 1);
        const double x = column + random.uniform(0.3, 0.7);
        const double y = row + random.uniform(0.3, 0.7);
        Building house;
        house.about.key = fmt::format("B-{:07}", i + 1);
        const double width = random.uniform(10, 24), height = random.uniform(8, 16);
        house.place = MultiPolygon{rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, 0)};
        house.population = 1 + random.below(120);
        city.buildings.push_back(std::move(house));
    }
}

} // namespace kerb::synth
