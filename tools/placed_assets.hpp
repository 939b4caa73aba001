// Assets of an inventory sorted by shape, as the engines take them.
#pragma once

#include <cstdint>
#include <vector>

#include <kerb/coverage/assets.hpp>
#include <kerb/inventory/attributes.hpp>

namespace kerb::tools {

/// Points, lines and areas of one class; `asset` says which asset each number (points first, then lines, then areas)
/// is. What has no place is left out.
struct PlacedAssets {
    Points points;
    Lines lines;
    std::vector<MultiPolygon> areas;
    std::vector<std::uint32_t> asset;

    [[nodiscard]] coverage::AssetShapes shapes() const { return {points, &lines, areas}; }
};

/// Neither planned nor gone.
inline bool stands(const Attributes& about) {
    return about.status != Status::removed && about.status != Status::planned;
}

/// Sorts the assets that `wanted` picks. \param place_of the Place of an asset
template <class Asset, class PlaceOf, class Wanted>
PlacedAssets placed(const std::vector<Asset>& assets, const PlaceOf& place_of, const Wanted& wanted) {
    PlacedAssets made;
    std::vector<std::uint32_t> of_lines, of_areas;
    for (std::uint32_t i = 0; i < assets.size(); ++i) {
        if (!wanted(assets[i])) {
            continue;
        }
        const auto& place = place_of(assets[i]);
        if (const auto* point = std::get_if<Point>(&place)) {
            made.points.push_back(*point);
            made.asset.push_back(i);
        } else if (const auto* line = std::get_if<MultiLineString>(&place)) {
            made.lines.push(*line);
            of_lines.push_back(i);
        } else if (const auto* area = std::get_if<MultiPolygon>(&place)) {
            made.areas.push_back(*area);
            of_areas.push_back(i);
        }
    }
    for (const auto* part : {&of_lines, &of_areas}) {
        made.asset.insert(made.asset.end(), part->begin(), part->end());
    }
    return made;
}

} // namespace kerb::tools
