// What is late as of the latest record, and what lies in no cell of the grid.
#include <algorithm>
#include <cmath>

#include <kerb/inventory/latest_record.hpp>

#include "audit_duties.hpp"

namespace kerb::tools {
namespace {

/// The indicator of the systems that counts assets in cells of the grid; nullptr: none asks.
const scorecard::Indicator* grid_indicator(const scorecard::Profile& systems) {
    const auto it = std::find_if(systems.indicators.begin(), systems.indicators.end(), [](const auto& one) {
        return one.op == scorecard::Operator::predicate_count && !one.denominator.empty() &&
               one.denominator.front().layer == "zones";
    });
    return it == systems.indicators.end() ? nullptr : &*it;
}

/// The indicator of the systems, asked of one layer at a time.
scorecard::Profile layer_by_layer(const scorecard::Profile& systems, const scorecard::Indicator& whole) {
    auto profile = systems;
    profile.indicators.clear();
    for (const auto& selection : whole.numerator) {
        auto one = whole;
        one.id = selection.layer;
        one.numerator = {selection};
        profile.indicators.push_back(std::move(one));
    }
    return profile;
}

std::vector<GridLess> grid_less_of(const AuditRun& run, const Session& session) {
    std::vector<GridLess> layers;
    const auto* whole = grid_indicator(run.systems.profile);
    if (whole == nullptr) {
        return layers;
    }
    const auto profile = layer_by_layer(run.systems.profile, *whole);
    scorecard::MeasureInput input;
    input.city = &run.read.city;
    const auto measured = scorecard::measure(profile, input, {}, session.progress());
    for (std::size_t i = 0; i < measured.indicators.size(); ++i) {
        const auto& found = measured.indicators[i];
        if (!found.missing && found.all.n > 0) {
            layers.push_back({profile.indicators[i].id, std::llround(found.all.n - found.all.k),
                              std::llround(found.all.n), found.worst});
        }
    }
    return layers;
}

} // namespace

bool OverdueAudit::dated() const {
    return rule && as_of &&
           std::any_of(found.counts.begin(), found.counts.end(), [](const auto& count) { return count.dated > 0; });
}

OverdueRecords::OverdueRecords(const Inventory& city) : city_(city) {
    for (const auto& project : city.projects) {
        project_.emplace(project.about.key, &project); // of equal keys the first
    }
}

OverdueRecord OverdueRecords::of(const Overdue& overdue) const {
    if (overdue.promise == Promise::milestone) {
        const auto& step = city_.milestones[overdue.asset];
        const auto project = project_.find(step.project.str());
        if (project == project_.end()) {
            return {&step.about, nullptr, {}};
        }
        return {&step.about, &project->second->place, project->second->unit.str()};
    }
    if (overdue.promise == Promise::project) {
        const auto& one = city_.projects[overdue.asset];
        return {&one.about, &one.place, one.unit.str()};
    }
    if (overdue.promise == Promise::inspection) {
        const auto& one = city_.bridges[overdue.asset];
        const auto& keeper = one.about.more.value().maintainer;
        return {&one.about, &one.place, (keeper.empty() ? one.about.owner : keeper).str()};
    }
    const auto& one = city_.excavation_permits[overdue.asset];
    return {&one.about, &one.place, one.about.owner.str()};
}

void measure_overdue(AuditRun& run, const Session& session) {
    auto audit = std::make_shared<OverdueAudit>();
    audit->rule = run.rules.overdue;
    audit->as_of = latest_record(run.read.city);
    if (audit->rule && audit->as_of) {
        audit->found = find_overdue(run.read.city, *audit->as_of);
    }
    audit->grid_less = grid_less_of(run, session);
    run.overdue = std::move(audit);
}

} // namespace kerb::tools
