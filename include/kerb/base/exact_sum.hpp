// Sums of lengths and areas that do not depend on the order of their terms.
#pragma once

#include <bit>
#include <cstdint>

namespace kerb {

/// A fixed-point accumulator with a quantum of 2^-60: every term is rounded once (error ≤ 2^-61, and none at all for
/// |term| ≥ 2^-8), then added as a 128-bit integer. Addition is associative and commutative, so totals are the same
/// bytes for any order, thread count or tiling. Range ±2^67; terms must be finite.
class ExactSum {
public:
    void add(double term) { sum_ += quanta(term); }
    ExactSum& operator+=(const ExactSum& other) {
        sum_ += other.sum_;
        return *this;
    }
    ExactSum& operator-=(const ExactSum& other) {
        sum_ -= other.sum_;
        return *this;
    }
    /// The sum, rounded to the nearest double.
    [[nodiscard]] double value() const { return static_cast<double>(sum_) * 0x1p-60; }
    friend bool operator==(const ExactSum&, const ExactSum&) = default;

private:
    __extension__ using Quanta = __int128;

    static Quanta quanta(double term) {
        const double scaled = term * 0x1p60; // exact: a power of two
        // Below 2^62 a 64-bit rounding suffices; above, the double is an integer already: 53 bits, shifted.
        if (scaled < 0x1p62 && scaled > -0x1p62) {
            return static_cast<Quanta>(__builtin_llrint(scaled));
        }
        const auto bits = std::bit_cast<std::uint64_t>(scaled);
        const auto digits = (bits & 0xfffffffffffffU) | 0x10000000000000U;
        const auto shift = (static_cast<unsigned>(bits >> 52U) & 0x7ffU) - 1075U;
        const auto magnitude = static_cast<Quanta>(digits) << (shift & 127U);
        return scaled < 0 ? -magnitude : magnitude;
    }

    Quanta sum_ = 0;
};

} // namespace kerb
