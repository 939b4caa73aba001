// What `kerb coverage area` shows and writes.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage_area.hpp"

namespace kerb::tools {
namespace {

using coverage::CoveredArea;
using report::area_text;
using report::count_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, table_gaps = 10;

std::string largest_text(const std::optional<double>& largest) {
    return largest ? area_text(*largest) : "–";
}

/// Zones or classes, the lowest share first.
std::string covered_table(const Session& session, const char* heading, std::span<const CoveredArea> items,
                          const std::function<std::string(std::uint32_t)>& name,
                          std::span<const std::optional<double>> largest) {
    std::vector<std::uint32_t> order(items.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return items[a].share().value_or(2) < items[b].share().value_or(2); });
    std::vector<std::string> head = {session.text(heading), session.text("report.share"),
                                     session.text("report.covered"), session.text("report.total")};
    if (!largest.empty()) {
        head.push_back(session.text("report.largest_gap"));
    }
    TextTable table(head);
    for (const auto i : std::span(order).first(std::min(order.size(), table_rows))) {
        std::vector<std::string> row = {name(i), percent_text(items[i].share()), area_text(items[i].covered_m2),
                                        area_text(items[i].total_m2)};
        if (!largest.empty()) {
            row.push_back(largest_text(largest[i]));
        }
        table.add(std::move(row));
    }
    auto text = "\n" + table.text();
    if (order.size() > table_rows) {
        const auto rest = static_cast<std::int64_t>(order.size() - table_rows);
        text += session.text(Message{"report.more", {{"count", rest}}}) + "\n";
    }
    return text;
}

std::string gaps_table(const Session& session, const CoverageAreaRun& run, std::size_t top) {
    const auto count = std::min(run.result.gaps.size(), top == 0 ? table_gaps : top);
    if (count == 0) {
        return {};
    }
    const auto labels = run.labels();
    TextTable table({session.text("report.gap_in"), session.text("report.area"), "x", "y"});
    for (const auto& gap : std::span(run.result.gaps).first(count)) {
        table.add({run.has_zones() ? labels.zone(gap.zone) : "–", area_text(gap.area_m2),
                   fmt::format("{:.0f}", gap.place.x), fmt::format("{:.0f}", gap.place.y)});
    }
    return "\n" + table.text();
}

FeatureTable gap_table(const CoverageAreaRun& run) {
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "gaps";
    table.frame = run.frame->frame;
    Column rank("rank", ColumnType::integer), zone("zone", ColumnType::text), area("area_m2", ColumnType::real);
    std::vector<MultiPolygon> drawn;
    for (const auto& gap : run.result.gaps) {
        drawn.push_back({gap.area});
        const auto number = static_cast<std::int64_t>(drawn.size());
        table.rows.push_back(number);
        rank.push(number);
        area.push(gap.area_m2);
        push_text(zone, labels.zone(gap.zone));
    }
    table.geometry = std::move(drawn);
    table.columns = {rank, zone, area};
    return table;
}

FeatureTable zone_table(CoverageAreaRun& run) {
    Column id("id", ColumnType::text), total("total_m2", ColumnType::real), covered("covered_m2", ColumnType::real);
    Column share("share", ColumnType::real), largest("largest_gap_m2", ColumnType::real);
    const auto gaps = report::largest_gaps_m2(run.result);
    for (std::size_t i = 0; i < run.result.zones.size(); ++i) {
        id.push(run.zones.id(i));
        total.push(run.result.zones[i].total_m2);
        covered.push(run.result.zones[i].covered_m2);
        push_number(share, run.result.zones[i].share());
        push_number(largest, gaps[i]);
    }
    auto table = std::move(run.zones.table);
    table.name = "zones";
    table.columns = {id, total, covered, share, largest};
    return table;
}

} // namespace

std::vector<FeatureTable> area_tables(CoverageAreaRun& run) {
    std::vector<FeatureTable> tables = {gap_table(run)};
    if (run.has_zones()) {
        tables.push_back(zone_table(run));
    }
    return tables;
}

std::string area_text(const Session& session, const CoverageAreaRun& run, std::size_t top) {
    const auto& all = run.result.all;
    auto text = session.text(describe(*run.frame)) + "\n" +
                session.text(Message{"report.area_line",
                                     {{"share", percent_text(all.share())},
                                      {"total", area_text(all.total_m2)},
                                      {"covered", area_text(all.covered_m2)},
                                      {"gaps", count_text(static_cast<std::int64_t>(run.result.gaps.size()))},
                                      {"largest", largest_text(report::largest_gap_m2(run.result))}}}) +
                "\n";
    text += weighted_text(session, run.weighted);
    const auto labels = run.labels();
    if (run.has_zones()) {
        text +=
            covered_table(session, "report.zone", run.result.zones, labels.zone, report::largest_gaps_m2(run.result));
    }
    if (!run.class_areas.empty()) {
        text += covered_table(session, "report.class", run.class_areas, labels.land_class, {});
    }
    if (!run.result.stroked.empty()) {
        const auto count = static_cast<std::int64_t>(run.result.stroked.size());
        text += session.text(Message{"report.stroked_zones", {{"count", count}}}) + "\n";
    }
    return text + gaps_table(session, run, top) + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
