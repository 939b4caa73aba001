// How far apart do assets stand along their lines?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/base/parallel.hpp>
#include <kerb/base/progress.hpp>
#include <kerb/base/units.hpp>
#include <kerb/geometry/types.hpp>

namespace kerb::coverage {

/// Of a line, seen in its direction. `both`: the sides were not told apart.
enum class Side : std::uint8_t { both, left, right };

/// Lines and point assets as plain spans, in metres of one plane. Nothing is copied; keep it alive.
struct SpacingInput {
    const Lines* lines = nullptr;
    std::span<const Point> assets;
    std::span<const std::uint32_t> line_rank; ///< order of preference on ties (that of the keys); empty: position
    std::span<const double> line_limit_m;     ///< limit of each line (by its class, say); empty or NaN: the general one
    std::span<const double> line_scale;       ///< local scale factor: distances are divided by it; empty: 1
    std::span<const std::uint32_t> line_group; ///< class of each line, 0 … groups−1; empty: none
    std::uint32_t groups = 0;
};

struct SpacingOptions {
    Metres within = Metres{15};  ///< an asset farther from every line belongs to none; closed
    std::optional<Metres> limit; ///< wanted spacing; none: only lines with a limit of their own are judged
    bool each_side = false;      ///< measure left and right of the line apart
    Threads threads = Threads{1};
};

inline constexpr std::uint32_t no_line = 0xffffffff;

/// Where an asset stands on its line.
struct AssetPlace {
    std::uint32_t line = no_line;
    std::uint32_t part = 0; ///< of the line, from 0
    double at_m = 0;        ///< chainage of its foot
    double offset_m = 0;    ///< distance from the line, negative to its right
    friend bool operator==(const AssetPlace&, const AssetPlace&) = default;
};

/// Between two consecutive assets of a line; or from an end of the line to the first or last asset (`end`).
struct Stretch {
    std::uint32_t line = 0;
    double from_m = 0, to_m = 0; ///< chainage
    Side side = Side::both;
    bool end = false;
    double limit_m = 0;
    [[nodiscard]] double spacing_m() const { return to_m - from_m; }
    friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// Spacings of a class, or of all. Ends and bare lines are no spacings; they are counted apart.
struct SpacingFigures {
    std::int64_t assets = 0; ///< on its lines; with sides, one on the line itself counts on both
    std::int64_t count = 0;  ///< spacings
    std::optional<double> min_m, median_m, mean_m, p95_m, max_m; ///< quantiles linear between ranks
    std::int64_t judged = 0, over_count = 0;                     ///< spacings that have a limit; those beyond it
    double over_m = 0;                                           ///< length of those
    std::int64_t end_count = 0, end_judged = 0, end_over_count = 0;
    std::int64_t bare_count = 0; ///< lines (sides of lines) without an asset
    double bare_m = 0;           ///< their length
    /// over_count / judged
    [[nodiscard]] std::optional<double> over_share() const;
    friend bool operator==(const SpacingFigures&, const SpacingFigures&) = default;
};

struct SpacingResult {
    SpacingFigures all;
    std::vector<SpacingFigures> groups;
    std::vector<Stretch> over;      ///< beyond their limit, ends too; longest first, then by line, chainage and side
    std::vector<AssetPlace> places; ///< of each asset
    std::int64_t unplaced = 0;      ///< assets with no line near
};

/// Each asset belongs to the nearest line; within 1 µm of the nearest, to that of the lowest rank, and there to the
/// lowest chainage. Spacings are differences of chainage. Chainage runs on over the parts of a line, but no spacing
/// reaches over parts that do not touch: each run of touching parts has ends of its own. Stretches below 1 µm at an end
/// are none, two assets on one place have the spacing 0. A spacing is over its limit when it is longer by more than
/// 1 µm. With `each_side`, an asset within 1 µm of the line stands on both sides. Same bytes for any number of threads.
/// \throws UsageError when spans do not fit each other, a length is negative or a coordinate is not finite; Cancelled.
/// \par Complexity O(S + A·k log A), S segments, A assets, k segments within reach of an asset. \par Source quantiles:
/// Hyndman and Fan (1996), type 7
[[nodiscard]] SpacingResult spacing(const SpacingInput& input, const SpacingOptions& options,
                                    const Progress& progress = {});

} // namespace kerb::coverage
