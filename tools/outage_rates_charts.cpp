// The charts of `kerb outage rates`: a funnel of circuits, and the intervals of each level that has few groups.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include <kerb/io/sink.hpp>
#include <kerb/report/charts.hpp>

#include "outage_rates.hpp"

namespace kerb::tools {
namespace {

using namespace outage;

constexpr std::size_t most_rows = 40;

std::string level_word(const Session& session, Level level) {
    return session.text(std::string("outage.level.") + level_codes[static_cast<std::size_t>(level)]);
}

std::string limit_text(const Session& session, const RatesRun& run) {
    return run.options.most_out
               ? session.text(
                     Message{"outage.chart.limit", {{"limit", fmt::format("{:.6g} %", *run.options.most_out * 100)}}})
               : std::string();
}

/// Groups of the level against their sizes, circuits that are dark as a whole apart; those that are worse than chance
/// (q ≤ 0.05) are marked.
std::string funnel_of(const Session& session, const RatesRun& run, Level level) {
    std::vector<report::FunnelPoint> points;
    for (const auto& row : run.result.rows) {
        if (row.level == level && row.seen.of > 0 && !row.dead_circuit) {
            points.push_back({run.input->table.groups(level).keys[row.group], row.seen.of, *row.seen.share(),
                              row.q && *row.q <= 0.05});
        }
    }
    return report::funnel_svg(points, run.result.rest_rate.value_or(0), run.options.most_out,
                              {session.text(Message{"outage.chart.funnel", {{"level", level_word(session, level)}}}),
                               session.text("outage.column.seen"), session.text("outage.column.rate"),
                               session.text("outage.chart.funnel_note"), limit_text(session, run)});
}

std::string intervals_of(const Session& session, const RatesRun& run, Level level) {
    std::vector<report::IntervalRow> rows;
    const auto& groups = run.input->table.groups(level);
    const auto& names = session.language == Language::zh ? groups.names_zh : groups.names_en;
    for (const auto& row : run.result.rows) {
        if (row.level == level && row.rate) {
            const auto key = groups.keys[row.group];
            const auto name = level == Level::road_class ? session.text("code.road_class." + key)
                              : row.group < names.size() && !names[row.group].empty() ? key + " " + names[row.group]
                                                                                      : key;
            rows.push_back(
                {name, *row.rate, row.bounds.lo, row.bounds.hi, row.limit ? report::verdict_name(row.verdict) : ""});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.rate > b.rate; });
    if (rows.size() > most_rows) {
        rows.resize(most_rows);
    }
    return report::intervals_svg(
        rows, run.options.most_out,
        {session.text(Message{"outage.chart.intervals", {{"level", level_word(session, level)}}}),
         session.text("outage.column.rate"), "",
         session.text(Message{"outage.chart.intervals_note",
                              {{"confidence", fmt::format("{:g} %", run.options.confidence * 100)}}}),
         limit_text(session, run)});
}

} // namespace

Charts rates_charts(const Session& session, const RatesRun& run) {
    Charts charts;
    for (const auto level : run.options.levels) {
        if (level == Level::city || run.input->table.groups(level).size() == 0) {
            continue;
        }
        const std::string name = level_codes[static_cast<std::size_t>(level)];
        const bool singly = level == Level::circuit || level == Level::road || level == Level::cabinet;
        charts.emplace_back(name + (singly ? "-funnel.svg" : "-intervals.svg"),
                            singly ? funnel_of(session, run, level) : intervals_of(session, run, level));
    }
    return charts;
}

void write_charts(const Session& session, const std::string& folder, const Charts& charts) {
    if (folder.empty() || session.options.dry_run) {
        return;
    }
    std::error_code ignored; // a folder that is not there is told of the file
    std::filesystem::create_directories(folder, ignored);
    for (const auto& [name, svg] : charts) {
        const auto path = (std::filesystem::path(folder) / name).string();
        io::write_text(path, svg, session.options.overwrite);
        session.note(session.text(Message{"tools.wrote", {{"file", path}}}));
    }
}

} // namespace kerb::tools
