// Which zone does a stretch of line, or a point, belong to?
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

inline constexpr std::uint32_t no_zone = 0xffffffff;

/// A stretch of one segment, as shares 0…1 of it, and the zone it lies in.
struct ZonePiece {
    double from = 0, to = 1;
    std::uint32_t zone = no_zone;
    bool overlapped = false; ///< several zones claim its inside (not just a shared border)
};

/// Zones prepared for splitting lines: a grid of their edges, whole cells labelled once.
///
/// Tie rule: what lies on a shared border, or in several zones, belongs to the zone with the lowest rank; so it counts
/// once. On a border means within 1 µm. \par Complexity O(cells crossed) where no border is near.
class ZoneMap {
public:
    /// \param zones valid polygons \param rank order of preference per zone (the order of their keys); unique
    /// \throws UsageError when the ranks do not fit the zones or a coordinate is not finite.
    ZoneMap(std::span<const MultiPolygon> zones, std::span<const std::uint32_t> rank);
    ~ZoneMap();
    ZoneMap(ZoneMap&&) noexcept;
    ZoneMap& operator=(ZoneMap&&) noexcept;

    [[nodiscard]] std::uint32_t zone_of(Point p) const;
    /// Appends the pieces of segment a–b, in order, covering 0…1 without gaps; neighbours of one zone are joined.
    void split(Point a, Point b, std::vector<ZonePiece>& pieces) const;
    [[nodiscard]] std::size_t size() const;
    /// Rank of a zone, as given.
    [[nodiscard]] std::uint32_t rank_of(std::uint32_t zone) const;

private:
    struct State;
    std::unique_ptr<const State> state_;
};

} // namespace kerb
