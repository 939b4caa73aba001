// How many lamps are out when a few whole circuits are dead?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <kerb/outage/interval.hpp>
#include <kerb/outage/survey.hpp>

namespace kerb::outage {

/// What the interval of a share in two parts covers.
enum class PartsCovered : std::uint8_t {
    rest_only, ///< dead circuits are known one by one; chance is only in the rest
    both       ///< dead circuits, too, are known from a sample
};

/// Share of lamps that are out = dead circuits' share D + (1 − D) × rate r of the others.
struct TwoPartShare {
    double share = 0;
    Interval bounds;
    PartsCovered covers = PartsCovered::rest_only;
    /// Nobody but the patrol can see a dead circuit. There are few and each is large: the interval is wide, and could
    /// be far narrower if the cabinets were asked.
    bool only_sample_sees_dead = false;
    double dead = 0;      ///< D
    Interval dead_bounds; ///< without width where it is known
    SurveyEstimate rest;  ///< of the lamps outside of dead circuits
};

/// Dead circuits known from cabinets, telemetry or a census of circuits. An interval of a cluster sample that has to
/// cover them as well is far too narrow; this one covers the rest alone and says so.
/// \param dead lamps in dead circuits, of all lamps there are
/// \param patrol lamps looked at; `in_dead[i]`: lamp i is in one of those circuits, so it tells nothing of the rest but
/// how the sample was drawn
/// \pre 0 ≤ dead.out ≤ dead.of, dead.of > 0, in_dead as long as patrol \throws UsageError otherwise
/// \returns none when no lamp of the rest was seen, unless all lamps are in dead circuits
[[nodiscard]] std::optional<TwoPartShare> two_part_share(const Count& dead, std::span<const SampledLamp> patrol,
                                                         const std::vector<bool>& in_dead,
                                                         const SurveyOptions& options = {});

/// Dead circuits known from a sample of their own, in which `out` is: in a dead circuit. The two intervals are put
/// together by the recovered variances of each side (Zou & Donner 2008), the sides taken for independent.
/// \returns none when either sample has no lamp that counts
[[nodiscard]] std::optional<TwoPartShare> two_part_share(std::span<const SampledLamp> circuits,
                                                         const SurveyOptions& circuit_options,
                                                         std::span<const SampledLamp> patrol,
                                                         const std::vector<bool>& in_dead,
                                                         const SurveyOptions& options = {});

/// Only the patrol has seen dead circuits: both parts come from it. `only_sample_sees_dead` is set.
[[nodiscard]] std::optional<TwoPartShare> two_part_share(std::span<const SampledLamp> patrol,
                                                         const std::vector<bool>& in_dead,
                                                         const SurveyOptions& options = {});

} // namespace kerb::outage
