// Waterlogging points as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/waterlogging/conveyance.hpp>
#include <kerb/waterlogging/onset.hpp>
#include <kerb/waterlogging/water_points.hpp>

namespace kerb::report {

/// What a fix is worth at one point.
struct PointFix {
    std::string what;                   ///< `inlet`: one more, `conduit`: its next diameter, `sill`: 5 cm lower
    std::string key;                    ///< of the conduit
    std::optional<double> from_m, to_m; ///< diameter, or level of the sill
    double depth_m = 0;                 ///< at the place, in the same storm
    std::optional<double> over_min;     ///< minutes over the threshold; absent without time
    std::optional<waterlogging::Onset> onset_return_period_a; ///< between two of the usual return periods
};

/// A point with what a table says of it.
struct NamedWaterPoint {
    std::string id; ///< `W-001`, the deepest first
    waterlogging::WaterPoint point;
    std::string road, road_key, road_class; ///< of the road with most of the water; empty without roads
    std::vector<std::pair<std::string, double>> flooded_by_class; ///< metres of centreline
    std::optional<double> over_min;                               ///< minutes over the threshold until the storm ends
    std::optional<waterlogging::Onset> onset_rain_mm;
    std::optional<waterlogging::Onset> onset_return_period_a; ///< absent without a storm formula
    std::string cause;     ///< stable code: `no_inlet`, `inlet`, `conduit`, `sill`, `outfall_level`, `no_drains`
    std::string cause_key; ///< of the inlet or conduit, where one is the cause
    std::optional<std::uint32_t> cause_position; ///< of it in the inventory
    std::string evidence;                        ///< `terrain`, `model` or `observed`
    std::string known;                           ///< key of the point of the register that it is, may be empty
    std::optional<double> conveyance_depth_m; ///< of moving water on its road at most, by Manning; absent without time
    std::vector<PointFix> fixes;
    std::optional<std::int64_t> wet_in; ///< of `WaterFigures::realisations`
};

/// Something to look at on site or in the records.
struct NamedHint {
    std::string what; ///< `no_inlet_near`, `inlet_off_low_spot`, `against_grade`, `underpass_without_pump`
    std::string key;  ///< of the point, inlet, conduit or bridge
    Point place;
    double value_m = 0; ///< distance, height, rise or depth
};

/// What was done to the terrain at a bridge.
struct NamedDeck {
    std::string key;
    std::size_t cells = 0;
    double before_m = 0, after_m = 0; ///< of the cell that was lowered most
    Point place;
};

struct NamedCulvert {
    std::string key;
    double through_m3 = 0;
};

/// A road of which some carriageway stands under water, and from which rain on.
struct NamedRoad {
    std::uint32_t position = 0; ///< in the inventory
    std::string road, road_key, road_class;
    double length_m = 0; ///< of its centreline under water
    std::size_t points = 0;
    std::optional<waterlogging::Onset> onset_rain_mm, onset_return_period_a;
};

/// The deepest moving water on a street.
struct NamedStreet {
    std::string road, road_key, road_class;
    waterlogging::StreetFlow flow;
};

/// A place of a register where water is known to stand, and whether the storm finds it.
struct KnownPlace {
    std::string key, state;           ///< as the register says
    std::string found;                ///< id of the point that it is; empty: a miss
    std::optional<double> distance_m; ///< to the nearest point's deepest place
};

/// What is said of the storm as a whole.
struct WaterFigures {
    std::size_t depressions = 0;
    double rain_mm = 0;
    double rain_m3 = 0, lost_m3 = 0, ponded_m3 = 0, drained_m3 = 0, outflow_m3 = 0, balance_error = 0;
    double threshold_m = 0;
    std::optional<double> return_period_a, duration_min;
    std::optional<std::string> formula; ///< its id
    std::vector<KnownPlace> known;      ///< of the register, in its order
    std::vector<NamedRoad> roads;       ///< under water, the longest stretch first
    std::vector<NamedHint> hints;
    std::vector<NamedDeck> decks;
    std::vector<NamedCulvert> culverts;
    std::vector<NamedStreet> streets;         ///< with moving water deeper than the threshold, the deepest first
    std::optional<std::int64_t> realisations; ///< of terrain error and blocked inlets
    [[nodiscard]] std::size_t known_found() const;
    /// Places that the register calls cleared and the storm still finds.
    [[nodiscard]] std::size_t cleared_found() const;
};

/// `{"depressions","rain_mm",…,"balance_error","points":[…]}`. An onset outside of the range looked at is null, with
/// `onset_…_bound` `below` or `above` saying on which side. \param top at most so many points (0: all)
[[nodiscard]] std::string water_points_json(const WaterFigures& figures, const std::vector<NamedWaterPoint>& points,
                                            std::size_t top);

/// A row for each point.
[[nodiscard]] std::string water_points_csv(const std::vector<NamedWaterPoint>& points);

} // namespace kerb::report
