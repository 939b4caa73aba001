#include <kerb/scorecard/measure.hpp>

#include <algorithm>
#include <array>

#include <kerb/base/error.hpp>

#include "operators.hpp"

namespace kerb::scorecard {
namespace {

using Measure = void (*)(Scene&, const Indicator&, Measured&);

/// By Operator.
constexpr std::array<Measure, 20> measures = {
    measure_length_density, measure_area,       measure_area,      measure_count,  measure_count,
    measure_cover,          measure_lit_length, measure_spacing,   measure_ratio,  measure_sums,
    measure_length_ratio,   measure_complete,   measure_predicate, measure_states, measure_on_time,
    measure_lit_rate,       measure_dead_ends,  measure_capacity,  measure_depth,  measure_light};

void check(const Profile& profile, bool strict) {
    for (const auto& issue : lint(profile)) {
        if (issue.severity == Severity::error) {
            throw UsageError(issue.message);
        }
    }
    for (const auto& one : profile.indicators) {
        if (strict && one.standing == Standing::unverified) {
            throw UsageError({"scorecard.strict", {{"id", one.id}, {"profile", profile.id}}});
        }
    }
}

} // namespace

MeasuredCity measure(const Profile& profile, const MeasureInput& input, const MeasureOptions& options,
                     const Progress& progress) {
    check(profile, options.strict);
    Scene scene(profile, input, options.threads);
    MeasuredCity measured;
    measured.zone_kind = scene.kind;
    for (const auto i : scene.zones) {
        const auto& about = scene.city.zones[i].about;
        measured.zone_keys.push_back(about.key);
        measured.zone_names.push_back(!about.name_zh.empty() ? about.name_zh.str() : about.name_en.str());
    }
    for (std::size_t i = 0; i < profile.indicators.size(); ++i) {
        report_progress(progress, "scorecard.stage",
                        static_cast<double>(i) / static_cast<double>(profile.indicators.size()));
        const auto& indicator = profile.indicators[i];
        Measured one;
        one.indicator = indicator.id;
        one.zones.resize(scene.size());
        measures[static_cast<std::size_t>(indicator.op)](scene, indicator, one);
        if (one.missing) {
            one.all = {};
            one.all.completeness = 0;
            one.zones.assign(scene.size(), one.all);
        }
        measured.indicators.push_back(std::move(one));
    }
    measured.issues = scene.take_issues();
    return measured;
}

} // namespace kerb::scorecard
