// What shows of the outlines: the border of everything within reach.
#pragma once

#include <vector>

#include <kerb/base/parallel.hpp>

#include "area_index.hpp"
#include "cover_intervals.hpp"
#include "reach_parts.hpp"

namespace kerb::coverage::detail {

/// A directed piece of a border, straight or an arc; the area that it bounds lies to its left.
struct BorderPiece {
    Point start, end;
    Point centre;            ///< of an arc
    double radius = 0;       ///< 0: straight
    double from = 0, to = 0; ///< angles of an arc, counterclockwise when to > from
    [[nodiscard]] bool straight() const { return radius == 0; }
};

[[nodiscard]] BorderPiece arc_piece(Point centre, double radius, double from, double to);
[[nodiscard]] BorderPiece reversed(const BorderPiece& piece);
[[nodiscard]] Box box_of(const BorderPiece& piece);
/// A point of the piece; not its middle, where it may touch another border.
[[nodiscard]] Point inner_point(const BorderPiece& piece);
inline constexpr double inner_share = 0.381966;

/// Finds the parts of reaches that are near.
class ReachIndex {
public:
    /// \param assets in coordinates near 0 \param reach_m one for each, > 0
    ReachIndex(const AssetShapes& assets, std::span<const double> reach_m);
    ~ReachIndex();
    ReachIndex(const ReachIndex&) = delete;
    ReachIndex& operator=(const ReachIndex&) = delete;

    [[nodiscard]] const ReachParts& parts() const { return parts_; }
    /// What discs and slabs cover of a stretch.
    void cover(const Straight& line, Cover& cover) const;
    void cover(const Round& arc, Cover& cover) const;
    /// Is a point, which no disc and no slab holds, inside a polygon?
    [[nodiscard]] bool inside(Point p) const { return insides_.any_inside(p); }

private:
    struct Level;
    template <class Stretch>
    void cover_near(const Stretch& stretch, const Box& box, Cover& cover) const;
    ReachParts parts_;
    std::vector<Level> levels_; ///< by reach, so that one wide reach does not make all searches wide
    AssetEdges edges_;          // of areas
    AreaIndex insides_;
};

/// The border of all reaches together, in the order of the outlines; the same for any number of threads.
[[nodiscard]] std::vector<BorderPiece> reach_border(const ReachIndex& index, Threads threads);

/// Shorter pieces are not made, metres.
inline constexpr double least_piece_m = 1e-7;

} // namespace kerb::coverage::detail
