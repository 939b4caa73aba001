// Points by place: a hash table in parts, each of which fits a core's cache.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "courses.hpp"

namespace kerb::network::detail {

/// Cells of 25 cm, off the whole numbers that coordinates like to be.
struct Cell {
    static constexpr double per_metre = 4, shift = 0.37;
    static constexpr double rim = one_place_m * per_metre + 1e-3; ///< of a cell; more than any rounding

    std::int64_t x = 0, y = 0;
    static double place(double v) { return v * per_metre + shift; }
    static std::int64_t slot(double place) {
        const auto cut = static_cast<std::int64_t>(place);
        return cut - static_cast<std::int64_t>(static_cast<double>(cut) > place);
    }
    static Cell of(Point p) { return {slot(place(p.x)), slot(place(p.y))}; }
    [[nodiscard]] std::uint64_t hash() const {
        auto h =
            static_cast<std::uint64_t>(x) * 0x9e3779b97f4a7c15U ^ static_cast<std::uint64_t>(y) * 0xc2b2ae3d27d4eb4fU;
        h = (h ^ (h >> 29U)) * 0xbf58476d1ce4e5b9U;
        return h ^ (h >> 32U);
    }
    /// Is a point of the cell near another cell?
    [[nodiscard]] bool at_rim(Point p) const {
        const double u = place(p.x) - static_cast<double>(x), v = place(p.y) - static_cast<double>(y);
        return std::min({u, 1 - u, v, 1 - v}) < rim;
    }
    /// Calls `visit(cell)` for the other cells that may have points within 1 mm of `p`, which lies in this one.
    template <class Visit>
    void each_near(Point p, Visit&& visit) const {
        const double u = place(p.x) - static_cast<double>(x), v = place(p.y) - static_cast<double>(y);
        const int west = u < rim ? -1 : 0, east = u > 1 - rim ? 1 : 0;
        const int south = v < rim ? -1 : 0, north = v > 1 - rim ? 1 : 0;
        for (int i = west; i <= east; ++i) {
            for (int j = south; j <= north; ++j) {
                if (i != 0 || j != 0) {
                    visit(Cell{x + i, y + j});
                }
            }
        }
    }
};

/// A point that may be at a node: in its own cell, or, as a ghost, in one that it is near.
struct Entry {
    Point at;
    std::uint32_t point = 0; ///< its index, and whether it is an end of a part
    std::int32_t level = 0;  ///< of its line; in the table, the number of its record

    static constexpr std::int32_t ghost = std::numeric_limits<std::int32_t>::min();
    static constexpr std::uint32_t end = 0x80000000;
    [[nodiscard]] std::uint32_t index() const { return point & ~end; }
    [[nodiscard]] bool is_end() const { return (point & end) != 0; }
};

/// A point whose place has others within 1 mm.
struct NearEntry {
    Point at;
    std::int32_t level = 0;
    std::uint32_t index = 0;
    bool is_end = false;
};

/// One part of the table, emptied and filled again for the next.
class PlacePart {
public:
    /// Tells each point of the part the first one of its node. Points that have others within 1 mm are put to `open`,
    /// for their nodes are not known yet. \param entries ascending by point; their levels are overwritten
    void tell(std::span<Entry> entries, std::span<std::uint32_t> first, std::vector<NearEntry>& open);

private:
    /// Points of one level at exactly one position.
    struct Record {
        Point at;
        std::uint32_t first = 0, last = 0; ///< points
        std::uint32_t next = no_point;     ///< in its bucket
        std::int32_t level = 0;
        std::uint32_t courses = 0; ///< that run through, points that follow each other counted once
        bool has_end = false;
        bool near_another = false; ///< within 1 mm of another record, or of a ghost
        [[nodiscard]] bool is_node() const { return has_end || courses > 1; }
    };

    void put(Entry& entry);
    void put_ghost(const Entry& entry);
    std::uint32_t& bucket(const Cell& cell) { return heads_[cell.hash() & (heads_.size() - 1)]; }

    std::vector<std::uint32_t> heads_;
    std::vector<Record> records_;
};

} // namespace kerb::network::detail
