// Green spaces and trees.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// CJJ/T 85-2017: G1 parks (11 comprehensive, 12 community, 13 special, 14 pocket), G2 protective, G3 square, XG
/// attached, EG regional.
enum class GreenClass : std::uint8_t { unknown, g1, g11, g12, g13, g14, g2, g3, xg, eg };

struct GreenSpace {
    Attributes about;
    MultiPolygon area;
    GreenClass green_class = GreenClass::unknown;
    std::optional<bool> open;      ///< to the public
    std::optional<bool> road_belt; ///< 道路绿带
    Text grade;                    ///< of its maintenance
    std::optional<Moment> opened;
    std::optional<double> canopy_ratio; ///< 0 … 1
    friend bool operator==(const GreenSpace&, const GreenSpace&) = default;
};

struct Tree {
    Attributes about;
    Point position;
    Text species;
    std::optional<double> trunk_cm; ///< diameter at breast height
    std::optional<double> crown_m;  ///< diameter
    std::optional<double> height_m;
    Text heritage; ///< grade of an old or famous tree 古树名木
    friend bool operator==(const Tree&, const Tree&) = default;
};

} // namespace kerb
