// How many answer for each stretch of a line?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>
#include <kerb/coverage/zones.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Lines, and lines and areas that somebody answers for, in metres of one plane. Nothing is copied; keep it alive.
struct ClaimsAlongLinesInput {
    const Lines* lines = nullptr;
    AssetShapes claims;                   ///< lines, then areas; points claim no stretch and are refused
    std::span<const std::uint32_t> owner; ///< of each claim, any number; claims of one owner count once
    /// How far beside a line a claim's line may lie; empty or NaN: `beside`.
    std::span<const double> line_beside_m;
    /// Local scale factor of each line (ground measure): lengths are divided and distances multiplied by it; empty: 1.
    std::span<const double> line_scale;
    const ZoneMap* zones = nullptr; ///< nullptr: no zones
};

struct ClaimsAlongLinesOptions {
    Metres beside = Metres{5};       ///< closed
    double most_turn_deg = 30;       ///< 0 … 60; a claim's line that turns away by more lies not along the line
    Metres ignore_below = Metres{0}; ///< shorter stretches are counted, not listed
    Threads threads = Threads{1};
};

/// Length by the number of owners.
struct ClaimedLength {
    double total_m = 0;
    double none_m = 0, one_m = 0, several_m = 0;
    // Shares of the length; nullopt when there is none.
    [[nodiscard]] std::optional<double> none_share() const;
    [[nodiscard]] std::optional<double> one_share() const;
    [[nodiscard]] std::optional<double> several_share() const;
    friend bool operator==(const ClaimedLength&, const ClaimedLength&) = default;
};

/// A maximal stretch of one line that nobody, or more than one, answers for; it joins over the line's segments and over
/// parts that touch.
struct ClaimStretch {
    std::uint32_t line = 0;
    double from_m = 0, to_m = 0;       ///< chainage, running on across parts
    std::uint32_t zone = no_zone;      ///< of its longest share; lowest rank on a tie
    std::vector<std::uint32_t> owners; ///< all who answer for some of it, ascending; empty: nobody
    [[nodiscard]] double length_m() const { return to_m - from_m; }
    friend bool operator==(const ClaimStretch&, const ClaimStretch&) = default;
};

/// Stretches too short to be listed.
struct ShortStretches {
    std::int64_t count = 0;
    double length_m = 0;
    friend bool operator==(const ShortStretches&, const ShortStretches&) = default;
};

struct ClaimsAlongLinesResult {
    ClaimedLength all, outside_zones;
    std::vector<ClaimedLength> lines, zones;
    std::vector<ClaimStretch> none, several; ///< longest first, then by line and chainage
    ShortStretches short_none, short_several;
};

/// An area claims what of a line lies in it, its border included. A claim's line claims what lies beside it: where a
/// perpendicular of one of its segments goes to, within the distance; at a bend of up to twice `most_turn_deg` every
/// direction between the two perpendiculars counts, and at its ends it stops square. Of a line only pieces whose
/// direction differs from the claim's by at most `most_turn_deg`, either way along, are claimed: a street that crosses
/// does not claim the crossing, and a claim that ends does not run on. Parts of a claim that touch go on as one.
///
/// Each of these shapes (slab, sector) is convex, so it cuts one exact interval out of a segment; intervals of one
/// owner that touch within 1 µm are united, and a sweep counts owners. Lengths with none, one and several owners add up
/// to the line to the last bit; positions on a segment are rounded once. Stretches below 1 µm are in the sums only.
/// Same bytes for any number of threads and any order of claims. \throws UsageError when spans do not fit each other, a
/// claim is a point, a distance is negative or a coordinate is not finite; Cancelled. \par Complexity O((S + C) log C +
/// S·k log k), S segments, C edges of claims, k of them near a segment.
[[nodiscard]] ClaimsAlongLinesResult claims_along_lines(const ClaimsAlongLinesInput& input,
                                                        const ClaimsAlongLinesOptions& options,
                                                        const Progress& progress = {});

} // namespace kerb::coverage
