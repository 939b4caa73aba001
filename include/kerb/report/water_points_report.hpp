// Waterlogging points as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/waterlogging/onset.hpp>
#include <kerb/waterlogging/water_points.hpp>

namespace kerb::report {

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
    std::string evidence;  ///< `terrain`, `model` or `observed`
    std::string known;     ///< key of the point of the register that it is, may be empty
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
