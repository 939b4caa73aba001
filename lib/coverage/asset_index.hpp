// Assets by place and by reach: who may cover something in this box?
#pragma once

#include <limits>
#include <span>
#include <vector>

#include <kerb/geometry/point_grid.hpp>

namespace kerb::coverage {

/// Assets near a line, with their reaches in units of the plane; an array each, so that loops over them run in the
/// processor's wide registers. The arrays only grow; `count` of their entries are in use.
struct Candidates {
    std::vector<double> x, y, reach;
    std::size_t count = 0;

    void make_room(std::size_t more) {
        if (count + more > x.size()) {
            const auto size = 2 * (count + more);
            x.resize(size);
            y.resize(size);
            reach.resize(size);
        }
    }
};

/// One grid per power of two of the reach, so that a few assets that reach far do not widen every search.
class AssetIndex {
public:
    /// \param reach reach of each asset, NaN: `standard_reach`; empty: `standard_reach` for all
    AssetIndex(std::span<const Point> assets, std::span<const double> reach, double standard_reach);

    /// Appends all assets that may reach into `box` (an asset outside of their reach may be among them).
    /// \param line_reach overrides the reach of all assets unless NaN \param scale multiplies every reach
    void gather(const Box& box, double line_reach, double scale, Candidates& out) const;

    /// The same for a segment, looked up piece by piece where it is long: the box of a diagonal would hold half the
    /// city.
    void gather_along(Point a, Point b, double length, double line_reach, double scale, Candidates& out) const;

    /// Extent of a box that is worth one lookup instead of several.
    [[nodiscard]] double lookup_extent() const { return lookup_extent_; }

private:
    struct Level {
        PointGrid grid;
        Box box;
        double most;               ///< longest reach of the level
        std::vector<double> reach; ///< by position in the grid's input; empty: `most` for all
        double extent;             ///< of a box that is worth one lookup

        [[nodiscard]] double reach_for(double line_reach, double scale) const;
        void gather(const Box& where, double line_reach, double scale, Candidates& out) const;
        void gather_along(Point a, Point b, double length, double line_reach, double scale, Candidates& out) const;
    };
    void add_level(std::span<const Point> points, std::vector<double> reach, double most);

    std::vector<Level> levels_;
    double lookup_extent_ = std::numeric_limits<double>::infinity();
};

} // namespace kerb::coverage
