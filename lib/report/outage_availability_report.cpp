#include <kerb/report/outage_availability_report.hpp>

#include <fmt/format.h>

#include <kerb/base/moment.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using namespace outage;

double hours(std::int64_t seconds) {
    return static_cast<double>(seconds) / 3600;
}

std::string lit(const std::optional<double>& share) {
    return share ? json_number(1 - *share) : "null";
}

/// A bound, of what is lit, or null without data.
std::string bound(const Availability& found, double out) {
    return found.share ? json_number(1 - out) : "null";
}

std::string figures_json(const Availability& found) {
    const auto& failures = found.failures;
    return fmt::format(
        "\"lamps\":{},\"clusters\":{},\"availability\":{},\"lo\":{},\"hi\":{},\"standard_error\":{},\"bounds_by\":\"{}"
        "\","
        "\"service_hours\":{},\"down_hours\":{},\"unknown_hours\":{},\"outages\":{},\"failures\":{},\"lamp_years\":{},"
        "\"per_lamp_year\":{},\"per_lamp_year_lo\":{},\"per_lamp_year_hi\":{},\"failures_in_silence\":{}",
        found.lamps, found.clusters, lit(found.share), bound(found, found.bounds.hi), bound(found, found.bounds.lo),
        found.share ? json_number(found.standard_error) : "null", bounds_name(found.bounds_by),
        json_number(hours(found.service_s)), json_number(hours(found.down_s)), json_number(hours(found.unknown_s)),
        found.outages, failures.failures, json_number(failures.lamp_years), number_or_null(failures.per_year),
        failures.per_year ? json_number(failures.bounds.lo) : "null",
        failures.per_year ? json_number(failures.bounds.hi) : "null", found.failures_in_silence);
}

std::string day_of(std::int64_t seconds) {
    return to_text(Moment{seconds, false, Moment::no_offset});
}

std::string weeks_json(const Availability& found) {
    std::string text;
    for (const auto& bin : found.bins) {
        text += fmt::format(
            "{}{{\"from\":\"{}\",\"service_hours\":{},\"down_hours\":{},\"unknown_hours\":{},\"availability\":{}}}",
            text.empty() ? "\n" : ",\n", day_of(bin.stretch.from), json_number(hours(bin.service_s)),
            json_number(hours(bin.down_s)), json_number(hours(bin.unknown_s)), lit(bin.share()));
    }
    return text;
}

/// Of a group the shares alone, one for each week of the city.
std::string week_shares(const Availability& found) {
    std::string text;
    for (const auto& bin : found.bins) {
        text += (text.empty() ? "" : ",") + lit(bin.share());
    }
    return text;
}

std::string unit_json(const AvailabilityUnit& unit) {
    return fmt::format("{{\"level\":\"{}\",\"unit\":{},\"name_zh\":{},\"name_en\":{},{},\"weeks\":[{}]}}", unit.level,
                       json_text(unit.unit), text_or_null(unit.name_zh), text_or_null(unit.name_en),
                       figures_json(unit.found), week_shares(unit.found));
}

std::string nights_json(const AvailabilityResult& result) {
    return result.all_day ? "null"
                          : fmt::format("{{\"latitude\":{},\"longitude\":{},\"clock_min\":{},\"clock_by\":\"{}\"}}",
                                        json_number(result.latitude), json_number(result.longitude), result.clock_min,
                                        result.clock_by);
}

std::string csv_row(const std::string& level, const std::string& unit, const Availability& found) {
    return fmt::format(
        "{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n", level, csv_cell(unit), found.lamps,
        found.share ? json_number(1 - *found.share) : "", found.share ? json_number(1 - found.bounds.hi) : "",
        found.share ? json_number(1 - found.bounds.lo) : "", json_number(hours(found.service_s)),
        json_number(hours(found.down_s)), json_number(hours(found.unknown_s)), found.failures.failures,
        number_cell(found.failures.per_year), found.failures.per_year ? json_number(found.failures.bounds.lo) : "",
        found.failures.per_year ? json_number(found.failures.bounds.hi) : "");
}

} // namespace

const char* bounds_name(DowntimeBounds bounds) {
    switch (bounds) {
        case DowntimeBounds::linearised:
            return "linearised";
        case DowntimeBounds::poisson:
            return "poisson";
        case DowntimeBounds::usual_outage:
            return "usual_outage";
        case DowntimeBounds::rule_of_three:
            return "rule_of_three";
        case DowntimeBounds::no_data:
            break;
    }
    return "no_data";
}

std::string availability_json(const AvailabilityResult& result) {
    std::string units;
    for (const auto& unit : result.units) {
        units += (units.empty() ? "\n" : ",\n") + unit_json(unit);
    }
    const auto& report = result.report;
    return fmt::format(
        "{{\"summary\":{},\"source\":\"{}\",\"window\":{{\"from\":\"{}\",\"to\":\"{}\"}},\"nights\":{},\n\"overall\":{{"
        "{}}},\n\"weeks\":[{}],\n\"units\":[{}],\n\"outages\":{{\"duplicates\":{},\"negative\":{},\"merged\":{},"
        "\"before\":{},\"after\":{},\"begun_before\":{},\"open\":{}}},\n\"methods\":{{\"share\":\"ratio of times, "
        "linearised over circuits\",\"failures\":\"Garwood\",\"confidence\":{}}}}}",
        json_text(result.summary), result.source, result.from, result.to, nights_json(result), figures_json(report.all),
        weeks_json(report.all), units, report.duplicates, report.negative, report.merged, report.before, report.after,
        report.begun_before, report.open, json_number(result.confidence));
}

std::string availability_csv(const AvailabilityResult& result) {
    std::string text =
        "level,unit,lamps,availability,lo,hi,service_hours,down_hours,unknown_hours,failures,per_lamp_year,"
        "per_lamp_year_lo,per_lamp_year_hi\r\n" +
        csv_row("city", "", result.report.all);
    for (const auto& bin : result.report.all.bins) {
        text += fmt::format("week,{},,{},,,{},{},{},,,,\r\n", day_of(bin.stretch.from),
                            bin.share() ? json_number(1 - *bin.share()) : "", json_number(hours(bin.service_s)),
                            json_number(hours(bin.down_s)), json_number(hours(bin.unknown_s)));
    }
    for (const auto& unit : result.units) {
        text += csv_row(unit.level, unit.unit, unit.found);
    }
    return text;
}

} // namespace kerb::report
