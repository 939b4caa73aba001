// How much ground lies within reach of an asset, and where is the rest?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// How arcs become chains where polygons are drawn. Areas are never measured on what is drawn.
struct Stroke {
    double sagitta_m = 0.1; ///< greatest distance of the chain from its arc
    /// The gap that is drawn: false: contains the gap (chords within the reach); true: lies in it (tangents outside).
    bool tangents = false;
};

/// Everything in metres of one plane. Nothing is copied that could be borrowed; keep it alive.
struct WithinReachInput {
    AssetShapes assets;
    std::span<const double> asset_reach_m; ///< of each asset, 0: serves nothing; empty, or NaN for one: `reach`
    std::span<const MultiPolygon> zones;   ///< valid areas; those that overlap are measured each for itself
    /// The plane's scale at each asset, by which its reach grows, and at each zone, by whose square areas shrink;
    /// empty: reaches and areas are the plane's own.
    std::span<const double> asset_scale = {}, zone_scale = {};
};

struct WithinReachOptions {
    Metres reach;                      ///< > 0
    bool gaps = true;                  ///< also draw what is out of reach
    double ignore_gaps_below_m2 = 1.0; ///< smaller ones are not listed; the areas are what they are
    Stroke stroke = {};
    Threads threads = Threads{1};
    /// Ends of borders that are at most this far apart, or 2·√(2 µm·reach) if that is more, are one point. Less than 0
    /// makes every zone take the second way.
    double join_within_m = 1e-4;
};

/// Area and covered area of a zone or a city. `share` is nullopt when there is no area.
struct CoveredArea {
    double total_m2 = 0, covered_m2 = 0;
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const CoveredArea&, const CoveredArea&) = default;
};

/// Connected ground of one zone that no asset reaches.
struct AreaGap {
    std::uint32_t zone = 0;
    Polygon area;       ///< drawn with straight edges, see Stroke; valid: where edges cross, its largest part
    double area_m2 = 0; ///< of the gap itself, with its arcs
    Point place;        ///< a point in it
};

struct WithinReachResult {
    CoveredArea all;                    ///< the sum of the zones; without zones total_m2 is 0
    std::vector<CoveredArea> zones;     ///< per zone
    std::vector<AreaGap> gaps;          ///< largest first, then by zone and place
    std::vector<std::uint32_t> stroked; ///< zones whose border did not close and that GEOS measured, to 1e-5 of reach²
    bool city_stroked = false;          ///< the same where there are no zones
};

/// Area of the union of all reaches (closed discs swept along points, lines and areas: Minkowski sums), clipped to each
/// zone. The border of the union is found piece by piece: of each arc and straight line of an asset's offset curve
/// the stretches that other reaches cover are intervals, and what no interval covers shows; with the stretches of the
/// zone's own border that are covered it bounds the area, which Green's theorem measures with its arcs. Nothing is
/// approximated: relative error below 1e-9, and below 1e-12 unless borders of different assets lie within 1 µm of each
/// other. Pieces that do not join to closed borders are noticed, and the zone is measured by GEOS on arcs of 1,024
/// edges (`stroked`). Same bytes for any number of threads.
/// \throws UsageError when spans do not fit each other, a reach is negative or a coordinate is not finite; Cancelled.
/// \par Complexity O((V + Z)·k log k), V vertices of assets, Z of zones, k vertices within two reaches. \par Source
/// Green's theorem; offset curves after Tiller and Hanson 1984.
[[nodiscard]] WithinReachResult within_reach(const WithinReachInput& input, const WithinReachOptions& options,
                                             const Progress& progress = {});

} // namespace kerb::coverage
