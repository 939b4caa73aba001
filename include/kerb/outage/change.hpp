// Did the rate change since the last round?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/faults.hpp>
#include <kerb/outage/interval.hpp>

namespace kerb::outage {

/// Newcombe's hybrid score interval of first − second (1998, Statistics in Medicine 17:873, method 10): Wilson's bounds
/// of each, squared and added. Numbers of observations need not be whole; [−1, 1] when one is 0, never without width.
/// \pre shares in [0, 1], n ≥ 0, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] Interval difference_bounds(double first, double n_first, double second, double n_second,
                                         double confidence = 0.95);

struct ChangeOptions {
    double confidence = 0.95;
    double deff_before = 1, deff_now = 1; ///< design effects: each round tells as much as so many times fewer lamps
};

struct RateChange {
    Count before, now;
    double difference = 0;  ///< of rates, now − before: below 0 is better
    Interval bounds;        ///< of it
    double chance_fell = 0; ///< P(rate now < rate before | data), Jeffreys' prior
};

/// Of two rounds that saw different lamps, or lamps picked anew. None when one of them saw nothing.
/// \pre 0 ≤ out ≤ of, design effects > 0, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] std::optional<RateChange> change_between(const Count& before, const Count& now,
                                                       const ChangeOptions& options = {});

/// P(second rate < first rate | data) when each is Beta(out + ½, n − out + ½), by Gauss–Legendre quadrature between
/// quantiles of both: no chance in it. \pre 0 ≤ out ≤ n, n > 0; they need not be whole \throws UsageError otherwise
/// \par Complexity some 1,000 evaluations of the incomplete beta function at most
[[nodiscard]] double chance_second_lower(double out_first, double n_first, double out_second, double n_second);

/// Lamps seen in both rounds, by what was seen.
struct SeenTwice {
    std::int64_t still_out = 0, newly_out = 0, repaired = 0, lit = 0;
    [[nodiscard]] std::int64_t lamps() const { return still_out + newly_out + repaired + lit; }
    friend bool operator==(const SeenTwice&, const SeenTwice&) = default;
};

struct PairedChange {
    SeenTwice counts;
    double difference = 0;  ///< now − before, (newly out − repaired)/lamps
    Interval bounds;        ///< Newcombe's for pairs (1998, Statistics in Medicine 17:2635, method 10)
    double p_value = 1;     ///< McNemar's exact, two-sided: were it chance which of the changed lamps changed how?
    double chance_fell = 0; ///< P(a change is a repair with more than ½ | data), Jeffreys' prior on the changed lamps
};

/// None when no lamp was seen twice. \pre counts ≥ 0, 0 < confidence < 1 \throws UsageError otherwise
[[nodiscard]] std::optional<PairedChange> paired_change(const SeenTwice& counts, double confidence = 0.95);

/// What a round saw of a lamp.
struct LampOfRound {
    std::uint64_t lamp = 0; ///< any number that stays the lamp's own
    LampState state = LampState::unknown;
    std::uint32_t group = 0; ///< from 0
};

/// Lamps by number, ascending.
struct LampChanges {
    std::vector<std::uint64_t> newly_out, repaired, still_out;
    SeenTwice counts;
    std::vector<SeenTwice> groups;              ///< by the group that the lamp has now
    std::int64_t only_before = 0, only_now = 0; ///< known in one round only
    std::int64_t repeated =
        0; ///< rows of a lamp that its round already has: out if any says so, lit if any other knows
};

/// \pre groups of the second round below `groups` \throws UsageError otherwise \par Complexity O(n log n)
[[nodiscard]] LampChanges lamp_changes(std::span<const LampOfRound> before, std::span<const LampOfRound> now,
                                       std::uint32_t groups = 1);

} // namespace kerb::outage
