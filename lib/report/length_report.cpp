#include <kerb/report/length_report.hpp>

#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using coverage::Covered;
using Label = std::function<std::string(std::uint32_t)>;

std::string label_json(const Label& label, std::uint32_t index) {
    const std::string text = label ? label(index) : std::string();
    return text.empty() ? "null" : json_text(text);
}

std::string share_json(const Covered& covered) {
    const auto share = covered.share();
    return share ? json_number(*share) : "null";
}

std::string covered_json(const Covered& covered) {
    return fmt::format("\"total_m\":{},\"covered_m\":{},\"share\":{}", json_number(covered.total_m),
                       json_number(covered.covered_m), share_json(covered));
}

std::string list_json(const std::vector<Covered>& items, const Label& label, bool with_empty) {
    std::string text = "[";
    for (std::uint32_t i = 0; i < items.size(); ++i) {
        if (with_empty || items[i].total_m > 0) {
            text += fmt::format("{}\n{{\"id\":{},{}}}", text.size() > 1 ? "," : "", label_json(label, i),
                                covered_json(items[i]));
        }
    }
    return text + "]";
}

void append_gaps(std::string& text, const coverage::AlongLinesResult& result, const LengthLabels& labels,
                 std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto& gap = result.gaps[i];
        fmt::format_to(std::back_inserter(text),
                       "{}\n{{\"line\":{},\"from_m\":{},\"to_m\":{},\"length_m\":{},\"zone\":{},\"class\":{}}}",
                       i > 0 ? "," : "", label_json(labels.line, gap.line), json_number(gap.from_m),
                       json_number(gap.to_m), json_number(gap.length_m()),
                       gap.zone == coverage::no_zone ? "null" : label_json(labels.zone, gap.zone),
                       label_json(labels.class_of_line, gap.line));
    }
}

std::string csv_row(std::string_view level, const std::string& id, const Covered& covered) {
    const auto share = covered.share();
    return fmt::format("{},{},{},{},{}\r\n", level, csv_cell(id), json_number(covered.total_m),
                       json_number(covered.covered_m), share ? json_number(*share) : "");
}

} // namespace

std::optional<double> longest_gap_m(const coverage::AlongLinesResult& result) {
    if (result.gaps.empty()) {
        return result.all.total_m > 0 ? std::optional(0.0) : std::nullopt;
    }
    return result.gaps.front().length_m();
}

std::string length_json(const coverage::AlongLinesResult& result, const LengthLabels& labels, std::size_t top) {
    const auto count = top == 0 ? result.gaps.size() : std::min(top, result.gaps.size());
    const auto longest = longest_gap_m(result);
    std::string text;
    text.reserve(1024 + 160 * count);
    fmt::format_to(std::back_inserter(text), "{{{},\"gap_count\":{},\"longest_gap_m\":{},\n", covered_json(result.all),
                   result.gaps.size(), longest ? json_number(*longest) : "null");
    fmt::format_to(std::back_inserter(text), "\"zones\":{},\n\"outside_zones\":{{{}}},\"overlapped_m\":{},\n",
                   list_json(result.zones, labels.zone, true), covered_json(result.outside_zones),
                   json_number(result.overlapped_m));
    fmt::format_to(std::back_inserter(text), "\"groups\":{},\n\"gaps\":[",
                   list_json(result.groups, labels.group, false));
    append_gaps(text, result, labels, count);
    return text + "]}";
}

std::string length_csv(const coverage::AlongLinesResult& result, const LengthLabels& labels) {
    std::string text = "level,id,total_m,covered_m,share\r\n" + csv_row("all", "", result.all);
    for (std::uint32_t i = 0; i < result.zones.size(); ++i) {
        text += csv_row("zone", labels.zone ? labels.zone(i) : "", result.zones[i]);
    }
    if (!result.zones.empty()) {
        text += csv_row("outside_zones", "", result.outside_zones);
    }
    for (std::uint32_t i = 0; i < result.groups.size(); ++i) {
        if (result.groups[i].total_m > 0) {
            text += csv_row("group", labels.group ? labels.group(i) : "", result.groups[i]);
        }
    }
    return text;
}

} // namespace kerb::report
