#include <kerb/report/spacing_report.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::SpacingFigures;
using Named = std::vector<std::pair<const char*, std::optional<double>>>;

std::optional<double> number(std::int64_t count) {
    return static_cast<double>(count);
}

Named named(const SpacingFigures& f) {
    return {{"assets", number(f.assets)},
            {"count", number(f.count)},
            {"min_m", f.min_m},
            {"median_m", f.median_m},
            {"mean_m", f.mean_m},
            {"p95_m", f.p95_m},
            {"max_m", f.max_m},
            {"judged", number(f.judged)},
            {"over_count", number(f.over_count)},
            {"over_share", f.over_share()},
            {"over_m", f.over_m},
            {"end_count", number(f.end_count)},
            {"end_judged", number(f.end_judged)},
            {"end_over_count", number(f.end_over_count)},
            {"bare_count", number(f.bare_count)},
            {"bare_m", f.bare_m}};
}

std::string figures_json(const SpacingFigures& figures) {
    std::string text;
    for (const auto& [name, value] : named(figures)) {
        text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ",", name, number_or_null(value));
    }
    return text;
}

std::string csv_row(const char* level, const std::string& id, const SpacingFigures& figures) {
    auto text = fmt::format("{},{}", level, csv_cell(id));
    for (const auto& [name, value] : named(figures)) {
        text += "," + number_cell(value);
    }
    return text + "\r\n";
}

bool has_line(const SpacingFigures& figures) {
    return figures.assets > 0 || figures.bare_count > 0;
}

} // namespace

const char* side_name(coverage::Side side) {
    return side == coverage::Side::both ? "both" : side == coverage::Side::left ? "left" : "right";
}

std::string spacing_json(const coverage::SpacingResult& result, const SpacingLabels& labels, std::size_t top) {
    auto text = fmt::format("{{\"asset_total\":{},\"unplaced\":{},{},\n\"classes\":[", result.places.size(),
                            result.unplaced, figures_json(result.all));
    bool first = true;
    for (std::uint32_t g = 0; g < result.groups.size(); ++g) {
        if (has_line(result.groups[g])) {
            text += fmt::format("{}\n{{\"id\":{},{}}}", first ? "" : ",", name_json(labels.group, g),
                                figures_json(result.groups[g]));
            first = false;
        }
    }
    text += fmt::format("],\n\"stretch_count\":{},\"stretches\":[", result.over.size());
    const auto count = top == 0 ? result.over.size() : std::min(top, result.over.size());
    for (std::size_t i = 0; i < count; ++i) {
        const auto& s = result.over[i];
        text += fmt::format(
            "{}\n{{\"line\":{},\"from_m\":{},\"to_m\":{},\"spacing_m\":{},\"limit_m\":{},\"side\":\"{}\",\"end\":{},"
            "\"class\":{}}}",
            i > 0 ? "," : "", name_json(labels.line, s.line), json_number(s.from_m), json_number(s.to_m),
            json_number(s.spacing_m()), json_number(s.limit_m), side_name(s.side), s.end,
            name_json(labels.class_of_line, s.line));
    }
    return text + "]}";
}

std::string spacing_csv(const coverage::SpacingResult& result, const SpacingLabels& labels) {
    std::string text = "level,id";
    for (const auto& figure : named(result.all)) {
        text += fmt::format(",{}", figure.first);
    }
    text += "\r\n" + csv_row("all", "", result.all);
    for (std::uint32_t g = 0; g < result.groups.size(); ++g) {
        if (has_line(result.groups[g])) {
            text += csv_row("class", labels.group ? labels.group(g) : "", result.groups[g]);
        }
    }
    return text;
}

} // namespace kerb::report
