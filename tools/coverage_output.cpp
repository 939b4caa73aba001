// What `kerb coverage length` shows and writes.
#include "coverage_length.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::tools {
namespace {

using coverage::Changed;
using coverage::Covered;
using coverage::Gap;
using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20;
constexpr std::size_t table_gaps = 10;
/// Columns of a result; a field of the source that has such a name gives way.
constexpr std::array<std::string_view, 6> own_columns = {"id", "total_m", "covered_m", "share", "gained_m", "lost_m"};

std::string metres_text(double metres) {
    return fmt::format("{:.1f} m", metres);
}

/// Rows of zones or groups, lowest share first; what has no length comes last or, for groups, not at all.
/// \param changed of each; empty: no earlier date
std::string covered_table(const Session& session, const std::string& heading, const std::vector<Covered>& items,
                          const std::vector<Changed>& changed, const std::function<std::string(std::uint32_t)>& label) {
    std::vector<std::uint32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return items[a].share().value_or(2) < items[b].share().value_or(2); });
    std::vector<std::string> headings = {session.text(heading), session.text("report.share"),
                                         session.text("report.covered"), session.text("report.total")};
    if (!changed.empty()) {
        headings.insert(headings.end(), {session.text("report.gained"), session.text("report.lost")});
    }
    TextTable table(headings);
    for (const auto i : std::span(order).first(std::min(order.size(), table_rows))) {
        std::vector<std::string> row = {label(i), percent_text(items[i].share()), length_text(items[i].covered_m),
                                        length_text(items[i].total_m)};
        if (!changed.empty()) {
            row.insert(row.end(), {length_text(changed[i].gained_m), length_text(changed[i].lost_m)});
        }
        table.add(row);
    }
    auto text = "\n" + table.text();
    if (order.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(order.size() - table_rows)}}});
        text += "\n";
    }
    return text;
}

std::string gaps_table(const Session& session, const CoverageLengthRun& run, const char* heading,
                       const std::vector<Gap>& gaps, std::size_t top) {
    const auto count = std::min(gaps.size(), top == 0 ? table_gaps : top);
    if (count == 0) {
        return {};
    }
    const auto labels = run.labels();
    TextTable table({session.text(heading), session.text("report.length"), session.text("report.from"),
                     session.text("report.to"), session.text("report.zone")});
    for (const auto& gap : std::span(gaps).first(count)) {
        table.add({labels.line(gap.line), metres_text(gap.length_m()), metres_text(gap.from_m), metres_text(gap.to_m),
                   gap.zone == coverage::no_zone ? "–" : labels.zone(gap.zone)});
    }
    return "\n" + table.text();
}

std::string change_line(const Session& session, const CoverageLengthRun& run) {
    const auto& found = run.found;
    const auto& earlier = run.before->points.account;
    return session.text(Message{"report.change_line",
                                {{"layer", fmt::format("{}::{}", earlier.source, earlier.layer)},
                                 {"share", percent_text(found.before.all.share())},
                                 {"covered", length_text(found.before.all.covered_m)},
                                 {"gained", length_text(found.all.gained_m)},
                                 {"lost", length_text(found.all.lost_m)}}}) +
           "\n";
}

void push_name(Column& column, const std::optional<std::string>& name) {
    if (name) {
        column.push(*name);
    } else {
        column.push(std::monostate{});
    }
}

FeatureTable gap_table(const CoverageLengthRun& run, const char* name, const std::vector<Gap>& gaps) {
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    const auto labels = run.labels();
    FeatureTable table;
    table.name = name;
    table.frame = run.frame->frame;
    Column line("line", ColumnType::text), zone("zone", ColumnType::text), group("class", ColumnType::text);
    Column rank("rank", ColumnType::integer);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Lines geometry;
    for (std::size_t i = 0; i < gaps.size(); ++i) {
        const auto& gap = gaps[i];
        const double k = run.scale_of(gap.line);
        geometry.push(stretch(lines.feature(gap.line), gap.from_m * k, gap.to_m * k));
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        rank.push(static_cast<std::int64_t>(i) + 1);
        line.push(labels.line(gap.line));
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
        push_name(zone, gap.zone == coverage::no_zone ? std::nullopt : std::optional(labels.zone(gap.zone)));
        push_name(group, labels.class_of_line ? std::optional(labels.class_of_line(gap.line)) : std::nullopt);
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, line, from, to, length, zone, group};
    return table;
}

/// \param changed of each row; empty: no earlier date
FeatureTable result_table(LoadedLayer& layer, const std::string& name, const std::vector<Covered>& covered,
                          const std::vector<Changed>& changed) {
    Column id("id", ColumnType::text);
    for (std::size_t i = 0; i < layer.table.size(); ++i) {
        id.push(layer.id(i));
    }
    auto table = std::move(layer.table);
    table.name = name;
    std::erase_if(table.columns, [&](const Column& c) {
        return c.name == layer.id_field ||
               std::find(own_columns.begin(), own_columns.end(), c.name) != own_columns.end();
    });
    table.columns.insert(table.columns.begin(), std::move(id));
    add_covered_columns(table, covered);
    if (!changed.empty()) {
        add_changed_columns(table, changed);
    }
    return table;
}

} // namespace

void add_covered_columns(FeatureTable& table, const std::vector<Covered>& covered) {
    Column total("total_m", ColumnType::real), length("covered_m", ColumnType::real), share("share", ColumnType::real);
    for (const auto& item : covered) {
        total.push(item.total_m);
        length.push(item.covered_m);
        if (const auto value = item.share()) {
            share.push(*value);
        } else {
            share.push(std::monostate{});
        }
    }
    table.columns.push_back(std::move(total));
    table.columns.push_back(std::move(length));
    table.columns.push_back(std::move(share));
}

void add_changed_columns(FeatureTable& table, const std::vector<Changed>& changed) {
    Column gained("gained_m", ColumnType::real), lost("lost_m", ColumnType::real);
    for (const auto& item : changed) {
        gained.push(item.gained_m);
        lost.push(item.lost_m);
    }
    table.columns.push_back(std::move(gained));
    table.columns.push_back(std::move(lost));
}

std::vector<FeatureTable> coverage_tables(CoverageLengthRun& run) {
    std::vector<FeatureTable> tables;
    tables.push_back(gap_table(run, "gaps", run.result().gaps));
    if (run.before) {
        tables.push_back(gap_table(run, "gained", run.found.gained));
        tables.push_back(gap_table(run, "lost", run.found.lost));
    }
    tables.push_back(result_table(run.lines, "lines", run.result().lines, run.found.lines));
    if (run.zones.table.size() > 0) {
        tables.push_back(result_table(run.zones, "zones", run.result().zones, run.found.zones));
    }
    return tables;
}

std::string coverage_text(const Session& session, const CoverageLengthRun& run, std::size_t top) {
    const auto& result = run.result();
    const auto longest = report::longest_gap_m(result);
    std::string text = session.text(describe(*run.frame)) + "\n";
    text += session.text(Message{"report.covered_line",
                                 {{"share", percent_text(result.all.share())},
                                  {"covered", length_text(result.all.covered_m)},
                                  {"total", length_text(result.all.total_m)},
                                  {"gaps", count_text(static_cast<std::int64_t>(result.gaps.size()))},
                                  {"longest", longest ? metres_text(*longest) : "–"}}}) +
            "\n";
    text += weighted_text(session, run.weighted);
    if (run.before) {
        text += change_line(session, run);
    }
    if (!result.zones.empty()) {
        text += covered_table(session, "report.zone", result.zones, run.found.zones, run.labels().zone);
        if (result.outside_zones.total_m > 0) {
            text += session.text(Message{"report.outside",
                                         {{"share", percent_text(result.outside_zones.share())},
                                          {"total", length_text(result.outside_zones.total_m)}}}) +
                    "\n";
        }
    }
    if (!run.groups.names.empty()) {
        text += covered_table(session, "report.class", result.groups, run.found.groups,
                              [&](std::uint32_t i) { return run.groups.names[i].empty() ? "–" : run.groups.names[i]; });
    }
    text += gaps_table(session, run, "report.gap_on", result.gaps, top);
    text += gaps_table(session, run, "report.gained_on", run.found.gained, top);
    text += gaps_table(session, run, "report.lost_on", run.found.lost, top);
    return text + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
