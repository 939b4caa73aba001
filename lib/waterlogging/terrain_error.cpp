#include <algorithm>
#include <cmath>
#include <vector>

#include <kerb/base/random.hpp>
#include <kerb/waterlogging/terrain_error.hpp>

namespace kerb::waterlogging {
namespace {

constexpr std::uint32_t purpose = 0x7e44;

/// Of mean 0 and deviation 1.
double normal(const TerrainError& error, std::uint32_t realisation, std::size_t node) {
    RandomStream random(error.seed ^ (std::uint64_t{realisation} << 32U), purpose, node);
    double sum = -6;
    for (int i = 0; i < 12; ++i) {
        sum += random.uniform();
    }
    return sum;
}

} // namespace

Grid with_error(const Grid& terrain, const TerrainError& error, std::uint32_t realisation, Threads threads) {
    const double range = std::max({error.range_m, terrain.place.cell_width, terrain.place.cell_height});
    const double step_x = terrain.place.cell_width / range, step_y = terrain.place.cell_height / range;
    const auto across = static_cast<std::size_t>(static_cast<double>(terrain.columns) * step_x) + 2;
    const auto down = static_cast<std::size_t>(static_cast<double>(terrain.rows) * step_y) + 2;
    std::vector<double> lattice(across * down);
    for (std::size_t node = 0; node < lattice.size(); ++node) {
        lattice[node] = normal(error, realisation, node);
    }
    auto made = terrain;
    for_each_block(terrain.rows, 64, threads, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            const double v = (static_cast<double>(row) + 0.5) * step_y;
            const auto j = static_cast<std::size_t>(v);
            const double t = v - static_cast<double>(j);
            for (std::size_t column = 0; column < terrain.columns; ++column) {
                const double u = (static_cast<double>(column) + 0.5) * step_x;
                const auto i = static_cast<std::size_t>(u);
                const double s = u - static_cast<double>(i);
                const double weight[] = {(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t};
                const auto* at = lattice.data() + j * across + i;
                const double value[] = {at[0], at[1], at[across], at[across + 1]};
                double sum = 0, square = 0;
                for (std::size_t k = 0; k < 4; ++k) {
                    sum += weight[k] * value[k];
                    square += weight[k] * weight[k];
                }
                auto& z = made.values[row * terrain.columns + column];
                if (made.is_value(z)) {
                    z = static_cast<float>(z + error.sigma_m * sum / std::sqrt(square));
                }
            }
        }
    });
    return made;
}

} // namespace kerb::waterlogging
