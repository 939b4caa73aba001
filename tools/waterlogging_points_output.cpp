// kerb waterlogging points: what a planner keeps.
#include <cmath>

#include <kerb/io/grid_shapes.hpp>
#include <kerb/waterlogging/depression_list.hpp>

#include "layer_values.hpp"
#include "waterlogging_points.hpp"

namespace kerb::tools {
namespace {

using namespace waterlogging;
void push_onset(Column& column, const std::optional<Onset>& onset) {
    const bool known = onset && std::isfinite(onset->reached) && std::isfinite(onset->below);
    push_number(column, known ? std::optional(onset->reached) : std::nullopt);
}

void push_count(Column& column, const std::optional<std::int64_t>& count) {
    if (count) {
        column.push(*count);
    } else {
        column.push(std::monostate{});
    }
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
    Column moving("conveyance_depth_m", ColumnType::real), wet("wet_in", ColumnType::integer);
    Column of("realisations", ColumnType::integer);
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
        push_number(moving, named.conveyance_depth_m);
        push_count(wet, named.wet_in);
        push_count(of, run.figures.realisations);
    }
    table.geometry = std::move(places);
    table.columns = {id,     road,  road_class, chainage, depth, lane,    area,    volume, over, rain,
                     period, cause, key,        evidence, known, limited, suspect, moving, wet,  of};
    return table;
}

FeatureTable hint_layer(const PointsRun& run) {
    FeatureTable table;
    table.name = "hints";
    table.frame = run.terrain.grid.frame;
    Column what("what", ColumnType::text), key("key", ColumnType::text), value("value_m", ColumnType::real);
    Points places;
    for (const auto& hint : run.figures.hints) {
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        places.push_back(hint.place);
        what.push(hint.what);
        push_text(key, hint.key);
        push_number(value, std::isfinite(hint.value_m) ? std::optional(hint.value_m) : std::nullopt);
    }
    table.geometry = std::move(places);
    table.columns = {what, key, value};
    return table;
}

FeatureTable street_layer(const PointsRun& run) {
    FeatureTable table;
    table.name = "conveyance";
    table.frame = run.terrain.grid.frame;
    Column road("road", ColumnType::text), key("road_key", ColumnType::text), depth("depth_m", ColumnType::real);
    Column over("over_brim", ColumnType::boolean);
    Column flow("flow_m3s", ColumnType::real), slope("slope", ColumnType::real), length("length_m", ColumnType::real);
    Points places;
    for (const auto& street : run.figures.streets) {
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        places.push_back(street.flow.place);
        push_text(road, street.road);
        push_text(key, street.road_key);
        depth.push(street.flow.depth_m);
        flow.push(street.flow.flow_m3s);
        slope.push(street.flow.slope);
        length.push(street.flow.length_m);
        over.push(std::int64_t{street.flow.over_brim ? 1 : 0});
    }
    table.geometry = std::move(places);
    table.columns = {road, key, depth, flow, slope, length, over};
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

std::vector<FeatureTable> points_layers(const PointsRun& run, const PointsCommand& options) {
    return {point_layer(run), hint_layer(run), street_layer(run), pond_layer(run, Threads(options.terrain.threads))};
}

} // namespace kerb::tools
