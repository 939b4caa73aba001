// Which stretches of a segment does each owner claim?
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <kerb/coverage/claims_along_lines.hpp>
#include <kerb/geometry/segment_grid.hpp>

#include "area_index.hpp"
#include "asset_edges.hpp"
#include "ray_clip.hpp"

namespace kerb::coverage {

/// A stretch of a segment, and whose it is.
struct Claimed {
    std::uint32_t owner;
    double from, to;
    friend bool operator==(const Claimed&, const Claimed&) = default;
};

/// Claims prepared for asking. Read-only, thread-safe.
class ClaimIndex {
public:
    /// Reused from segment to segment; one per thread.
    struct Scratch {
        std::vector<std::uint32_t> pieces, areas;
        std::vector<double> cuts;
        std::vector<Interval> inside;
    };

    /// \pre the input was checked; kept, not copied
    ClaimIndex(const ClaimsAlongLinesInput& input, double most_turn_deg);
    ClaimIndex(const ClaimIndex&) = delete;
    ClaimIndex& operator=(const ClaimIndex&) = delete;

    /// Fills `claimed` with what each owner claims of segment a–b, by owner, ascending and apart.
    /// \param beside how far from the segment a claim's line may lie
    void find(Point a, Point b, double length, double beside, Scratch& scratch, std::vector<Claimed>& claimed) const;

private:
    /// A segment of a claim's line (a–b), or a bend (a) between two of them.
    struct Piece {
        Point a;
        double size; ///< of the segment; 0: a bend
        Point u, w;  ///< unit vectors along the segment; of a bend, those into it and out of it
        std::uint32_t owner;
    };
    void add_line(const Lines& lines, std::size_t line, std::uint32_t owner);
    void add_chain(std::span<const Point> chain, std::uint32_t owner);
    void add_bend(Point at, Point u, Point w, std::uint32_t owner);
    [[nodiscard]] std::optional<SegmentGrid> grid_of() const;
    void gather(Point a, Point b, double length, double beside, std::vector<std::uint32_t>& pieces) const;
    void add_areas(Point a, Point b, double length, Scratch& scratch, std::vector<Claimed>& claimed) const;
    [[nodiscard]] bool along(const Piece& piece, Point direction) const;

    std::span<const std::uint32_t> owner_;
    std::size_t lines_; // claims that are lines
    double least_cosine_, bend_cosine_;
    std::vector<Piece> pieces_;
    double cell_ = 1;
    std::optional<SegmentGrid> grid_; // of the pieces' numbers
    AssetEdges edges_;                // of the areas
    AreaIndex areas_;
};

} // namespace kerb::coverage
