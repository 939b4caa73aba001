#include <kerb/report/length_report.hpp>

#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "json_parts.hpp"

namespace kerb::report {
namespace {

using coverage::AlongLinesResult;
using coverage::ChangeAlongLinesResult;
using coverage::Changed;
using coverage::Covered;
using coverage::Gap;
using Label = std::function<std::string(std::uint32_t)>;

std::string covered_json(const Covered& covered) {
    return fmt::format("\"total_m\":{},\"covered_m\":{},\"share\":{}", json_number(covered.total_m),
                       json_number(covered.covered_m), number_or_null(covered.share()));
}

std::string changed_json(const Changed& changed) {
    return fmt::format("\"gained_m\":{},\"lost_m\":{}", json_number(changed.gained_m), json_number(changed.lost_m));
}

/// A list of zones or groups, those without length left out unless asked for; `figures(i)` makes what follows the id.
template <class Figures>
std::string list_json(const std::vector<Covered>& items, const Label& label, bool with_empty, Figures&& figures) {
    std::string text = "[";
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        if (with_empty || items[i].total_m > 0) {
            text += fmt::format("{}\n{{\"id\":{},{}}}", text.size() > 1 ? "," : "", name_json(label, i), figures(i));
        }
    }
    return text + "]";
}

std::size_t limited(const std::vector<Gap>& gaps, std::size_t top) {
    return top == 0 ? gaps.size() : std::min(top, gaps.size());
}

void append_gaps(std::string& text, const std::vector<Gap>& gaps, const LengthLabels& labels, std::size_t top) {
    text += "[";
    for (std::size_t i = 0; i < limited(gaps, top); ++i) {
        const auto& gap = gaps[i];
        fmt::format_to(std::back_inserter(text),
                       "{}\n{{\"line\":{},\"from_m\":{},\"to_m\":{},\"length_m\":{},\"zone\":{},\"class\":{}}}",
                       i > 0 ? "," : "", name_json(labels.line, gap.line), json_number(gap.from_m),
                       json_number(gap.to_m), json_number(gap.length_m()),
                       gap.zone == coverage::no_zone ? "null" : name_json(labels.zone, gap.zone),
                       name_json(labels.class_of_line, gap.line));
    }
    text += "]";
}

/// All but what changed, and the end.
std::string begin_json(const AlongLinesResult& result, const LengthLabels& labels, std::size_t top) {
    return "{" + length_members(result, labels, top) + ",\n\"change\":";
}

std::string csv_row(std::string_view level, const std::string& id, const Covered& covered) {
    return fmt::format("{},{},{},{},{}", level, csv_cell(id), json_number(covered.total_m),
                       json_number(covered.covered_m), number_cell(covered.share()));
}

std::string changed_cells(const Covered& before, const Changed& changed) {
    return fmt::format(",{},{},{}", json_number(before.covered_m), json_number(changed.gained_m),
                       json_number(changed.lost_m));
}

/// \param change more cells of each row; nullptr: none
std::string rows_csv(const AlongLinesResult& result, const LengthLabels& labels, const ChangeAlongLinesResult* change) {
    const auto more = [&](const Covered AlongLinesResult::*covered, const Changed ChangeAlongLinesResult::*changed) {
        return (change != nullptr ? changed_cells(change->before.*covered, change->*changed) : "") + "\r\n";
    };
    const auto more_of = [&](const std::vector<Covered> AlongLinesResult::*covered,
                             const std::vector<Changed> ChangeAlongLinesResult::*changed, std::uint32_t i) {
        return (change != nullptr ? changed_cells((change->before.*covered)[i], (change->*changed)[i]) : "") + "\r\n";
    };
    auto text = csv_row("all", "", result.all) + more(&AlongLinesResult::all, &ChangeAlongLinesResult::all);
    for (std::uint32_t i = 0; i < result.zones.size(); ++i) {
        text += csv_row("zone", labels.zone ? labels.zone(i) : "", result.zones[i]) +
                more_of(&AlongLinesResult::zones, &ChangeAlongLinesResult::zones, i);
    }
    if (!result.zones.empty()) {
        text += csv_row("outside_zones", "", result.outside_zones) +
                more(&AlongLinesResult::outside_zones, &ChangeAlongLinesResult::outside_zones);
    }
    for (std::uint32_t i = 0; i < result.groups.size(); ++i) {
        if (result.groups[i].total_m > 0) {
            text += csv_row("group", labels.group ? labels.group(i) : "", result.groups[i]) +
                    more_of(&AlongLinesResult::groups, &ChangeAlongLinesResult::groups, i);
        }
    }
    return text;
}

} // namespace

std::string length_members(const AlongLinesResult& result, const LengthLabels& labels, std::size_t top) {
    const auto figures_of = [](const std::vector<Covered>& items) {
        return [&items](std::uint32_t i) { return covered_json(items[i]); };
    };
    std::string text;
    text.reserve(1024 + 160 * limited(result.gaps, top));
    fmt::format_to(std::back_inserter(text), "{},\"gap_count\":{},\"longest_gap_m\":{},\n", covered_json(result.all),
                   result.gaps.size(), number_or_null(longest_gap_m(result)));
    fmt::format_to(std::back_inserter(text), "\"zones\":{},\n\"outside_zones\":{{{}}},\"overlapped_m\":{},\n",
                   list_json(result.zones, labels.zone, true, figures_of(result.zones)),
                   covered_json(result.outside_zones), json_number(result.overlapped_m));
    fmt::format_to(std::back_inserter(text), "\"groups\":{},\n\"gaps\":",
                   list_json(result.groups, labels.group, false, figures_of(result.groups)));
    append_gaps(text, result.gaps, labels, top);
    return text;
}

std::optional<double> longest_gap_m(const AlongLinesResult& result) {
    if (result.gaps.empty()) {
        return result.all.total_m > 0 ? std::optional(0.0) : std::nullopt;
    }
    return result.gaps.front().length_m();
}

std::string length_json(const AlongLinesResult& result, const LengthLabels& labels, std::size_t top) {
    return begin_json(result, labels, top) + "null}";
}

std::string length_json(const ChangeAlongLinesResult& result, const LengthLabels& labels, std::size_t top) {
    auto text = begin_json(result.now, labels, top);
    fmt::format_to(std::back_inserter(text), "{{\"before\":{{{}}},{},\"gained_count\":{},\"lost_count\":{},\n",
                   covered_json(result.before.all), changed_json(result.all), result.gained.size(), result.lost.size());
    const auto figures_of = [](const std::vector<Changed>& items) {
        return [&items](std::uint32_t i) { return changed_json(items[i]); };
    };
    fmt::format_to(std::back_inserter(text), "\"zones\":{},\n\"outside_zones\":{{{}}},\n\"groups\":{},\n\"gained\":",
                   list_json(result.now.zones, labels.zone, true, figures_of(result.zones)),
                   changed_json(result.outside_zones),
                   list_json(result.now.groups, labels.group, false, figures_of(result.groups)));
    append_gaps(text, result.gained, labels, top);
    text += ",\n\"lost\":";
    append_gaps(text, result.lost, labels, top);
    return text + "}}";
}

std::string length_csv(const AlongLinesResult& result, const LengthLabels& labels) {
    return "level,id,total_m,covered_m,share\r\n" + rows_csv(result, labels, nullptr);
}

std::string length_csv(const ChangeAlongLinesResult& result, const LengthLabels& labels) {
    return "level,id,total_m,covered_m,share,covered_before_m,gained_m,lost_m\r\n" +
           rows_csv(result.now, labels, &result);
}

} // namespace kerb::report
