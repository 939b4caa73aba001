#include <kerb/report/conflicts_report.hpp>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::Conflict;

std::string moment(const std::function<std::string(const Conflict&)>& text, const Conflict& conflict) {
    return text ? text(conflict) : std::string();
}

std::string moment_json(const std::function<std::string(const Conflict&)>& text, const Conflict& conflict) {
    const auto found = moment(text, conflict);
    return text_or_null(found);
}

} // namespace

const char* conflict_kind_name(coverage::ConflictKind kind) {
    return kind == coverage::ConflictKind::overlap ? "overlap"
           : kind == coverage::ConflictKind::touch ? "touch"
                                                   : "near";
}

std::optional<double> conflict_share(const coverage::ConflictsResult& result) {
    return result.of_total > 0
               ? std::optional(static_cast<double>(result.of_count) / static_cast<double>(result.of_total))
               : std::nullopt;
}

std::string conflicts_json(const coverage::ConflictsResult& result, const ConflictLabels& labels, std::size_t top) {
    auto text = fmt::format(
        "{{\"pair_count\":{},\"of_count\":{},\"of_total\":{},\"share\":{},\"against_count\":{},\"against_total\":{},"
        "\n\"conflicts\":[",
        result.conflicts.size(), result.of_count, result.of_total, number_or_null(conflict_share(result)),
        result.against_count, result.against_total);
    const auto count = top == 0 ? result.conflicts.size() : std::min(top, result.conflicts.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& c = result.conflicts[i];
        fmt::format_to(
            std::back_inserter(text),
            "{}\n{{\"of\":{},\"against\":{},\"kind\":\"{}\",\"overlap_m2\":{},\"length_m\":{},\"depth_m\":{},"
            "\"distance_m\":{},\"from\":{},\"to\":{}}}",
            i > 0 ? "," : "", name_json(labels.of, c.of), name_json(labels.against, c.against),
            conflict_kind_name(c.kind), number_or_null(c.overlap_m2), number_or_null(c.length_m),
            number_or_null(c.depth_m), json_number(c.distance_m), moment_json(labels.from, c),
            moment_json(labels.to, c));
    }
    return text + "]}";
}

std::string conflicts_csv(const coverage::ConflictsResult& result, const ConflictLabels& labels) {
    std::string text = "of,against,kind,overlap_m2,length_m,depth_m,distance_m,from,to\r\n";
    for (const auto& c : result.conflicts) {
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{}\r\n",
                       csv_cell(labels.of ? labels.of(c.of) : ""),
                       csv_cell(labels.against ? labels.against(c.against) : ""), conflict_kind_name(c.kind),
                       number_cell(c.overlap_m2), number_cell(c.length_m), number_cell(c.depth_m),
                       json_number(c.distance_m), moment(labels.from, c), moment(labels.to, c));
    }
    return text;
}

} // namespace kerb::report
