#include "clusters_of.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace kerb::outage {
namespace {

std::uint64_t key_of(const SampledLamp& lamp) {
    return (std::uint64_t{lamp.stratum} << 32U) | lamp.cluster;
}

/// Numbers for keys, in the order in which they are met: open addressing, never more than half full.
class Numbers {
public:
    std::uint32_t of(std::uint64_t key) {
        if (2 * keys_.size() >= slots_.size()) {
            grow();
        }
        auto slot = slot_of(key);
        while (slots_[slot] != none && keys_[slots_[slot]] != key) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        if (slots_[slot] == none) {
            slots_[slot] = static_cast<std::uint32_t>(keys_.size());
            keys_.push_back(key);
        }
        return slots_[slot];
    }
    [[nodiscard]] const std::vector<std::uint64_t>& keys() const { return keys_; }

private:
    static constexpr std::uint32_t none = 0xffffffffU;

    [[nodiscard]] std::size_t slot_of(std::uint64_t key) const {
        return (key * 0x9e3779b97f4a7c15ULL) >> (64U - static_cast<unsigned>(std::countr_zero(slots_.size())));
    }
    void grow() {
        slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), none);
        for (std::uint32_t number = 0; number < keys_.size(); ++number) {
            auto slot = slot_of(keys_[number]);
            while (slots_[slot] != none) {
                slot = (slot + 1) & (slots_.size() - 1);
            }
            slots_[slot] = number;
        }
    }

    std::vector<std::uint32_t> slots_;
    std::vector<std::uint64_t> keys_;
};

/// Rows that are in the order of their keys already.
std::vector<std::uint64_t> begin_sorted(std::span<const SampledLamp> lamps, SampleClusters& made) {
    std::vector<std::uint64_t> keys;
    for (std::size_t i = 0; i < lamps.size(); ++i) {
        const auto key = key_of(lamps[i]);
        if (keys.empty() || keys.back() != key) {
            keys.push_back(key);
            made.begin.push_back(i);
        }
    }
    made.begin.push_back(lamps.size());
    return keys;
}

/// Rows in any order: counted into their clusters, so that those of one stay in the order in which they came.
std::vector<std::uint64_t> begin_counted(std::span<const SampledLamp> lamps, SampleClusters& made) {
    Numbers numbers;
    std::vector<std::uint32_t> number(lamps.size());
    for (std::size_t i = 0; i < lamps.size(); ++i) {
        const auto key = key_of(lamps[i]);
        number[i] = i > 0 && key == key_of(lamps[i - 1]) ? number[i - 1] : numbers.of(key);
    }
    std::vector<std::uint32_t> order(numbers.keys().size()), rank(order.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(),
              [&](std::uint32_t a, std::uint32_t b) { return numbers.keys()[a] < numbers.keys()[b]; });
    std::vector<std::uint64_t> keys;
    for (std::uint32_t c = 0; c < order.size(); ++c) {
        rank[order[c]] = c;
        keys.push_back(numbers.keys()[order[c]]);
    }
    made.begin.assign(order.size() + 1, 0);
    for (const auto met : number) {
        ++made.begin[rank[met] + 1];
    }
    std::partial_sum(made.begin.begin(), made.begin.end(), made.begin.begin());
    auto next = made.begin;
    made.rows.resize(lamps.size());
    for (std::uint32_t i = 0; i < lamps.size(); ++i) {
        made.rows[next[rank[number[i]]]++] = i;
    }
    return keys;
}

} // namespace

SampleClusters clusters_of(std::span<const SampledLamp> lamps) {
    SampleClusters made;
    const bool sorted = std::is_sorted(
        lamps.begin(), lamps.end(), [](const SampledLamp& a, const SampledLamp& b) { return key_of(a) < key_of(b); });
    const auto keys = sorted ? begin_sorted(lamps, made) : begin_counted(lamps, made);
    for (std::size_t c = 0; c < keys.size(); ++c) {
        const auto stratum = static_cast<std::uint32_t>(keys[c] >> 32U);
        if (made.strata.empty() || made.strata.back().number != stratum) {
            made.strata.push_back({stratum, c, c});
        }
        made.strata.back().end = c + 1;
    }
    return made;
}

} // namespace kerb::outage
