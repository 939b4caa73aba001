// The waterlogging of an audit: one storm on the terrain, and the points that it leaves.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/base/error.hpp>
#include <kerb/report/text_table.hpp>

#include "audit.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using report::count_text;

constexpr std::size_t shown = 3;

/// What the drains and the terrain said; what the inventory and its roads say is said already.
void add_issues(AuditRun& run) {
    for (const auto& issue : run.water->issues) {
        const auto of = [&issue](const char* what) { return issue.reason.starts_with(what); };
        if (of("drains.") || of("grid.")) {
            run.read.issues.push_back(issue);
        }
    }
}

std::string point_line(const Session& session, const report::NamedWaterPoint& named) {
    const auto rain = onset_text(named.onset_rain_mm, "mm"), period = onset_text(named.onset_return_period_a, "a");
    return session.text(Message{
               "audit.water_point",
               {{"id", named.id},
                {"road", named.road.empty() ? std::string("–") : named.road},
                {"depth", named.point.depth_m() * 100},
                {"rain", rain},
                {"period", period},
                {"cause",
                 session.text("points.cause." + named.cause) + (named.cause_key.empty() ? "" : " " + named.cause_key)},
                {"known", named.known.empty() ? std::string()
                                              : session.text(Message{"audit.water_known", {{"key", named.known}}})}}}) +
           "\n";
}

} // namespace

void measure_water(AuditRun& run, const Session& session, const AuditWaterOptions& options,
                   const std::string& inventory) {
    if (options.dem.empty()) {
        return;
    }
    PointsCommand command;
    command.terrain.dem = options.dem;
    command.inventory = inventory;
    command.storm.city = options.storm_city;
    command.storm.return_period = options.return_period;
    command.storm.duration = options.duration;
    command.storm.zone = options.zone;
    command.onsets = shown; // the summary names no others
    command.fixes = 0;
    auto chosen = choose_storm(session, command.storm);
    run.water = std::make_shared<PointsRun>(prepare_points(session, command));
    const auto& frame = run.water->terrain.frame.frame;
    if (!(frame == run.read.frame.frame)) {
        throw FrameError(
            {"audit.frames", {{"city", run.read.frame.frame.name()}, {"dem", options.dem}, {"frame", frame.name()}}});
    }
    run.water->storm = std::move(chosen);
    find_points(*run.water, session, command);
    add_issues(run);
}

std::string water_lines(const Session& session, const AuditRun& run) {
    if (!run.water) {
        return "";
    }
    const auto& f = run.water->figures;
    auto text = session.text(Message{"audit.water",
                                     {{"depressions", count_text(static_cast<std::int64_t>(f.depressions))},
                                      {"formula", f.formula.value_or("–")},
                                      {"period", f.return_period_a.value_or(0)},
                                      {"minutes", f.duration_min.value_or(0)},
                                      {"rain", f.rain_mm},
                                      {"count", static_cast<std::int64_t>(run.water->points.size())},
                                      {"threshold", f.threshold_m * 100}}}) +
                "\n";
    for (const auto& named : std::span(run.water->points).first(std::min(shown, run.water->points.size()))) {
        text += point_line(session, named);
    }
    if (!f.known.empty()) {
        text += session.text(Message{"audit.water_register",
                                     {{"found", static_cast<std::int64_t>(f.known_found())},
                                      {"count", static_cast<std::int64_t>(f.known.size())},
                                      {"cleared", static_cast<std::int64_t>(f.cleared_found())},
                                      {"hints", static_cast<std::int64_t>(f.hints.size())}}}) +
                "\n";
    }
    return text;
}

std::string water_json(const AuditRun& run) {
    return run.water ? report::water_points_json(run.water->figures, run.water->points, 0) : "null";
}

std::vector<FeatureTable> water_tables(const AuditRun& run) {
    return run.water ? points_layers(*run.water, {}) : std::vector<FeatureTable>();
}

} // namespace kerb::tools
