// The layers that `kerb coverage network` writes.
#include <kerb/geometry/measures.hpp>

#include "coverage_network.hpp"

namespace kerb::tools {
namespace {

FeatureTable table_of(const CoverageNetworkRun& run, const char* name) {
    FeatureTable table;
    table.name = name;
    table.frame = run.frame->frame;
    return table;
}

void push_row(FeatureTable& table) {
    table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
}

/// Where a line's stretch runs; `from` and `to` by what it measures.
MultiLineString course_of(const CoverageNetworkRun& run, std::uint32_t line, double from, double to) {
    const auto k = run.scale_of(line);
    return stretch(run.geometry().feature(line), from * k, to * k);
}

/// What is reached: every stretch with its facility and the distances at its ends.
FeatureTable covered_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "covered");
    Column line("line", ColumnType::text), facility("facility", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Column start("start_distance_m", ColumnType::real), end("end_distance_m", ColumnType::real);
    Lines geometry;
    for (const auto& reached : run.reach.stretches) {
        const auto& edge = run.streets.streets.graph.edges[reached.edge];
        const auto first = edge.from_m + reached.from_m, last = edge.from_m + reached.to_m;
        auto course = course_of(run, edge.line, first, last);
        if (course.empty()) {
            continue; // a mere point
        }
        geometry.push(course);
        push_row(table);
        line.push(run.lines.id(edge.line));
        facility.push(run.assets.id(reached.item));
        from.push(first);
        to.push(last);
        length.push(reached.to_m - reached.from_m);
        start.push(reached.start_m);
        end.push(reached.end_m);
    }
    table.geometry = std::move(geometry);
    table.columns = {line, facility, from, to, length, start, end};
    return table;
}

FeatureTable gaps_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "gaps");
    const auto labels = run.labels();
    Column rank("rank", ColumnType::integer), line("line", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Column zone("zone", ColumnType::text), group("class", ColumnType::text);
    Lines geometry;
    for (const auto& gap : run.found.length.gaps) {
        geometry.push(course_of(run, gap.line, gap.from_m, gap.to_m));
        push_row(table);
        rank.push(table.rows.back());
        line.push(run.lines.id(gap.line));
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
        push_text(zone, gap.zone == coverage::no_zone ? std::string() : run.zones.id(gap.zone));
        push_text(group, labels.length.class_of_line ? labels.length.class_of_line(gap.line) : std::string());
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, line, from, to, length, zone, group};
    return table;
}

FeatureTable facilities_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "facilities");
    Column id("id", ColumnType::text), off("off_streets", ColumnType::boolean), access("access_m", ColumnType::real);
    Column length("nearest_length_m", ColumnType::real), count("nearest_points", ColumnType::integer);
    Column weight("nearest_weight", ColumnType::real), own_length("own_length_m", ColumnType::real);
    Column own_count("own_points", ColumnType::integer), own_weight("own_weight", ColumnType::real);
    Points geometry;
    for (std::uint32_t i = 0; i < run.found.facilities.size(); ++i) {
        const auto& facility = run.found.facilities[i];
        const auto own = facility.own.value_or(coverage::FacilityService{});
        geometry.push_back(facility.place);
        push_row(table);
        id.push(run.assets.id(i));
        off.push(std::int64_t{facility.access_m ? 0 : 1});
        push_number(access, facility.access_m);
        length.push(facility.nearest.length_m);
        count.push(facility.nearest.points);
        weight.push(facility.nearest.weight);
        own_length.push(own.length_m);
        own_count.push(own.points);
        own_weight.push(own.weight);
    }
    table.geometry = std::move(geometry);
    table.columns = {id, off, access, length};
    const bool points = run.found.points.has_value(), weighted = !run.weights.empty();
    const bool each = !run.found.facilities.empty() && run.found.facilities.front().own;
    const auto add = [&](const Column& column, bool wanted) {
        if (wanted) {
            table.columns.push_back(column);
        }
    };
    add(count, points);
    add(weight, weighted);
    add(own_length, each);
    add(own_count, each && points);
    add(own_weight, each && weighted);
    return table;
}

FeatureTable splits_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "split_points");
    Column line("line", ColumnType::text), facility("facility", ColumnType::text),
        other("other_facility", ColumnType::text);
    Column chainage("chainage_m", ColumnType::real), distance("distance_m", ColumnType::real);
    Points geometry;
    for (const auto& split : run.found.split_points) {
        geometry.push_back(split.place);
        push_row(table);
        line.push(run.lines.id(split.line));
        chainage.push(split.chainage_m);
        distance.push(split.distance_m);
        facility.push(run.assets.id(split.facility));
        other.push(run.assets.id(split.other));
    }
    table.geometry = std::move(geometry);
    table.columns = {line, chainage, distance, facility, other};
    return table;
}

FeatureTable points_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "points");
    const auto& points = run.found.points->points;
    Column id("id", ColumnType::text), nearest("nearest", ColumnType::text), zone("zone", ColumnType::text);
    Column weight("weight", ColumnType::real), distance("distance_m", ColumnType::real);
    Column served("served", ColumnType::boolean);
    table.geometry = run.places;
    for (std::uint32_t i = 0; i < run.places.size(); ++i) {
        const auto& found = points.nearest[i];
        push_row(table);
        id.push(run.points.id(i));
        push_number(weight, run.weights.empty() ? std::nullopt : std::optional(run.weights[i]));
        push_number(distance, found.distance_m);
        served.push(std::int64_t{points.served[i]});
        push_text(nearest, found.asset == coverage::no_asset ? std::string() : run.assets.id(found.asset));
        const bool in_zone = !points.zone.empty() && points.zone[i] != coverage::no_zone;
        push_text(zone, in_zone ? run.zones.id(points.zone[i]) : std::string());
    }
    table.columns = {id, weight, distance, nearest, served, zone};
    return table;
}

FeatureTable zones_table(const CoverageNetworkRun& run) {
    auto table = table_of(run, "zones");
    table.geometry = run.zones.table.geometry;
    table.rows = run.zones.table.rows;
    Column id("id", ColumnType::text), total("total_m", ColumnType::real), covered("covered_m", ColumnType::real);
    Column share("share", ColumnType::real), count("point_count", ColumnType::integer),
        served("served_count", ColumnType::integer);
    for (std::size_t i = 0; i < run.found.length.zones.size(); ++i) {
        const auto& zone = run.found.length.zones[i];
        id.push(run.zones.id(i));
        total.push(zone.total_m);
        covered.push(zone.covered_m);
        push_number(share, zone.share());
        if (run.found.points) {
            count.push(run.found.points->points.zones[i].count);
            served.push(run.found.points->points.zones[i].served);
        }
    }
    table.columns = {id, total, covered, share};
    if (run.found.points) {
        table.columns.insert(table.columns.end(), {count, served});
    }
    return table;
}

} // namespace

std::vector<FeatureTable> network_tables(const CoverageNetworkRun& run) {
    std::vector<FeatureTable> tables = {facilities_table(run), splits_table(run)};
    if (run.found.points) {
        tables.push_back(points_table(run));
    }
    tables.push_back(covered_table(run));
    tables.push_back(gaps_table(run));
    if (run.zones.table.size() > 0) {
        tables.push_back(zones_table(run));
    }
    return tables;
}

} // namespace kerb::tools
