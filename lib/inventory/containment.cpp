#include <kerb/inventory/containment.hpp>

#include <algorithm>
#include <map>
#include <numeric>

#include <kerb/geometry/measures.hpp>

#include "asset_list.hpp"
#include "rule_support.hpp"

namespace kerb {
namespace {

using detail::finite;

constexpr double tie_m = 1e-6;
constexpr std::size_t block = 4096;

bool all_finite(const MultiPolygon& area) {
    return std::all_of(area.begin(), area.end(), [](const Polygon& polygon) {
        const auto good = [](const Points& ring) {
            return std::all_of(ring.begin(), ring.end(), [](Point p) { return finite(p); });
        };
        return good(polygon.outer) && std::all_of(polygon.holes.begin(), polygon.holes.end(), good);
    });
}

/// Positions of the zones of a kind in the order of their keys.
std::vector<std::uint32_t> zones_of_kind(const Inventory& city, std::string_view kind) {
    std::vector<std::uint32_t> zones;
    for (std::uint32_t i = 0; i < city.zones.size(); ++i) {
        if (city.zones[i].kind == kind && all_finite(city.zones[i].area)) {
            zones.push_back(i);
        }
    }
    std::stable_sort(zones.begin(), zones.end(),
                     [&city](auto a, auto b) { return city.zones[a].about.key < city.zones[b].about.key; });
    return zones;
}

ZoneMap map_of(const Inventory& city, const std::vector<std::uint32_t>& zones) {
    std::vector<MultiPolygon> areas;
    areas.reserve(zones.size());
    for (const auto zone : zones) {
        areas.push_back(city.zones[zone].area);
    }
    std::vector<std::uint32_t> rank(zones.size());
    std::iota(rank.begin(), rank.end(), 0U);
    return {areas, rank};
}

std::uint32_t zone_of(const ZoneFinder& finder, const detail::AssetRef& asset) {
    if (const auto* point = asset.point()) {
        return finder.zone_of(*point);
    }
    if (const auto* lines = asset.lines()) {
        return finder.zone_of(*lines);
    }
    const auto* area = asset.area();
    return area == nullptr ? no_asset : finder.zone_of(*area);
}

} // namespace

ZoneFinder::ZoneFinder(const Inventory& city, std::string_view kind)
    : zones_(zones_of_kind(city, kind)), map_(map_of(city, zones_)) {}

std::uint32_t ZoneFinder::position(std::uint32_t zone) const {
    return zone == no_zone ? no_asset : zones_[zone];
}

std::uint32_t ZoneFinder::zone_of(Point place) const {
    return finite(place) ? position(map_.zone_of(place)) : no_asset;
}

std::uint32_t ZoneFinder::zone_of(const MultiLineString& line) const {
    std::map<std::uint32_t, double> lengths; // by rank
    std::vector<ZonePiece> pieces;
    for (const auto& chain : line) {
        for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
            if (!finite(chain[i]) || !finite(chain[i + 1])) {
                continue;
            }
            pieces.clear();
            map_.split(chain[i], chain[i + 1], pieces);
            const double whole = distance(chain[i], chain[i + 1]);
            for (const auto& piece : pieces) {
                if (piece.zone != no_zone) {
                    lengths[piece.zone] += (piece.to - piece.from) * whole;
                }
            }
        }
    }
    auto best = no_zone;
    double most = 0;
    for (const auto& [zone, length] : lengths) {
        if (best == no_zone || length > most + tie_m) {
            best = zone;
            most = length;
        }
    }
    return position(best);
}

std::uint32_t ZoneFinder::zone_of(const MultiPolygon& area) const {
    const auto inside = point_inside(area);
    return inside ? zone_of(*inside) : no_asset;
}

std::uint32_t ZoneFinder::zone_of(const Place& place) const {
    return std::visit(
        [this]<class Geometry>(const Geometry& geometry) {
            if constexpr (std::is_same_v<Geometry, std::monostate>) {
                return no_asset;
            } else {
                return zone_of(geometry);
            }
        },
        place);
}

std::vector<ZonesOfKind> containment(const Inventory& city, const std::vector<std::string>& kinds, Threads threads) {
    std::vector<ZonesOfKind> all;
    for (const auto& kind : kinds) {
        const ZoneFinder finder(city, kind);
        ZonesOfKind of_kind{kind, {}};
        for (const auto& assets : detail::lists_of(city)) {
            auto& zones = of_kind.zone_of.emplace_back(assets.spec().placed() ? assets.size() : 0, no_asset);
            for_each_block(zones.size(), block, threads, [&](std::size_t begin, std::size_t end) {
                for (auto i = begin; i < end; ++i) {
                    zones[i] = zone_of(finder, assets[i]);
                }
            });
        }
        all.push_back(std::move(of_kind));
    }
    return all;
}

} // namespace kerb
