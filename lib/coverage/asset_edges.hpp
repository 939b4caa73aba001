// The segments of assets that are lines or areas, in one flat array.
#pragma once

#include <span>
#include <vector>

#include <kerb/coverage/assets.hpp>
#include <kerb/geometry/segment_grid.hpp>

namespace kerb::coverage {

/// Segments of the lines, then edges of the areas; `line` of each is the asset's number in AssetShapes.
struct AssetEdges {
    std::vector<Segment> segments;
    std::vector<std::uint32_t>
        area_begin; ///< edges of area i: segments[area_begin[i]] … segments[area_begin[i + 1] − 1]

    explicit AssetEdges(const AssetShapes& assets);
    [[nodiscard]] std::span<const Segment> of_area(std::size_t area) const {
        return std::span(segments).subspan(area_begin[area], area_begin[area + 1] - area_begin[area]);
    }
    [[nodiscard]] std::size_t areas() const { return area_begin.size() - 1; }
};

} // namespace kerb::coverage
