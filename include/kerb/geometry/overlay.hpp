// Areas against areas: where do they overlap, and what do they leave uncovered?
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb {

/// Two areas with a common interior.
struct AreaOverlap {
    std::uint32_t first = 0, second = 0; ///< first < second
    double area_m2 = 0;
    Point place; ///< inside the overlap
};

/// Every pair that shares at least `least_m2`, ordered by `second`, then by `first`; the same for any number of
/// threads. Areas that are not valid are compared as far as the overlay can; rings that are not finite or not closed
/// are left out. \par Complexity O(n log n) for boxes, one overlay per pair whose boxes share that much.
[[nodiscard]] std::vector<AreaOverlap> find_overlaps(std::span<const MultiPolygon* const> areas, double least_m2,
                                                     Threads threads = Threads(0));

/// A part of the plane that areas leave free.
struct UncoveredArea {
    Points outline; ///< its outer ring
    double area_m2 = 0;
    Point place; ///< inside it
};

/// What the areas leave free of themselves (holes in their union) and of `whole`, as parts of at least `least_m2`, from
/// south to north and from west to east. Areas that are not valid are left out.
[[nodiscard]] std::vector<UncoveredArea> find_uncovered(std::span<const MultiPolygon* const> areas,
                                                        std::span<const MultiPolygon* const> whole, double least_m2);

} // namespace kerb
