// What `kerb audit` shows and the layers it writes.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/inventory/tables.hpp>
#include <kerb/report/text_table.hpp>

#include "audit.hpp"
#include "coverage_length.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::length_text;
using report::percent_text;

void push_text(Column& column, const std::string& text) {
    if (text.empty()) {
        column.push(std::monostate{});
    } else {
        column.push(text);
    }
}

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
    return table;
}

std::string zone_name(const Session& session, const Zone& zone) {
    const bool zh = session.language == Language::zh;
    const auto& name = zh ? zone.about.name_zh : zone.about.name_en;
    const auto& other = zh ? zone.about.name_en : zone.about.name_zh;
    return !name.empty() ? name.str() : !other.empty() ? other.str() : zone.about.key;
}

std::string worst_zone(const Session& session, const AuditRun& run) {
    std::size_t worst = run.zones.size();
    for (std::size_t i = 0; i < run.zones.size(); ++i) {
        const auto share = run.lit.zones[i].share();
        if (share && (worst == run.zones.size() || *share < *run.lit.zones[worst].share())) {
            worst = i;
        }
    }
    if (worst == run.zones.size()) {
        return {};
    }
    return session.text(Message{"audit.worst",
                                {{"name", zone_name(session, run.read.city.zones[run.zones[worst]])},
                                 {"share", percent_text(run.lit.zones[worst].share())}}});
}

std::string lit_lines(const Session& session, const AuditRun& run) {
    const auto& lit = run.lit;
    if (run.read.city.roads.empty()) {
        return session.text("audit.no_roads") + "\n";
    }
    const auto longest = report::longest_gap_m(lit).value_or(0);
    const auto on = lit.gaps.empty() ? "–" : run.labels().line(lit.gaps.front().line);
    auto text = session.text(Message{"audit.lit",
                                     {{"share", report::padded(percent_text(lit.all.share()), 8, true)},
                                      {"total", report::padded(length_text(lit.all.total_m), 10, true)},
                                      {"gaps", count_text(static_cast<std::int64_t>(lit.gaps.size()))},
                                      {"longest", fmt::format("{:.0f} m", longest)},
                                      {"road", on},
                                      {"worst", worst_zone(session, run)}}}) +
                "\n";
    for (std::size_t i = 0; i < lit.groups.size(); ++i) {
        if (lit.groups[i].total_m > 0) {
            const double reach = run.rules.reach_of_class_m[i];
            text +=
                session.text(Message{
                    "audit.class",
                    {{"class", report::padded(session.text(std::string("code.road_class.") + road_class_codes[i]), 12)},
                     {"share", report::padded(percent_text(lit.groups[i].share()), 8, true)},
                     {"total", report::padded(length_text(lit.groups[i].total_m), 10, true)},
                     {"reach", length_text(reach >= 0 ? reach : run.rules.default_reach.value())}}}) +
                "\n";
        }
    }
    const bool zh = session.language == Language::zh;
    const auto status = "audit.status." + run.rules.status;
    return text +
           session.text(
               Message{"audit.rules",
                       {{"source", zh ? run.rules.source_zh : run.rules.source},
                        {"status", has_text(status, session.language) ? session.text(status) : run.rules.status}}}) +
           "\n";
}

std::string data_line(const Session& session, const AuditRun& run) {
    std::map<std::string, std::int64_t> reasons;
    for (const auto& issue : run.read.issues) {
        ++reasons[issue.reason];
    }
    std::vector<std::string> parts;
    for (const auto& [reason, count] : reasons) {
        if (parts.size() == 6) {
            parts.emplace_back("…");
            break;
        }
        parts.push_back(fmt::format("{} {}", count_text(count), reason_text(session, reason)));
    }
    if (parts.empty()) {
        parts.push_back(session.text("audit.no_issues"));
    }
    return session.text(Message{"audit.data", {{"issues", fmt::format("{}", fmt::join(parts, " · "))}}}) + "\n";
}

} // namespace

std::vector<FeatureTable> audit_tables(const AuditRun& run, const Session& session) {
    std::vector<FeatureTable> tables;
    if (auto issues = data_issues(run, session); issues.size() > 0) {
        tables.push_back(std::move(issues));
    }
    std::optional<FeatureTable> roads;
    for (auto& table : to_tables(run.read.city)) {
        if (table.name == "streetlights") {
            tables.push_back(std::move(table));
        } else if (table.name == "roads") {
            roads = std::move(table);
        }
    }
    if (!run.lit.gaps.empty()) {
        tables.push_back(dark_stretches(run));
    }
    if (roads) {
        add_covered_columns(*roads, run.lit.lines);
        tables.push_back(std::move(*roads));
    }
    if (!run.zones.empty()) {
        tables.push_back(districts(run));
    }
    return tables;
}

std::string audit_summary(const Session& session, const AuditRun& run, const std::string& city) {
    const auto& read = run.read;
    auto text = session.text(Message{"audit.title",
                                     {{"city", city},
                                      {"frame", read.frame.frame.name()},
                                      {"scale", fmt::format("{:.0e}", read.frame.scale.worst())},
                                      {"zones", count_text(static_cast<std::int64_t>(run.zones.size()))},
                                      {"lights", count_text(static_cast<std::int64_t>(read.city.streetlights.size()))},
                                      {"roads", count_text(static_cast<std::int64_t>(read.city.roads.size()))}}}) +
                "\n";
    text += lit_lines(session, run);
    if (!run.lit.zones.empty() && run.lit.outside_zones.total_m > 0) {
        text += session.text(Message{"audit.outside", {{"total", length_text(run.lit.outside_zones.total_m)}}}) + "\n";
    }
    return text + data_line(session, run);
}

} // namespace kerb::tools
