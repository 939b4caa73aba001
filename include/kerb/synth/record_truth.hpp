// What was planted in the records of a sample city.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/base/moment.hpp>

namespace kerb::synth {

/// How lamps live and how quickly they are missed in one district.
struct DistrictTruth {
    std::string key;
    std::int64_t lamps = 0, lamps_out = 0; ///< poles, at the census night
    double reports_per_day = 0;            ///< rate at which citizens report one dark lamp
    std::int64_t outages = 0, outages_reported = 0, reports = 0;
    double patrol_days = 0; ///< mean time until somebody but a citizen finds a dark lamp
    double repair_days = 0; ///< median time from found to fixed
    /// Share of outages that at least one citizen reported.
    [[nodiscard]] double reported_share() const {
        return outages == 0 ? 0 : static_cast<double>(outages_reported) / static_cast<double>(outages);
    }
};

/// Weibull life of a kind of lamp.
struct LifeTruth {
    std::string source_type;
    double shape = 0, scale_years = 0;
};

/// One stratum of the sampled patrol.
struct StratumTruth {
    std::string road_class;
    std::int64_t roads = 0, roads_visited = 0;
    std::int64_t lamps_seen = 0, lamps_out = 0, lamps_unknown = 0; ///< on the roads visited
    std::int64_t lamps = 0;                                        ///< of the stratum
};

/// Two nights of looking at lamps.
struct InspectionTruth {
    Moment census, patrol;
    std::int64_t census_lamps = 0, census_out = 0, census_unknown = 0;
    std::vector<StratumTruth> strata;
};

struct TelemetryTruth {
    std::int64_t circuits = 0, nights = 0, readings = 0, silent = 0; ///< silent: a night of a circuit without a reading
    std::vector<std::string> silent_at_census;                       ///< keys of circuits
};

/// Time that the city gives itself for a kind of case.
struct DueTruth {
    std::string kind;
    double working_hours = 0;
};

struct CaseTruth {
    std::int64_t streetlight = 0, other = 0;
    std::int64_t duplicates_marked = 0; ///< recognised: their state is `duplicate`
    std::int64_t duplicates_hidden = 0; ///< a later report of an outage that looks like a case of its own
    std::int64_t resolved_late = 0, open_overdue = 0;
    std::vector<DueTruth> due;
};

struct PermitTruth {
    struct Conflict {
        std::string first, second; ///< keys of two permits that meet in place and time
    };
    std::vector<Conflict> conflicts;
    std::vector<Conflict> apart_in_time;    ///< the same place, one after the other
    std::vector<std::string> on_new_roads;  ///< keys of permits that start within five years of the road's building
    std::vector<std::string> expired_works; ///< still at work after their end
};

struct ResponsibilityTruth {
    std::vector<std::string> roads_without, roads_twice; ///< keys of roads, as to cleaning
    std::vector<std::string> contracts_ended;            ///< keys of contracts that ended before `as_of`
};

struct ProjectTruth {
    std::vector<std::string> late_projects, late_milestones; ///< done late, or due and not done
    double budget_yuan = 0, spent_yuan = 0;
};

/// How the inventory differs from that of two years before; keys by class.
struct EarlierTruth {
    Moment taken_on; ///< day of the earlier inventory
    std::vector<std::string> roads_added, greens_added;
    std::vector<std::string> lamps_added, lamps_removed, lamps_moved;
    std::vector<std::string> luminaires_changed; ///< of another power and source
};

/// What the events, patrols, cases, permits and projects should lead to.
struct RecordTruth {
    Moment from, as_of; ///< the two years that the records tell of: from ≤ t < as_of
    std::vector<DistrictTruth> districts;
    std::vector<LifeTruth> lives;
    std::int64_t lamp_events = 0, cable_events = 0, open_events = 0;
    std::optional<InspectionTruth> inspections;
    std::optional<TelemetryTruth> telemetry;
    CaseTruth cases;
    PermitTruth permits;
    ResponsibilityTruth responsibilities;
    ProjectTruth projects;
    EarlierTruth earlier;
};

/// One thing that is wrong in a city made with faults.
struct PlantedFault {
    std::string reason; ///< of the issue that should name it
    std::string layer, key;
};

} // namespace kerb::synth
