// What `kerb outage repair` shows and writes.
#include "outage_repair.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, named = 12;

/// A time in days where that reads well: 5.2 h, 3.4 d.
std::string time_text(const Session& session, RepairUnit unit, const std::optional<double>& time) {
    if (!time || !std::isfinite(*time)) {
        return "–";
    }
    const double hours = unit == RepairUnit::days ? *time * 24 : *time;
    return unit == RepairUnit::days || hours >= 48
               ? session.text(Message{"outage_repair.days", {{"time", fmt::format("{:.4g}", hours / 24)}}})
               : session.text(Message{"outage_repair.hours", {{"time", fmt::format("{:.3g}", hours)}}});
}

std::string between(const Session& session, RepairUnit unit, const Interval& bounds) {
    const auto end = [&](double time) {
        return std::isfinite(time) ? time_text(session, unit, time) : std::string("∞");
    };
    return end(bounds.lo) + " – " + end(bounds.hi);
}

std::string share_text(const RepairWithin& one) {
    return one.share ? fmt::format("{:.1f} %", *one.share * 100) : "–";
}

std::string share_between(const RepairWithin& one) {
    return one.share ? fmt::format("{:.1f}–{:.1f} %", one.bounds.lo * 100, one.bounds.hi * 100) : "–";
}

std::string mean_line(const Session& session, const RepairRun& run) {
    const auto& result = run.result;
    return session.text(Message{"outage_repair.mean_line",
                                {{"until", time_text(session, result.unit, result.mean_until)},
                                 {"mean", time_text(session, result.unit, result.overall.mean)},
                                 {"closed", time_text(session, result.unit, result.overall.closed_mean)}}}) +
           "\n";
}

std::string source_line(const Session& session, const RepairRun& run) {
    const auto& result = run.result;
    auto text = session.text(Message{"outage_repair.source_line",
                                     {{"source", session.text("outage.source." + result.source)},
                                      {"from", result.from},
                                      {"to", result.to},
                                      {"faults", count_text(result.overall.faults)},
                                      {"repaired", count_text(result.overall.repaired)},
                                      {"open", count_text(result.overall.open)},
                                      {"before", count_text(result.overall.begun_before)},
                                      {"useless", count_text(result.overall.useless)}}}) +
                "\n";
    text += session.text(result.unit == RepairUnit::days ? "outage_repair.in_days" : "outage_repair.in_hours") + "\n";
    if (result.none_open) {
        text += session.text("outage_repair.only_closed") + "\n";
    }
    return text;
}

std::string sla_lines(const Session& session, const RepairRun& run) {
    std::string text;
    for (const auto& one : run.result.overall.within) {
        text += session.text(Message{"outage_repair.sla_line",
                                     {{"limit", time_text(session, run.result.unit, one.limit)},
                                      {"share", share_text(one)},
                                      {"interval", share_between(one)}}}) +
                "\n";
    }
    return text;
}

/// Slowest first; what has no median comes before all when it has any fault open, as the record ends before.
std::vector<const report::RepairUnitRow*> slowest_first(const RepairRun& run, const std::string& level) {
    std::vector<const report::RepairUnitRow*> rows;
    for (const auto& row : run.result.units) {
        if (row.level == level) {
            rows.push_back(&row);
        }
    }
    const auto slow = [](const auto* row) { return row->times.median.value_or(row->times.open > 0 ? 1e300 : -1); };
    std::stable_sort(rows.begin(), rows.end(), [&](const auto* a, const auto* b) { return slow(a) > slow(b); });
    return rows;
}

std::string requests_text(const report::RepairUnitRow& row) {
    return row.requests && row.requests->per_year ? fmt::format("{:.2f} ({:.2f}–{:.2f})", *row.requests->per_year,
                                                                row.requests->bounds.lo, row.requests->bounds.hi)
                                                  : "–";
}

std::string level_table(const Session& session, const RepairRun& run, const FaultGroups& groups) {
    const auto rows = slowest_first(run, groups.level);
    if (rows.empty()) {
        return "\n" +
               session.text(Message{"outage_repair.no_groups",
                                    {{"level", session.text("outage_repair.level." + groups.level)}}}) +
               "\n";
    }
    const auto unit = run.result.unit;
    const bool people = std::any_of(rows.begin(), rows.end(), [](const auto* row) { return row->requests; });
    std::vector<std::string> head = {session.text("outage_repair.level." + groups.level)};
    for (const auto* column : {"faults", "open", "median", "interval", "p90"}) {
        head.push_back(session.text(std::string("outage_repair.column.") + column));
    }
    head.push_back("≤ " + time_text(session, unit, run.result.overall.within.front().limit));
    head.push_back(session.text("outage_repair.column.closed_mean"));
    if (people) {
        head.push_back(session.text("outage_repair.column.requests"));
    }
    TextTable table(head);
    for (const auto* row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        const auto at = static_cast<std::size_t>(std::lower_bound(groups.keys.begin(), groups.keys.end(), row->unit) -
                                                 groups.keys.begin());
        const auto& times = row->times;
        std::vector<std::string> cells = {group_label(session, groups, at),
                                          count_text(times.faults),
                                          count_text(times.open),
                                          time_text(session, unit, times.median),
                                          between(session, unit, times.median_bounds),
                                          time_text(session, unit, times.p90),
                                          share_text(times.within.front()),
                                          time_text(session, unit, times.closed_mean)};
        if (people) {
            cells.push_back(requests_text(*row));
        }
        table.add(cells);
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

/// What was left out, and what does not add up.
std::string rest_text(const Session& session, const RepairRun& run) {
    const auto& result = run.result;
    std::string text = "\n";
    const auto count_line = [&](const std::string& code, std::int64_t count) {
        if (count > 0) {
            text += session.text(Message{code, {{"count", count_text(count)}}}) + "\n";
        }
    };
    count_line("outage_repair.before_window", result.before);
    count_line("outage_repair.after_window", result.after);
    count_line("outage_repair.endless", run.rows.endless);
    count_line("outage_repair.repeats", result.repeats);
    for (const auto& [reason, count] : run.rows.accounting.skipped) {
        text += session.text(Message{"outage.left_out", {{"count", count}, {"reason", reason_text(session, reason)}}}) +
                "\n";
    }
    if (!result.repeated_numbers.empty()) {
        const auto few = std::span(result.repeated_numbers).first(std::min(result.repeated_numbers.size(), named));
        text += session.text(
                    Message{"outage_repair.repeated_numbers",
                            {{"numbers", fmt::format("{}{}", fmt::join(few, ", "),
                                                     few.size() < result.repeated_numbers.size() ? ", …" : "")}}}) +
                "\n";
    }
    count_line("outage_repair.misplaced", result.misplaced.value_or(0));
    count_line("outage_repair.unknown_zone", result.unknown_zone.value_or(0));
    return text;
}

FeatureTable misplaced_layer(const RepairRun& run) {
    const auto& city = run.input->city();
    FeatureTable layer;
    layer.name = "misplaced";
    layer.frame = city.frame;
    Points points;
    Column id("id", ColumnType::text), kind("kind", ColumnType::text), says("named_zone", ColumnType::text),
        lies("lies_in", ColumnType::text), address("address", ColumnType::text);
    for (const auto& request : run.rows.requests->requests) {
        if (!request.misplaced) {
            continue;
        }
        const auto& record = city.cases[request.record];
        points.push_back(std::get<Point>(record.place));
        layer.rows.push_back(static_cast<std::int64_t>(points.size()));
        id.push(record.about.key);
        push_text(kind, record.kind.str());
        push_text(says, city.zones[request.named].about.key);
        push_text(lies, request.lies == no_asset ? "" : city.zones[request.lies].about.key);
        push_text(address, record.address.str());
    }
    layer.geometry = std::move(points);
    layer.columns = {id, kind, says, lies, address};
    return layer;
}

/// Figures of zones as columns.
class TimeColumns {
public:
    void add(const report::RepairUnitRow& row) {
        const auto finite = [](double value) { return std::isfinite(value) ? std::optional(value) : std::nullopt; };
        const auto& times = row.times;
        const auto& within = times.within.front();
        id_.push(row.unit);
        faults_.push(times.faults);
        open_.push(times.open);
        push_number(median_, times.median);
        push_number(lo_, finite(times.median_bounds.lo));
        push_number(hi_, finite(times.median_bounds.hi));
        push_number(p90_, times.p90);
        push_number(share_, within.share);
        push_number(requests_, row.requests ? row.requests->per_year : std::nullopt);
    }
    [[nodiscard]] std::vector<Column> columns() const {
        return {id_, faults_, open_, median_, lo_, hi_, p90_, share_, requests_};
    }

private:
    Column id_{"id", ColumnType::text}, faults_{"faults", ColumnType::integer},
        open_{"still_open", ColumnType::integer}, median_{"repair_median", ColumnType::real},
        lo_{"repair_median_lo", ColumnType::real}, hi_{"repair_median_hi", ColumnType::real},
        p90_{"repair_p90", ColumnType::real}, share_{"share_within", ColumnType::real},
        requests_{"per_1000_year", ColumnType::real};
};

FeatureTable zone_layer(const RepairRun& run) {
    const auto& city = run.input->city();
    const KeyIndex index(city.zones);
    FeatureTable layer;
    layer.name = "repair_times";
    layer.frame = city.frame;
    std::vector<MultiPolygon> areas;
    TimeColumns columns;
    for (const auto& row : run.result.units) {
        const auto zone = row.level == "district" ? index.find(row.unit) : no_asset;
        if (zone != no_asset) {
            areas.push_back(city.zones[zone].area);
            layer.rows.push_back(static_cast<std::int64_t>(areas.size()));
            columns.add(row);
        }
    }
    layer.geometry = std::move(areas);
    layer.columns = columns.columns();
    return layer;
}

} // namespace

std::string repair_sentence(const Session& session, const RepairRun& run) {
    const auto& result = run.result;
    const auto& all = result.overall;
    if (all.repaired + all.open == 0) {
        return session.text("outage_repair.no_data");
    }
    const auto& within = all.within.front();
    return session.text(Message{all.median ? "outage_repair.sentence" : "outage_repair.sentence_no_median",
                                {{"median", time_text(session, result.unit, all.median)},
                                 {"confidence", fmt::format("{:g} %", result.confidence * 100)},
                                 {"interval", between(session, result.unit, all.median_bounds)},
                                 {"p90", time_text(session, result.unit, all.p90)},
                                 {"limit", time_text(session, result.unit, within.limit)},
                                 {"share", share_text(within)},
                                 {"share_interval", share_between(within)},
                                 {"repaired", count_text(all.repaired)},
                                 {"faults", count_text(all.faults)}}});
}

std::string repair_text(const Session& session, const RepairRun& run) {
    auto text =
        run.result.summary + "\n" + source_line(session, run) + sla_lines(session, run) + mean_line(session, run);
    for (const auto& groups : run.groups) {
        text += level_table(session, run, groups);
    }
    return text + rest_text(session, run) + left_out_text(session, *run.input) +
           skipped_text(session, run.input->accounts());
}

std::vector<FeatureTable> repair_tables(const RepairRun& run) {
    std::vector<FeatureTable> tables;
    auto zones = zone_layer(run);
    if (zones.size() > 0) {
        tables.push_back(std::move(zones));
    }
    if (run.rows.requests && run.rows.requests->misplaced > 0) {
        tables.push_back(misplaced_layer(run));
    }
    return tables;
}

} // namespace kerb::tools
