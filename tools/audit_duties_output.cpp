// What an audit says of duties, of what is late, and of assets in no cell of the grid.
#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include <kerb/geometry/measures.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/text_table.hpp>

#include "audit_duties.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using coverage::ClaimedLength;
using coverage::ClaimStretch;
using report::count_text;
using report::json_number;
using report::json_text;
using report::length_text;
using report::number_or_null;
using report::percent_text;
using report::text_or_null;

constexpr std::size_t listed = 1000; ///< rows of each list in the document; audit.gpkg has them all
constexpr std::size_t title_width = 32;

std::string claimed_json(const ClaimedLength& length) {
    const auto share = length.one_share();
    return fmt::format("\"total_m\":{},\"one_m\":{},\"none_m\":{},\"double_m\":{},\"one_share\":{}",
                       json_number(length.total_m), json_number(length.one_m), json_number(length.none_m),
                       json_number(length.several_m), number_or_null(share));
}

std::string units_of(const DutyAudit& audit, const ClaimStretch& stretch, const char* between) {
    std::string units;
    for (const auto owner : stretch.owners) {
        units += (units.empty() ? "" : between) + audit.units[owner];
    }
    return units;
}

std::string zone_of(const AuditRun& run, const ClaimStretch& stretch) {
    return stretch.zone == coverage::no_zone ? std::string() : run.zone_key(stretch.zone);
}

std::string stretches_json(const AuditRun& run, const DutyAudit& audit, const std::vector<ClaimStretch>& stretches) {
    std::string text;
    for (std::size_t i = 0; i < std::min(listed, stretches.size()); ++i) {
        const auto& one = stretches[i];
        std::string units;
        for (const auto owner : one.owners) {
            units += (units.empty() ? "" : ",") + json_text(audit.units[owner]);
        }
        text += fmt::format("{}\n{{\"line\":{},\"from_m\":{},\"to_m\":{},\"length_m\":{},\"zone\":{},\"units\":[{}]}}",
                            i > 0 ? "," : "", text_or_null(run.read.city.roads[audit.roads[one.line]].about.key),
                            json_number(one.from_m), json_number(one.to_m), json_number(one.length_m()),
                            text_or_null(zone_of(run, one)), units);
    }
    return "[" + text + "]";
}

/// Stretches of both kinds in one order.
std::vector<const ClaimStretch*> longest_first(const coverage::ClaimsAlongLinesResult& found) {
    std::vector<const ClaimStretch*> all;
    for (const auto* list : {&found.none, &found.several}) {
        std::transform(list->begin(), list->end(), std::back_inserter(all), [](const auto& one) { return &one; });
    }
    std::stable_sort(all.begin(), all.end(), [](const auto* a, const auto* b) {
        const auto x = a->length_m(), y = b->length_m();
        return std::tie(y, a->line, a->from_m) < std::tie(x, b->line, b->from_m);
    });
    return all;
}

std::string short_json(const coverage::ShortStretches& stretches) {
    return fmt::format("{{\"count\":{},\"length_m\":{}}}", stretches.count, json_number(stretches.length_m));
}

std::string duty_json(const AuditRun& run, const DutyAudit& audit) {
    const auto& found = audit.found;
    std::string zones;
    for (std::uint32_t i = 0; i < found.zones.size(); ++i) {
        zones += fmt::format("{}\n{{\"id\":{},{}}}", i > 0 ? "," : "", text_or_null(run.zone_key(i)),
                             claimed_json(found.zones[i]));
    }
    return fmt::format(
        "{{\"rule\":{},\"kind\":{},\"records\":{},\"used\":{},\"unplaced\":{},\"not_in_force\":{},"
        "\"roads\":{},\n{},\"none_count\":{},\"double_count\":{},\"short_none\":{},\"short_double\":{},\n"
        "\"zones\":[{}],\n\"outside_zones\":{{{}}},\n\"none\":{},\n\"double\":{}}}",
        rule_json(audit.rule), json_text(audit.rule.kind), audit.records, audit.used, audit.unplaced,
        audit.not_in_force, audit.roads.size(), claimed_json(found.all), found.none.size(), found.several.size(),
        short_json(found.short_none), short_json(found.short_several), zones, claimed_json(found.outside_zones),
        stretches_json(run, audit, found.none), stretches_json(run, audit, found.several));
}

std::string overdue_json(const AuditRun& run) {
    if (!run.overdue || !run.overdue->dated()) {
        return "null";
    }
    const auto& audit = *run.overdue;
    std::string kinds, list;
    for (std::size_t i = 0; i < promise_codes.size(); ++i) {
        const auto& count = audit.found.counts[i];
        kinds += fmt::format("{}{{\"kind\":\"{}\",\"records\":{},\"dated\":{},\"overdue\":{}}}", i > 0 ? "," : "",
                             promise_codes[i], count.records, count.dated, count.overdue);
    }
    const OverdueRecords records(run.read.city);
    for (std::size_t i = 0; i < std::min(listed, audit.found.list.size()); ++i) {
        const auto& one = audit.found.list[i];
        const auto record = records.of(one);
        list +=
            fmt::format("{}\n{{\"kind\":\"{}\",\"key\":{},\"due\":{},\"days_late\":{},\"unit\":{}}}", i > 0 ? "," : "",
                        promise_codes[static_cast<std::size_t>(one.promise)], text_or_null(record.about->key),
                        json_text(to_text(one.due)), one.days, text_or_null(record.unit));
    }
    return fmt::format("{{\"rule\":{},\"as_of\":{},\"overdue_count\":{},\"kinds\":[{}],\n\"list\":[{}]}}",
                       rule_json(*audit.rule), json_text(to_text(*audit.as_of)), audit.overdue(), kinds, list);
}

std::string grid_less_json(const AuditRun& run) {
    if (!run.overdue || run.overdue->grid_less.empty()) {
        return "null";
    }
    std::int64_t without = 0, count = 0;
    std::string layers;
    for (const auto& layer : run.overdue->grid_less) {
        without += layer.without;
        count += layer.count;
        std::string keys;
        for (const auto& key : layer.keys) {
            keys += (keys.empty() ? "" : ",") + json_text(key);
        }
        layers += fmt::format("{}\n{{\"layer\":{},\"without\":{},\"count\":{},\"keys\":[{}]}}",
                              layers.empty() ? "" : ",", json_text(layer.layer), layer.without, layer.count, keys);
    }
    return fmt::format("{{\"without\":{},\"count\":{},\"layers\":[{}]}}", without, count, layers);
}

/// `10 of 40 projects · …`, kinds that have dates alone.
std::string overdue_text(const Session& session, const OverdueAudit& audit) {
    std::string text;
    for (std::size_t i = 0; i < promise_codes.size(); ++i) {
        const auto& count = audit.found.counts[i];
        if (count.dated > 0) {
            text += (text.empty() ? "" : session.text("audit_duties.and")) +
                    session.text(Message{std::string("audit_duties.late.") + std::string(promise_codes[i]),
                                         {{"k", count_text(count.overdue)}, {"n", count_text(count.dated)}}});
        }
    }
    return text;
}

std::string answers_text(const Session& session, const AuditRun& run, const DutyAudit& audit) {
    const auto& all = audit.found.all;
    std::vector<std::optional<double>> shares;
    for (const auto& zone : audit.found.zones) {
        shares.push_back(zone.one_share());
    }
    return session.text(
        Message{"audit_duties.answers",
                {{"title", report::padded(title_of(session, audit.rule), title_width)},
                 {"share", report::padded(percent_text(all.one_share()), 8, true)},
                 {"total", length_text(all.total_m)},
                 {"none", length_text(all.none_m)},
                 {"several", length_text(all.several_m)},
                 {"worst", worst_zone(session, run, shares, [](double share) { return percent_text(share); })}}});
}

} // namespace

std::string duty_line(const Session& session, const AuditRun& run) {
    std::string text;
    for (const auto& audit : run.duties) {
        text += (text.empty() ? "" : "\n") + answers_text(session, run, *audit);
    }
    if (run.overdue && run.overdue->dated()) {
        const auto late = overdue_text(session, *run.overdue);
        text +=
            text.empty()
                ? session.text(Message{
                      "audit_duties.overdue",
                      {{"title", report::padded(title_of(session, *run.overdue->rule), title_width)}, {"late", late}}})
                : session.text(Message{"audit_duties.and_overdue", {{"late", late}}});
    }
    return text.empty() ? text : text + "\n";
}

std::string duties_json(const AuditRun& run) {
    std::string duties;
    for (const auto& audit : run.duties) {
        duties += (duties.empty() ? "" : ",\n") + duty_json(run, *audit);
    }
    return fmt::format("\"duties\":[{}],\n\"overdue\":{},\n\"grid_less\":{}", duties, overdue_json(run),
                       grid_less_json(run));
}

std::vector<FeatureTable> duty_tables(const AuditRun& run) {
    FeatureTable table;
    table.name = "duty_gaps";
    table.frame = run.read.city.frame;
    const auto labels = run.labels();
    Column rank("rank", ColumnType::integer), rule("rule", ColumnType::text), kind("kind", ColumnType::text);
    Column road("road", ColumnType::text), name("name_zh", ColumnType::text), of_class("road_class", ColumnType::text);
    Column district("district", ColumnType::text), units("units", ColumnType::text);
    Column from("from_m", ColumnType::real), to("to_m", ColumnType::real), length("length_m", ColumnType::real);
    Lines geometry;
    for (const auto& audit : run.duties) {
        const auto stretches = longest_first(audit->found);
        for (std::size_t i = 0; i < stretches.size(); ++i) {
            const auto& one = *stretches[i];
            const auto position = audit->roads[one.line];
            const auto& asset = run.read.city.roads[position];
            geometry.push(stretch(asset.centreline, one.from_m, one.to_m));
            table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
            rank.push(static_cast<std::int64_t>(i) + 1);
            rule.push(audit->rule.id);
            kind.push(std::string(one.owners.empty() ? "none" : "double"));
            push_text(road, asset.about.key);
            push_text(name, asset.about.name_zh);
            push_text(of_class, labels.class_of_line(position));
            push_text(district, zone_of(run, one));
            from.push(one.from_m);
            to.push(one.to_m);
            length.push(one.length_m());
            push_text(units, units_of(*audit, one, "; "));
        }
    }
    table.geometry = std::move(geometry);
    table.columns = {rank, kind, road, name, of_class, district, from, to, length, units, rule};
    return {std::move(table)};
}

std::vector<FeatureTable> overdue_tables(const AuditRun& run) {
    FeatureTable table;
    table.name = "overdue";
    table.frame = run.read.city.frame;
    Column rank("rank", ColumnType::integer), kind("kind", ColumnType::text), key("key", ColumnType::text);
    Column name("name_zh", ColumnType::text), due("due", ColumnType::text), days("days_late", ColumnType::integer);
    Column unit("unit", ColumnType::text);
    Points places;
    if (run.overdue && run.overdue->dated()) {
        const OverdueRecords records(run.read.city);
        for (std::size_t i = 0; i < run.overdue->found.list.size(); ++i) {
            const auto& one = run.overdue->found.list[i];
            const auto record = records.of(one);
            const auto place = record.place != nullptr ? point_of(*record.place) : std::nullopt;
            if (!place) {
                continue; // in the document alone
            }
            places.push_back(*place);
            table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
            rank.push(static_cast<std::int64_t>(i) + 1);
            kind.push(std::string(promise_codes[static_cast<std::size_t>(one.promise)]));
            push_text(key, record.about->key);
            push_text(name, record.about->name_zh);
            push_text(due, to_text(one.due));
            days.push(one.days);
            push_text(unit, record.unit);
        }
    }
    table.geometry = std::move(places);
    table.columns = {rank, kind, key, name, due, days, unit};
    return {std::move(table)};
}

} // namespace kerb::tools
