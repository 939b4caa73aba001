// What `kerb audit` shows.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include <kerb/report/text_table.hpp>

#include "audit.hpp"

namespace kerb::tools {
namespace {

using report::area_text;
using report::count_text;
using report::length_text;
using report::percent_text;

std::string zone_name(const Session& session, const Zone& zone) {
    const bool zh = session.language == Language::zh;
    const auto& name = zh ? zone.about.name_zh : zone.about.name_en;
    const auto& other = zh ? zone.about.name_en : zone.about.name_zh;
    return !name.empty() ? name.str() : !other.empty() ? other.str() : zone.about.key;
}

template <class Zone, class Figure>
std::vector<std::optional<double>> figures_of(const std::vector<Zone>& zones, Figure figure) {
    std::vector<std::optional<double>> figures;
    std::transform(zones.begin(), zones.end(), std::back_inserter(figures), figure);
    return figures;
}

std::string status_of(const Session& session, const std::string& status) {
    const auto code = "audit.status." + status;
    return has_text(code, session.language) ? session.text(code) : status;
}

std::string percent(double share) {
    return percent_text(share);
}

std::string lit_lines(const Session& session, const AuditRun& run) {
    const auto& lit = run.lit;
    if (run.read.city.roads.empty()) {
        return session.text("audit.no_roads") + "\n";
    }
    const auto longest = report::longest_gap_m(lit).value_or(0);
    const auto on = lit.gaps.empty() ? "–" : run.labels().line(lit.gaps.front().line);
    auto text = session.text(Message{
                    "audit.lit",
                    {{"share", report::padded(percent_text(lit.all.share()), 8, true)},
                     {"total", report::padded(length_text(lit.all.total_m), 10, true)},
                     {"gaps", count_text(static_cast<std::int64_t>(lit.gaps.size()))},
                     {"longest", fmt::format("{:.0f} m", longest)},
                     {"road", on},
                     {"worst", worst_zone(session, run, figures_of(lit.zones, [](const auto& z) { return z.share(); }),
                                          percent)}}}) +
                "\n";
    std::vector<std::string> classes;
    for (std::size_t i = 0; i < lit.groups.size(); ++i) {
        if (lit.groups[i].total_m > 0) {
            const double reach = run.rules.reach_of_class_m[i];
            classes.push_back(
                session.text(Message{"audit.class",
                                     {{"class", session.text(std::string("code.road_class.") + road_class_codes[i])},
                                      {"share", percent_text(lit.groups[i].share())},
                                      {"reach", length_text(reach >= 0 ? reach : run.rules.default_reach.value())}}}));
        }
    }
    text += classes.empty() ? "" : fmt::format("          {}\n", fmt::join(classes, " · "));
    const bool zh = session.language == Language::zh;
    return text +
           session.text(Message{"audit.rules",
                                {{"source", zh ? run.rules.source_zh : run.rules.source},
                                 {"status", status_of(session, run.rules.status)}}}) +
           "\n";
}

std::string data_line(const Session& session, const AuditRun& run) {
    std::map<std::string, std::int64_t> reasons;
    for (const auto& issue : run.read.issues) {
        reasons[issue.reason] += issue.count;
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

/// A line that begins with the name of its part; the part is named once.
std::string cover_line(const Session& session, const AuditRun& run, const CoverAudit& audit) {
    const auto& all = audit.result.all;
    const auto ground = audit.land_kind.empty() ? "audit.ground.all" : "audit.ground." + audit.land_kind;
    auto text = session.text(Message{
        "audit.cover",
        {{"title", report::padded(title_of(session, audit.rule), 32)},
         {"share", report::padded(percent_text(all.share()), 8, true)},
         {"total", area_text(all.total_m2)},
         {"ground", has_text(ground, session.language) ? session.text(ground) : audit.land_kind},
         {"largest", area_text(report::largest_gap_m2(audit.result).value_or(0))},
         {"worst", worst_zone(session, run, figures_of(audit.result.zones, [](const auto& z) { return z.share(); }),
                              percent)}}});
    if (audit.rule.target) {
        text += target_of(session, audit.rule, percent_text(*audit.rule.target));
    }
    return text;
}

/// What later rules that ask the same have for a target.
std::string other_targets(const Session& session, const AuditRun& run, const CoverAudit& audit) {
    std::string text;
    for (const auto* other = &audit + 1; other != run.parks.data() + run.parks.size(); ++other) {
        if (other->rule.target && same_question(other->rule, audit.rule)) {
            text += session.text(Message{"audit.other_target",
                                         {{"target", percent_text(*other->rule.target)},
                                          {"title", title_of(session, other->rule)},
                                          {"status", status_of(session, other->rule.status)}}});
        }
    }
    return text;
}

std::string waste_line(const Session& session, const AuditRun& run) {
    const auto& all = run.waste->result.all;
    return session.text(Message{"audit.people",
                                {{"title", report::padded(title_of(session, run.waste->rule), 32)},
                                 {"share", report::padded(percent_text(all.weighted_share()), 8, true)},
                                 {"total", count_text(static_cast<std::int64_t>(all.weight))},
                                 {"within", length_text(run.waste->rule.within.value_or(Metres{0}).value())},
                                 {"worst", unknown_people(session, all) +
                                               worst_zone(session, run,
                                                          figures_of(run.waste->result.zones,
                                                                     [](const auto& z) { return z.weighted_share(); }),
                                                          percent)}}}) +
           "\n";
}

std::string service_lines(const Session& session, const AuditRun& run) {
    std::string text;
    for (auto audit = run.parks.begin(); audit != run.parks.end(); ++audit) {
        const auto same = [&](const CoverAudit& other) { return same_question(other.rule, audit->rule); };
        if (std::none_of(run.parks.begin(), audit, same)) {
            text += cover_line(session, run, *audit) + other_targets(session, run, *audit) + "\n";
        }
    }
    text += run.toilets ? cover_line(session, run, *run.toilets) + "\n" : "";
    text += run.waste ? waste_line(session, run) : "";
    for (const auto& rule : run.unmeasured) {
        text += session.text(Message{"audit.none", {{"title", report::padded(title_of(session, rule), 32)}}}) + "\n";
    }
    return text.empty() ? text : session.text("audit.services") + "\n" + text;
}

std::string density_line(const Session& session, const AuditRun& run) {
    const auto& inside = run.density->inside;
    const auto figure = [](double value) { return fmt::format("{:.2f} km/km²", value); };
    const auto density = inside.km_per_km2();
    auto text = session.text(Message{
        "audit.density",
        {{"title", report::padded(title_of(session, *run.rules.density), 32)},
         {"density", report::padded(density ? figure(*density) : "–", 8, true)},
         {"length", length_text(inside.length_m)},
         {"area", area_text(inside.area_m2)},
         {"worst", worst_zone(session, run,
                              figures_of(run.density->zones, [](const auto& z) { return z.km_per_km2(); }), figure)}}});
    if (const auto& target = run.rules.density->target) {
        text += target_of(session, *run.rules.density, fmt::format("{:g} km/km²", *target));
    }
    return text + "\n";
}

std::string spacing_line(const Session& session, const AuditRun& run) {
    const auto& all = run.spacing->all;
    const auto longest = std::find_if(run.spacing->over.begin(), run.spacing->over.end(),
                                      [](const auto& stretch) { return !stretch.end; });
    const bool any = longest != run.spacing->over.end();
    return session.text(Message{"audit.spacing",
                                {{"title", report::padded(title_of(session, *run.rules.spacing), 32)},
                                 {"over", count_text(all.over_count)},
                                 {"judged", count_text(all.judged)},
                                 {"longest", any ? fmt::format("{:.0f} m", longest->spacing_m()) : "–"},
                                 {"road", any ? run.labels().line(longest->line) : "–"},
                                 {"bare", length_text(all.bare_m)}}}) +
           "\n";
}

std::string conflict_line(const Session& session, const ConflictAudit& audit, const char* code) {
    return session.text(Message{code,
                                {{"title", report::padded(title_of(session, audit.rule), 32)},
                                 {"of", count_text(audit.result.of_count)},
                                 {"total", count_text(audit.result.of_total)},
                                 {"against", count_text(audit.result.against_total)},
                                 {"pairs", count_text(static_cast<std::int64_t>(audit.result.conflicts.size()))}}}) +
           "\n";
}

/// Billboards and permits share a line, so that the summary stays on one screen.
std::string order_line(const Session& session, const AuditRun& run) {
    if (!run.ads || !run.excavation) {
        return (run.ads ? conflict_line(session, *run.ads, "audit.ads") : "") +
               (run.excavation ? conflict_line(session, *run.excavation, "audit.excavation") : "");
    }
    auto text = conflict_line(session, *run.ads, "audit.ads");
    text.pop_back(); // its end
    const auto& digs = run.excavation->result;
    return text +
           session.text(Message{"audit_duties.permits",
                                {{"title", title_of(session, run.excavation->rule)},
                                 {"of", count_text(digs.of_count)},
                                 {"total", count_text(digs.of_total)},
                                 {"pairs", count_text(static_cast<std::int64_t>(digs.conflicts.size()))}}}) +
           "\n";
}

std::string street_lines(const Session& session, const AuditRun& run) {
    auto text = run.density ? density_line(session, run) : std::string();
    text += run.spacing ? spacing_line(session, run) : "";
    text += order_line(session, run) + duty_line(session, run);
    return text.empty() ? text : session.text("audit.streets") + "\n" + text;
}

} // namespace

std::string worst_zone(const Session& session, const AuditRun& run, const std::vector<std::optional<double>>& figures,
                       const std::function<std::string(double)>& show) {
    std::size_t worst = run.zones.size();
    for (std::size_t i = 0; i < std::min(figures.size(), run.zones.size()); ++i) {
        if (figures[i] && (worst == run.zones.size() || *figures[i] < *figures[worst])) {
            worst = i;
        }
    }
    if (worst == run.zones.size()) {
        return {};
    }
    return session.text(Message{
        "audit.worst",
        {{"name", zone_name(session, run.read.city.zones[run.zones[worst]])}, {"share", show(*figures[worst])}}});
}

std::string title_of(const Session& session, const AuditRule& rule) {
    return session.language == Language::zh ? rule.title_zh : rule.title;
}

std::string unknown_people(const Session& session, const coverage::Served& served) {
    return served.unknown_weight > 0
               ? session.text(Message{"audit_walk.unknown", {{"count", count_text(served.unknown_weight)}}})
               : "";
}

std::string target_of(const Session& session, const AuditRule& rule, const std::string& target) {
    return session.text(Message{"audit.target", {{"target", target}, {"status", status_of(session, rule.status)}}});
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
    return text + service_lines(session, run) + walk_lines(session, run) + street_lines(session, run) +
           lamp_lines(session, run) + water_lines(session, run) + data_line(session, run);
}

} // namespace kerb::tools
