// What was planted in the records of a sample city.
#pragma once

#include <string>

namespace kerb::synth {

/// What the events, patrols, cases, permits and projects should lead to.
struct RecordTruth {};

/// One thing that is wrong in a city made with faults.
struct PlantedFault {
    std::string reason; ///< of the issue that should name it
    std::string layer, key;
};

} // namespace kerb::synth
