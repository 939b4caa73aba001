// Heights as whole numbers that order as the heights do.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace kerb::waterlogging::detail {

using HeightKey = std::int32_t;

constexpr HeightKey lowest_key = std::numeric_limits<HeightKey>::min();  ///< below every height: water is gone there
constexpr HeightKey highest_key = std::numeric_limits<HeightKey>::max(); ///< above every height: no water passes

/// Order-preserving; −0 and +0 are one height. \pre finite
inline HeightKey key_of(float height) {
    const auto bits = std::bit_cast<std::int32_t>(height + 0.0F);
    return bits ^ ((bits >> 31) & 0x7fffffff);
}

inline float height_of(HeightKey key) {
    return std::bit_cast<float>(key ^ ((key >> 31) & 0x7fffffff));
}

/// The total order of cells: by height, then by index.
inline std::uint64_t order_of(HeightKey key, std::uint32_t cell) {
    return std::uint64_t{static_cast<std::uint32_t>(key) ^ 0x80000000U} << 32U | cell;
}

inline HeightKey key_in(std::uint64_t order) {
    return static_cast<HeightKey>(static_cast<std::uint32_t>(order >> 32U) ^ 0x80000000U);
}

inline std::int64_t quanta_of(float height) {
    return std::llrint(static_cast<double>(height) * 0x1p20);
}

} // namespace kerb::waterlogging::detail
