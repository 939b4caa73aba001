// Stretches of road that nobody answers for, or more than one.
#include "audit_duties.hpp"

#include <map>

#include <kerb/inventory/latest_record.hpp>
#include <kerb/inventory/layer_view.hpp>
#include <kerb/inventory/road_widths.hpp>

#include "periods.hpp"
#include "placed_assets.hpp"

namespace kerb::tools {
namespace {

/// The unit; where none is told the person; else nobody but the record itself.
const std::string& owner_of(const Responsibility& one) {
    return !one.unit.empty() ? one.unit.str() : !one.person.empty() ? one.person.str() : one.about.key;
}

bool in_force(const Responsibility& one, const std::optional<Moment>& as_of) {
    const auto& more = one.about.more.value();
    const auto period = period_between(more.valid_from, more.valid_to);
    return stands(one.about) && (!as_of || (period.from <= as_of->seconds && as_of->seconds <= period.to));
}

/// Those of a kind that have a line or an area, and what becomes of the others.
PlacedAssets claims_of(const Inventory& city, DutyAudit& audit) {
    const auto kind = LayerView(city, "responsibilities").field("kind");
    const auto as_of = latest_record(city);
    const auto* first = city.responsibilities.data();
    return placed(
        city.responsibilities, [](const Responsibility& one) -> const Place& { return one.place; },
        [&](const Responsibility& one) {
            if (kind.text(static_cast<std::size_t>(&one - first)) != audit.rule.kind) {
                return false;
            }
            const bool extended =
                std::holds_alternative<MultiLineString>(one.place) || std::holds_alternative<MultiPolygon>(one.place);
            const bool now = in_force(one, as_of);
            ++audit.records;
            ++(!now ? audit.not_in_force : extended ? audit.used : audit.unplaced);
            return now && extended;
        });
}

/// Numbers the owners in the order of their names.
std::vector<std::uint32_t> owners_of(const Inventory& city, const PlacedAssets& claims, DutyAudit& audit) {
    std::map<std::string, std::uint32_t> number;
    for (const auto i : claims.asset) {
        number.emplace(owner_of(city.responsibilities[i]), 0);
    }
    for (auto& [name, own] : number) {
        own = static_cast<std::uint32_t>(audit.units.size());
        audit.units.push_back(name);
    }
    std::vector<std::uint32_t> owner;
    for (const auto i : claims.asset) {
        owner.push_back(number.at(owner_of(city.responsibilities[i])));
    }
    return owner;
}

/// Roads of the classes asked, and how far beside each a claim's line may lie.
Lines roads_of(const Inventory& city, DutyAudit& audit, std::vector<double>& beside) {
    Lines lines;
    for (std::uint32_t i = 0; i < city.roads.size(); ++i) {
        const auto& road = city.roads[i];
        if (stands(road.about) && audit.rule.counted[static_cast<std::size_t>(road.road_class)] != 0) {
            lines.push(road.centreline);
            audit.roads.push_back(i);
            beside.push_back(recorded_width_m(road).value_or(audit.rule.width.value()) / 2 + audit.rule.margin.value());
        }
    }
    return lines;
}

} // namespace

void measure_duties(AuditRun& run, const Session& session) {
    const auto& city = run.read.city;
    std::optional<coverage::ZoneMap> zones;
    for (const auto& rule : run.rules.duties) {
        auto audit = std::make_shared<DutyAudit>();
        audit->rule = rule;
        std::vector<double> beside;
        const auto lines = roads_of(city, *audit, beside);
        const auto claims = claims_of(city, *audit);
        if (lines.size() == 0 || audit->used == 0) {
            run.unmeasured.push_back(rule);
            continue;
        }
        if (!zones && !run.zones.empty()) {
            zones.emplace(zone_areas(run), zone_ranks(run));
        }
        const auto owner = owners_of(city, claims, *audit);
        coverage::ClaimsAlongLinesInput input;
        input.lines = &lines;
        input.claims = claims.shapes();
        input.owner = owner;
        input.line_beside_m = beside;
        input.zones = zones ? &*zones : nullptr;
        audit->found = coverage::claims_along_lines(
            input,
            {.beside = rule.width, .most_turn_deg = rule.turn_deg, .ignore_below = rule.ignore, .threads = Threads{0}},
            session.progress());
        run.duties.push_back(std::move(audit));
    }
}

} // namespace kerb::tools
