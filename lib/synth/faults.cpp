#include "parts.hpp"

namespace kerb::synth {

void add_faults(Inventory&, Truth&, const SampleCityOptions&) {}

} // namespace kerb::synth
