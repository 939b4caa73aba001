// Assets of any shape, for questions about their distance.
#pragma once

#include <cstdint>
#include <span>

#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

inline constexpr std::uint32_t no_asset = 0xffffffff;

/// Assets as plain spans, in metres of one plane; nothing is copied, keep it alive. They are numbered through: points
/// first, then lines, then areas. Inside an area, its border included, the distance to it is 0; a hole is outside.
struct AssetShapes {
    std::span<const Point> points;
    const Lines* lines = nullptr;        ///< nullptr: none
    std::span<const MultiPolygon> areas; ///< valid polygons

    [[nodiscard]] std::size_t line_count() const { return lines != nullptr ? lines->size() : 0; }
    [[nodiscard]] std::size_t size() const { return points.size() + line_count() + areas.size(); }
};

} // namespace kerb::coverage
