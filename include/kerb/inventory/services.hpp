// What serves people: toilets, waste sites, parking, markets, buildings.
#pragma once

#include <kerb/inventory/attributes.hpp>

namespace kerb {

/// 一类 二类 三类 (CJJ 14), 移动.
enum class ToiletClass : std::uint8_t { unknown, first, second, third, mobile };

enum class WasteKind : std::uint8_t {
    unknown,
    bin,
    collection_point,
    collection_station,
    transfer_small,
    transfer_medium,
    transfer_large,
    recycling,
    landfill,
    incinerator,
    leachate,
    construction_waste
};

/// 路内 公共 配建 潮汐 立体, and bicycles.
enum class ParkingKind : std::uint8_t { unknown, on_street, public_lot, accessory, tidal, multi_storey, bicycle };

struct Toilet {
    Attributes about;
    Place place;
    ToiletClass toilet_class = ToiletClass::unknown;
    Text hours;
    std::optional<int> stalls_men, stalls_women;
    std::optional<bool> accessible;
    friend bool operator==(const Toilet&, const Toilet&) = default;
};

/// From a bin on the pavement to a landfill.
struct WasteSite {
    Attributes about;
    Place place;
    WasteKind kind = WasteKind::unknown;
    std::optional<double> capacity_t_per_day;
    Text mode; ///< of collection
    friend bool operator==(const WasteSite&, const WasteSite&) = default;
};

struct Parking {
    Attributes about;
    Place place;
    ParkingKind kind = ParkingKind::unknown;
    std::optional<int> bays;
    std::optional<bool> fee;
    Text hours, permit;
    friend bool operator==(const Parking&, const Parking&) = default;
};

struct Market {
    Attributes about;
    Place place;
    Text kind; ///< 农贸市场, 疏导点, …
    std::optional<int> stalls;
    friend bool operator==(const Market&, const Market&) = default;
};

struct Building {
    Attributes about;
    Place place;
    Text use;
    std::optional<double> population, storeys, height_m;
    friend bool operator==(const Building&, const Building&) = default;
};

} // namespace kerb
