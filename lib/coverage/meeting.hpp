// How two bodies lie to each other.
#pragma once

#include <optional>

#include "body.hpp"

namespace kerb::coverage {

struct Meeting {
    bool overlap = false;
    std::optional<double> overlap_m2, length_m, depth_m; // in the plane's metres
    double distance_m = 0;                               // more than asked for: unknown
};

/// \param most distances beyond it need not be known
[[nodiscard]] Meeting meet(const Body& of, const Body& against, double most);

/// Length of a line strictly inside an area (`inside`), or on another line or a border (`on`).
struct CommonLength {
    double inside = 0, on = 0;
};
[[nodiscard]] CommonLength common_length(const EdgeBands& line, const Body& other);

/// Least distance of two chains of edges; more than `most` when it is greater.
[[nodiscard]] double edge_distance(const EdgeBands& one, const Body& other, double most);

} // namespace kerb::coverage
