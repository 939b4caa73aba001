// What city order is about: signs, building sites, illegal buildings, public property.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// 立柱 墙体 灯箱 店招.
enum class BillboardKind : std::uint8_t { unknown, column, wall, light_box, shop_sign, other };

/// 待核 立案 拆除.
enum class IllegalBuildingState : std::uint8_t { unknown, to_verify, filed, demolished };

struct Billboard {
    Attributes about;
    Place place;
    BillboardKind kind = BillboardKind::unknown;
    Text permit;
    std::optional<Moment> expires;
    std::optional<double> area_m2, height_m;
    friend bool operator==(const Billboard&, const Billboard&) = default;
};

struct IllegalBuilding {
    Attributes about;
    Place place;
    IllegalBuildingState state = IllegalBuildingState::unknown;
    std::optional<double> floor_area_m2;
    std::optional<int> storeys;
    std::optional<Moment> found, demolished;
    friend bool operator==(const IllegalBuilding&, const IllegalBuilding&) = default;
};

struct ConstructionSite {
    Attributes about;
    Place place;
    Text permit, route; ///< of its spoil trucks
    std::optional<bool> wheel_wash;
    std::optional<Moment> started, ended;
    friend bool operator==(const ConstructionSite&, const ConstructionSite&) = default;
};

struct PublicProperty {
    Attributes about;
    Place place;
    Text title, occupant, use, evidence;
    std::optional<double> floor_area_m2;
    friend bool operator==(const PublicProperty&, const PublicProperty&) = default;
};

} // namespace kerb
