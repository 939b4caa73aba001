// Which share of the lamps is lit?
#include <algorithm>

#include "choose.hpp"
#include "lamp_evidence.hpp"
#include "operators.hpp"
#include "tally.hpp"

namespace kerb::scorecard {
namespace {

using namespace outage;

/// Lit of those seen, with the interval of the other rate turned over.
Value lit_of(const RateRow& row) {
    Value value;
    value.k = static_cast<double>(row.seen.of - row.seen.out);
    value.n = static_cast<double>(row.seen.of);
    value.completeness = row.lamps > 0 ? static_cast<double>(row.seen.of) / static_cast<double>(row.lamps) : 0;
    if (row.rate && row.seen.of > 0) {
        value.value = 1 - *row.rate;
        value.low = 1 - row.bounds.hi;
        value.high = 1 - row.bounds.lo;
    }
    return value;
}

/// Only landscape lighting is asked for by its purpose; without one it is the lighting of streets.
bool landscape(const Selection& lamps) {
    return std::any_of(lamps.where.begin(), lamps.where.end(), [](const Condition& condition) {
        return condition.field == "purpose" && condition.values == std::vector<std::string>{"landscape"};
    });
}

} // namespace

void measure_lit_rate(Scene& scene, const Indicator& indicator, Measured& measured) {
    const auto& lamps = indicator.denominator.front();
    measured.missing = scene.city.streetlights.empty() ? lacking(scene.city, lamps) : std::nullopt;
    if (measured.missing) {
        return;
    }
    std::vector<Issue> issues;
    const auto evidence = lamp_evidence(scene.city, scene.kind, landscape(lamps), scene.input.now, issues);
    if (landscape(lamps)) { // to whose table lamps and circuits of streets are strangers
        std::erase_if(issues, [](const Issue& issue) {
            return issue.reason.ends_with(".not_counted") || issue.reason.ends_with(".no_lamp");
        });
    }
    scene.tell(issues);
    if (!evidence) {
        measured.missing = landscape(lamps) ? none_of(lamps) : Message{"scorecard_missing.lamps", {}};
        return;
    }
    RatesOptions options;
    options.ranks.threads = scene.threads;
    const auto found = rates(evidence->input(), options);
    measured.method = evidence->source;
    measured.all = lit_of(found.overall);
    for (auto& zone : measured.zones) {
        zone.completeness = 0; // until a row tells of its lamps
    }
    const auto& groups = evidence->table.groups(Level::district);
    for (const auto& row : found.rows) {
        const auto& key = groups.keys[row.group];
        for (std::size_t zone = 0; zone < scene.size() && row.level == Level::district; ++zone) {
            if (scene.city.zones[scene.zones[zone]].about.key == key) {
                measured.zones[zone] = lit_of(row);
            }
        }
    }
    Worst worst;
    for (std::size_t i = 0; i < evidence->table.size(); ++i) {
        worst.add(evidence->state[i] == LampState::out ? 1 : 0, evidence->table.keys[i]);
    }
    measured.worst = worst.keys();
    if (!measured.all.value) {
        measured.missing = Message{"scorecard_missing.lamps", {}};
    }
}

} // namespace kerb::scorecard
