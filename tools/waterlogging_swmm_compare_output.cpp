#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "waterlogging_swmm_compare.hpp"

namespace kerb::tools {
namespace {

using report::json_number;
using report::json_text;
using report::text_or_null;

std::string number(const std::optional<double>& value, const char* none = "null") {
    return value ? json_number(*value) : none;
}

double flood_m3(const Comparison& comparison) {
    double sum = 0;
    for (const auto& flooding : comparison.report.floodings) {
        sum += flooding.volume_m3;
    }
    return sum;
}

std::string node_json(const ComparedNode& n) {
    return fmt::format(
        "{{\"node\":{},\"key\":{},\"x\":{},\"y\":{},\"verdict\":\"{}\",\"lateral_m3s\":{},\"flooded_h\":{},"
        "\"peak_m3s\":{},\"flood_m3\":{},\"excess_m3s\":{},\"limit\":{},\"limit_key\":{},\"point\":{},\"distance_m\":{}"
        "}}",
        text_or_null(n.node), text_or_null(n.key), json_number(n.place.x), json_number(n.place.y), n.verdict(),
        json_number(n.lateral_m3s), json_number(n.hours), json_number(n.peak_m3s), json_number(n.volume_m3),
        number(n.excess_m3s), text_or_null(n.limit), text_or_null(n.limit_key), text_or_null(n.point),
        number(n.distance_m));
}

/// Nodes that flood by either, those of the largest volume first.
std::vector<const ComparedNode*> flooded(const Comparison& comparison) {
    std::vector<const ComparedNode*> nodes;
    for (const auto& node : comparison.nodes) {
        if (node.swmm || node.kerb) {
            nodes.push_back(&node);
        }
    }
    std::stable_sort(nodes.begin(), nodes.end(), [](const auto* a, const auto* b) {
        return a->volume_m3 != b->volume_m3 ? a->volume_m3 > b->volume_m3
                                            : a->excess_m3s.value_or(0) > b->excess_m3s.value_or(0);
    });
    return nodes;
}

std::string percent(const Session& session, const std::optional<double>& value) {
    return value ? fmt::format("{:.2f} %", *value) : session.text("swmm.not_said");
}

} // namespace

std::int64_t Comparison::count(const std::string& verdict) const {
    return std::count_if(nodes.begin(), nodes.end(), [&](const ComparedNode& n) { return n.verdict() == verdict; });
}

std::string comparison_json(const Comparison& comparison) {
    const auto& r = comparison.report;
    auto text = fmt::format(
        "{{\"mode\":\"{}\",\"swmm\":{{\"version\":{},\"runoff_error_pct\":{},\"routing_error_pct\":{},\"flood_m3\":{},"
        "\"surcharged_conduits\":{}}},\"both\":{},\"swmm_only\":{},\"kerb_only\":{},\"neither\":{},\n\"nodes\":[",
        comparison.mode, json_text(r.version), number(r.runoff_error_pct), number(r.routing_error_pct),
        json_number(flood_m3(comparison)), r.surcharges.size(), comparison.count("both"), comparison.count("swmm_only"),
        comparison.count("kerb_only"), comparison.count("neither"));
    bool first = true;
    for (const auto* node : flooded(comparison)) {
        fmt::format_to(std::back_inserter(text), "{}\n{}", first ? "" : ",", node_json(*node));
        first = false;
    }
    return text + "]}";
}

std::string comparison_csv(const Comparison& comparison) {
    std::string text =
        "node,key,x,y,verdict,lateral_m3s,flooded_h,peak_m3s,flood_m3,excess_m3s,limit,limit_key,point,"
        "distance_m\r\n";
    for (const auto* n : flooded(comparison)) {
        fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
                       report::csv_cell(n->node), report::csv_cell(n->key), json_number(n->place.x),
                       json_number(n->place.y), n->verdict(), json_number(n->lateral_m3s), json_number(n->hours),
                       json_number(n->peak_m3s), json_number(n->volume_m3), number(n->excess_m3s, ""), n->limit,
                       report::csv_cell(n->limit_key), report::csv_cell(n->point), number(n->distance_m, ""));
    }
    return text;
}

std::string comparison_text(const Session& session, const Comparison& comparison, std::size_t top) {
    const auto& r = comparison.report;
    auto text = session.text(Message{"swmm.line",
                                     {{"version", r.version},
                                      {"runoff", percent(session, r.runoff_error_pct)},
                                      {"routing", percent(session, r.routing_error_pct)},
                                      {"volume", flood_m3(comparison)},
                                      {"full", static_cast<std::int64_t>(r.surcharges.size())}}}) +
                "\n";
    text += session.text(Message{"swmm.verdicts",
                                 {{"both", comparison.count("both")},
                                  {"swmm", comparison.count("swmm_only")},
                                  {"kerb", comparison.count("kerb_only")},
                                  {"neither", comparison.count("neither")}}}) +
            "\n";
    std::vector<std::string> head;
    for (const auto* name : {"node", "verdict", "hours", "volume", "excess", "cause"}) {
        head.push_back(session.text(std::string("swmm.head_") + name));
    }
    report::TextTable table(head);
    const auto nodes = flooded(comparison);
    for (std::size_t i = 0; i < nodes.size() && (top == 0 || i < top); ++i) {
        const auto& n = *nodes[i];
        const auto cause = n.limit.empty() ? n.point : session.text("points.cause." + n.limit) + " " + n.limit_key;
        table.add({n.node.empty() ? n.point : n.node, session.text(std::string("swmm.verdict_") + n.verdict()),
                   fmt::format("{:.2f}", n.hours), fmt::format("{:.0f} m³", n.volume_m3),
                   n.excess_m3s ? fmt::format("{:.3f} m³/s", *n.excess_m3s) : "–", cause.empty() ? "–" : cause});
    }
    return nodes.empty() ? text : text + table.text();
}

} // namespace kerb::tools
