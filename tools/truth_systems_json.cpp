#include "truth_json.hpp"

namespace kerb::tools {

nlohmann::ordered_json to_json(const synth::SystemTruth& told) {
    return {{"roads", {{"dead_ends", told.dead_ends}, {"shaded", told.shaded_roads}}},
            {"bridges",
             {{"count", told.bridges}, {"unrecorded", told.bridges_unrecorded}, {"overdue", told.bridges_overdue}}},
            {"drains",
             {{"storm_m", told.storm_m},
              {"sewage_m", told.sewage_m},
              {"combined_m", told.combined_m},
              {"combined_outfall", told.combined_outfall}}},
            {"dredging", {{"count", told.dredgings}, {"done_m3", told.dredged_m3}, {"all_m3", told.to_dredge_m3}}},
            {"water_mains", {{"count", told.mains}, {"length_m", told.mains_m}}},
            {"landscape_lamps", {{"count", told.landscape_lamps}, {"out", told.landscape_out}}},
            {"green",
             {{"large_parks", told.large_parks},
              {"large_parks_m2", told.large_parks_m2},
              {"street_trees", told.street_trees},
              {"park_trees", told.park_trees}}},
            {"parking", {{"vehicles", told.vehicles}, {"bays", told.bays}}},
            {"outside_the_grids", told.outside_the_grids}};
}

} // namespace kerb::tools
