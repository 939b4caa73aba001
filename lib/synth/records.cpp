#include "parts.hpp"

namespace kerb::synth {

void add_records(Inventory&, Truth&, const SampleCityOptions&) {}

} // namespace kerb::synth
