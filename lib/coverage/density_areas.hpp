// The ground of zones, and of area assets in them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/coverage/zones.hpp>
#include <kerb/geometry/box_index.hpp>
#include <kerb/geometry/point_grid.hpp>

namespace kerb::coverage {

/// Zones of which each piece of ground belongs to one: that of the lowest rank.
class Grounds {
public:
    Grounds(std::span<const MultiPolygon> zones, std::span<const std::uint32_t> rank, Threads threads);
    [[nodiscard]] const MultiPolygon& of(std::uint32_t zone) const { return own_[zone]; }
    /// Its area, in the plane's square metres.
    [[nodiscard]] double area_m2(std::uint32_t zone) const { return area_[zone]; }
    /// What zones of a lower rank took of it.
    [[nodiscard]] double taken_m2(std::uint32_t zone) const { return taken_[zone]; }

private:
    std::vector<MultiPolygon> own_;
    std::vector<double> area_, taken_;
};

/// An area asset, or several that overlap as one.
struct Dissolved {
    const MultiPolygon* area = nullptr;
    std::uint32_t first = 0; ///< the first of them
};

/// Areas none of which overlaps another.
struct DissolvedAreas {
    std::vector<Dissolved> items;
    std::vector<std::unique_ptr<MultiPolygon>> made;
    std::vector<std::uint32_t> left_out; ///< not valid
};
[[nodiscard]] DissolvedAreas dissolve(std::span<const MultiPolygon> areas, Threads threads);

/// Cuts areas at the borders of zones.
class AreaCutter {
public:
    AreaCutter(std::span<const MultiPolygon> zones, const ZoneMap& map, const Grounds& grounds);
    /// Square metres of the plane in each zone that has some, and under `no_zone` what is in none.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, double>> cut(const MultiPolygon& area) const;

private:
    /// Is the area in one zone as a whole (or in none)?
    [[nodiscard]] bool in_one(const MultiPolygon& area, const Box& box, std::uint32_t& zone) const;

    const ZoneMap& map_;
    const Grounds& grounds_;
    BoxIndex boxes_;
    Points corners_;
    PointGrid corner_grid_;
};

} // namespace kerb::coverage
