// Terrains that the hierarchy of depressions is measured on.
#pragma once

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

#include <kerb/base/parallel.hpp>
#include <kerb/raster/grid.hpp>

namespace kerb::bench {

/// A number in [0, 1) for a lattice point: SplitMix64's finalizer.
inline double lattice(std::int64_t x, std::int64_t y, std::uint64_t salt) {
    auto z = static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15U + static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fU +
             salt;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
}

/// Smooth noise in [−1, 1] with features of `size` cells.
inline double smooth(double x, double y, double size, std::uint64_t salt) {
    const double u = x / size, v = y / size;
    const auto i = static_cast<std::int64_t>(std::floor(u)), j = static_cast<std::int64_t>(std::floor(v));
    const auto ease = [](double t) { return t * t * (3 - 2 * t); };
    const double a = ease(u - static_cast<double>(i)), b = ease(v - static_cast<double>(j));
    const double top = std::lerp(lattice(i, j, salt), lattice(i + 1, j, salt), a);
    const double bottom = std::lerp(lattice(i, j + 1, salt), lattice(i + 1, j + 1, salt), a);
    return 2 * std::lerp(top, bottom, b) - 1;
}

/// Ground of a town at 1 m: hills, blocks between streets with kerbs, hollows, and the noise of a lidar survey: about
/// one lowest place in 27 cells.
inline double urban(std::int64_t column, std::int64_t row) {
    const auto x = static_cast<double>(column), y = static_cast<double>(row);
    double z = 40 + 0.003 * y + 6 * smooth(x, y, 1700, 1) + 1.5 * smooth(x, y, 310, 2) + 0.4 * smooth(x, y, 60, 3);
    const auto street = [](std::int64_t along) { return along % 120 < 14; };
    z -= street(column) || street(row) ? 0.15 : 0;
    z += 0.03 * smooth(x, y, 2.7, 4) + 0.02 * (lattice(column, row, 5) - 0.5);
    return z;
}

inline double height_of(const std::string& kind, std::int64_t column, std::int64_t row, std::int64_t size) {
    const auto x = static_cast<double>(column), y = static_cast<double>(row), n = static_cast<double>(size);
    const double from_centre = std::hypot(x - n / 2, y - n / 2) / n;
    if (kind == "urban") {
        return urban(column, row);
    }
    if (kind == "urban_cm") {
        return std::round(urban(column, row) * 100) / 100;
    }
    if (kind == "noisy_bowl") {
        return 50 * from_centre + 0.5 * lattice(column, row, 6);
    }
    if (kind == "inverted_cone") {
        return 100 * from_centre;
    }
    if (kind == "noisy_hill") {
        return 100 - 50 * from_centre + 0.5 * lattice(column, row, 6);
    }
    if (kind == "serpentine") { // one channel to and fro between walls, falling to its end
        const auto lane = row / 2, along = lane % 2 == 0 ? column : size - 1 - column;
        const bool wall = row % 2 == 1 && column != (lane % 2 == 0 ? size - 2 : 1);
        return wall ? 1000 : 500 - 1e-4 * static_cast<double>(lane * size + along) / n;
    }
    if (kind == "flat") {
        return 7;
    }
    throw std::invalid_argument("no such terrain: " + kind);
}

inline Grid terrain(const std::string& kind, std::int64_t size, Threads threads) {
    auto grid = Grid::filled(static_cast<std::size_t>(size), static_cast<std::size_t>(size),
                             {{500000, 3500000}, 1, 1, false}, Frame::from("EPSG:4547"));
    for_each_block(grid.rows, 16, threads, [&](std::size_t begin, std::size_t end) {
        for (auto row = begin; row < end; ++row) {
            for (std::size_t column = 0; column < grid.columns; ++column) {
                grid.at({column, row}) = static_cast<float>(
                    height_of(kind, static_cast<std::int64_t>(column), static_cast<std::int64_t>(row), size));
            }
        }
    });
    return grid;
}

} // namespace kerb::bench
