#include "asset_edges.hpp"

namespace kerb::coverage {
namespace {

void add_chain(std::span<const Point> chain, std::uint32_t asset, std::vector<Segment>& segments) {
    if (chain.size() == 1) {
        segments.push_back({chain[0], chain[0], asset});
    }
    for (std::size_t i = 1; i < chain.size(); ++i) {
        segments.push_back({chain[i - 1], chain[i], asset});
    }
}

std::size_t points_of(const AssetShapes& assets) {
    auto count = assets.lines != nullptr ? assets.lines->points.size() : 0;
    for (const auto& area : assets.areas) {
        for (const auto& polygon : area) {
            count += polygon.outer.size();
            for (const auto& hole : polygon.holes) {
                count += hole.size();
            }
        }
    }
    return count;
}

} // namespace

AssetEdges::AssetEdges(const AssetShapes& assets) {
    segments.reserve(points_of(assets));
    auto asset = static_cast<std::uint32_t>(assets.points.size());
    for (std::size_t f = 0; f < assets.line_count(); ++f, ++asset) {
        for (auto p = assets.lines->feature_begin[f]; p < assets.lines->feature_begin[f + 1]; ++p) {
            add_chain(assets.lines->part(p), asset, segments);
        }
    }
    area_begin.push_back(static_cast<std::uint32_t>(segments.size()));
    for (const auto& area : assets.areas) {
        for (const auto& polygon : area) {
            add_chain(polygon.outer, asset, segments);
            for (const auto& hole : polygon.holes) {
                add_chain(hole, asset, segments);
            }
        }
        area_begin.push_back(static_cast<std::uint32_t>(segments.size()));
        ++asset;
    }
}

} // namespace kerb::coverage
