// Mistakes that no inventory can hold, for they are lost when a file is read.
#pragma once

#include <vector>

#include <kerb/inventory/feature_table.hpp>
#include <kerb/synth/truth.hpp>

namespace kerb::synth {

/// Spoils the tables of a city that is to be written: words in a column of numbers, a code that does not exist, a day
/// that no calendar has, an area without a place, bytes that are no text. Each of them is added to `truth.faults`.
[[nodiscard]] std::vector<FeatureTable> with_reading_faults(std::vector<FeatureTable> tables, Truth& truth);

} // namespace kerb::synth
