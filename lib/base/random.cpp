#include <algorithm>

#include <Random123/philox.h>

#include <kerb/base/random.hpp>

namespace kerb {
namespace {

std::uint32_t low_half(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
std::uint32_t high_half(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}

} // namespace

// Counter word 0 counts the blocks of this stream; the others say whose stream it is.
RandomStream::RandomStream(std::uint64_t seed, std::uint32_t purpose, std::uint64_t item)
    : key_{low_half(seed), high_half(seed)}, counter_{0, purpose, low_half(item), high_half(item)} {}

std::uint32_t RandomStream::next_u32() {
    if (used_ == 4) {
        const r123::Philox4x32::ctr_type counter = {{counter_[0], counter_[1], counter_[2], counter_[3]}};
        const r123::Philox4x32::key_type key = {{key_[0], key_[1]}};
        const auto block = r123::Philox4x32()(counter, key);
        std::copy(block.begin(), block.end(), block_);
        ++counter_[0];
        used_ = 0;
    }
    return block_[used_++];
}

double RandomStream::uniform() {
    const auto high = static_cast<double>(next_u32() >> 5); // 27 bits
    const auto low = static_cast<double>(next_u32() >> 6);  // 26 bits
    return (high * 0x1p26 + low) * 0x1p-53;
}

// Lemire 2019, "Fast random integer generation in an interval": multiply, and reject the few biased remainders.
std::uint32_t RandomStream::below(std::uint32_t bound) {
    auto product = std::uint64_t{next_u32()} * bound;
    if (low_half(product) < bound) {
        const auto threshold = (0U - bound) % bound;
        while (low_half(product) < threshold) {
            product = std::uint64_t{next_u32()} * bound;
        }
    }
    return high_half(product);
}

} // namespace kerb
