// Terrains and rims for properties.
#pragma once

#include <limits>
#include <random>

#include <kerb/raster/grid.hpp>
#include <kerb/waterlogging/terrain.hpp>

#include "support/property.hpp"

namespace kerb::test {

/// Small and rough; heights repeat often in some, so ties are common, and cells without a value occur.
inline Grid any_terrain(std::size_t most) {
    const auto columns = *rc::gen::inRange<std::size_t>(1, most), rows = *rc::gen::inRange<std::size_t>(1, most);
    auto grid = Grid::filled(columns, rows, GridPlacement{{0, 0}, 1, 1, false});
    const auto heights = *rc::gen::element(3, 10, 1000, 1000000);
    const auto holes = *rc::gen::element(0, 0, 4, 20);
    const auto seed = *rc::gen::inRange<std::uint32_t>(0, 1U << 30U);
    std::mt19937 random(seed);
    const double scale = *rc::gen::element(1.0, 0.01, 0.37);
    for (auto& value : grid.values) {
        const bool hole = static_cast<int>(random() % 100U) < holes;
        value = hole ? std::numeric_limits<float>::quiet_NaN()
                     : static_cast<float>((static_cast<int>(random() % static_cast<unsigned>(heights)) - 2) * scale);
    }
    return grid;
}

inline waterlogging::TerrainRim any_rim() {
    using namespace waterlogging;
    TerrainRim rim;
    rim.voids = *rc::gen::element(Voids::open, Voids::open, Voids::wall);
    rim.edge = *rc::gen::element(Edge::open, Edge::open, Edge::wall, Edge::level);
    rim.level_m = *rc::gen::inRange(-3, 8) * 0.5;
    return rim;
}

} // namespace kerb::test
