// What a city owns, as values.
#pragma once

#include <kerb/inventory/affairs.hpp>
#include <kerb/inventory/drainage.hpp>
#include <kerb/inventory/green.hpp>
#include <kerb/inventory/lighting.hpp>
#include <kerb/inventory/order.hpp>
#include <kerb/inventory/records.hpp>
#include <kerb/inventory/roads.hpp>
#include <kerb/inventory/services.hpp>
#include <kerb/inventory/zones.hpp>

namespace kerb {

/// Position in the inventory == id; text keys only at the edges.
enum class RoadId : std::uint32_t {};
enum class StreetlightId : std::uint32_t {};
enum class LuminaireId : std::uint32_t {};
enum class GreenSpaceId : std::uint32_t {};
enum class ZoneId : std::uint32_t {};
enum class OtherAssetId : std::uint32_t {};

/// Anything else that has a place: it rides along under the name of its class.
struct OtherAsset {
    Attributes about;
    std::string class_name; ///< `path`, `fence`, …: becomes the name of its layer
    Place place;
    std::optional<double> population;
    friend bool operator==(const OtherAsset&, const OtherAsset&) = default;
};

} // namespace kerb
