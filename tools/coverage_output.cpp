// What `kerb coverage length` shows and writes.
#include "coverage_length.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::tools {
namespace {

using coverage::Covered;
using report::count_text;
using report::length_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20;
constexpr std::size_t table_gaps = 10;

/// Rows of zones or groups, lowest share first; what has no length comes last or, for groups, not at all.
std::string covered_table(const Session& session, const std::string& heading, const std::vector<Covered>& items,
                          const std::function<std::string(std::uint32_t)>& label) {
    std::vector<std::uint32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return items[a].share().value_or(2) < items[b].share().value_or(2); });
    TextTable table({session.text(heading), session.text("report.share"), session.text("report.covered"),
                     session.text("report.total")});
    for (const auto i : std::span(order).first(std::min(order.size(), table_rows))) {
        table.add(
            {label(i), percent_text(items[i].share()), length_text(items[i].covered_m), length_text(items[i].total_m)});
    }
    auto text = "\n" + table.text();
    if (order.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(order.size() - table_rows)}}});
        text += "\n";
    }
    return text;
}

std::string gaps_table(const Session& session, const CoverageLengthRun& run, std::size_t top) {
    const auto count = std::min(run.result.gaps.size(), top == 0 ? table_gaps : top);
    if (count == 0) {
        return {};
    }
    const auto labels = run.labels();
    TextTable table({session.text("report.gap_on"), session.text("report.length"), session.text("report.from"),
                     session.text("report.to"), session.text("report.zone")});
    for (const auto& gap : std::span(run.result.gaps).first(count)) {
        table.add({labels.line(gap.line), fmt::format("{:.1f} m", gap.length_m()), fmt::format("{:.1f} m", gap.from_m),
                   fmt::format("{:.1f} m", gap.to_m), gap.zone == coverage::no_zone ? "–" : labels.zone(gap.zone)});
    }
    return "\n" + table.text();
}

FeatureTable gap_table(const CoverageLengthRun& run) {
    const auto& lines = std::get<Lines>(run.lines.table.geometry);
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "gaps";
    table.frame = run.frame->frame;
    Column line("line", ColumnType::text), zone("zone", ColumnType::text), group("class", ColumnType::text);
    Column rank("rank", ColumnType::integer);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Lines geometry;
    for (std::size_t i = 0; i < run.result.gaps.size(); ++i) {
        const auto& gap = run.result.gaps[i];
        const double k = run.scale_of(gap.line);
        geometry.push(stretch(lines.feature(gap.line), gap.from_m * k, gap.to_m * k));
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        rank.push(static_cast<std::int64_t>(i) + 1);
        line.push(labels.line(gap.line));
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
        if (gap.zone == coverage::no_zone) {
            zone.push(std::monostate{});
        } else {
            zone.push(labels.zone(gap.zone));
        }
        if (labels.class_of_line) {
            group.push(labels.class_of_line(gap.line));
        } else {
            group.push(std::monostate{});
        }
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, line, from, to, length, zone, group};
    return table;
}

FeatureTable result_table(LoadedLayer& layer, const std::string& name, const std::vector<Covered>& covered) {
    Column id("id", ColumnType::text);
    for (std::size_t i = 0; i < layer.table.size(); ++i) {
        id.push(layer.id(i));
    }
    auto table = std::move(layer.table);
    table.name = name;
    std::erase_if(table.columns, [&](const Column& c) {
        return c.name == "id" || c.name == layer.id_field || c.name == "total_m" || c.name == "covered_m" ||
               c.name == "share";
    });
    table.columns.insert(table.columns.begin(), std::move(id));
    add_covered_columns(table, covered);
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

std::vector<FeatureTable> coverage_tables(CoverageLengthRun& run) {
    std::vector<FeatureTable> tables;
    tables.push_back(gap_table(run));
    auto zones =
        run.zones.table.size() > 0 ? std::optional(result_table(run.zones, "zones", run.result.zones)) : std::nullopt;
    tables.push_back(result_table(run.lines, "lines", run.result.lines));
    if (zones) {
        tables.push_back(std::move(*zones));
    }
    return tables;
}

std::string coverage_text(const Session& session, const CoverageLengthRun& run, std::size_t top) {
    const auto& all = run.result.all;
    const auto longest = report::longest_gap_m(run.result);
    std::string text = session.text(describe(*run.frame)) + "\n";
    text += session.text(Message{"report.covered_line",
                                 {{"share", percent_text(all.share())},
                                  {"covered", length_text(all.covered_m)},
                                  {"total", length_text(all.total_m)},
                                  {"gaps", count_text(static_cast<std::int64_t>(run.result.gaps.size()))},
                                  {"longest", longest ? fmt::format("{:.1f} m", *longest) : "–"}}}) +
            "\n";
    const auto labels = run.labels();
    if (!run.result.zones.empty()) {
        text += covered_table(session, "report.zone", run.result.zones, labels.zone);
        if (run.result.outside_zones.total_m > 0) {
            text += session.text(Message{"report.outside",
                                         {{"share", percent_text(run.result.outside_zones.share())},
                                          {"total", length_text(run.result.outside_zones.total_m)}}}) +
                    "\n";
        }
    }
    if (!run.groups.names.empty()) {
        text += covered_table(session, "report.class", run.result.groups,
                              [&](std::uint32_t i) { return run.groups.names[i].empty() ? "–" : run.groups.names[i]; });
    }
    text += gaps_table(session, run, top);
    return text + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
