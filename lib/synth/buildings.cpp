#include <fmt/format.h>

#include "parts.hpp"

namespace kerb::synth {

constexpr std::uint32_t plots = 9; // of a block: three by three

void add_buildings(Plan& plan, Inventory& city) {
    const auto blocks_built = static_cast<std::uint32_t>(plan.blocks.size()) - plan.scale.parks;
    plan.houses.assign(plan.blocks.size(), 0);
    plan.people.assign(plan.blocks.size(), 0);
    for (std::uint32_t i = 0; i < plan.scale.buildings; ++i) {
        auto random = plan.stream(building, i);
        auto block = plan.blocks[plan.scale.parks + random.below(blocks_built)];
        while (plan.houses[block] >= plots) {
            block = plan.blocks[plan.scale.parks + random.below(blocks_built)];
        }
        const auto column = block % (plan.scale.nodes - 1), row = block / (plan.scale.nodes - 1);
        // Every house has a plot of its own; five is a step that visits all nine.
        const auto plot = (plan.houses[block] * 5 + block) % plots;
        const auto plot_column = plot % 3, plot_row = plot / 3;
        const double x = column + 0.3 + 0.2 * plot_column + random.uniform(-0.01, 0.01);
        const double y = row + 0.3 + 0.2 * plot_row + random.uniform(-0.01, 0.01);
        Building house;
        house.about.key = fmt::format("B-{:07}", i + 1);
        const double width = random.uniform(8, 18), height = random.uniform(8, 16);
        house.place = MultiPolygon{rectangle({corner.x + x * block_m, corner.y + y * block_m}, width, height, 0)};
        const auto people = 1 + random.below(120);
        house.population = people;
        ++plan.houses[block];
        plan.people[block] += people;
        city.buildings.push_back(std::move(house));
    }
    for (auto i = plan.blocks.size(); i-- > plan.scale.parks;) {
        if (plan.houses[plan.blocks[i]] == 0) {
            plan.free_blocks.push_back(plan.blocks[i]);
        }
    }
}

} // namespace kerb::synth
