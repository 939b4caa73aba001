// Counter-based random streams: the value depends on who asks, never on when.
#pragma once

#include <cstdint>

namespace kerb {

/// A stream of random numbers keyed by (seed, purpose, item): Philox4x32-10 (Salmon et al., SC'11, "Parallel random
/// numbers: as easy as 1, 2, 3"), so any item can be drawn on any thread in any order with the same result.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, std::uint32_t purpose, std::uint64_t item);

    [[nodiscard]] std::uint32_t next_u32();
    /// Uniform in [0, 1), 53 random bits.
    [[nodiscard]] double uniform();
    [[nodiscard]] double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Uniform in 0 … bound−1 (bound ≥ 1), without bias.
    [[nodiscard]] std::uint32_t below(std::uint32_t bound);

private:
    std::uint32_t key_[2];
    std::uint32_t counter_[4];
    std::uint32_t block_[4] = {};
    int used_ = 4;
};

} // namespace kerb
