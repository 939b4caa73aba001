// How each operator measures. Each fills in what it found; what it cannot compute it says in `missing`.
#pragma once

#include <kerb/scorecard/measured.hpp>

#include "scene.hpp"

namespace kerb::scorecard {

void measure_length_density(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_area(Scene& scene, const Indicator& indicator, Measured& measured);  ///< by ground, or by people
void measure_count(Scene& scene, const Indicator& indicator, Measured& measured); ///< by ground, or by people
void measure_cover(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_lit_length(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_spacing(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_length_ratio(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_dead_ends(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_ratio(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_sums(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_complete(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_states(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_predicate(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_on_time(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_lit_rate(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_capacity(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_depth(Scene& scene, const Indicator& indicator, Measured& measured);
void measure_light(Scene& scene, const Indicator& indicator, Measured& measured);

/// Groups of an asset's answer, as lengths by zone: unknown, yes, no.
void measure_groups(Scene& scene, const Indicator& indicator, const std::vector<std::uint32_t>& group,
                    const Lines& lines, Measured& measured);

} // namespace kerb::scorecard
