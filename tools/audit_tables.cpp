// The layers that `kerb audit` writes.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/coverage/representative.hpp>
#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/report/conflicts_report.hpp>

#include "audit.hpp"
#include "coverage_length.hpp"
#include "layer_values.hpp"
#include "periods.hpp"

namespace kerb::tools {
namespace {

FeatureTable dark_stretches(const AuditRun& run) {
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "dark_stretches";
    table.frame = run.read.city.frame;
    Column rank("rank", ColumnType::integer), road("road", ColumnType::text), name("name_zh", ColumnType::text);
    Column road_class("road_class", ColumnType::text), district("district", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Lines geometry;
    for (const auto& gap : run.lit.gaps) {
        const auto& asset = run.read.city.roads[gap.line];
        geometry.push(stretch(asset.centreline, gap.from_m, gap.to_m));
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        rank.push(table.rows.back());
        push_text(road, asset.about.key);
        push_text(name, asset.about.name_zh);
        push_text(road_class, labels.class_of_line(gap.line));
        push_text(district, gap.zone == coverage::no_zone ? "" : labels.zone(gap.zone));
        from.push(gap.from_m);
        to.push(gap.to_m);
        length.push(gap.length_m());
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, road, name, road_class, district, from, to, length};
    return table;
}

/// Located data problems; what has no place stands in summary.json.
FeatureTable data_issues(const AuditRun& run, const Session& session) {
    FeatureTable table;
    table.name = "data_issues";
    table.frame = run.read.city.frame;
    Column reason("reason", ColumnType::text), layer("layer", ColumnType::text), key("key", ColumnType::text);
    Column text("text", ColumnType::text);
    Points places;
    for (const auto& issue : run.read.issues) {
        if (!issue.located) {
            continue;
        }
        places.push_back({issue.x, issue.y});
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        push_text(reason, issue.reason);
        push_text(layer, issue.layer);
        push_text(key, issue.key);
        push_text(text, session.text(issue.message));
    }
    table.geometry = std::move(places);
    table.columns = {reason, layer, key, text};
    return table;
}

std::int64_t next_row(FeatureTable& table) {
    table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
    return table.rows.back();
}

/// Gaps of one or more rules.
FeatureTable area_gaps(const AuditRun& run, const char* name, std::span<const CoverAudit> audits) {
    FeatureTable table;
    table.name = name;
    table.frame = run.read.city.frame;
    Column rule("rule", ColumnType::text), rank("rank", ColumnType::integer), district("district", ColumnType::text);
    Column size("area_m2", ColumnType::real);
    std::vector<MultiPolygon> areas;
    for (const auto& audit : audits) {
        std::int64_t place = 0;
        for (const auto& gap : audit.result.gaps) {
            areas.push_back({gap.area});
            (void)next_row(table);
            rule.push(audit.rule.id);
            rank.push(++place);
            push_text(district, audit.zones ? run.zone_key(gap.zone) : "");
            size.push(gap.area_m2);
        }
    }
    table.geometry = std::move(areas);
    table.columns = {rule, rank, district, size};
    return table;
}

/// Buildings that no waste site serves.
FeatureTable waste_unserved(const AuditRun& run) {
    FeatureTable table;
    table.name = "waste_unserved";
    table.frame = run.read.city.frame;
    Column rank("rank", ColumnType::integer), building("building", ColumnType::text);
    Column people("population", ColumnType::real), distance("distance_m", ColumnType::real);
    Points places;
    for (const auto i : run.waste->result.unserved) {
        places.push_back(run.waste->homes.places[i]);
        rank.push(next_row(table));
        push_text(building, run.read.city.buildings[run.waste->homes.building[i]].about.key);
        push_number(people, run.waste->homes.people[i]);
        push_number(distance, run.waste->result.nearest[i].distance_m);
    }
    table.geometry = std::move(places);
    table.columns = {rank, building, people, distance};
    return table;
}

FeatureTable wide_spacing(const AuditRun& run) {
    const auto labels = run.labels();
    FeatureTable table;
    table.name = "wide_spacing";
    table.frame = run.read.city.frame;
    Column rank("rank", ColumnType::integer), road("road", ColumnType::text),
        road_class("road_class", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), spacing("spacing_m", ColumnType::real);
    Column limit("limit_m", ColumnType::real), end("at_end", ColumnType::boolean);
    Lines geometry;
    for (const auto& s : run.spacing->over) {
        geometry.push(stretch(run.read.city.roads[s.line].centreline, s.from_m, s.to_m));
        rank.push(next_row(table));
        push_text(road, labels.line(s.line));
        push_text(road_class, labels.class_of_line(s.line));
        from.push(s.from_m);
        to.push(s.to_m);
        spacing.push(s.spacing_m());
        limit.push(s.limit_m);
        end.push(std::int64_t{s.end ? 1 : 0});
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, road, road_class, from, to, spacing, limit, end};
    return table;
}

/// Conflicts as points, where their first asset is.
template <class Of, class Against>
FeatureTable conflict_points(const AuditRun& run, const char* name, const ConflictAudit& audit,
                             const std::vector<Of>& of, const std::vector<Against>& against) {
    FeatureTable table;
    table.name = name;
    table.frame = run.read.city.frame;
    Column rank("rank", ColumnType::integer), key("key", ColumnType::text), other("conflicts_with", ColumnType::text);
    Column kind("kind", ColumnType::text), overlap("overlap_m2", ColumnType::real);
    Column length("length_m", ColumnType::real), depth("depth_m", ColumnType::real);
    Column from("from", ColumnType::text), to("to", ColumnType::text);
    Points places;
    for (const auto& conflict : audit.result.conflicts) {
        places.push_back(point_of(of[conflict.of].place).value_or(Point{}));
        rank.push(next_row(table));
        push_text(key, of[conflict.of].about.key);
        push_text(other, against[conflict.against].about.key);
        kind.push(std::string(report::conflict_kind_name(conflict.kind)));
        push_number(overlap, conflict.overlap_m2);
        push_number(length, conflict.length_m);
        push_number(depth, conflict.depth_m);
        push_text(from, begin_text(conflict.period));
        push_text(to, end_text(conflict.period));
    }
    table.geometry = std::move(places);
    table.columns = {rank, key, other, kind, overlap, length, depth, from, to};
    return table;
}

/// `park_cover@GB55014` → `park_cover_GB55014`.
std::string column_of(std::string id) {
    std::replace_if(
        id.begin(), id.end(), [](unsigned char c) { return c < 128 && std::isalnum(c) == 0; }, '_');
    return id;
}

/// What the other rules say of each district.
void add_service_columns(FeatureTable& table, const AuditRun& run) {
    std::vector<const CoverAudit*> covers;
    for (const auto& audit : run.parks) {
        covers.push_back(&audit);
    }
    if (run.toilets) {
        covers.push_back(&*run.toilets);
    }
    for (const auto* audit : covers) {
        Column share(column_of(audit->rule.id), ColumnType::real);
        for (const auto& zone : audit->result.zones) {
            push_number(share, zone.share());
        }
        table.columns.push_back(std::move(share));
    }
    if (run.waste) {
        Column share(column_of(run.waste->rule.id), ColumnType::real);
        for (const auto& zone : run.waste->result.zones) {
            push_number(share, zone.weighted_share());
        }
        table.columns.push_back(std::move(share));
    }
    if (run.density) {
        Column density("road_km_per_km2", ColumnType::real);
        for (const auto& zone : run.density->zones) {
            push_number(density, zone.km_per_km2());
        }
        table.columns.push_back(std::move(density));
    }
}

FeatureTable districts(const AuditRun& run) {
    FeatureTable table;
    table.name = "districts";
    table.frame = run.read.city.frame;
    Column key("key", ColumnType::text), zh("name_zh", ColumnType::text), en("name_en", ColumnType::text);
    std::vector<MultiPolygon> areas;
    for (const auto i : run.zones) {
        const auto& zone = run.read.city.zones[i];
        areas.push_back(zone.area);
        table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
        push_text(key, zone.about.key);
        push_text(zh, zone.about.name_zh);
        push_text(en, zone.about.name_en);
    }
    table.geometry = std::move(areas);
    table.columns = {key, zh, en};
    add_covered_columns(table, run.lit.zones);
    add_service_columns(table, run);
    return table;
}

/// What the other rules found, with empty layers.
std::vector<FeatureTable> finding_tables(const AuditRun& run) {
    const auto& city = run.read.city;
    std::vector<FeatureTable> tables = {area_gaps(run, "park_gaps", run.parks)};
    if (run.toilets) {
        tables.push_back(area_gaps(run, "toilet_gaps", std::span(&*run.toilets, 1)));
    }
    if (run.waste) {
        tables.push_back(waste_unserved(run));
    }
    for (auto& table : walk_tables(run)) {
        tables.push_back(std::move(table));
    }
    if (run.spacing) {
        tables.push_back(wide_spacing(run));
    }
    if (run.ads) {
        tables.push_back(conflict_points(run, "ads_in_green", *run.ads, city.billboards, city.green_spaces));
    }
    if (run.excavation) {
        tables.push_back(conflict_points(run, "excavation_conflicts", *run.excavation, city.excavation_permits,
                                         city.excavation_permits));
    }
    for (auto* more : {&overdue_tables, &duty_tables}) {
        for (auto& table : more(run)) {
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

} // namespace

std::optional<Point> point_of(const Place& place) {
    if (const auto* point = std::get_if<Point>(&place)) {
        return *point;
    }
    if (const auto* line = std::get_if<MultiLineString>(&place)) {
        return coverage::representative_point(*line);
    }
    const auto* area = std::get_if<MultiPolygon>(&place);
    return area != nullptr ? coverage::representative_point(*area) : std::nullopt;
}

std::vector<FeatureTable> audit_tables(const AuditRun& run, const Session& session) {
    std::vector<FeatureTable> tables; // findings over the ground; the writer puts points over lines over areas
    const auto keep = [&tables](FeatureTable table) {
        if (table.size() > 0) {
            tables.push_back(std::move(table));
        }
    };
    const auto keep_all = [&keep](std::vector<FeatureTable> all) {
        for (auto& table : all) {
            keep(std::move(table));
        }
    };
    keep(data_issues(run, session));
    keep_all(lamp_tables(run));
    keep_all(water_tables(run));
    if (!run.lit.gaps.empty()) {
        keep(dark_stretches(run));
    }
    keep_all(finding_tables(run));
    for (auto& table : to_tables(run.read.city)) {
        if (table.name == "roads") {
            add_covered_columns(table, run.lit.lines);
        }
        if (table.name == "streetlights" || table.name == "roads" || table.name == "green_spaces") {
            keep(std::move(table));
        }
    }
    if (!run.zones.empty()) {
        keep(districts(run));
    }
    return tables;
}

} // namespace kerb::tools
