// What an audit says of walks, trees and open ground.
#include <algorithm>

#include <fmt/format.h>

#include <kerb/report/envelope.hpp>
#include <kerb/report/points_report.hpp>
#include <kerb/report/text_table.hpp>

#include "audit.hpp"
#include "layer_values.hpp"

namespace kerb::tools {
namespace {

using report::count_text;
using report::json_number;
using report::number_or_null;
using report::percent_text;

constexpr std::size_t listed = 1000; ///< unserved homes in the document; the layer has them all
constexpr std::size_t title_width = 32;

std::string shown(double share) {
    return percent_text(share);
}

/// Of people where their number is known, else of buildings.
std::optional<double> share_of(const coverage::Served& served, bool people) {
    return people ? served.weighted_share() : served.share();
}

template <class Zones, class Share>
std::vector<std::optional<double>> shares_of(const Zones& zones, const Share& share) {
    std::vector<std::optional<double>> shares;
    std::transform(zones.begin(), zones.end(), std::back_inserter(shares), share);
    return shares;
}

std::string counted(const Session& session, const coverage::Served& served, bool people) {
    const auto text = session.text(
        Message{people ? "audit_walk.people" : "audit_walk.buildings",
                {{"count", count_text(people ? static_cast<std::int64_t>(served.weight) : served.count)}}});
    return text + (people ? unknown_people(session, served) : "");
}

std::string title(const Session& session, const AuditRule& rule) {
    return report::padded(title_of(session, rule), title_width);
}

std::string with_target(const Session& session, const AuditRule& rule) {
    return (rule.target ? target_of(session, rule, percent_text(*rule.target)) : "") + "\n";
}

std::string walk_line(const Session& session, const AuditRun& run, const WalkAudit& audit, bool people) {
    const auto by = [people](const auto& zone) { return share_of(zone, people); };
    return session.text(
               Message{"audit_walk.walk",
                       {{"title", title(session, audit.rule)},
                        {"share", report::padded(percent_text(by(audit.walk.points.all)), 8, true)},
                        {"of", counted(session, audit.walk.points.all, people)},
                        {"straight", percent_text(by(audit.straight.all))},
                        {"worst", worst_zone(session, run, shares_of(audit.walk.points.zones, by), &shown)}}}) +
           with_target(session, audit.rule);
}

std::string trees_line(const Session& session, const AuditRun& run, const TreesAudit& audit) {
    const auto by = [&audit](const auto& zone) { return share_of(zone, audit.people); };
    return session.text(Message{"audit_walk.trees",
                                {{"title", title(session, audit.rule)},
                                 {"share", report::padded(percent_text(by(audit.all)), 8, true)},
                                 {"of", counted(session, audit.all, audit.people)},
                                 {"trees", std::int64_t{audit.rule.trees}},
                                 {"within", report::length_text(audit.rule.within.value())},
                                 {"worst", worst_zone(session, run, shares_of(audit.zones, by), &shown)}}}) +
           with_target(session, audit.rule);
}

std::string ground_line(const Session& session, const AuditRun& run, const GroundAudit& audit, const char* code) {
    const auto& cover = audit.cover;
    const auto ground = cover.land_kind.empty() ? std::string("audit.ground.all") : "audit.ground." + cover.land_kind;
    const auto by = [](const auto& zone) { return zone.share(); };
    return session.text(
               Message{code,
                       {{"title", title(session, cover.rule)},
                        {"share", report::padded(percent_text(cover.result.all.share()), 8, true)},
                        {"total", report::area_text(cover.result.all.total_m2)},
                        {"ground", has_text(ground, session.language) ? session.text(ground) : cover.land_kind},
                        {"assets", count_text(audit.assets)},
                        {"assumed", count_text(audit.assumed)},
                        {"worst", worst_zone(session, run, shares_of(cover.result.zones, by), &shown)}}}) +
           with_target(session, cover.rule);
}

std::string walk_json(const AuditRun& run, const WalkAudit& audit) {
    const auto& homes = run.walks->homes;
    const bool people = homes.any_people();
    const auto& buildings = run.read.city.buildings;
    const report::PointsLabels labels{[&](std::uint32_t i) { return buildings[homes.building[i]].about.key; },
                                      [](std::uint32_t) { return std::string(); },
                                      [&run](std::uint32_t i) { return run.zone_key(i); }};
    const report::PointsAsked asked{audit.rule.within.value_or(Metres{0}), homes.places,
                                    people ? std::span<const double>(homes.people) : std::span<const double>()};
    const auto walked = share_of(audit.walk.points.all, people), straight = share_of(audit.straight.all, people);
    return fmt::format(
        "{{\"rule\":{},\"facilities\":{},\"facilities_off_streets\":{},\"homes_off_streets\":{},\"by\":\"{}\","
        "\"share\":{},\"euclidean_share\":{},\"difference\":{},\n\"walk\":{}}}",
        rule_json(audit.rule), audit.facilities, audit.off_streets, audit.walk.off_streets,
        people ? "people" : "buildings", number_or_null(walked), number_or_null(straight),
        walked && straight ? json_number(*straight - *walked) : "null",
        report::points_json(audit.walk.points, asked, labels, listed));
}

std::string trees_json(const TreesAudit& audit) {
    const auto& all = audit.all;
    const auto share = share_of(all, audit.people);
    return fmt::format(
        "{{\"rule\":{},\"trees\":{},\"within_m\":{},\"by\":\"{}\",\"buildings\":{},\"buildings_with\":{},"
        "\"people\":{},\"people_with\":{},\"unknown_people\":{},\"share\":{}}}",
        rule_json(audit.rule), audit.rule.trees, json_number(audit.rule.within.value()),
        audit.people ? "people" : "buildings", all.count, all.served, audit.people ? json_number(all.weight) : "null",
        audit.people ? json_number(all.served_weight) : "null", all.unknown_weight, number_or_null(share));
}

std::string ground_json(const AuditRun& run, const GroundAudit& audit) {
    std::string zones;
    for (std::uint32_t i = 0; audit.cover.zones && i < audit.cover.result.zones.size(); ++i) {
        const auto& zone = audit.cover.result.zones[i];
        const auto share = zone.share();
        zones += fmt::format("{}{{\"id\":{},\"total_m2\":{},\"covered_m2\":{},\"share\":{}}}", zones.empty() ? "" : ",",
                             report::json_text(run.zone_key(i)), json_number(zone.total_m2),
                             json_number(zone.covered_m2), number_or_null(share));
    }
    const auto& all = audit.cover.result.all;
    const auto share = all.share();
    return fmt::format(
        "{{\"rule\":{},\"land_kind\":{},\"assets\":{},\"assumed\":{},\"total_m2\":{},\"covered_m2\":{},"
        "\"share\":{},\"zones\":[{}]}}",
        rule_json(audit.cover.rule), report::text_or_null(audit.cover.land_kind), audit.assets, audit.assumed,
        json_number(all.total_m2), json_number(all.covered_m2), number_or_null(share), zones);
}

FeatureTable walk_unserved(const AuditRun& run) {
    FeatureTable table;
    table.name = "walk_unserved";
    table.frame = run.read.city.frame;
    Column rule("rule", ColumnType::text), rank("rank", ColumnType::integer), building("building", ColumnType::text);
    Column people("population", ColumnType::real), straight("straight_m", ColumnType::real);
    Points places;
    for (const auto& audit : run.walks->rules) {
        std::int64_t place = 0;
        for (const auto i : audit.walk.points.unserved) {
            places.push_back(run.walks->homes.places[i]);
            table.rows.push_back(static_cast<std::int64_t>(table.rows.size()) + 1);
            rule.push(audit.rule.id);
            rank.push(++place);
            push_text(building, run.read.city.buildings[run.walks->homes.building[i]].about.key);
            push_number(people, run.walks->homes.people[i]);
            push_number(straight, audit.straight.nearest[i].distance_m);
        }
    }
    table.geometry = std::move(places);
    table.columns = {rule, rank, building, people, straight};
    return table;
}

} // namespace

std::string walk_lines(const Session& session, const AuditRun& run) {
    std::string text;
    if (run.walks) {
        for (const auto& audit : run.walks->rules) {
            text += walk_line(session, run, audit, run.walks->homes.any_people());
        }
    }
    text += run.near_trees ? trees_line(session, run, *run.near_trees) : "";
    text += run.canopy ? ground_line(session, run, *run.canopy, "audit_walk.canopy") : "";
    text += run.open_ground ? ground_line(session, run, *run.open_ground, "audit_walk.open_ground") : "";
    return text.empty() ? text : session.text("audit_walk.walks") + "\n" + text;
}

std::string walks_json(const AuditRun& run) {
    std::string walks;
    if (run.walks) {
        for (const auto& audit : run.walks->rules) {
            walks += (walks.empty() ? "" : ",\n") + walk_json(run, audit);
        }
    }
    return fmt::format("\"walks\":[{}],\n\"near_trees\":{},\n\"canopy\":{},\n\"open_ground\":{}", walks,
                       run.near_trees ? trees_json(*run.near_trees) : "null",
                       run.canopy ? ground_json(run, *run.canopy) : "null",
                       run.open_ground ? ground_json(run, *run.open_ground) : "null");
}

std::vector<FeatureTable> walk_tables(const AuditRun& run) {
    std::vector<FeatureTable> tables;
    if (run.walks) {
        tables.push_back(walk_unserved(run));
    }
    return tables;
}

} // namespace kerb::tools
