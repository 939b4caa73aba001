// What `kerb coverage points` shows and writes.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "coverage_points.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using coverage::Served;
using report::count_text;
using report::percent_text;
using report::TextTable;

constexpr std::size_t table_rows = 20, table_unserved = 10;

std::string amount_text(double amount) {
    return std::isnan(amount) ? "–" : count_text(static_cast<std::int64_t>(std::llround(amount)));
}

std::string metres_text(std::optional<double> metres) {
    return metres && std::isfinite(*metres) ? fmt::format("{:.1f} m", *metres) : "–";
}

std::string served_line(const Session& session, const Served& served, bool weighted) {
    auto text = session.text(Message{"report.served_line",
                                     {{"share", percent_text(served.share())},
                                      {"served", count_text(served.served)},
                                      {"count", count_text(served.count)}}}) +
                "\n";
    if (weighted) {
        text += session.text(Message{"report.served_weight_line",
                                     {{"share", percent_text(served.weighted_share())},
                                      {"served", amount_text(served.served_weight)},
                                      {"total", amount_text(served.weight)},
                                      {"unknown", count_text(served.unknown_weight)}}}) +
                "\n";
    }
    return text;
}

std::string distance_line(const Session& session, const char* code, const coverage::DistanceQuantiles& quantiles) {
    return session.text(Message{code,
                                {{"p50", metres_text(quantiles.p50_m)},
                                 {"p90", metres_text(quantiles.p90_m)},
                                 {"p95", metres_text(quantiles.p95_m)},
                                 {"max", metres_text(quantiles.max_m)}}}) +
           "\n";
}

/// Zones, the lowest share first; by weight where there is one.
std::string zones_table(const Session& session, const CoveragePointsRun& run) {
    const bool weighted = !run.weights.empty();
    const auto& zones = run.result.zones;
    const auto share = [&](std::uint32_t i) {
        return (weighted ? zones[i].weighted_share() : zones[i].share()).value_or(2);
    };
    std::vector<std::uint32_t> order(zones.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return share(a) < share(b); });
    TextTable table({session.text("report.zone"), session.text("report.share"), session.text("report.served"),
                     session.text("report.count"), session.text("report.weighted_share"),
                     session.text("report.weight")});
    for (const auto i : std::span(order).first(std::min(order.size(), table_rows))) {
        const auto& zone = zones[i];
        table.add({run.zones.id(i), percent_text(zone.share()), count_text(zone.served), count_text(zone.count),
                   weighted ? percent_text(zone.weighted_share()) : "–", weighted ? amount_text(zone.weight) : "–"});
    }
    auto text = "\n" + table.text();
    if (order.size() > table_rows) {
        const auto rest = static_cast<std::int64_t>(order.size() - table_rows);
        text += session.text(Message{"report.more", {{"count", rest}}}) + "\n";
    }
    return text;
}

std::string unserved_table(const Session& session, const CoveragePointsRun& run, std::size_t top) {
    const auto count = std::min(run.result.unserved.size(), top == 0 ? table_unserved : top);
    if (count == 0) {
        return {};
    }
    const auto labels = run.labels();
    TextTable table({session.text("report.unserved"), session.text("report.weight"), session.text("report.distance"),
                     session.text("report.nearest"), session.text("report.zone")});
    for (const auto i : std::span(run.result.unserved).first(count)) {
        const auto& nearest = run.result.nearest[i];
        const auto zone = run.result.zone.empty() ? coverage::no_zone : run.result.zone[i];
        table.add({labels.point(i), run.weights.empty() ? "–" : amount_text(run.weights[i]),
                   metres_text(nearest.distance_m),
                   nearest.asset == coverage::no_asset ? "–" : labels.asset(nearest.asset),
                   zone == coverage::no_zone ? "–" : labels.zone(zone)});
    }
    return "\n" + table.text();
}

FeatureTable point_table(const CoveragePointsRun& run) {
    const auto labels = run.labels();
    Column id("id", ColumnType::text), nearest("nearest", ColumnType::text), zone("zone", ColumnType::text);
    Column weight("weight", ColumnType::real), distance("distance_m", ColumnType::real);
    Column served("served", ColumnType::boolean);
    FeatureTable table;
    table.name = "points";
    table.frame = run.frame->frame;
    table.geometry = run.places;
    for (std::uint32_t i = 0; i < run.places.size(); ++i) {
        const auto& found = run.result.nearest[i];
        table.rows.push_back(static_cast<std::int64_t>(i) + 1);
        id.push(labels.point(i));
        push_number(weight, run.weights.empty() ? std::nullopt : std::optional(run.weights[i]));
        push_number(distance, found.distance_m);
        served.push(std::int64_t{run.result.served[i]});
        if (found.asset == coverage::no_asset) {
            nearest.push(std::monostate{});
        } else {
            nearest.push(labels.asset(found.asset));
        }
        if (run.result.zone.empty() || run.result.zone[i] == coverage::no_zone) {
            zone.push(std::monostate{});
        } else {
            zone.push(labels.zone(run.result.zone[i]));
        }
    }
    table.columns = {id, weight, distance, nearest, served, zone};
    return table;
}

FeatureTable zone_table(const CoveragePointsRun& run) {
    FeatureTable table;
    table.name = "zones";
    table.frame = run.frame->frame;
    table.geometry = run.zones.table.geometry;
    table.rows = run.zones.table.rows;
    Column id("id", ColumnType::text), count("point_count", ColumnType::integer),
        served("served_count", ColumnType::integer);
    Column share("share", ColumnType::real), weight("weight", ColumnType::real);
    Column served_weight("served_weight", ColumnType::real), weighted_share("weighted_share", ColumnType::real);
    Column unknown("unknown_weight", ColumnType::integer);
    for (std::size_t i = 0; i < run.result.zones.size(); ++i) {
        const auto& zone = run.result.zones[i];
        id.push(run.zones.id(i));
        count.push(zone.count);
        served.push(zone.served);
        push_number(share, zone.share());
        weight.push(zone.weight);
        served_weight.push(zone.served_weight);
        push_number(weighted_share, zone.weighted_share());
        unknown.push(zone.unknown_weight);
    }
    table.columns = {id, count, served, share};
    if (!run.weights.empty()) {
        table.columns.insert(table.columns.end(), {weight, served_weight, weighted_share, unknown});
    }
    return table;
}

} // namespace

std::vector<FeatureTable> points_tables(CoveragePointsRun& run) {
    std::vector<FeatureTable> tables = {point_table(run)};
    if (run.zones.table.size() > 0) {
        tables.push_back(zone_table(run));
    }
    return tables;
}

std::string points_text(const Session& session, const CoveragePointsRun& run, std::size_t top) {
    const bool weighted = !run.weights.empty();
    auto text = session.text(describe(*run.frame)) + "\n" + served_line(session, run.result.all, weighted);
    text += distance_line(session, "report.distance_line", run.result.distance);
    if (weighted) {
        text += distance_line(session, "report.weighted_distance_line", run.result.weighted_distance);
    }
    if (!run.result.zones.empty()) {
        text += zones_table(session, run);
        if (run.result.outside_zones.count > 0) {
            text +=
                session.text("report.outside_points") + "\n" + served_line(session, run.result.outside_zones, weighted);
        }
    }
    return text + unserved_table(session, run, top) + skipped_text(session, run.accounts());
}

} // namespace kerb::tools
