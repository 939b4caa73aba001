// What was planted in a sample city: the answers that an analysis of it should find.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/geometry/types.hpp>
#include <kerb/synth/record_truth.hpp>
#include <kerb/synth/system_truth.hpp>

namespace kerb::synth {

/// A hollow of the terrain on a road, from which no water runs off over ground.
struct LowSpot {
    std::string key;      ///< `LS-0001`
    std::string road;     ///< key of the road it is on
    Point place;          ///< its deepest point
    double depth_m = 0;   ///< of the water when it begins to run over
    double volume_m3 = 0; ///< of that water
    double area_m2 = 0;   ///< of its surface
    double level_m = 0;   ///< of its surface
    bool clogged = false; ///< the inlets there are
    std::string point;    ///< key of its waterlogging point, empty when the register does not know it
};

/// A road that dips below another one.
struct PlantedUnderpass {
    LowSpot hollow;
    std::string bridge, pump_station; ///< keys
    std::string road_above;           ///< key
};

/// What was planted besides the records.
struct Truth {
    // Lighting
    std::vector<std::uint32_t> roads_unlit;  ///< positions in the inventory: no lamp stands there
    std::int64_t roads_recorded_wrongly = 0; ///< `lit` says what the lamps do not
    std::int64_t streetlights_out = 0;
    std::int64_t luminaires_out = 0;
    std::vector<std::string> circuits_out; ///< keys of circuits that are out as a whole
    // Water
    std::vector<LowSpot> low_spots;
    std::optional<PlantedUnderpass> underpass;
    std::string point_cleared, point_relapsed, point_wrong; ///< keys of waterlogging points; the last has no hollow
    // Order and services
    std::vector<std::string> billboards_in_belts; ///< keys of billboards inside road belts
    std::vector<Point> toilet_gaps;               ///< places without a toilet within `toilet_gap_m`
    double toilet_gap_m = 0;
    std::int64_t illegal_buildings_standing = 0; ///< not demolished
    double illegal_floor_area_m2 = 0;            ///< of those
    SystemTruth systems;
    // Records and faults
    RecordTruth records;
    std::vector<PlantedFault> faults;
};

} // namespace kerb::synth
