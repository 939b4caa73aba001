#include <algorithm>
#include <cmath>
#include <numbers>

#include <kerb/waterlogging/hydraulics.hpp>

namespace kerb::waterlogging {
namespace {

Section circle(double diameter) {
    return {std::numbers::pi * diameter * diameter / 4, std::numbers::pi * diameter, diameter};
}

double weir(double coefficient, double length, double depth) {
    return coefficient * length * depth * std::sqrt(depth);
}

double orifice(double area, double head) {
    return 0.67 * area * std::sqrt(2 * gravity_m_s2 * std::max(head, 0.0));
}

double curb_capacity(const InletOpening& opening, double depth) {
    const double over = weir(1.60, opening.curb_length_m, depth);
    if (depth <= opening.curb_height_m) {
        return over;
    }
    return std::min(over, orifice(opening.curb_height_m * opening.curb_length_m, depth - opening.curb_height_m / 2));
}

double grate_capacity(const InletOpening& opening, double depth) {
    return std::min(weir(1.66, opening.perimeter_m, depth), orifice(opening.open_area_m2, depth));
}

} // namespace

std::optional<Section> section_of(const Conduit& conduit) {
    const double height = conduit.diameter_m.value_or(0), width = conduit.width_m.value_or(0);
    if (!(height > 0)) {
        return std::nullopt;
    }
    switch (conduit.shape) {
        case SectionShape::egg:
            return Section{0.5105 * height * height, 2.643 * height, height};
        case SectionShape::rectangular:
        case SectionShape::arch:
        case SectionShape::trapezoidal:
            return width > 0 ? Section{height * width, 2 * (height + width), height} : circle(height);
        default:
            return circle(height);
    }
}

double conveyance_m3s(const Section& section, double roughness) {
    return section.area_m2 * std::pow(section.hydraulic_radius_m(), 2.0 / 3) / roughness;
}

double flow_under_head_m3s(double conveyance, double head_m, double length_m) {
    return head_m > 0 ? conveyance * std::sqrt(head_m / length_m) : 0;
}

double inlet_capacity_m3s(const InletOpening& opening, double depth_m, double clogging) {
    if (!(depth_m > 0)) {
        return 0;
    }
    const double free = 1 - std::clamp(clogging, 0.0, 1.0);
    if (opening.kind == InletKind::curb_opening) {
        return free * curb_capacity(opening, depth_m);
    }
    if (opening.kind == InletKind::combination) {
        const double orifices =
            orifice(opening.open_area_m2, depth_m) +
            orifice(opening.curb_height_m * opening.curb_length_m, depth_m - opening.curb_height_m / 2);
        return free * std::min(weir(1.66, opening.perimeter_m, depth_m), orifices);
    }
    return free * grate_capacity(opening, depth_m);
}

} // namespace kerb::waterlogging
