// What was planted of the systems that a city's management counts one by one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kerb::synth {

/// Keys, counts and sums that the indicators of these systems should give.
struct SystemTruth {
    std::vector<std::string> dead_ends; ///< keys of lanes that stop short of the next street
    // Pipes
    std::string combined_outfall;                     ///< key: all that drains to it is combined
    double storm_m = 0, sewage_m = 0, combined_m = 0; ///< length of the drains
    std::int64_t mains = 0;                           ///< water mains
    double mains_m = 0;                               ///< their length
    std::int64_t dredgings = 0;                       ///< on record, done or not
    double dredged_m3 = 0, to_dredge_m3 = 0;          ///< done; done and to be done
    // Bridges
    std::int64_t bridges = 0;
    std::vector<std::string> bridges_unrecorded; ///< keys of those without an inspection
    std::vector<std::string> bridges_overdue;    ///< keys of those whose inspection was due before the records end
    // Landscape lighting
    std::int64_t landscape_lamps = 0;
    std::vector<std::string> landscape_out; ///< keys
    // Green
    std::vector<std::string> large_parks;  ///< keys of parks of two hectares and more
    double large_parks_m2 = 0;             ///< their area
    std::vector<std::string> shaded_roads; ///< keys of local streets with trees at their kerbs
    std::int64_t street_trees = 0, park_trees = 0;
    // Parking and grids
    std::int64_t vehicles = 0, bays = 0;        ///< bays: but those for bicycles
    std::vector<std::string> outside_the_grids; ///< keys of waste sites in no unit grid
};

} // namespace kerb::synth
