// What a profile's indicators are given beside the inventory: storms, standing water and photometric data.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <kerb/scorecard/measure.hpp>

#include "audit.hpp"

namespace kerb::tools {

/// Photometric data of the lamps; empty: none.
struct LampDataOptions {
    std::string photometry, photometry_map, r_table;

    [[nodiscard]] bool any() const { return !photometry.empty() || !photometry_map.empty(); }
};

/// Adds --photometry, --photometry-map and --r-table.
void add_lamp_data_options(Command command, Session& session, LampDataOptions& options);

/// Adds --dem, --city, --return-period, --duration and --zone.
void add_water_options(Command command, Session& session, AuditWaterOptions& options);
/// \throws UsageError for a terrain without a storm, and for photometric options that do not go together
void check_beside(const AuditWaterOptions& water, const LampDataOptions& lamps);

/// What of these data a snapshot keeps: hashes of the files.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> settings_of(const LampDataOptions& options);

/// The input of `profile`, with what these options give of water, drains and light; each is reckoned only where an
/// indicator asks for it. \param water the storm on the terrain; nullptr: none. Keep it and the city alive.
/// \throws UsageError, SourceError
[[nodiscard]] scorecard::MeasureInput input_of_profile(const scorecard::Profile& profile, const Inventory& city,
                                                       const PointsRun* water, const AuditWaterOptions& storm,
                                                       const LampDataOptions& lamps, const Session& session);

} // namespace kerb::tools
