#include <kerb/report/outage_repair_report.hpp>

#include <cmath>

#include <fmt/format.h>

#include <kerb/report/outage_report.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

template <class Value>
std::string list_json(const std::vector<RepairStep>& steps, const Value& value) {
    std::string text;
    for (const auto& step : steps) {
        text += (text.empty() ? "" : ",") + value(step);
    }
    return "[" + text + "]";
}

/// Columns, for a chart: a step holds from its time to the next.
std::string curve_json(const RepairTimes& times) {
    const auto few = thinned(times.curve, curve_points);
    return fmt::format("{{\"at\":{},\"open\":{},\"lo\":{},\"hi\":{},\"at_risk\":{}}}",
                       list_json(few, [](const auto& s) { return json_number(s.at); }),
                       list_json(few, [](const auto& s) { return json_number(s.open); }),
                       list_json(few, [](const auto& s) { return json_number(s.bounds.lo); }),
                       list_json(few, [](const auto& s) { return json_number(s.bounds.hi); }),
                       list_json(few, [](const auto& s) { return fmt::format("{}", s.at_risk); }));
}

std::string within_json(const RepairTimes& times) {
    std::string text;
    for (const auto& one : times.within) {
        const auto bound = [&](double value) { return one.share ? json_number(value) : std::string("null"); };
        text +=
            fmt::format("{}{{\"limit\":{},\"share\":{},\"lo\":{},\"hi\":{}}}", text.empty() ? "" : ",",
                        json_number(one.limit), number_or_null(one.share), bound(one.bounds.lo), bound(one.bounds.hi));
    }
    return "[" + text + "]";
}

std::string times_json(const RepairTimes& times) {
    return fmt::format(
        "\"faults\":{},\"repaired\":{},\"open\":{},\"begun_before\":{},\"useless\":{},\"median\":{},\"median_lo\":{},"
        "\"median_hi\":{},\"p90\":{},\"p90_lo\":{},\"p90_hi\":{},\"within\":{},\"mean\":{},\"closed_mean\":{},"
        "\"watched\":{},\"curve\":{}",
        times.faults, times.repaired, times.open, times.begun_before, times.useless, number_or_null(times.median),
        json_number(times.median_bounds.lo), json_number(times.median_bounds.hi), number_or_null(times.p90),
        json_number(times.p90_bounds.lo), json_number(times.p90_bounds.hi), within_json(times),
        number_or_null(times.mean), number_or_null(times.closed_mean), json_number(times.watched), curve_json(times));
}

std::string whole_or_null(const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{}", *value) : "null";
}

std::string row_json(const RepairUnitRow& row) {
    const auto requests = [&](double value) { return row.requests ? json_number(value) : std::string("null"); };
    return fmt::format(
        "{{\"level\":\"{}\",\"unit\":{},\"name_zh\":{},\"name_en\":{},{},\"requests\":{},\"population\":{},"
        "\"per_1000_year\":{},\"per_1000_year_lo\":{},\"per_1000_year_hi\":{}}}",
        row.level, json_text(row.unit), text_or_null(row.name_zh), text_or_null(row.name_en), times_json(row.times),
        row.requests ? fmt::format("{}", row.requests->failures) : "null", number_or_null(row.population),
        row.requests ? number_or_null(row.requests->per_year) : "null",
        requests(row.requests ? row.requests->bounds.lo : 0), requests(row.requests ? row.requests->bounds.hi : 0));
}

std::string csv_row(const std::string& level, const std::string& unit, const RepairTimes& times,
                    const RepairUnitRow* row, const char* time_unit) {
    auto text = fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", level, csv_cell(unit), time_unit, times.faults,
        times.repaired, times.open, times.begun_before, times.useless, number_cell(times.median),
        std::isinf(times.median_bounds.lo) ? "" : json_number(times.median_bounds.lo),
        std::isinf(times.median_bounds.hi) ? "" : json_number(times.median_bounds.hi), number_cell(times.p90),
        number_cell(times.mean), number_cell(times.closed_mean), row != nullptr ? number_cell(row->population) : "",
        row != nullptr && row->requests ? number_cell(row->requests->per_year) : "");
    for (const auto& one : times.within) {
        text += fmt::format(",{},{},{}", number_cell(one.share), one.share ? json_number(one.bounds.lo) : "",
                            one.share ? json_number(one.bounds.hi) : "");
    }
    return text + "\r\n";
}

} // namespace

const char* unit_name(RepairUnit unit) {
    return unit == RepairUnit::days ? "days" : "hours";
}

std::string repair_json(const RepairResult& result) {
    std::string units;
    for (const auto& row : result.units) {
        units += (units.empty() ? "\n" : ",\n") + row_json(row);
    }
    return fmt::format(
        "{{\"summary\":{},\"source\":\"{}\",\"time_unit\":\"{}\",\"window\":{{\"from\":\"{}\",\"to\":\"{}\"}},"
        "\n\"overall\":{{{}}},\n\"units\":[{}],\n\"before_window\":{},\"after_window\":{},\"repeats\":{},"
        "\"misplaced\":{},\"unknown_zone\":{},\"repeated_numbers\":{},\"only_closed\":{},\n\"methods\":{{\"curve\":"
        "\"Kaplan-Meier, delayed "
        "entry\",\"shares\":\"log-log\",\"quantiles\":\"Brookmeyer-Crowley\",\"requests\":\"Garwood\","
        "\"confidence\":{},\"mean_until\":{},\"lamps\":{}}}}}",
        json_text(result.summary), result.source, unit_name(result.unit), result.from, result.to,
        times_json(result.overall), units, result.before, result.after, result.repeats, whole_or_null(result.misplaced),
        whole_or_null(result.unknown_zone), texts_json(result.repeated_numbers), result.none_open,
        json_number(result.confidence), number_or_null(result.mean_until), !result.without_lamps);
}

std::string repair_csv(const RepairResult& result) {
    std::string text =
        "level,unit,time_unit,faults,repaired,open,begun_before,useless,median,median_lo,median_hi,p90,mean,"
        "closed_mean,population,per_1000_year";
    for (const auto& one : result.overall.within) {
        const auto name = fmt::format("within_{:g}_{}", one.limit, unit_name(result.unit));
        text += fmt::format(",{0},{0}_lo,{0}_hi", name);
    }
    text += "\r\n" + csv_row("city", "", result.overall, nullptr, unit_name(result.unit));
    for (const auto& row : result.units) {
        text += csv_row(row.level, row.unit, row.times, &row, unit_name(result.unit));
    }
    return text;
}

} // namespace kerb::report
