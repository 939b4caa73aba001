// Which areas is a point in?
#pragma once

#include <span>
#include <vector>

#include "asset_edges.hpp"
#include "ray_clip.hpp"
#include "ring_grid.hpp"

namespace kerb::coverage {

/// Areas by the cells that their boxes meet, and the edges of each by bins of their height: a point is looked up
/// against the few edges at its own height. \par Memory about 12 B per edge.
class AreaIndex {
public:
    /// \param edges kept, not copied
    explicit AreaIndex(const AssetEdges& edges);

    /// Calls `visit(area)` for every area whose box holds `p`.
    template <class Visit>
    void each_near(Point p, Visit&& visit) const {
        if (grid_.empty()) {
            return;
        }
        for (const auto area : grid_.members_of(grid_.cell_of(p))) {
            if (boxes_[area].contains(p)) {
                visit(area);
            }
        }
    }
    /// Appends the areas whose boxes meet `box`, each once, in order.
    void gather(const Box& box, std::vector<std::uint32_t>& areas) const;

    /// Is the point inside any of them?
    [[nodiscard]] bool any_inside(Point p) const;

    /// Even-odd over all rings of the area; on the border either.
    [[nodiscard]] bool inside(std::uint32_t area, Point p) const;

    /// Appends the intervals of segment a–b that lie inside of the area. \param cuts reused
    void append_inside(std::uint32_t area, Point a, Point b, double length, std::vector<double>& cuts,
                       std::vector<Interval>& intervals) const;

    /// Calls `visit(edge)` for edges of the area between two heights, some of them several times.
    template <class Visit>
    void each_edge(std::uint32_t area, double low, double high, Visit&& visit) const {
        const auto last = bin(area, high);
        for (auto b = bin(area, low); b <= last; ++b) {
            for (auto i = bin_begin_[b]; i < bin_begin_[b + 1]; ++i) {
                visit(edges_->segments[bin_members_[i]]);
            }
        }
    }

private:
    [[nodiscard]] std::size_t bin(std::uint32_t area, double y) const;
    void lay_bins();
    void fill_bins();

    const AssetEdges* edges_;
    std::vector<Box> boxes_;
    RingGrid grid_;
    std::vector<std::uint32_t> first_bin_;               // of each area
    std::vector<std::uint32_t> bin_begin_, bin_members_; // edges of each bin
};

} // namespace kerb::coverage
