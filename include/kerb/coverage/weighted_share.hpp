// Which share is covered, when not every metre counts alike?
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace kerb::coverage {

/// Weight of what was measured, and of its covered part.
struct WeightedShare {
    double weight = 0, covered = 0;
    std::int64_t unknown = 0; ///< parts that count nothing: without a weight, or without length or ground
    /// Nullopt when there is no weight.
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const WeightedShare&, const WeightedShare&) = default;
};

/// Parts (lines, zones, classes of land) with their totals and covered amounts, as spans of one size.
struct MeasuredParts {
    std::span<const double> total, covered;
};

/// Each part stands for `weights[i]` (inhabitants, say), spread evenly over it: Σ w·c/t of Σ w. \param weights ≥ 0;
/// NaN: not known \throws UsageError when spans do not fit or a weight is negative \par Complexity O(n), exact sums
[[nodiscard]] WeightedShare share_by_weight(const MeasuredParts& parts, std::span<const double> weights);

/// Each metre or square metre of a part counts `weights[i]` times: Σ w·c of Σ w·t. \throws UsageError as above
[[nodiscard]] WeightedShare share_by_factor(const MeasuredParts& parts, std::span<const double> weights);

} // namespace kerb::coverage
