// Roads and what belongs to their bodies.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// Class of a road: 快速路 主干路 次干路 支路 背街小巷 (CJJ 37), other classes of paths as `other`.
enum class RoadClass : std::uint8_t { unknown, expressway, arterial, collector, local, lane, other };

/// Does the line stand for the whole road, or for one carriageway of two?
enum class Carriageway : std::uint8_t { unknown, single, left, right };

enum class BridgeKind : std::uint8_t { unknown, road_bridge, footbridge, overpass, underpass, tunnel, culvert };

/// State grade of a bridge: A best to E dangerous (CJJ 99).
enum class BridgeGrade : std::uint8_t { unknown, a, b, c, d, e };

/// A centreline 道路.
struct Road {
    Attributes about;
    MultiLineString centreline;
    RoadClass road_class = RoadClass::unknown;
    Carriageway carriageway = Carriageway::unknown;
    std::optional<double> width_m; ///< of the carriageway, kerb to kerb
    std::optional<int> lanes;
    std::optional<bool> lit;     ///< what the record says; not what the lamps say
    std::optional<bool> one_way; ///< in the direction of the line
    Text surface;
    friend bool operator==(const Road&, const Road&) = default;
};

/// The paved area of a road 车行道面.
struct RoadArea {
    Attributes about;
    MultiPolygon area;
    Text road; ///< key of its road
    Text surface;
    friend bool operator==(const RoadArea&, const RoadArea&) = default;
};

/// A bridge, underpass, tunnel or culvert 桥梁.
struct Bridge {
    Attributes about;
    Place place; ///< deck as an area, axis as a line, or a point
    BridgeKind kind = BridgeKind::unknown;
    BridgeGrade grade = BridgeGrade::unknown;
    Text road; ///< key of the road it carries, or that passes below
    std::optional<double> length_m, width_m, clearance_m;
    std::optional<Moment> inspected, inspection_due;
    friend bool operator==(const Bridge&, const Bridge&) = default;
};

} // namespace kerb
