// What an audit says of a city on both dates, and where the two may not be held against each other.
#include <algorithm>
#include <set>

#include <kerb/report/outage_report.hpp>

#include "diff.hpp"
#include "outage_rates.hpp"

namespace kerb::tools {
namespace {

using report::DiffIndicator;
using Figure = DiffIndicator::Figure;

/// A figure of one date, and the ground it stands on.
struct Headline {
    std::string id, title_en, title_zh, parts; ///< as DiffIndicator
    Figure figure;
    std::string ground; ///< kind of zones whose borders it depends on; empty: none
    std::string basis;  ///< by what it was told; empty: there is one way only
};
using Headlines = std::vector<Headline>;

void add(Headlines& all, const AuditRule& rule, const std::string& parts, const Figure& figure,
         const std::string& ground = "", const std::string& basis = "") {
    all.push_back({rule.id, rule.title, rule.title_zh, parts, figure, ground, basis});
}

/// Ground of a cover: its land, else that of the zones.
std::string ground_kind(const AuditRun& run, const CoverAudit& audit) {
    return audit.land_kind.empty() ? run.zone_kind : audit.land_kind;
}

void add_cover(Headlines& all, const AuditRun& run, const CoverAudit& audit) {
    const auto& cover = audit.result.all;
    add(all, audit.rule, "m2", {cover.share(), cover.covered_m2, cover.total_m2}, ground_kind(run, audit));
}

void add_served(Headlines& all, const AuditRule& rule, const coverage::Served& served, bool people) {
    if (people) {
        add(all, rule, "people", {served.weighted_share(), served.served_weight, served.weight}, "", "people");
    } else {
        add(all, rule, "buildings",
            {served.share(), static_cast<double>(served.served), static_cast<double>(served.count)}, "", "buildings");
    }
}

Figure of_counts(std::int64_t k, std::int64_t n) {
    return {n > 0 ? std::optional(static_cast<double>(k) / static_cast<double>(n)) : std::nullopt,
            static_cast<double>(k), static_cast<double>(n)};
}

void add_services(Headlines& all, const AuditRun& run) {
    for (const auto& audit : run.parks) {
        add_cover(all, run, audit);
    }
    if (run.toilets) {
        add_cover(all, run, *run.toilets);
    }
    if (run.waste) {
        add_served(all, run.waste->rule, run.waste->result.all, true);
    }
    if (run.walks) {
        for (const auto& audit : run.walks->rules) {
            add_served(all, audit.rule, audit.walk.points.all, run.walks->homes.any_people());
        }
    }
    if (run.near_trees) {
        add_served(all, run.near_trees->rule, run.near_trees->all, run.near_trees->people);
    }
    if (run.canopy) {
        add_cover(all, run, run.canopy->cover);
    }
    if (run.open_ground) {
        add_cover(all, run, run.open_ground->cover);
    }
}

void add_streets(Headlines& all, const AuditRun& run) {
    if (run.density) {
        const auto& inside = run.density->inside;
        add(all, *run.rules.density, "m_m2", {inside.km_per_km2(), inside.length_m, inside.area_m2}, run.zone_kind);
    }
    if (run.spacing) {
        add(all, *run.rules.spacing, "assets", of_counts(run.spacing->all.over_count, run.spacing->all.judged));
    }
    if (run.ads) {
        add(all, run.ads->rule, "assets", of_counts(run.ads->result.of_count, run.ads->result.of_total));
    }
    if (run.excavation) {
        add(all, run.excavation->rule, "assets",
            of_counts(run.excavation->result.of_count, run.excavation->result.of_total));
    }
}

/// The share of lamps that are lit, by what tells of it best.
void add_lamps(Headlines& all, const AuditRun& run) {
    if (!run.rules.lamps) {
        return;
    }
    RatesCommand command;
    command.zone_kind = run.zone_kind.empty() ? "district" : run.zone_kind;
    command.by = "district";
    auto input = lend_outage(run.read.city, command);
    if (!has_evidence(*input)) {
        return;
    }
    const auto rates = find_rates(std::move(input), command);
    const auto& seen = rates.result.overall.seen;
    add(all, *run.rules.lamps, "assets", of_counts(seen.of - seen.out, seen.of), "",
        report::basis_name(rates.evidence.basis));
}

Headlines headlines(AuditRun& run, const Session& session) {
    measure_lit_roads(run, session);
    measure_services(run, session);
    measure_walks(run, session);
    measure_green(run, session);
    measure_streets(run, session);
    measure_order(run, session);
    Headlines all;
    if (!run.read.city.roads.empty() && !run.read.city.streetlights.empty()) { // without lamps nobody knows
        const auto& lit = run.lit.all;
        all.push_back({"lit_roads",
                       render("diff.lit_title", Language::en),
                       render("diff.lit_title", Language::zh),
                       "m",
                       {lit.share(), lit.covered_m, lit.total_m},
                       "",
                       ""});
    }
    add_services(all, run);
    add_streets(all, run);
    add_lamps(all, run);
    return all;
}

/// Kinds of zones whose borders are not what they were.
std::set<std::string> changed_zones(const DiffRun& run) {
    std::set<std::string> kinds;
    const auto* part = run.part("zones");
    if (part == nullptr) {
        return kinds;
    }
    const auto &before = run.before.read.city.zones, &now = run.now.read.city.zones;
    for (const auto position : part->removed) {
        kinds.insert(before[position].kind);
    }
    for (const auto position : part->added) {
        kinds.insert(now[position].kind);
    }
    for (const auto& pair : part->pairs) {
        if (pair.moved || before[pair.before].kind != now[pair.now].kind.str()) {
            kinds.insert(before[pair.before].kind);
            kinds.insert(now[pair.now].kind);
        }
    }
    return kinds;
}

/// Why two figures may not be held against each other; empty when they may.
std::string obstacle(const Headline& before, const Headline& now, const std::set<std::string>& changed) {
    return before.ground != now.ground    ? "ground"
           : changed.contains(now.ground) ? "zones"
           : before.basis != now.basis    ? "basis"
                                          : "";
}

} // namespace

void measure_indicators(DiffRun& run, const Session& session) {
    const auto before = headlines(run.before, session), now = headlines(run.now, session);
    const auto changed = changed_zones(run);
    const auto find = [](const Headlines& all, const std::string& id) {
        return std::find_if(all.begin(), all.end(), [&](const Headline& one) { return one.id == id; });
    };
    const auto add_one = [&](const Headline& named, const Headline* then, const Headline* today) {
        DiffIndicator one{
            named.id, named.title_en, named.title_zh, named.parts == "m_m2" ? "km/km2" : "share", named.parts, {}, {},
            ""};
        one.before = then != nullptr ? then->figure : Figure{};
        one.now = today != nullptr ? today->figure : Figure{};
        one.not_comparable = then != nullptr && today != nullptr ? obstacle(*then, *today, changed) : "";
        run.indicators.push_back(std::move(one));
    };
    for (const auto& today : now) {
        const auto then = find(before, today.id);
        add_one(today, then == before.end() ? nullptr : &*then, &today);
    }
    for (const auto& then : before) {
        if (find(now, then.id) == now.end()) {
            add_one(then, &then, nullptr);
        }
    }
}

} // namespace kerb::tools
