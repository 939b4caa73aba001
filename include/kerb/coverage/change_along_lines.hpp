// Which stretches of every line did assets gain and lose between two dates?
#pragma once

#include <span>
#include <vector>

#include <kerb/coverage/along_lines.hpp>

namespace kerb::coverage {

/// The lines as they are now, the assets of the later date with them, and those of the earlier date. Reaches by line,
/// scales, groups and zones hold for both dates. Nothing is copied; keep it alive.
struct ChangeAlongLinesInput {
    AlongLinesInput now;
    AssetShapes before;                     ///< assets of the earlier date
    std::span<const double> before_reach_m; ///< of each of them, as AlongLinesInput::asset_reach_m
};

/// Length that is covered now and was not before, and the other way round.
struct Changed {
    double gained_m = 0, lost_m = 0;
    friend bool operator==(const Changed&, const Changed&) = default;
};

struct ChangedSum {
    ExactSum gained, lost;
    ChangedSum& operator+=(const ChangedSum& other);
    [[nodiscard]] Changed value() const { return {gained.value(), lost.value()}; }
    friend bool operator==(const ChangedSum&, const ChangedSum&) = default;
};

struct ChangeAlongLinesResult {
    AlongLinesResult before, now; ///< as along_lines says for each date
    Changed all, outside_zones;
    std::vector<Changed> lines; ///< per line
    std::vector<Changed> zones, groups, zone_groups;
    /// Maximal stretches of one line, joined like gaps; those below 1 µm are in the sums but not listed. Longest first,
    /// then by line and chainage.
    std::vector<Gap> gained, lost;
};

/// Both dates in one walk along the lines: what is uncovered before less what is uncovered now is gained, the reverse
/// is lost, segment by segment as differences of intervals. Exact like along_lines, and in every sum (before rounding
/// to a double) covered now − covered before = gained − lost to the last bit. Ignored gaps count as covered on both
/// dates. An asset that is the same on both dates changes nothing but where its neighbours do. Same bytes for any
/// number of threads and any partition. \throws UsageError as AlongLinesPlan for either date, Cancelled. \par
/// Complexity that of along_lines for both dates and O(gaps).
[[nodiscard]] ChangeAlongLinesResult change_along_lines(const ChangeAlongLinesInput& input,
                                                        const AlongLinesOptions& options,
                                                        const Progress& progress = {});

} // namespace kerb::coverage
