// Lines with points put into their courses, and ends moved.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/base/parallel.hpp>

#include "courses.hpp"

namespace kerb::network::detail {

/// A point to put into a segment.
struct Cut {
    std::uint32_t segment = 0; ///< the point that the segment begins at
    double along_m = 0;        ///< from there, in the plane
    Point at;
};

/// An end that stands elsewhere; lengths stay as they are.
struct MovedEnd {
    std::uint32_t point = 0;
    Point to;
};

/// Chainages grow from point to point, be it by the last bit. \par Complexity O(n + k log k)
[[nodiscard]] OwnCourses with_changes(const Courses& courses, std::vector<Cut> cuts, std::vector<MovedEnd> moved);

/// Which parts have a length: at least two points, not all within 1 mm of the first.
[[nodiscard]] std::vector<std::uint8_t> parts_with_length(const Lines& lines, Threads threads);

} // namespace kerb::network::detail
