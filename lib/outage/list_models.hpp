// A log-linear model of three lists.
#pragma once

#include <array>
#include <cstdint>

namespace kerb::outage {

struct ListFit {
    double unseen = 0;             ///< e^intercept: the cell of none of the lists
    double intercept_variance = 0; ///< by the information matrix
    double deviance = 0, aic = 0;
    std::int64_t parameters = 0;
    bool usable = false;
};

/// Cells by the lists that have them: 1, 2, 3, 12, 13, 23, 123. \param pairs bit 0: lists 1 and 2 depend on each other,
/// bit 1: 1 and 3, bit 2: 2 and 3
[[nodiscard]] ListFit fit_lists(const std::array<std::int64_t, 7>& cells, unsigned pairs);

} // namespace kerb::outage
