// What the inventory does not know or gets wrong, as water shows it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <kerb/inventory/inventory.hpp>
#include <kerb/waterlogging/depressions.hpp>
#include <kerb/waterlogging/placed_drains.hpp>

namespace kerb::waterlogging {

/// Something to look at on site, or in the records.
struct DrainHint {
    enum class Kind : std::uint8_t {
        no_inlet_near,         ///< a pond on a road without an inlet within the radius: one is missing, or its record
        inlet_off_low_spot,    ///< the inlets of a pond stand higher than its lowest place: water stays
        against_grade,         ///< a conduit whose lower end lies higher than its upper one
        underpass_without_pump ///< a hollow under an underpass that no pump station drains
    };
    Kind kind = Kind::no_inlet_near;
    std::uint32_t position = 0; ///< of the pond among `ponds`; of the inlet, conduit or bridge in the inventory
    Point place;
    double value = 0; ///< metres: to the nearest inlet (infinite without any), above the low spot, of rise, of depth
    friend bool operator==(const DrainHint&, const DrainHint&) = default;
};

/// A pond as the hints need it.
struct PondPlace {
    std::uint32_t node = 0; ///< hollow
    Point deepest;          ///< its deepest place on a road
    double ground_m = 0;    ///< there
};

struct HintOptions {
    double inlet_radius_m = 30;
    double off_low_spot_m = 0.05;
    double against_grade_m = 0.005;
    double pump_radius_m = 150;
    double underpass_depth_m = 0.5;
};

/// In the order of `Kind`, then of ponds, conduits and bridges. Nearness is that of places; an inlet serves a pond when
/// it takes its water from it. Without any inlet in the inventory ponds have no hints.
/// \par Complexity ponds × inlets; linear in conduits and bridges
[[nodiscard]] std::vector<DrainHint> drain_hints(const Inventory& city, const Grid& terrain, const Depressions& found,
                                                 const PlacedInlets* inlets, std::span<const PondPlace> ponds,
                                                 const HintOptions& options = {});

} // namespace kerb::waterlogging
