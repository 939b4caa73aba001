#include <kerb/outage/two_part.hpp>

#include <algorithm>
#include <cmath>

#include <kerb/base/error.hpp>

namespace kerb::outage {
namespace {

/// Of the lamps outside of dead circuits, with the sample's design.
std::optional<SurveyEstimate> estimate_rest(std::span<const SampledLamp> patrol, const std::vector<bool>& in_dead,
                                            const SurveyOptions& options) {
    if (in_dead.size() != patrol.size()) {
        throw UsageError({"outage.bad_sample", {}});
    }
    std::vector<SampledLamp> rest(patrol.begin(), patrol.end());
    for (std::size_t i = 0; i < rest.size(); ++i) {
        rest[i].counts = rest[i].counts && !in_dead[i];
    }
    return survey_share(rest, options);
}

/// D + (1 − D) r, whose bounds are those of r for a known D.
TwoPartShare with_known(double dead, const SurveyEstimate& rest) {
    TwoPartShare made;
    made.dead = dead;
    made.dead_bounds = {dead, dead};
    made.rest = rest;
    made.share = dead + (1 - dead) * rest.share;
    made.bounds = {dead + (1 - dead) * rest.bounds.lo, dead + (1 - dead) * rest.bounds.hi};
    return made;
}

/// The same with bounds of both: half widths on either side as of a sum of independent parts. What D is short of
/// counts (1 − r) times, as those lamps would be among the rest.
TwoPartShare with_sampled(const SurveyEstimate& dead, const SurveyEstimate& rest) {
    auto made = with_known(dead.share, rest);
    made.covers = PartsCovered::both;
    made.dead_bounds = dead.bounds;
    const double of_dead = 1 - rest.share, of_rest = 1 - dead.share;
    const double down = std::hypot(of_dead * (dead.share - dead.bounds.lo), of_rest * (rest.share - rest.bounds.lo));
    const double up = std::hypot(of_dead * (dead.bounds.hi - dead.share), of_rest * (rest.bounds.hi - rest.share));
    made.bounds = {std::max(made.share - down, 0.0), std::min(made.share + up, 1.0)};
    return made;
}

} // namespace

std::optional<TwoPartShare> two_part_share(const Count& dead, std::span<const SampledLamp> patrol,
                                           const std::vector<bool>& in_dead, const SurveyOptions& options) {
    if (dead.of <= 0 || dead.out < 0 || dead.out > dead.of) {
        throw UsageError({"outage.bad_parts", {{"out", dead.out}, {"of", dead.of}}});
    }
    const auto rest = estimate_rest(patrol, in_dead, options);
    if (dead.out == dead.of) {
        return with_known(1, rest.value_or(SurveyEstimate{}));
    }
    return rest ? std::optional(with_known(*dead.share(), *rest)) : std::nullopt;
}

std::optional<TwoPartShare> two_part_share(std::span<const SampledLamp> circuits, const SurveyOptions& circuit_options,
                                           std::span<const SampledLamp> patrol, const std::vector<bool>& in_dead,
                                           const SurveyOptions& options) {
    const auto dead = survey_share(circuits, circuit_options);
    const auto rest = estimate_rest(patrol, in_dead, options);
    return dead && rest ? std::optional(with_sampled(*dead, *rest)) : std::nullopt;
}

std::optional<TwoPartShare> two_part_share(std::span<const SampledLamp> patrol, const std::vector<bool>& in_dead,
                                           const SurveyOptions& options) {
    if (in_dead.size() != patrol.size()) {
        throw UsageError({"outage.bad_sample", {}});
    }
    std::vector<SampledLamp> dead(patrol.begin(), patrol.end());
    for (std::size_t i = 0; i < dead.size(); ++i) {
        dead[i].out = in_dead[i];
    }
    auto made = two_part_share(dead, options, patrol, in_dead, options);
    if (made) {
        made->only_sample_sees_dead = true;
    }
    return made;
}

} // namespace kerb::outage
