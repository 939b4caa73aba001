// What a city owns, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <kerb/geometry/types.hpp>

namespace kerb {

/// Position in the inventory == id; text keys only at the edges.
enum class RoadId : std::uint32_t {};
enum class StreetlightId : std::uint32_t {};
enum class LuminaireId : std::uint32_t {};
enum class GreenSpaceId : std::uint32_t {};
enum class ZoneId : std::uint32_t {};
enum class OtherAssetId : std::uint32_t {};

/// Life of an asset (domain note 5.1). Stored as the English code of its name.
enum class Status : std::uint8_t { unknown, planned, built, in_service, out_of_service, removed };

/// Class of a road: 快速路 主干路 次干路 支路 背街小巷 (CJJ 37), other classes of paths as `other`.
enum class RoadClass : std::uint8_t { unknown, expressway, arterial, collector, local, lane, other };

/// Working state of a luminaire.
enum class LightState : std::uint8_t { unknown, working, out, day_on };

/// What every asset carries.
struct Attributes {
    std::string key; ///< the city's own key; unique within its class, or reported
    std::string name_zh, name_en;
    Status status = Status::unknown;
    std::string owner;
    std::string district; ///< the label in the record, which may contradict the polygon
    /// Fields of the source that no mapping names: field → text. Nothing that was read is lost.
    std::vector<std::pair<std::string, std::string>> extra;
};

struct Road {
    Attributes about;
    MultiLineString centreline;
    RoadClass road_class = RoadClass::unknown;
    std::optional<double> width_m;
    std::optional<int> lanes;
    std::optional<bool> lit; ///< what the record says; not what the lamps say
    std::string surface;
};

/// A pole (基) with its place; its luminaires (盏) are rows of their own.
struct Streetlight {
    Attributes about;
    Point position;
    std::optional<double> height_m;
    std::optional<double> reach_m; ///< how far it lights, where the inventory says
    std::string circuit, cabinet;
    std::optional<int> luminaire_count;
    LightState state = LightState::unknown;
};

struct Luminaire {
    Attributes about;
    std::string pole;        ///< key of its streetlight
    std::string source_type; ///< LED, HPS, MH, FL
    std::optional<double> power_w;
    LightState state = LightState::unknown;
};

struct GreenSpace {
    Attributes about;
    MultiPolygon area;
    std::string green_class; ///< CJJ/T 85: G11 … EG
};

struct Zone {
    Attributes about;
    MultiPolygon area;
    std::string kind; ///< city, built_up, district, street, community, grid, residential, …
    std::optional<double> population;
};

/// Anything else that has a place: it rides along under the name of its class.
struct OtherAsset {
    Attributes about;
    std::string class_name; ///< `manhole`, `tree`, `building`, …: becomes the name of its layer
    std::variant<Point, MultiLineString, MultiPolygon> geometry;
    std::optional<double> population;
};

} // namespace kerb
