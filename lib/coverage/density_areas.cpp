#include "density_areas.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <kerb/geometry/measures.hpp>
#include <kerb/geometry/overlay.hpp>
#include <kerb/geometry/validity.hpp>

namespace kerb::coverage {
namespace {

constexpr double least_zone_overlap_m2 = 1e-3;
constexpr double least_asset_overlap_m2 = 1e-6;

template <class Visit>
void each_ring(const MultiPolygon& area, Visit&& visit) {
    for (const auto& polygon : area) {
        visit(polygon.outer);
        std::for_each(polygon.holes.begin(), polygon.holes.end(), visit);
    }
}

std::vector<const MultiPolygon*> pointers(std::span<const MultiPolygon> areas) {
    std::vector<const MultiPolygon*> all;
    all.reserve(areas.size());
    for (const auto& area : areas) {
        all.push_back(&area);
    }
    return all;
}

std::vector<Box> boxes_of(std::span<const MultiPolygon> areas) {
    std::vector<Box> boxes;
    boxes.reserve(areas.size());
    for (const auto& area : areas) {
        boxes.push_back(bounds(area));
    }
    return boxes;
}

Points corners_of(std::span<const MultiPolygon> zones) {
    Points corners;
    for (const auto& zone : zones) {
        each_ring(zone, [&](const Points& ring) { corners.insert(corners.end(), ring.begin(), ring.end()); });
    }
    return corners;
}

/// About one corner per cell.
double wished_cell(std::span<const Point> corners) {
    const auto box = bounds(corners);
    const auto wide = std::max(box.max_x - box.min_x, box.max_y - box.min_y);
    return corners.empty() ? 1 : std::max(wide / std::sqrt(static_cast<double>(corners.size())), 1e-3);
}

/// The lowest member stands for all of a cluster.
std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t i) {
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

std::vector<std::uint8_t> valid_flags(std::span<const MultiPolygon> areas, Threads threads) {
    std::vector<std::uint8_t> valid(areas.size());
    for_each_block(areas.size(), 256, threads, [&](std::size_t begin, std::size_t end) {
        for (auto i = begin; i < end; ++i) {
            valid[i] = !areas[i].empty() && !find_defect(areas[i]) ? 1 : 0;
        }
    });
    return valid;
}

/// Members of each cluster of overlapping areas, under its lowest one.
std::vector<std::vector<std::uint32_t>> clusters_of(std::span<const MultiPolygon> areas, Threads threads) {
    std::vector<std::uint32_t> parent(areas.size());
    std::iota(parent.begin(), parent.end(), 0U);
    for (const auto& overlap : find_overlaps(pointers(areas), least_asset_overlap_m2, threads)) {
        const auto a = root_of(parent, overlap.first), b = root_of(parent, overlap.second);
        parent[std::max(a, b)] = std::min(a, b);
    }
    std::vector<std::vector<std::uint32_t>> members(areas.size());
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        members[root_of(parent, i)].push_back(i);
    }
    return members;
}

} // namespace

Grounds::Grounds(std::span<const MultiPolygon> zones, std::span<const std::uint32_t> rank, Threads threads)
    : own_(each_once(zones, rank, least_zone_overlap_m2, threads)) {
    for (std::size_t zone = 0; zone < zones.size(); ++zone) {
        area_.push_back(area(own_[zone]));
        taken_.push_back(std::max(0.0, area(zones[zone]) - area_.back()));
    }
}

DissolvedAreas dissolve(std::span<const MultiPolygon> areas, Threads threads) {
    DissolvedAreas result;
    const auto valid = valid_flags(areas, threads);
    const auto members = clusters_of(areas, threads);
    for (std::uint32_t i = 0; i < areas.size(); ++i) {
        if (valid[i] == 0) {
            result.left_out.push_back(i);
        } else if (members[i].size() == 1) {
            result.items.push_back({&areas[i], i});
        } else if (!members[i].empty()) {
            std::vector<const MultiPolygon*> parts;
            for (const auto member : members[i]) {
                parts.push_back(&areas[member]);
            }
            result.made.push_back(std::make_unique<MultiPolygon>(united(parts)));
            result.items.push_back({result.made.back().get(), i});
        }
    }
    return result;
}

AreaCutter::AreaCutter(std::span<const MultiPolygon> zones, const ZoneMap& map, const Grounds& grounds)
    : map_(map),
      grounds_(grounds),
      boxes_(boxes_of(zones)),
      corners_(corners_of(zones)),
      corner_grid_(corners_, wished_cell(corners_)) {}

// A border inside of the area that does not cross its edges is a whole ring, and so has a corner in the area's box.
bool AreaCutter::in_one(const MultiPolygon& area, const Box& box, std::uint32_t& zone) const {
    bool one = true, first = true;
    corner_grid_.visit(box, [&](Point corner, std::uint32_t) { one = one && !box.contains(corner); });
    std::vector<ZonePiece> pieces;
    each_ring(area, [&](const Points& ring) {
        for (std::size_t i = 1; i < ring.size() && one; ++i) {
            pieces.clear();
            map_.split(ring[i - 1], ring[i], pieces);
            for (const auto& piece : pieces) {
                one = one && !piece.overlapped && (first || piece.zone == zone);
                zone = piece.zone;
                first = false;
            }
        }
    });
    return one && !first;
}

std::vector<std::pair<std::uint32_t, double>> AreaCutter::cut(const MultiPolygon& area) const {
    const auto whole = kerb::area(area);
    const auto box = bounds(area);
    auto zone = no_zone;
    if (in_one(area, box, zone)) {
        return {{zone, whole}};
    }
    std::vector<std::pair<std::uint32_t, double>> shares;
    double rest = whole;
    for (const auto candidate : boxes_.find(box)) {
        if (const auto common = shared_area(grounds_.of(candidate), area); common > 0) {
            shares.emplace_back(candidate, common);
            rest -= common;
        }
    }
    if (rest > 1e-9 * whole) { // less is rounding
        shares.emplace_back(no_zone, rest);
    }
    return shares;
}

} // namespace kerb::coverage
