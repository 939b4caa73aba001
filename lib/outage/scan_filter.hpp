// Which of 64 centres can have a window above a given ratio?
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "scan_ratio.hpp"

namespace kerb::outage {

/// Centres looked at together; a row of their table is one line of cache.
constexpr std::size_t lanes = 64;

/// Levels of a count of cases: a centre can only beat a ratio if for some level more than `more_than` of the cases lie
/// in windows of a size class below `below`. Every third level is asked first, with what the two before it ask.
struct Filter {
    static constexpr std::size_t at_once = 12, rounds = 3, levels = at_once * rounds;
    std::array<std::array<std::int8_t, at_once>, rounds> below;
    std::array<std::array<std::uint32_t, at_once>, rounds> more_than;
    std::array<std::uint32_t, at_once> coarse; ///< of the first round
};

/// Sizes of windows in at most 254 classes, each about as much wider than the one before.
class SizeClasses {
public:
    static constexpr std::int8_t beyond = 127; ///< of what lies outside of all windows

    /// \pre 0 < least ≤ most
    SizeClasses(Quanta least, Quanta most);

    /// Class of sizes that come ascending: looks on from `hint` (at first 0) and moves it.
    [[nodiscard]] std::int8_t class_of(Quanta size, std::size_t& hint) const;
    /// For ratios above `best`.
    [[nodiscard]] Filter filter(const LikelihoodRatio& ratio, double best) const;

private:
    [[nodiscard]] std::int8_t classes_above(const LikelihoodRatio& ratio, std::int64_t cases, double best) const;

    std::vector<Quanta> least_; ///< of each class, ascending
};

/// Bits of the centres that may beat the ratio of a filter. \param table rows of 64 classes \param rows of the cases
[[nodiscard]] std::uint64_t may_beat(std::span<const std::int8_t> table, std::span<const std::uint32_t> rows,
                                     const Filter& filter);

} // namespace kerb::outage
