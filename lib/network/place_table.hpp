// Points by place: a hash table in parts, each of which one thread fills.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "courses.hpp"

namespace kerb::network::detail {

/// A point that may be at a node.
struct Entry {
    Point at;
    std::uint32_t index = 0; ///< of the point
    std::int32_t level = 0;  ///< of its line; once the table is made, the number of its place
    std::uint8_t is_end = 0; ///< of a part
};

/// Points of one level at exactly one position.
struct PlaceRecord {
    Point at;
    std::uint32_t first = 0, last = 0; ///< points
    std::uint32_t next = no_point;     ///< in its bucket
    std::uint32_t courses = 0;         ///< that run through, points that follow each other counted once
    std::int32_t level = 0;
    bool has_end = false;
    bool near_another = false; ///< within 1 mm of another record
    [[nodiscard]] bool is_node() const { return has_end || courses > 1; }
};

/// Where a record stands.
struct RecordId {
    std::uint32_t part = 0, record = 0;
    friend auto operator<=>(const RecordId&, const RecordId&) = default;
};
using NearPair = std::pair<RecordId, RecordId>;

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
};

/// One part of the table.
class PlacePart {
public:
    /// Puts the entries of the part in, ascending by point, and says which records lie within 1 mm of each other.
    void fill(std::uint32_t number, std::span<Entry> entries, std::vector<NearPair>& near);
    /// Calls `visit(record number)` for records of a bucket.
    template <class Visit>
    void visit(std::uint64_t hash, Visit&& visit) const {
        if (heads_.empty()) {
            return;
        }
        for (auto r = heads_[hash & mask_]; r != no_point; r = records[r].next) {
            visit(r);
        }
    }

    std::vector<PlaceRecord> records;

private:
    std::uint32_t put(const Entry& entry, std::uint32_t number, std::vector<NearPair>& near);

    std::vector<std::uint32_t> heads_;
    std::uint64_t mask_ = 0;
};

/// All parts, and the entries sorted by part.
struct PlaceTable {
    std::vector<PlacePart> parts;
    std::vector<std::size_t> part_begin; ///< of each part's entries
    RawArray<Entry> entries;

    [[nodiscard]] std::span<Entry> entries_of(std::size_t part) {
        return entries.all().subspan(part_begin[part], part_begin[part + 1] - part_begin[part]);
    }
    [[nodiscard]] static std::size_t part_of(std::uint64_t hash, std::size_t parts) {
        return static_cast<std::size_t>(((hash >> 32U) * parts) >> 32U);
    }
    /// Records of other cells within 1 mm of a part's own.
    void find_near(std::uint32_t part, std::vector<NearPair>& near) const;
};

} // namespace kerb::network::detail
