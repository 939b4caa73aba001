// How dense are lines and assets in each zone: km per km², lamps per km, green ratio, and per person?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/coverage/zones.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Zones and what lies in them, as plain spans; everything in metres of one plane. Nothing is copied; keep it alive.
struct DensityInput {
    std::span<const MultiPolygon> zones;       ///< valid polygons
    std::span<const std::uint32_t> rank;       ///< preference of each zone, as ZoneMap's
    std::span<const double> zone_scale;        ///< local scale factor (areas are divided by its square); empty: 1
    std::span<const double> population;        ///< of each zone; NaN: not known; empty: of none
    const Lines* lines = nullptr;              ///< nullptr: none
    std::span<const double> line_scale;        ///< lengths are divided by it; empty: 1
    std::span<const double> line_weight;       ///< share of each line's length that counts, 0 … 1; empty: 1
    std::span<const std::uint32_t> line_group; ///< class of each line, 0 … groups−1; empty: none
    std::uint32_t groups = 0;
    std::span<const Point> points;       ///< assets without an extent
    std::span<const MultiPolygon> areas; ///< assets with an area
    std::span<const double> area_scale;  ///< for what of an area lies outside all zones; empty: 1
};

/// What one zone holds. Each rate names its k and its N; it is nullopt when N is none or not known.
struct Density {
    double area_m2 = 0;       ///< ground of the zone less its holes and less `overlapped_m2`
    double overlapped_m2 = 0; ///< ground that a zone of a lower rank claims too; it counts for that one
    double length_m = 0;
    double overlapped_m = 0; ///< length that several zones claim; it counts for the zone of the lowest rank
    std::int64_t count = 0;  ///< point assets
    double assets_m2 = 0;    ///< ground under area assets, once where they overlap
    std::optional<double> population;

    [[nodiscard]] std::optional<double> km_per_km2() const;      ///< length_m / area_m2
    [[nodiscard]] std::optional<double> per_km() const;          ///< count / length_m
    [[nodiscard]] std::optional<double> per_km2() const;         ///< count / area_m2
    [[nodiscard]] std::optional<double> ratio() const;           ///< assets_m2 / area_m2
    [[nodiscard]] std::optional<double> m_per_person() const;    ///< length_m / population
    [[nodiscard]] std::optional<double> per_1000_people() const; ///< count / population
    [[nodiscard]] std::optional<double> m2_per_person() const;   ///< assets_m2 / population
    [[nodiscard]] std::optional<double> people_per_km2() const;  ///< population / area_m2
    friend bool operator==(const Density&, const Density&) = default;
};

struct DensityResult {
    std::vector<Density> zones;
    Density inside;               ///< sum of the zones; its population is known when that of every zone is
    Density outside;              ///< lines and assets in no zone; no ground
    Density total;                ///< inside + outside to the last bit; lengths, counts and areas of all that was given
    std::vector<double> groups_m; ///< length by class, of `total`
    std::vector<double> zone_groups_m; ///< zone-major: (zones + 1) × groups, outside last
    /// Positions of areas that are not valid and were left out.
    std::vector<std::uint32_t> areas_left_out;
};

/// Weight of one line of a pair of carriageways: each counts half, so that a pair counts once wherever a zone's border
/// lies between the two.
inline constexpr double carriageway_weight = 0.5;

/// Lengths are split exactly at the zones' borders, points and ground belong to one zone each: what lies on a border or
/// in several zones counts once, for the zone of the lowest rank (the tie rule of ZoneMap). Areas are cut by GEOS where
/// a border crosses them, and joined first where they overlap by more than a square millimetre; zones overlap when they
/// share more than 10 cm². Same bytes for any number of threads; sums do not depend on the order of lines or assets.
/// Relative error of lengths below 1e-12, of areas below 1e-9.
/// \throws UsageError when spans do not fit each other, a weight or scale is none, or a coordinate is not finite;
/// Cancelled. \par Complexity O(S + crossings) for S segments; one overlay per pair of an area and a zone whose border
/// comes near. Memory 24 B per area and zones × classes sums per 4,096 lines.
[[nodiscard]] DensityResult density(const DensityInput& input, Threads threads, const Progress& progress = {});

} // namespace kerb::coverage
