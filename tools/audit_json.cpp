// The document summary.json of an audit.
#include <fmt/format.h>

#include <kerb/report/conflicts_report.hpp>
#include <kerb/report/density_report.hpp>
#include <kerb/report/envelope.hpp>
#include <kerb/report/points_report.hpp>

#include "audit.hpp"
#include "inventory_account.hpp"
#include "periods.hpp"

namespace kerb::tools {
namespace {

using report::json_text;
using report::text_or_null;

/// Rows of each list in the document; audit.gpkg has them all.
constexpr std::size_t listed = 1000;

std::string lit_json(const AuditRun& run) {
    return fmt::format("{{\"rules\":{{\"title\":{},\"source\":{},\"status\":{}}},\"zone_kind\":{},\n\"coverage\":{}}}",
                       json_text(run.rules.title), json_text(run.rules.source), json_text(run.rules.status),
                       text_or_null(run.zone_kind), report::length_json(run.lit, run.labels()));
}

std::string waste_json(const AuditRun& run) {
    const auto& audit = *run.waste;
    const auto& city = run.read.city;
    const report::PointsLabels labels{
        [&](std::uint32_t i) { return city.buildings[audit.homes.building[i]].about.key; },
        [](std::uint32_t) { return std::string(); }, [&run](std::uint32_t i) { return run.zone_key(i); }};
    const report::PointsAsked asked{audit.rule.within.value_or(Metres{0}), audit.homes.places, audit.homes.people};
    return fmt::format("{{\"rule\":{},\n\"coverage\":{}}}", rule_json(audit.rule),
                       report::points_json(audit.result, asked, labels, listed));
}

std::string density_json(const AuditRun& run) {
    report::DensityLabels labels;
    labels.zone = [&run](std::uint32_t i) { return run.zone_key(i); };
    labels.group = [](std::uint32_t i) { return std::string(road_class_codes[i]); };
    labels.lines = true;
    return fmt::format("{{\"rule\":{},\n\"density\":{}}}", rule_json(*run.rules.density),
                       report::density_json(*run.density, labels));
}

std::string spacing_json(const AuditRun& run) {
    const auto named = run.labels();
    const report::SpacingLabels labels{named.line, named.group, named.class_of_line};
    return fmt::format("{{\"rule\":{},\n\"spacing\":{}}}", rule_json(*run.rules.spacing),
                       report::spacing_json(*run.spacing, labels, listed));
}

template <class Of, class Against>
std::string conflict_json(const ConflictAudit& audit, const std::vector<Of>& of, const std::vector<Against>& against) {
    const report::ConflictLabels labels{[&of](std::uint32_t i) { return of[i].about.key; },
                                        [&against](std::uint32_t i) { return against[i].about.key; },
                                        [](const coverage::Conflict& c) { return begin_text(c.period); },
                                        [](const coverage::Conflict& c) { return end_text(c.period); }};
    return fmt::format("{{\"rule\":{},\n\"conflicts\":{}}}", rule_json(audit.rule),
                       report::conflicts_json(audit.result, labels, listed));
}

std::string unmeasured_json(const AuditRun& run) {
    std::string text = "[";
    for (const auto& rule : run.unmeasured) {
        text += (text.size() > 1 ? "," : "") + rule_json(rule);
    }
    return text + "]";
}

std::string parks_json(const AuditRun& run) {
    std::string text = "[";
    for (const auto& audit : run.parks) {
        text += (text.size() > 1 ? ",\n" : "") + cover_json(run, audit);
    }
    return text + "]";
}

} // namespace

std::string rule_json(const AuditRule& rule) {
    return fmt::format("{{\"id\":{},\"title\":{},\"title_zh\":{},\"source\":{},\"status\":{},\"target\":{}}}",
                       json_text(rule.id), json_text(rule.title), json_text(rule.title_zh), json_text(rule.source),
                       json_text(rule.status), rule.target ? report::json_number(*rule.target) : "null");
}

std::string cover_json(const AuditRun& run, const CoverAudit& audit) {
    const report::AreaLabels labels{[&run](std::uint32_t i) { return run.zone_key(i); }, {}};
    const report::AreaAsked asked{audit.rule.within, audit.rule.bands, {}, audit.zones, {}};
    return fmt::format("{{\"rule\":{},\"land_kind\":{},\n\"coverage\":{}}}", rule_json(audit.rule),
                       text_or_null(audit.land_kind), report::area_json(audit.result, asked, labels, listed));
}

std::string audit_json(const AuditRun& run, const Session& session) {
    const auto& city = run.read.city;
    const auto result = fmt::format(
        "{{\"lit_roads\":{},\n\"parks\":{},\n\"toilets\":{},\n\"waste\":{},\n\"road_density\":{},\n\"lamp_spacing\":{},"
        "\n\"ads_in_green\":{},\n\"excavation_conflicts\":{},\n{},\n{},\n\"lamps\":{},\n\"water\":{},\n\"systems\":{},"
        "\n\"unmeasured\":{}}}",
        lit_json(run), parks_json(run), run.toilets ? cover_json(run, *run.toilets) : "null",
        run.waste ? waste_json(run) : "null", run.density ? density_json(run) : "null",
        run.spacing ? spacing_json(run) : "null",
        run.ads ? conflict_json(*run.ads, city.billboards, city.green_spaces) : "null",
        run.excavation ? conflict_json(*run.excavation, city.excavation_permits, city.excavation_permits) : "null",
        duties_json(run), walks_json(run), lamps_json(session, run), water_json(run), systems_json(run.systems),
        unmeasured_json(run));
    return report::to_json({run.read.frame, report::Accuracy{"interval_union", 1e-12}, accounts_of(run.read.layers),
                            run.read.issues, session.language},
                           result);
}

} // namespace kerb::tools
