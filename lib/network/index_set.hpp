// A set of numbers below a bound, walked in order at the cost of its members.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace kerb::network {

/// Bits, and a bit for each word of them that is not empty: 4,096 numbers cost one look at a word when none is in.
class IndexSet {
public:
    explicit IndexSet(std::size_t bound) : words_(bound / 64 + 1), filled_(bound / 4096 + 1) {}

    void add(std::uint32_t i) {
        words_[i / 64] |= std::uint64_t{1} << (i % 64);
        filled_[i / 4096] |= std::uint64_t{1} << (i / 64 % 64);
    }
    [[nodiscard]] bool has(std::uint32_t i) const { return (words_[i / 64] >> (i % 64) & 1U) != 0; }

    /// Calls `visit(i)` for each member, ascending.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for_each_word([&](std::size_t word) { visit_bits(words_[word], word * 64, visit); });
    }
    void clear() {
        for_each_word([&](std::size_t word) { words_[word] = 0; });
        filled_.assign(filled_.size(), 0);
    }
    [[nodiscard]] std::size_t size() const {
        std::size_t count = 0;
        for_each_word([&](std::size_t word) { count += static_cast<std::size_t>(std::popcount(words_[word])); });
        return count;
    }

private:
    template <class Visit>
    static void visit_bits(std::uint64_t bits, std::size_t first, Visit&& visit) {
        for (; bits != 0; bits &= bits - 1) {
            visit(static_cast<std::uint32_t>(first + static_cast<std::size_t>(std::countr_zero(bits))));
        }
    }
    template <class Visit>
    void for_each_word(Visit&& visit) const {
        for (std::size_t i = 0; i < filled_.size(); ++i) {
            visit_bits(filled_[i], i * 64, visit);
        }
    }

    std::vector<std::uint64_t> words_, filled_;
};

} // namespace kerb::network
