// Assets of any shape, searched from a point outwards.
#pragma once

#include <span>
#include <vector>

#include <kerb/coverage/nearest.hpp>

#include "area_index.hpp"
#include "asset_edges.hpp"
#include "ring_grid.hpp"

namespace kerb::coverage {

/// Read-only, thread-safe; refers to nothing that it was made of.
class AssetSearch {
public:
    /// \pre all coordinates finite
    explicit AssetSearch(const AssetShapes& assets);
    AssetSearch(const AssetSearch&) = delete;
    AssetSearch& operator=(const AssetSearch&) = delete;

    [[nodiscard]] Nearest nearest(Point p) const;
    /// Is an asset within `reach`?
    [[nodiscard]] bool within(Point p, double reach) const;
    /// Is an asset within its own reach? \param most the longest of them
    [[nodiscard]] bool within_own(Point p, std::span<const double> reach, double scale, double most) const;
    /// The order in which queries find their cells in the cache.
    [[nodiscard]] static std::vector<std::uint32_t> order_by_place(std::span<const Point> points);

private:
    template <class Goal>
    void search(Point p, Goal& goal) const;
    template <class Goal>
    void visit_points(Point p, std::uint32_t begin, std::uint32_t end, Goal& goal) const;
    template <class Goal>
    void visit_edges(Point p, std::uint32_t begin, std::uint32_t end, Goal& goal) const;
    void index_points(std::span<const Point> points);
    void index_edges();

    AssetEdges edges_;
    AreaIndex areas_;
    RingGrid point_grid_, edge_grid_;
    Points points_; // in the order of point_grid_.members()
    std::uint32_t first_area_;
};

} // namespace kerb::coverage
