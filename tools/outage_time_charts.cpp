// The charts of times: curves of repair, and the nights' weeks.
#include <fmt/format.h>

#include <kerb/report/charts.hpp>

#include "outage_availability.hpp"
#include "outage_repair.hpp"

namespace kerb::tools {
namespace {

/// Curves of more groups than colours would hide each other.
constexpr std::size_t most_curves = 5;

report::Curve curve_of(const std::string& name, const outage::RepairTimes& times) {
    report::Curve curve{name, {{0, 1, 1, 1}}};
    for (const auto& step : outage::thinned(times.curve, report::curve_points)) {
        curve.points.push_back({step.at, step.open, step.bounds.lo, step.bounds.hi});
    }
    return curve;
}

} // namespace

Charts repair_charts(const Session& session, const RepairRun& run) {
    const auto& result = run.result;
    std::vector<report::Curve> curves = {curve_of(session.text("outage_charts.all"), result.overall)};
    for (std::size_t i = 0, at = 0; i < run.groups.size(); ++i) {
        const auto& groups = run.groups[i];
        for (std::size_t g = 0; g < groups.keys.size(); ++g, ++at) {
            if (groups.keys.size() <= most_curves && at < result.units.size() &&
                result.units[at].times.curve.size() > 1) {
                curves.push_back(curve_of(group_label(session, groups, g), result.units[at].times));
            }
        }
    }
    const auto unit = session.text(std::string("outage_charts.") + report::unit_name(result.unit));
    const auto& within = result.overall.within;
    return {
        {"repair-curve.svg",
         report::curves_svg(curves, within.empty() ? std::nullopt : std::optional(within.front().limit),
                            {session.text("outage_charts.repair"), unit, session.text("outage_charts.open"),
                             session.text(Message{"outage_charts.repair_note",
                                                  {{"confidence", fmt::format("{:g} %", result.confidence * 100)}}}),
                             session.text("outage_charts.promised")})}};
}

Charts availability_charts(const Session& session, const AvailabilityRun& run) {
    std::vector<report::SeriesBar> bars;
    for (const auto& week : run.result.report.all.bins) {
        bars.push_back({moment_text(week.stretch.from, true), week.share()});
    }
    return {
        {"availability-weeks.svg",
         report::series_svg(bars, {session.text("outage_charts.weeks"), session.text("outage_charts.week"),
                                   session.text("outage_charts.dark"), session.text("outage_charts.weeks_note"), ""})}};
}

} // namespace kerb::tools
