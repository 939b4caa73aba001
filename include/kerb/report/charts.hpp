// Small charts as SVG: one file each, no script, no font of its own; readable in print.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kerb::report {

/// Texts of a chart, in the reader's language.
struct ChartTexts {
    std::string title, x, y;
    std::string note;  ///< below the chart: how it was made; may be empty
    std::string limit; ///< name of the limit's line
};

/// A group in a funnel: its size and its rate.
struct FunnelPoint {
    std::string name;
    std::int64_t n = 0;
    double rate = 0;
    bool marked = false; ///< named in the chart
};
/// Rates against sizes, with the limits within which 95 % and 99.8 % of groups lie when all share `rate`
/// (Spiegelhalter 2005), and a line at the limit of a promise.
[[nodiscard]] std::string funnel_svg(const std::vector<FunnelPoint>& points, double rate,
                                     const std::optional<double>& limit, const ChartTexts& texts);

/// A row of a chart of intervals. `state`: `met`, `not_met`, anything else is undecided.
struct IntervalRow {
    std::string name;
    double rate = 0, lo = 0, hi = 1;
    std::string state;
};
/// Rates with their intervals, one below the other in the order given, and a line at the limit of a promise.
[[nodiscard]] std::string intervals_svg(const std::vector<IntervalRow>& rows, const std::optional<double>& limit,
                                        const ChartTexts& texts);

/// A step of a curve, from `x` on, with its bounds.
struct CurvePoint {
    double x = 0, y = 0, lo = 0, hi = 1;
};
struct Curve {
    std::string name;
    std::vector<CurvePoint> points; ///< ascending
};
/// Shares over time as steps, each with its band, and a line at the promised time.
[[nodiscard]] std::string curves_svg(const std::vector<Curve>& curves, const std::optional<double>& limit_x,
                                     const ChartTexts& texts);

/// A bar of a series.
struct SeriesBar {
    std::string name;
    std::optional<double> value; ///< none: no data
};
/// Shares by week or month.
[[nodiscard]] std::string series_svg(const std::vector<SeriesBar>& bars, const ChartTexts& texts);

} // namespace kerb::report
