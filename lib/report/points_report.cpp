#include <kerb/report/points_report.hpp>

#include <iterator>
#include <optional>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

namespace kerb::report {
namespace {

using coverage::DistanceQuantiles;
using coverage::Served;

std::string number(std::optional<double> value, const char* none = "null") {
    return value ? json_number(*value) : none;
}

template <class Label>
std::string label_json(const Label& label, std::uint32_t index) {
    const std::string text = label ? label(index) : std::string();
    return text_or_null(text);
}

std::string served_json(const Served& served, bool weighted) {
    auto text =
        fmt::format("\"count\":{},\"served\":{},\"share\":{},", served.count, served.served, number(served.share()));
    if (!weighted) {
        return text + "\"weight\":null,\"served_weight\":null,\"weighted_share\":null,\"unknown_weight\":null";
    }
    return text + fmt::format("\"weight\":{},\"served_weight\":{},\"weighted_share\":{},\"unknown_weight\":{}",
                              json_number(served.weight), json_number(served.served_weight),
                              number(served.weighted_share()), served.unknown_weight);
}

std::string quantiles_json(const DistanceQuantiles& quantiles) {
    return fmt::format("{{\"p50_m\":{},\"p90_m\":{},\"p95_m\":{},\"max_m\":{}}}", number(quantiles.p50_m),
                       number(quantiles.p90_m), number(quantiles.p95_m), number(quantiles.max_m));
}

void append_zones(std::string& text, const coverage::PointsResult& result, bool weighted, const PointsLabels& labels) {
    text += "\"zones\":[";
    for (std::uint32_t i = 0; i < result.zones.size(); ++i) {
        fmt::format_to(std::back_inserter(text), "{}\n{{\"id\":{},{}}}", i > 0 ? "," : "", label_json(labels.zone, i),
                       served_json(result.zones[i], weighted));
    }
    fmt::format_to(std::back_inserter(text), "],\n\"outside_zones\":{{{}}},\n",
                   served_json(result.outside_zones, weighted));
}

void append_unserved(std::string& text, const coverage::PointsResult& result, const PointsAsked& asked,
                     const PointsLabels& labels, std::size_t count) {
    text += "\"unserved\":[";
    for (std::size_t k = 0; k < count; ++k) {
        const auto i = result.unserved[k];
        const auto& nearest = result.nearest[i];
        const bool in_zone = !result.zone.empty() && result.zone[i] != coverage::no_zone;
        fmt::format_to(std::back_inserter(text),
                       "{}\n{{\"id\":{},\"weight\":{},\"distance_m\":{},\"nearest\":{},\"zone\":{},\"x\":{},\"y\":{}}}",
                       k > 0 ? "," : "", label_json(labels.point, i),
                       asked.weights.empty() ? "null" : json_number(asked.weights[i]), json_number(nearest.distance_m),
                       nearest.asset == coverage::no_asset ? "null" : label_json(labels.asset, nearest.asset),
                       in_zone ? label_json(labels.zone, result.zone[i]) : "null", json_number(asked.points[i].x),
                       json_number(asked.points[i].y));
    }
    text += "]";
}

std::string csv_row(std::string_view level, const std::string& id, const Served& served, bool weighted) {
    auto text =
        fmt::format("{},{},{},{},{},", level, csv_cell(id), served.count, served.served, number(served.share(), ""));
    if (!weighted) {
        return text + ",,,\r\n";
    }
    return text + fmt::format("{},{},{},{}\r\n", json_number(served.weight), json_number(served.served_weight),
                              number(served.weighted_share(), ""), served.unknown_weight);
}

} // namespace

std::string points_json(const coverage::PointsResult& result, const PointsAsked& asked, const PointsLabels& labels,
                        std::size_t top) {
    const bool weighted = !asked.weights.empty();
    const auto count = top == 0 ? result.unserved.size() : std::min(top, result.unserved.size());
    std::string text;
    text.reserve(1024 + 200 * (count + result.zones.size()));
    fmt::format_to(std::back_inserter(text), "{{\"within_m\":{},{},\"unserved_count\":{},\n",
                   json_number(asked.within.value()), served_json(result.all, weighted), result.unserved.size());
    fmt::format_to(std::back_inserter(text), "\"distance\":{},\"weighted_distance\":{},\"quantile_type\":1,\n",
                   quantiles_json(result.distance), weighted ? quantiles_json(result.weighted_distance) : "null");
    append_zones(text, result, weighted, labels);
    append_unserved(text, result, asked, labels, count);
    return text + "}";
}

std::string points_csv(const coverage::PointsResult& result, const PointsAsked& asked, const PointsLabels& labels) {
    const bool weighted = !asked.weights.empty();
    std::string text = "level,id,count,served,share,weight,served_weight,weighted_share,unknown_weight\r\n";
    text += csv_row("all", "", result.all, weighted);
    for (std::uint32_t i = 0; i < result.zones.size(); ++i) {
        text += csv_row("zone", labels.zone ? labels.zone(i) : "", result.zones[i], weighted);
    }
    return result.zones.empty() ? text : text + csv_row("outside_zones", "", result.outside_zones, weighted);
}

} // namespace kerb::report
