// From a hyetograph to what runs off each surface.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <kerb/waterlogging/hyetograph.hpp>
#include <kerb/waterlogging/losses.hpp>
#include <kerb/waterlogging/runoff.hpp>

namespace kerb::waterlogging {

/// Surfaces that an inventory tells apart.
enum class Surface : std::uint8_t { rest, road, roof, green };
inline constexpr std::size_t surface_count = 4;

/// Shares of the rain that run off, by Surface.
struct CoefficientLosses {
    std::array<double, surface_count> coefficient{1, 1, 1, 1};
};
/// SCS curve number, the same everywhere.
struct CurveNumberLosses {
    double curve_number = 100;
};
/// Infiltration into what is neither road nor roof.
struct HortonLosses {
    HortonSoil soil;
};
using Losses = std::variant<CoefficientLosses, CurveNumberLosses, HortonLosses>;

/// Reads `none`, `coefficient=0.7`, `cn=85` or `horton=76,13,4.1` (mm/h, mm/h, 1/h). None when it is anything else.
[[nodiscard]] std::optional<Losses> parse_losses(const std::string& text);

/// Coefficients of `data/rules/runoff_coefficients.toml`: roads and roofs as asphalt, green as green, the rest as a
/// fairly dense area.
[[nodiscard]] CoefficientLosses losses_by_surface();

/// \throws UsageError as the functions of losses.hpp do
[[nodiscard]] Rain rain_on_surfaces(const Hyetograph& hyetograph, const Losses& losses);

} // namespace kerb::waterlogging
