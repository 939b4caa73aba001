#include <kerb/scorecard/score.hpp>

#include <algorithm>

#include <kerb/base/error.hpp>
#include <kerb/base/exact_sum.hpp>

#include "score_parts.hpp"

namespace kerb::scorecard {
namespace {

void check(const Profile& profile, const MeasuredCity& city) {
    for (const auto& indicator : profile.indicators) {
        if (indicator.scoring && !(indicator.scoring->full > 0)) {
            throw UsageError({"score.no_full_points", {{"id", indicator.id}}});
        }
    }
    for (const auto& part : profile.external) {
        if (!(part.full > 0)) {
            throw UsageError({"score.no_full_points", {{"id", part.id}}});
        }
    }
    bool fits = city.indicators.size() == profile.indicators.size();
    for (std::size_t i = 0; fits && i < profile.indicators.size(); ++i) {
        fits = city.indicators[i].indicator == profile.indicators[i].id &&
               city.indicators[i].zones.size() == city.zone_keys.size();
    }
    if (!fits) {
        throw UsageError({"score.other_profile", {{"profile", profile.id}}});
    }
}

/// The ids, and what the profile gives in all.
ScoreSheet empty_sheet(const Profile& profile) {
    ScoreSheet sheet;
    ExactSum full;
    for (const auto& indicator : profile.indicators) {
        sheet.indicators.push_back(indicator.id);
        const bool scored = indicator.scoring && indicator.better != Better::neither;
        full.add(scored ? indicator.weight : 0);
        const auto& group = indicator.group;
        if (!group.empty() && std::find(sheet.groups.begin(), sheet.groups.end(), group) == sheet.groups.end()) {
            sheet.groups.push_back(group);
        }
    }
    for (const auto& part : profile.external) {
        sheet.parts.push_back(part.id);
        full.add(part.weight);
    }
    sheet.full = full.value();
    return sheet;
}

} // namespace

ScoreSheet score(const Profile& profile, const MeasuredCity& city, const std::vector<ExternalMark>& marks,
                 const ScoreSheet* previous) {
    check(profile, city);
    auto sheet = empty_sheet(profile);
    const auto zone_marks = marks_of(profile, city, marks);
    std::vector<Contest> contests(city.zone_keys.size());
    std::vector<const Value*> values(city.indicators.size());
    for (std::size_t z = 0; z < city.zone_keys.size(); ++z) {
        std::transform(city.indicators.begin(), city.indicators.end(), values.begin(),
                       [z](const Measured& one) { return &one.zones[z]; });
        sheet.zones.push_back(award(profile, sheet, values, zone_marks[z], contests[z]));
        sheet.zones.back().zone = city.zone_keys[z];
    }
    std::transform(city.indicators.begin(), city.indicators.end(), values.begin(),
                   [](const Measured& one) { return &one.all; });
    Contest alone;
    sheet.all = award(profile, sheet, values, {}, alone);
    if (!sheet.zones.empty()) {
        average(sheet);
    }
    rank_zones(profile, city, contests, sheet);
    if (previous != nullptr) {
        compare(*previous, sheet);
    }
    return sheet;
}

} // namespace kerb::scorecard
