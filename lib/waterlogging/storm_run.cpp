#include <kerb/waterlogging/storm_run.hpp>

#include <cstdlib>

#include <kerb/waterlogging/pond_state.hpp>
#include <kerb/waterlogging/ponding.hpp>

namespace kerb::waterlogging {
namespace {

StormWater at_once(const DepressionTree& tree, RunoffSteps& runoff) {
    std::vector<Volume> poured(tree.leaves + 1);
    for (std::size_t step = 0; step < runoff.steps(); ++step) {
        const auto& now = runoff.next();
        for (std::size_t basin = 0; basin < poured.size(); ++basin) {
            poured[basin] += now[basin];
        }
    }
    const auto ponding = pour(tree, poured);
    StormWater water;
    water.highest_m = water_levels(tree, ponding);
    water.left_map = ponding.left_map;
    for (const auto sheet : sheets(tree, ponding)) {
        water.ponded += ponding.water[sheet];
    }
    return water;
}

StormWater step_by_step(const DepressionTree& tree, RunoffSteps& runoff, double step_s,
                        std::span<const Watch> watches) {
    StormWater water;
    PondState state(tree);
    water.over_min.assign(watches.size(), 0);
    for (std::size_t step = 0; step < runoff.steps(); ++step) {
        const auto& now = runoff.next();
        water.left_map += now[off_map];
        for (std::uint32_t leaf = 1; leaf < now.size(); ++leaf) {
            water.left_map += now[leaf] > 0 ? state.add(leaf, now[leaf]) : 0;
        }
        for (std::size_t i = 0; i < watches.size(); ++i) {
            water.over_min[i] += state.level_of(watches[i].leaf) >= watches[i].level_m ? step_s / 60 : 0;
        }
    }
    const auto ponding = state.ponding(0, 0);
    water.highest_m = water_levels(tree, ponding);
    water.ponded = state.stored();
    return water;
}

} // namespace

double StormWater::balance_error() const {
    return rain == 0 ? 0 : static_cast<double>(std::llabs(rain - lost - left_map - ponded)) / static_cast<double>(rain);
}

StormWater run_storm(const DepressionTree& tree, const Surfaces& surfaces, const Rain& rain,
                     std::span<const Watch> watches) {
    RunoffSteps runoff(surfaces, rain);
    auto water =
        rain.step_s > 0 && !watches.empty() ? step_by_step(tree, runoff, rain.step_s, watches) : at_once(tree, runoff);
    water.rain = runoff.fallen();
    water.lost = runoff.lost();
    return water;
}

} // namespace kerb::waterlogging
