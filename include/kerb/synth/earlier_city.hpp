// The sample city as it was two years before.
#pragma once

#include <kerb/synth/sample_city.hpp>

namespace kerb::synth {

/// The inventory of RecordTruth::earlier's day: without what was added since, moved poles where they stood, changed
/// luminaires as they were, with the poles that are gone; no records. States are those of `made`, and so is the rest.
/// \pre `made` has no faults
[[nodiscard]] Inventory earlier_city(SampleCity made, const SampleCityOptions& options);

} // namespace kerb::synth
