// Pipes and inlets: how much water goes through.
#pragma once

#include <optional>

#include <kerb/inventory/drainage.hpp>

namespace kerb::waterlogging {

inline constexpr double gravity_m_s2 = 9.80665;

/// A full cross-section.
struct Section {
    double area_m2 = 0;
    double perimeter_m = 0; ///< wetted when full
    double height_m = 0;
    [[nodiscard]] double hydraulic_radius_m() const { return area_m2 / perimeter_m; }
};

/// Of a conduit's shape and sizes. A circle of its diameter, a rectangle or arch of height and width, a standard egg
/// (3:2: A = 0.5105 H², P = 2.643 H); a shape without a width, or that is unknown, is a circle of its height. None
/// without a size.
[[nodiscard]] std::optional<Section> section_of(const Conduit& conduit);

/// Conveyance K = A R^(2/3) / n (Manning), m³/s: the flow of a full section under a gradient of 1.
[[nodiscard]] double conveyance_m3s(const Section& section, double roughness);

/// Flow under a head: Q = K √(Δh / L), 0 when there is no head. Defined for flat and adverse pipes too, as the
/// hydraulic grade counts and not the bed. \pre length > 0
[[nodiscard]] double flow_under_head_m3s(double conveyance, double head_m, double length_m);

/// Sizes of an inlet as far as its capacity goes.
struct InletOpening {
    InletKind kind = InletKind::grate;
    double perimeter_m = 0;   ///< of a grate, over which water falls; without the side at the kerb
    double open_area_m2 = 0;  ///< of a grate
    double curb_length_m = 0; ///< of an opening in the kerb
    double curb_height_m = 0;
};

/// What an inlet at a low place takes under `depth_m` of water: of a weir 1.66 P d^1.5 and an orifice 0.67 A √(2 g d)
/// the less (FHWA HEC-22, 3rd ed., equations 4-26 and 4-27); of an opening in the kerb 1.60 L d^1.5 and
/// 0.67 h L √(2 g (d − h/2)) (4-30, 4-31a); of both in combination the grate's weir, or both orifices together (4-33
/// f.). \param clogging share of perimeter, area and length that is blocked, 0 … 1
[[nodiscard]] double inlet_capacity_m3s(const InletOpening& opening, double depth_m, double clogging);

} // namespace kerb::waterlogging
