// kerb waterlogging points: what a planner reads and keeps.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <kerb/io/grid_shapes.hpp>
#include <kerb/report/text_table.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "layer_values.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;
using report::NamedWaterPoint;

constexpr std::size_t table_rows = 20;

/// `31.2 mm`, `< 2 a`, `> 100 a` or a dash.
std::string onset_text(const std::optional<Onset>& onset, const char* unit) {
    if (!onset) {
        return "–";
    }
    if (!std::isfinite(onset->reached)) {
        return fmt::format("> {:.4g} {}", onset->below, unit);
    }
    return std::isfinite(onset->below) ? fmt::format("{:.3g} {}", onset->reached, unit)
                                       : fmt::format("< {:.4g} {}", onset->reached, unit);
}

std::string place_text(const NamedWaterPoint& named) {
    return named.road.empty() ? fmt::format("{:.1f}, {:.1f}", named.point.place.x, named.point.place.y)
                              : fmt::format("{} {:.0f} m", named.road, named.point.chainage_m);
}

std::string known_line(const Session& session, const PointsRun& run) {
    const auto& f = run.figures;
    return f.known.empty() ? ""
                           : session.text(Message{"points.known",
                                                  {{"found", static_cast<std::int64_t>(f.known_found())},
                                                   {"count", static_cast<std::int64_t>(f.known.size())},
                                                   {"cleared", static_cast<std::int64_t>(f.cleared_found())}}}) +
                                 "\n";
}

std::string points_table(const Session& session, const PointsRun& run, std::size_t top) {
    std::vector<std::string> head;
    for (const auto* name :
         {"id", "road", "depth", "best_lane", "area", "volume", "over", "onset", "return_period", "cause"}) {
        head.push_back(session.text(std::string("points.head.") + name));
    }
    report::TextTable table(head);
    const auto count = std::min(run.points.size(), top == 0 ? table_rows : top);
    for (const auto& named : std::span(run.points).first(count)) {
        const auto& p = named.point;
        const std::string marks = std::string(p.edge_limited ? " ≥" : "") + (p.artefact_suspect ? " ?" : "");
        table.add(
            {named.id, place_text(named), fmt::format("{:.0f} cm{}", p.depth_m() * 100, marks),
             p.best_lane_depth_m ? fmt::format("{:.0f} cm", *p.best_lane_depth_m * 100) : "–",
             report::area_text(p.area_m2), fmt::format("{:.0f} m³", p.volume_m3),
             named.over_min ? fmt::format("{:.0f} min", *named.over_min) : "–", onset_text(named.onset_rain_mm, "mm"),
             onset_text(named.onset_return_period_a, "a"),
             session.text("points.cause." + named.cause) + (named.cause_key.empty() ? "" : " " + named.cause_key)});
    }
    return count == 0 ? "" : "\n" + table.text();
}

void push_onset(Column& column, const std::optional<Onset>& onset) {
    const bool known = onset && std::isfinite(onset->reached) && std::isfinite(onset->below);
    push_number(column, known ? std::optional(onset->reached) : std::nullopt);
}

FeatureTable point_layer(const PointsRun& run) {
    FeatureTable table;
    table.name = "water_points";
    table.frame = run.terrain.grid.frame;
    Column id("id", ColumnType::text), road("road", ColumnType::text), road_class("road_class", ColumnType::text);
    Column chainage("chainage_m", ColumnType::real), depth("depth_m", ColumnType::real);
    Column lane("best_lane_depth_m", ColumnType::real), area("area_m2", ColumnType::real);
    Column volume("volume_m3", ColumnType::real), over("over_min", ColumnType::real);
    Column rain("onset_rain_mm", ColumnType::real), period("onset_return_period_a", ColumnType::real);
    Column cause("cause", ColumnType::text), key("cause_key", ColumnType::text), evidence("evidence", ColumnType::text);
    Column known("known", ColumnType::text), limited("edge_limited", ColumnType::boolean);
    Column suspect("artefact_suspect", ColumnType::boolean);
    Points places;
    for (const auto& named : run.points) {
        const auto& p = named.point;
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        places.push_back(p.place);
        id.push(named.id);
        push_text(road, named.road);
        push_text(road_class, named.road_class);
        push_number(chainage, p.road ? std::optional(p.chainage_m) : std::nullopt);
        depth.push(p.depth_m());
        push_number(lane, p.best_lane_depth_m);
        area.push(p.area_m2);
        volume.push(p.volume_m3);
        push_number(over, named.over_min);
        push_onset(rain, named.onset_rain_mm);
        push_onset(period, named.onset_return_period_a);
        cause.push(named.cause);
        push_text(key, named.cause_key);
        evidence.push(named.evidence);
        push_text(known, named.known);
        limited.push(std::int64_t{p.edge_limited ? 1 : 0});
        suspect.push(std::int64_t{p.artefact_suspect ? 1 : 0});
    }
    table.geometry = std::move(places);
    table.columns = {id,   road,   road_class, chainage, depth,    lane,  area,    volume, over,
                     rain, period, cause,      key,      evidence, known, limited, suspect};
    return table;
}

/// The sheets that the points belong to, as areas.
FeatureTable pond_layer(const PointsRun& run, Threads threads) {
    const auto& grid = run.terrain.grid;
    std::vector<std::uint32_t> nodes;
    for (const auto& named : run.points) {
        nodes.push_back(named.point.node);
    }
    const auto place = places_in(run.found.tree, nodes);
    std::vector<std::uint32_t> label(grid.values.size());
    for_each_block(label.size(), 1U << 16U, threads, [&](std::size_t begin, std::size_t end) {
        for (auto cell = begin; cell < end; ++cell) {
            const auto basin = run.found.basin[cell];
            const bool wet = basin != no_basin && run.water.highest_m[basin] > grid.values[cell];
            label[cell] = wet ? place[basin] : 0;
        }
    });
    FeatureTable table;
    table.name = "ponds";
    table.frame = grid.frame;
    table.geometry = io::outlines(grid.place, grid.columns, grid.rows, label, nodes.size());
    Column id("id", ColumnType::text), depth("depth_m", ColumnType::real), volume("volume_m3", ColumnType::real);
    for (const auto& named : run.points) {
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        id.push(named.id);
        depth.push(named.point.depth_m());
        volume.push(named.point.volume_m3);
    }
    table.columns = {id, depth, volume};
    return table;
}

} // namespace

std::string points_text(const Session& session, const PointsRun& run, std::size_t top) {
    const auto& f = run.figures;
    return session.text(describe(run.terrain.frame)) + "\n" +
           session.text(Message{run.road_of_cell.empty() ? "points.sheets" : "points.line",
                                {{"depressions", report::count_text(static_cast<std::int64_t>(f.depressions))},
                                 {"rain", f.rain_mm},
                                 {"count", static_cast<std::int64_t>(run.points.size())},
                                 {"threshold", f.threshold_m * 100}}}) +
           "\n" +
           session.text(Message{"points.balance",
                                {{"rain", f.rain_m3},
                                 {"ponded", f.ponded_m3},
                                 {"drained", f.drained_m3},
                                 {"left", f.outflow_m3},
                                 {"lost", f.lost_m3},
                                 {"error", f.balance_error}}}) +
           "\n" + known_line(session, run) + points_table(session, run, top) + "\n" + session.text("points.limits") +
           "\n";
}

std::vector<FeatureTable> points_layers(const PointsRun& run, const PointsCommand& options) {
    return {point_layer(run), pond_layer(run, Threads(options.terrain.threads))};
}

} // namespace kerb::tools
