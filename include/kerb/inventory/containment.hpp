// Which zone does an asset lie in? Asset → grid → community → street → district, by containment.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/geometry/zone_map.hpp>
#include <kerb/inventory/relations.hpp>

namespace kerb {

/// The zones of one kind, prepared for asking. Answers are positions in `Inventory::zones`, `no_asset` for none.
///
/// Tie rule: on a border (within 1 µm), and where zones overlap, the zone of the lowest key counts; keys compare byte
/// by byte, equal ones by position. A line belongs to the zone with the largest share of its length, shares that differ
/// by less than 1 µm tie; an area to the zone of a point inside it (`point_inside`), so that it belongs to one. Zones
/// whose outline is not finite hold nothing.
class ZoneFinder {
public:
    /// \param kind `district`, `street`, `community`, `grid`, …: as `Zone::kind` says.
    ZoneFinder(const Inventory& city, std::string_view kind);

    [[nodiscard]] std::size_t size() const { return zones_.size(); } ///< zones of the kind
    [[nodiscard]] std::uint32_t zone_of(Point place) const;
    [[nodiscard]] std::uint32_t zone_of(const MultiLineString& line) const;
    [[nodiscard]] std::uint32_t zone_of(const MultiPolygon& area) const;
    [[nodiscard]] std::uint32_t zone_of(const Place& place) const;

private:
    [[nodiscard]] std::uint32_t position(std::uint32_t zone) const;
    std::vector<std::uint32_t> zones_; ///< positions in the inventory, by key
    ZoneMap map_;
};

/// The zone of one kind that each asset lies in.
struct ZonesOfKind {
    std::string kind;
    /// By class in the order of for_each_class(), then by position; empty for classes that have no place.
    std::vector<std::vector<std::uint32_t>> zone_of;
};

/// \param kinds of zones. The same for any number of threads.
[[nodiscard]] std::vector<ZonesOfKind> containment(const Inventory& city,
                                                   const std::vector<std::string>& kinds = {"grid", "community",
                                                                                            "street", "district"},
                                                   Threads threads = Threads(0));

} // namespace kerb
