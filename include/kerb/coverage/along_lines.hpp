// How much of every line lies within reach of an asset, and where are the gaps?
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/base/exact_sum.hpp>
#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/coverage/assets.hpp>
#include <kerb/coverage/zones.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// A stretch of a line by its chainage, running on across its parts.
struct LineStretch {
    std::uint32_t line = 0;
    double from_m = 0, to_m = 0;
    friend bool operator==(const LineStretch&, const LineStretch&) = default;
};

/// Lines, assets and groups as plain spans; everything in metres of one plane. Nothing is copied; keep it alive.
struct AlongLinesInput {
    const Lines* lines = nullptr;
    AssetShapes assets; ///< cover what lies within reach of them; an area its inside, too, but not a hole
    /// Reach of each asset; empty: `reach` for all. NaN: `reach` for this one.
    std::span<const double> asset_reach_m;
    /// Reach that a line asks for whatever the asset (by its class, say); empty or NaN: the asset's own.
    std::span<const double> line_reach_m;
    /// Local scale factor of each line (ground measure): lengths are divided and reaches multiplied by it; empty: 1.
    std::span<const double> line_scale;
    /// Group of each line for sums by class, 0 … groups−1; empty: none.
    std::span<const std::uint32_t> line_group;
    std::uint32_t groups = 0;
    const ZoneMap* zones = nullptr; ///< nullptr: no zones
    /// Stretches that are covered whatever the assets are (because a search along streets says so): by line, then
    /// ascending and apart. What ends within 1 nm of a segment's end ends there.
    std::span<const LineStretch> covered = {};
};

struct AlongLinesOptions {
    Metres reach;                         ///< closed: a point at exactly this distance is covered
    Metres ignore_gaps_below = Metres{0}; ///< shorter gaps count as covered; below 1 µm gaps are just not listed
    Threads threads = Threads{1};
    /// Lines per partition; any value gives the same bytes.
    std::size_t partition = 4096;
};

/// A maximal uncovered stretch of one line; it joins over the line's segments and over parts that touch.
struct Gap {
    std::uint32_t line = 0;
    double from_m = 0, to_m = 0;  ///< chainage
    std::uint32_t zone = no_zone; ///< zone (or none) of its longest share; lowest rank on a tie
    [[nodiscard]] double length_m() const { return to_m - from_m; }
    friend bool operator==(const Gap&, const Gap&) = default;
};

/// Length and covered length of a line, a class, a zone or a city. `share` is nullopt when there is no length.
struct Covered {
    double total_m = 0, covered_m = 0;
    [[nodiscard]] std::optional<double> share() const;
    friend bool operator==(const Covered&, const Covered&) = default;
};

struct CoveredSum {
    ExactSum total, covered;
    CoveredSum& operator+=(const CoveredSum& other);
    [[nodiscard]] Covered value() const { return {total.value(), covered.value()}; }
    friend bool operator==(const CoveredSum&, const CoveredSum&) = default;
};

/// What one partition found; merging is associative and commutative.
struct AlongLinesSummary {
    CoveredSum all, outside_zones;
    ExactSum overlapped; ///< length that several zones claim
    std::vector<CoveredSum> zones, groups;
    std::vector<CoveredSum> zone_groups; ///< zone-major: zones × groups
    std::vector<Gap> gaps;
    void merge(AlongLinesSummary&& other);
};

struct AlongLinesResult {
    Covered all, outside_zones;
    double overlapped_m = 0;
    std::vector<Covered> lines; ///< per line
    std::vector<Covered> zones, groups, zone_groups;
    std::vector<Gap> gaps; ///< longest first, then by line and chainage
};

/// The lines cut into partitions over one index of the assets: `plan → run(partition) → merge → finish`.
class AlongLinesPlan {
public:
    /// \throws UsageError when spans do not fit each other, a reach is negative or a coordinate is not finite.
    AlongLinesPlan(const AlongLinesInput& input, const AlongLinesOptions& options);
    ~AlongLinesPlan();
    AlongLinesPlan(AlongLinesPlan&&) noexcept;

    [[nodiscard]] std::size_t partitions() const;
    /// Measures partition `p`; writes the totals of its own lines to `lines` (size: all lines). Thread-safe for
    /// different partitions.
    [[nodiscard]] AlongLinesSummary run(std::size_t p, std::span<Covered> lines) const;

private:
    struct State;
    std::unique_ptr<const State> state_;
};

/// Sorts the gaps and rounds the sums.
[[nodiscard]] AlongLinesResult finish(AlongLinesSummary&& summary, std::vector<Covered>&& lines);

/// Covered length of lines by one-dimensional interval union: on a segment of length L and direction u an asset p
/// covers [t − s, t + s] ∩ [0, L] with t = (p − a)·u, x = (p − a)×u, s = √((R − |x|)(R + |x|)), if |x| ≤ R. No polygon
/// is made, so nothing is approximated: relative error below 1e-12 of the line's length. Of an asset that is a line or
/// an area each segment covers two discs and the slab between them, and an area its inside besides. Assets outside a
/// zone serve inside it. Same bytes for any number of threads and any partition; sums do not depend on the order of
/// lines or assets. \throws UsageError as AlongLinesPlan, Cancelled. \par Complexity O(A + S·(k log k)), A assets, S
/// segments, k assets near a segment. Memory 20 B per point, 64 B per edge of a line or an area.
[[nodiscard]] AlongLinesResult along_lines(const AlongLinesInput& input, const AlongLinesOptions& options,
                                           const Progress& progress = {});

} // namespace kerb::coverage
