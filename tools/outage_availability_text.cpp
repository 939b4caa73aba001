// What `kerb outage availability` shows and writes.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"
#include "outage_availability.hpp"

namespace kerb::tools {
namespace {

using namespace outage;
using report::count_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, last_weeks = 8;

std::string lit_text(const std::optional<double>& out) {
    return out ? fmt::format("{:.3f} %", (1 - *out) * 100) : "–";
}

std::string lit_between(const Availability& found) {
    return found.share ? fmt::format("{:.3f}–{:.3f} %", (1 - found.bounds.hi) * 100, (1 - found.bounds.lo) * 100) : "–";
}

std::string hours_text(std::int64_t seconds) {
    return count_text(std::llround(static_cast<double>(seconds) / 3600));
}

std::string rate_text(const FailureRate& rate) {
    return rate.per_year ? fmt::format("{:.3f} ({:.3f}–{:.3f})", *rate.per_year, rate.bounds.lo, rate.bounds.hi) : "–";
}

std::string clock_line(const Session& session, const AvailabilityRun& run) {
    const auto& result = run.result;
    if (result.all_day) {
        return session.text("outage_availability.all_day") + "\n";
    }
    return session.text(Message{
               "outage_availability.nights",
               {{"place", fmt::format("{:.3f}° N, {:.3f}° E", result.latitude, result.longitude)},
                {"clock", fmt::format("UTC{:+03d}:{:02d}", result.clock_min / 60, std::abs(result.clock_min) % 60)},
                {"by", session.text("outage_availability.clock." + result.clock_by)}}}) +
           "\n";
}

std::string source_lines(const Session& session, const AvailabilityRun& run) {
    const auto& all = run.result.report.all;
    auto text = session.text(Message{"outage_availability.source_line",
                                     {{"source", session.text("outage.source." + run.result.source)},
                                      {"from", run.result.from},
                                      {"to", run.result.to},
                                      {"lamps", count_text(all.lamps)},
                                      {"clusters", count_text(all.clusters)},
                                      {"service", hours_text(all.service_s)},
                                      {"unknown", hours_text(all.unknown_s)}}}) +
                "\n" + clock_line(session, run);
    text += session.text(Message{
                "outage_availability.failures",
                {{"rate", rate_text(all.failures)},
                 {"failures", count_text(all.failures.failures)},
                 {"years", all.failures.lamp_years < 100 ? fmt::format("{:.3g}", all.failures.lamp_years)
                                                         : count_text(std::llround(all.failures.lamp_years))}}}) +
            "\n";
    const bool tickets = run.result.source == "tickets";
    return text + session.text(tickets ? "outage_availability.reported_only" : "outage_availability.from_found") + "\n";
}

std::vector<const report::AvailabilityUnit*> worst_first(const AvailabilityRun& run, const std::string& level) {
    std::vector<const report::AvailabilityUnit*> rows;
    for (const auto& unit : run.result.units) {
        if (unit.level == level && unit.found.share) {
            rows.push_back(&unit);
        }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto* a, const auto* b) { return *a->found.share > *b->found.share; });
    return rows;
}

std::string unit_label(const Session& session, const report::AvailabilityUnit& unit) {
    FaultGroups one;
    one.level = unit.level;
    one.keys = {unit.unit};
    one.names_zh = {unit.name_zh};
    one.names_en = {unit.name_en};
    return group_label(session, one, 0);
}

std::string level_table(const Session& session, const AvailabilityRun& run, const std::string& level) {
    const auto rows = worst_first(run, level);
    if (rows.empty()) {
        return {};
    }
    const auto column = [&](const char* name) {
        return session.text(std::string("outage_availability.column.") + name);
    };
    TextTable table({session.text("outage.level." + level), session.text("outage.column.lamps"), column("lit"),
                     session.text("outage.column.interval"), column("unknown"), column("rate")});
    for (const auto* row : std::span(rows).first(std::min(rows.size(), table_rows))) {
        table.add({unit_label(session, *row), count_text(row->found.lamps), lit_text(row->found.share),
                   lit_between(row->found), hours_text(row->found.unknown_s), rate_text(row->found.failures)});
    }
    auto text = "\n" + table.text();
    if (rows.size() > table_rows) {
        text += session.text(Message{"report.more", {{"count", static_cast<std::int64_t>(rows.size() - table_rows)}}}) +
                "\n";
    }
    return text;
}

std::string weeks_table(const Session& session, const AvailabilityRun& run) {
    const auto& bins = run.result.report.all.bins;
    const auto column = [&](const char* name) {
        return session.text(std::string("outage_availability.column.") + name);
    };
    TextTable table({column("week"), column("lit"), column("down"), column("unknown")});
    for (const auto& bin : std::span(bins).last(std::min(bins.size(), last_weeks))) {
        table.add({moment_text(bin.stretch.from, true), lit_text(bin.share()), hours_text(bin.down_s),
                   hours_text(bin.unknown_s)});
    }
    return "\n" + table.text();
}

std::string rest_text(const Session& session, const AvailabilityRun& run) {
    const auto& report = run.result.report;
    std::string text = "\n";
    const auto line = [&](const char* what, std::int64_t count) {
        if (count > 0) {
            text +=
                session.text(Message{std::string("outage_availability.rest.") + what, {{"count", count_text(count)}}}) +
                "\n";
        }
    };
    line("merged", report.merged);
    line("duplicates", report.duplicates);
    line("before", report.before);
    line("after", report.after);
    line("open", report.open);
    if (run.rows.endless > 0) {
        text += session.text(Message{"outage_repair.endless", {{"count", count_text(run.rows.endless)}}}) + "\n";
    }
    for (const auto& [reason, count] : run.rows.accounting.skipped) {
        text += session.text(Message{"outage.left_out", {{"count", count}, {"reason", reason_text(session, reason)}}}) +
                "\n";
    }
    return text + left_out_text(session, *run.input);
}

} // namespace

std::string availability_sentence(const Session& session, const AvailabilityRun& run) {
    const auto& all = run.result.report.all;
    if (!all.share) {
        return session.text("outage_availability.no_data");
    }
    const auto code = std::string("outage_availability.") + (run.result.all_day ? "sentence_all_day" : "sentence");
    return session.text(Message{code,
                                {{"lit", lit_text(all.share)},
                                 {"confidence", fmt::format("{:g} %", run.result.confidence * 100)},
                                 {"interval", lit_between(all)},
                                 {"down", hours_text(all.down_s)},
                                 {"service", hours_text(all.service_s)}}});
}

std::string availability_text(const Session& session, const AvailabilityRun& run) {
    auto text = run.result.summary + "\n" + source_lines(session, run);
    for (const auto& level : run.levels) {
        text += level_table(session, run, level);
    }
    return text + weeks_table(session, run) + rest_text(session, run) + skipped_text(session, run.input->accounts());
}

std::vector<FeatureTable> availability_tables(const AvailabilityRun& run) {
    const auto& city = run.input->city();
    const KeyIndex index(city.zones);
    FeatureTable layer;
    layer.name = "availability";
    layer.frame = city.frame;
    std::vector<MultiPolygon> areas;
    Column id("id", ColumnType::text), lamps("lamps", ColumnType::integer), lit("availability", ColumnType::real),
        lo("lo", ColumnType::real), hi("hi", ColumnType::real), unknown("unknown_hours", ColumnType::real),
        rate("per_lamp_year", ColumnType::real);
    for (const auto& unit : run.result.units) {
        const auto zone = unit.level == "district" && unit.found.share ? index.find(unit.unit) : no_asset;
        if (zone == no_asset) {
            continue;
        }
        areas.push_back(city.zones[zone].area);
        layer.rows.push_back(static_cast<std::int64_t>(areas.size()));
        id.push(unit.unit);
        lamps.push(unit.found.lamps);
        lit.push(1 - *unit.found.share);
        lo.push(1 - unit.found.bounds.hi);
        hi.push(1 - unit.found.bounds.lo);
        unknown.push(static_cast<double>(unit.found.unknown_s) / 3600);
        push_number(rate, unit.found.failures.per_year);
    }
    layer.geometry = std::move(areas);
    layer.columns = {id, lamps, lit, lo, hi, unknown, rate};
    std::vector<FeatureTable> tables;
    if (layer.size() > 0) {
        tables.push_back(std::move(layer));
    }
    return tables;
}

} // namespace kerb::tools
