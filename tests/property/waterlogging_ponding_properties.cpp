// Water poured on small terrains against water that is carried drop by drop over the naive hierarchy.
#include <map>
#include <random>

#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/pond_state.hpp>
#include <kerb/waterlogging/ponding.hpp>
#include <kerb/waterlogging/runoff.hpp>

#include "support/naive_depressions.hpp"
#include "support/test.hpp"

using kerb::Grid;
using kerb::Threads;
using kerb::test::NaiveHierarchy;
using namespace kerb::waterlogging;

namespace {

Grid rough(std::size_t most, std::mt19937& random) {
    const auto columns = 1 + random() % most, rows = 1 + random() % most;
    auto grid = Grid::filled(columns, rows, {{0, 0}, 1, 1, false});
    const auto heights = std::array{4U, 12U, 1000U}[random() % 3U];
    const auto holes = std::array{0U, 0U, 6U}[random() % 3U];
    for (auto& value : grid.values) {
        value = random() % 100U < holes ? std::numeric_limits<float>::quiet_NaN()
                                        : static_cast<float>(random() % heights) * 0.125F;
    }
    return grid;
}

/// Water is carried in parcels; each looks for its place from the start, and may not be cleverer than that.
class NaivePonding {
public:
    explicit NaivePonding(const NaiveHierarchy& naive) : naive_(naive) {
        for (const auto& node : naive.nodes()) {
            const auto [cells, capacity] = naive.cells_and_capacity(node);
            capacity_.push_back(capacity);
        }
        water_.assign(capacity_.size(), 0);
    }
    void drop(int basin, std::int64_t volume) {
        auto node = basin;
        while (volume > 0 && node > 0) {
            while (full(node) && full(sibling(node))) {
                node = naive_.nodes()[node].parent;
            }
            if (node <= 0) {
                break;
            }
            if (water_[node] == 0 && naive_.nodes()[node].first != 0) {
                water_[node] = capacity_[naive_.nodes()[node].first] + capacity_[naive_.nodes()[node].second];
            }
            const auto takes = std::min(volume, capacity_[node] - water_[node]);
            water_[node] += takes;
            volume -= takes;
            if (volume > 0 && !(full(node) && full(sibling(node)))) {
                node = naive_.nodes()[node].spills_to;
            }
        }
        left_ += volume;
    }
    [[nodiscard]] std::int64_t left() const { return left_; }
    [[nodiscard]] std::int64_t water(int node) const { return water_[node]; }

private:
    [[nodiscard]] bool full(int node) const {
        if (node <= 0) {
            return false;
        }
        const auto& n = naive_.nodes()[node];
        return water_[node] == capacity_[node] && (n.first == 0 || (full(n.first) && full(n.second)));
    }
    [[nodiscard]] int sibling(int node) const {
        const auto parent = naive_.nodes()[node].parent;
        return parent == 0                            ? 0
               : naive_.nodes()[parent].first == node ? naive_.nodes()[parent].second
                                                      : naive_.nodes()[parent].first;
    }

    const NaiveHierarchy& naive_;
    std::vector<std::int64_t> capacity_, water_;
    std::int64_t left_ = 0;
};

} // namespace

TEST_CASE("Poured water comes to rest where it does drop by drop, in any order") {
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        const auto terrain = rough(round % 10 == 0 ? 40 : 16, random);
        const auto found = find_depressions(terrain, {{}, 4, Threads(1)});
        const TerrainRim rim;
        const NaiveHierarchy naive(terrain, rim);
        std::vector<Volume> poured(found.tree.leaves + 1);
        NaivePonding slow(naive);
        std::map<std::size_t, int> naive_of; // pit → leaf
        for (int i = 1; i < static_cast<int>(naive.nodes().size()); ++i) {
            if (naive.nodes()[i].first == 0) {
                naive_of[naive.nodes()[i].pit] = i;
            }
        }
        std::vector<std::pair<int, std::int64_t>> parcels;
        for (std::uint32_t leaf = 1; leaf <= found.tree.leaves; ++leaf) {
            poured[leaf] = static_cast<Volume>(random() % 3U == 0 ? 0 : random() % (1U << 22U));
            parcels.emplace_back(naive_of.at(found.tree.nodes[leaf].pit), poured[leaf] / 3);
            parcels.emplace_back(naive_of.at(found.tree.nodes[leaf].pit), poured[leaf] - poured[leaf] / 3);
        }
        std::shuffle(parcels.begin(), parcels.end(), random);
        for (const auto& [leaf, volume] : parcels) {
            slow.drop(leaf, volume);
        }
        const auto ponding = pour(found.tree, poured);
        REQUIRE(ponding.left_map == slow.left());
        REQUIRE(ponding.poured == ponding.ponded + ponding.left_map);
        // What stands is what was ponded, and no sheet is above its sill.
        Volume standing = 0;
        for (const auto sheet : sheets(found.tree, ponding)) {
            standing += ponding.water[sheet];
            REQUIRE(ponding.water[sheet] <= found.tree.nodes[sheet].capacity);
        }
        REQUIRE(standing == ponding.ponded);
        for (std::uint32_t leaf = 1; leaf <= found.tree.leaves; ++leaf) {
            REQUIRE(ponding.water[leaf] == slow.water(naive_of.at(found.tree.nodes[leaf].pit)));
        }
        // The surface holds the water: Σ (level − z) over wet cells.
        const auto levels = water_levels(found.tree, ponding);
        double volume = 0;
        for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
            const auto basin = found.basin[cell];
            volume += basin == no_basin ? 0 : std::max(levels[basin] - terrain.values[cell], 0.0);
        }
        REQUIRE(std::abs(volume - static_cast<double>(ponding.ponded) * height_quantum_m) <=
                1e-6 * (1 + volume) * static_cast<double>(terrain.values.size()));
    }
}

TEST_CASE("Every basin gets its due of the rain, step by step, and all water is accounted for") {
    std::mt19937 random(11);
    for (int round = 0; round < 200; ++round) {
        const auto terrain = rough(20, random);
        const auto found = find_depressions(terrain);
        std::vector<std::uint8_t> class_of_cell(terrain.values.size());
        for (auto& c : class_of_cell) {
            c = static_cast<std::uint8_t>(random() % 3U);
        }
        const auto surfaces = surfaces_of(found, class_of_cell, 3);
        Rain rain;
        rain.length_s.assign(12, 60);
        rain.excess_m.resize(3);
        for (int step = 0; step < 12; ++step) {
            rain.fallen_m.push_back(static_cast<double>(random() % 10000U) * 1e-6);
            for (auto& excess : rain.excess_m) {
                excess.push_back(rain.fallen_m.back() * static_cast<double>(random() % 101U) / 100);
            }
        }
        RunoffSteps runoff(surfaces, rain);
        PondState state(found.tree);
        std::vector<Volume> poured(found.tree.leaves + 1);
        Volume left = 0, all = 0;
        for (std::size_t step = 0; step < runoff.steps(); ++step) {
            const auto& now = runoff.next();
            for (std::uint32_t leaf = 0; leaf < now.size(); ++leaf) {
                REQUIRE(now[leaf] >= 0);
                poured[leaf] += now[leaf];
                all += now[leaf];
                left += leaf == off_map ? now[leaf] : state.add(leaf, now[leaf]);
            }
        }
        REQUIRE(runoff.fallen() == all + runoff.lost());
        REQUIRE(all == state.stored() + left);
        for (std::uint32_t leaf = 0; leaf < poured.size(); ++leaf) {
            double due = 0;
            for (std::size_t c = 0; c < 3; ++c) {
                for (const auto excess : rain.excess_m[c]) {
                    due += surfaces.cells[leaf * 3 + c] * excess;
                }
            }
            REQUIRE(std::abs(static_cast<double>(poured[leaf]) - due * 0x1p20) <= 0.6);
        }
        // Step by step or at once: without outflow the end is one.
        const auto at_once = pour(found.tree, poured);
        REQUIRE(at_once.left_map == left);
        const auto levels = water_levels(found.tree, at_once);
        for (std::uint32_t leaf = 1; leaf < poured.size(); ++leaf) {
            const double level = state.level_of(leaf);
            REQUIRE((level == levels[leaf] || (levels[leaf] < -1e9 && found.tree.nodes[leaf].capacity == 0)));
        }
    }
}

TEST_CASE("What is taken out of a sheet comes from it alone, down to the floor and no further") {
    std::mt19937 random(5);
    for (int round = 0; round < 1500; ++round) {
        const auto terrain = rough(14, random);
        const auto found = find_depressions(terrain);
        PondState state(found.tree);
        Volume in = 0, out = 0, left = 0;
        for (int turn = 0; turn < 20 && found.tree.leaves > 0; ++turn) {
            const auto leaf = static_cast<std::uint32_t>(1 + random() % found.tree.leaves);
            const auto volume = static_cast<Volume>(random() % (1U << 22U));
            if (random() % 2U == 0) {
                in += volume;
                left += state.add(leaf, volume);
                continue;
            }
            const auto before = state.level_of(leaf);
            const double floor = found.tree.nodes[leaf].floor_m + static_cast<double>(random() % 5U) * 0.125;
            const auto taken = state.take(leaf, volume, floor);
            out += taken;
            const auto after = state.level_of(leaf);
            REQUIRE((taken >= 0 && taken <= volume));
            REQUIRE((taken == 0 || before > floor));
            REQUIRE((taken == 0 || after == -std::numeric_limits<double>::infinity() || after >= floor - 1e-6));
            // Less than wished only where the floor, or the bottom, is reached.
            REQUIRE((taken == volume || !(after > std::max<double>(floor, found.tree.nodes[leaf].floor_m) + 1e-6)));
        }
        REQUIRE(in == state.stored() + out + left);
        // What is said to stand is what the levels say.
        double volume = 0;
        for (std::size_t cell = 0; cell < terrain.values.size(); ++cell) {
            const auto basin = found.basin[cell];
            if (basin != no_basin && basin != off_map) {
                volume += std::max(state.level_of(basin) - terrain.values[cell], 0.0);
            }
        }
        REQUIRE(volume == Approx(static_cast<double>(state.stored()) * height_quantum_m).epsilon(1e-6).margin(1e-4));
    }
}
