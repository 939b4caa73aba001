// Lines and areas as assets: which stretches of a segment do they reach?
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "area_index.hpp"
#include "asset_edges.hpp"
#include "ring_grid.hpp"

namespace kerb::coverage {

/// What lies within R of a segment of an asset is two discs and the slab between them; what lies within R of an area
/// is that of its edges, and its inside. One grid per power of two of the reach.
class ShapeIndex {
public:
    /// Reused from segment to segment; one per thread.
    struct Scratch {
        std::vector<std::uint32_t> edges, areas;
        std::vector<double> cuts;
    };

    /// \param reach of each line, then of each area; NaN: `standard_reach`; empty: `standard_reach` for all
    ShapeIndex(const AssetShapes& lines_and_areas, std::span<const double> reach, double standard_reach);
    ShapeIndex(const ShapeIndex&) = delete;
    ShapeIndex& operator=(const ShapeIndex&) = delete;

    /// Appends the intervals of segment a–b that are within reach; they may overlap.
    /// \param line_reach overrides the reach of all assets unless NaN \param scale multiplies every reach
    void append(Point a, Point b, double length, double line_reach, double scale, Scratch& scratch,
                std::vector<Interval>& intervals) const;

private:
    struct Level {
        std::vector<std::uint32_t> edges; ///< their numbers in edges_
        RingGrid grid;                    ///< of positions in `edges`
        double edge = 1;                  ///< of a cell
        double most = 0;                  ///< longest reach of the level
    };
    void add_level(std::vector<std::uint32_t> members, double most);
    static void gather(const Level& level, Point a, Point b, double length, double reach,
                       std::vector<std::uint32_t>& edges);

    AssetEdges edges_;
    AreaIndex areas_;
    std::vector<double> reach_; // of each asset
    std::vector<Level> levels_;
};

} // namespace kerb::coverage
