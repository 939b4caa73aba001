#include "scan_filter.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace kerb::outage {
namespace {

constexpr std::size_t width = 16;
using Bytes [[gnu::vector_size(16)]] = std::int8_t;
using Levels = std::array<Bytes, Filter::at_once>;
using Sums = std::array<std::array<std::uint32_t, width>, Filter::at_once>;
using Below = std::array<std::int8_t, Filter::at_once>;
using MoreThan = std::array<std::uint32_t, Filter::at_once>;

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

/// The level after `from` when `left` more shall lead to `most`.
std::int64_t next_level(std::int64_t from, std::int64_t most, std::size_t left) {
    const auto low = static_cast<double>(std::max<std::int64_t>(from, 1));
    const double step = std::pow(static_cast<double>(most) / low, 1 / static_cast<double>(left));
    const auto wanted = static_cast<std::int64_t>(std::ceil(static_cast<double>(from) * step));
    return left == 1 ? most : std::clamp(wanted, from + 1, most);
}

Bytes all_of(std::int8_t value) {
    return Bytes{} + value;
}

/// Cases of 16 centres on each level. \pre at most 127 rows
Levels count(const std::int8_t* column, std::span<const std::uint32_t> rows, const Below& least) {
    Levels counts{}, below{};
    for (std::size_t k = 0; k < Filter::at_once; ++k) {
        below[k] = all_of(least[k]);
    }
    for (const auto row : rows) {
        Bytes classes;
        std::memcpy(&classes, column + std::size_t{row} * lanes, sizeof classes);
        for (std::size_t k = 0; k < Filter::at_once; ++k) {
            counts[k] -= classes < below[k]; // a comparison that holds is −1
        }
    }
    return counts;
}

/// One by one: g++ 12 reads the wrong ones when vectors are subscripted under its undefined-behaviour sanitizer.
std::array<std::int8_t, width> each(const Bytes& values) {
    std::array<std::int8_t, width> made{};
    std::memcpy(made.data(), &values, sizeof values);
    return made;
}

std::uint64_t bits_of(const Bytes& flags) {
    std::array<std::uint64_t, 2> halves{};
    std::memcpy(halves.data(), &flags, sizeof halves);
    if ((halves[0] | halves[1]) == 0) {
        return 0;
    }
    const auto flag = each(flags);
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width; ++i) {
        bits |= std::uint64_t{flag[i] != 0 ? 1U : 0U} << i;
    }
    return bits;
}

/// Which of 16 centres have more cases than asked on some level? \pre counts up to 127
std::uint64_t above(const Levels& counts, const MoreThan& more_than) {
    Bytes alive{};
    for (std::size_t k = 0; k < Filter::at_once; ++k) {
        if (more_than[k] < 127) {
            alive |= counts[k] > all_of(static_cast<std::int8_t>(more_than[k]));
        }
    }
    return bits_of(alive);
}

std::uint64_t above(const Sums& sums, const MoreThan& more_than) {
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < Filter::at_once; ++k) {
        for (std::size_t i = 0; i < width; ++i) {
            bits |= std::uint64_t{sums[k][i] > more_than[k] ? 1U : 0U} << i;
        }
    }
    return bits;
}

Sums sum(const std::int8_t* column, std::span<const std::uint32_t> rows, const Below& below) {
    Sums sums{};
    for (std::size_t from = 0; from < rows.size(); from += 127) {
        const auto counts = count(column, rows.subspan(from, std::min<std::size_t>(127, rows.size() - from)), below);
        for (std::size_t k = 0; k < Filter::at_once; ++k) {
            const auto more = each(counts[k]);
            for (std::size_t i = 0; i < width; ++i) {
                sums[k][i] += static_cast<std::uint32_t>(more[i]);
            }
        }
    }
    return sums;
}

/// The coarse levels first; only where they leave someone, all.
template <class Count>
std::uint64_t in_rounds(const Filter& filter, const Count& counts_below) {
    const auto first = counts_below(filter.below[0]);
    if (above(first, filter.coarse) == 0) {
        return 0;
    }
    auto bits = above(first, filter.more_than[0]);
    for (std::size_t round = 1; round < Filter::rounds; ++round) {
        bits |= above(counts_below(filter.below[round]), filter.more_than[round]);
    }
    return bits;
}

std::uint64_t of_sixteen(const std::int8_t* column, std::span<const std::uint32_t> rows, const Filter& filter) {
    if (rows.size() <= 127) {
        return in_rounds(filter, [&](const Below& below) { return count(column, rows, below); });
    }
    return in_rounds(filter, [&](const Below& below) { return sum(column, rows, below); });
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
    constexpr auto never = std::numeric_limits<std::uint32_t>::max();
    Filter made{};
    made.coarse.fill(never);
    for (std::size_t round = 0; round < Filter::rounds; ++round) {
        made.below[round].fill(-128);
        made.more_than[round].fill(never);
    }
    const double least = best * (1 - 1e-9) - 1e-12; // roundings must not hide what is greater
    const auto all = ratio.cases();
    const auto fewest = first_that(1, all, [&](auto c) { return ratio.bound(c, least_.front()) > least; });
    if (fewest > all) {
        return made;
    }
    const auto most =
        std::min(all, first_that(fewest, all, [&](auto c) { return ratio.bound(c, least_.back()) > least; }));
    auto before = fewest - 1;
    for (std::size_t k = 0; k < Filter::levels; ++k) {
        // Level 3 i + 2 is in the first round and asks for the three; past the last level it is that one again.
        const auto round = (k + 1) % Filter::rounds, i = k / Filter::rounds;
        const auto from = std::min(before, most - 1), level = next_level(from, most, Filter::levels - k);
        made.below[round][i] = classes_above(ratio, level, least);
        made.more_than[round][i] = static_cast<std::uint32_t>(from);
        made.coarse[i] = std::min(made.coarse[i], made.more_than[round][i]);
        before = level;
    }
    return made;
}

std::uint64_t may_beat(std::span<const std::int8_t> table, std::span<const std::uint32_t> rows, const Filter& filter) {
    if (rows.size() <= filter.coarse.front()) {
        return 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t from = 0; from < lanes; from += width) {
        bits |= of_sixteen(table.data() + from, rows, filter) << from;
    }
    return bits;
}

} // namespace kerb::outage
