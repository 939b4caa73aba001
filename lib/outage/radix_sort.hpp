// Sorting ages: many numbers of 0 or more.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

namespace kerb::outage {

/// Ascending. Bits of numbers of 0 or more are ordered as the numbers are, so their digits of 11 bits are sorted one
/// after the other, from the last; digits that all numbers share cost nothing. \pre no NaN, none below 0 (−0 neither)
/// \par Complexity O(n), and a second array
inline void radix_sort(std::vector<double>& values) {
    constexpr unsigned bits = 11, digits = 6, size = 1U << bits;
    constexpr std::size_t few = 2048;
    if (values.size() < few) {
        std::sort(values.begin(), values.end());
        return;
    }
    const auto digit = [](double value, unsigned d) {
        return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(value) >> (d * bits) & (size - 1));
    };
    std::vector<std::array<std::size_t, size>> counts(digits);
    for (const double value : values) {
        for (unsigned d = 0; d < digits; ++d) {
            ++counts[d][digit(value, d)];
        }
    }
    std::vector<double> other(values.size());
    for (unsigned d = 0; d < digits; ++d) {
        auto& count = counts[d];
        if (count[digit(values.front(), d)] == values.size()) {
            continue;
        }
        std::size_t sum = 0;
        for (auto& c : count) {
            const auto own = c;
            c = sum;
            sum += own;
        }
        for (const double value : values) {
            other[count[digit(value, d)]++] = value;
        }
        values.swap(other);
    }
}

} // namespace kerb::outage
