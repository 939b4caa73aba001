#include "scan_filter.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace kerb::outage {
namespace {

constexpr std::size_t width = 16;
using Bytes [[gnu::vector_size(16)]] = std::int8_t;
using Levels = std::array<Bytes, Filter::levels>;

/// The first number in [low, high] for which a condition that once true stays true holds; high + 1 if none does.
template <class Condition>
std::int64_t first_that(std::int64_t low, std::int64_t high, const Condition& holds) {
    ++high;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (holds(middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

Bytes all_of(std::int8_t value) {
    return Bytes{} + value;
}

/// Cases of 16 centres on each level. \pre at most 127 rows
Levels count(const std::int8_t* column, std::span<const std::uint32_t> rows, const Filter& filter) {
    Levels counts{}, below{};
    for (std::size_t k = 0; k < Filter::levels; ++k) {
        below[k] = all_of(filter.below[k]);
    }
    for (const auto row : rows) {
        Bytes classes;
        std::memcpy(&classes, column + std::size_t{row} * lanes, sizeof classes);
        for (std::size_t k = 0; k < Filter::levels; ++k) {
            counts[k] -= classes < below[k]; // a comparison that holds is −1
        }
    }
    return counts;
}

std::uint64_t bits_of(const Bytes& flags) {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &flags, sizeof halves);
    if ((halves[0] | halves[1]) == 0) {
        return 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width; ++i) {
        bits |= std::uint64_t{flags[i] != 0 ? 1U : 0U} << i;
    }
    return bits;
}

std::uint64_t few_rows(const std::int8_t* column, std::span<const std::uint32_t> rows, const Filter& filter) {
    const auto counts = count(column, rows, filter);
    Bytes alive{};
    for (std::size_t k = 0; k < Filter::levels; ++k) {
        if (filter.more_than[k] < rows.size()) {
            alive |= counts[k] > all_of(static_cast<std::int8_t>(filter.more_than[k]));
        }
    }
    return bits_of(alive);
}

std::uint64_t many_rows(const std::int8_t* column, std::span<const std::uint32_t> rows, const Filter& filter) {
    std::array<std::array<std::uint32_t, width>, Filter::levels> sums{};
    for (std::size_t from = 0; from < rows.size(); from += 127) {
        const auto counts = count(column, rows.subspan(from, std::min<std::size_t>(127, rows.size() - from)), filter);
        for (std::size_t k = 0; k < Filter::levels; ++k) {
            for (std::size_t i = 0; i < width; ++i) {
                sums[k][i] += static_cast<std::uint32_t>(counts[k][i]);
            }
        }
    }
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < Filter::levels; ++k) {
        for (std::size_t i = 0; i < width; ++i) {
            bits |= std::uint64_t{sums[k][i] > filter.more_than[k] ? 1U : 0U} << i;
        }
    }
    return bits;
}

} // namespace

SizeClasses::SizeClasses(Quanta least, Quanta most) {
    constexpr int classes = 254;
    const double first = static_cast<double>(least), ratio = static_cast<double>(most) / first;
    least_.push_back(least);
    for (int k = 1; k < classes; ++k) {
        const auto next = static_cast<Quanta>(first * std::pow(ratio, static_cast<double>(k) / classes));
        if (next > least_.back() && next <= most) {
            least_.push_back(next);
        }
    }
}

std::int8_t SizeClasses::class_of(Quanta size, std::size_t& hint) const {
    while (hint + 1 < least_.size() && least_[hint + 1] <= size) {
        ++hint;
    }
    return static_cast<std::int8_t>(static_cast<int>(hint) - 128);
}

std::int8_t SizeClasses::classes_above(const LikelihoodRatio& ratio, std::int64_t cases, double best) const {
    const auto end = std::partition_point(least_.begin(), least_.end(),
                                          [&](Quanta size) { return ratio.bound(cases, size) > best; });
    return static_cast<std::int8_t>(end - least_.begin() - 128);
}

// The levels rise from the fewest cases that can beat it by about the same factor to the most that have to.
Filter SizeClasses::filter(const LikelihoodRatio& ratio, double best) const {
    Filter made{};
    made.below.fill(-128);
    made.more_than.fill(std::numeric_limits<std::uint32_t>::max());
    const double above = best * (1 - 1e-9) - 1e-12; // roundings must not hide what is greater
    const auto all = ratio.cases();
    const auto fewest = first_that(1, all, [&](auto c) { return ratio.bound(c, least_.front()) > above; });
    if (fewest > all) {
        return made;
    }
    const auto most = std::min(
        all, first_that(fewest, all, [&](auto c) { return ratio.bound(c, least_.back()) > above; }));
    auto before = fewest - 1;
    for (std::size_t k = 0; k < Filter::levels && before < most; ++k) {
        const auto left = static_cast<double>(Filter::levels - k);
        const auto step = std::pow(static_cast<double>(most) / static_cast<double>(std::max<std::int64_t>(before, 1)),
                                   1 / left);
        const auto wanted = static_cast<std::int64_t>(std::ceil(static_cast<double>(before) * step));
        const auto level = k + 1 == Filter::levels ? most : std::clamp(wanted, before + 1, most);
        made.below[k] = classes_above(ratio, level, above);
        made.more_than[k] = static_cast<std::uint32_t>(before);
        before = level;
    }
    return made;
}

std::uint64_t may_beat(std::span<const std::int8_t> table, std::span<const std::uint32_t> rows, const Filter& filter) {
    if (rows.size() <= filter.more_than.front()) {
        return 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t from = 0; from < lanes; from += width) {
        const auto* column = table.data() + from;
        bits |= (rows.size() <= 127 ? few_rows(column, rows, filter) : many_rows(column, rows, filter)) << from;
    }
    return bits;
}

} // namespace kerb::outage
