// The sixteen systems of a city's management: what is on record of each, and its indicators.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <kerb/inventory/schema.hpp>
#include <kerb/scorecard/measure.hpp>

#include "session.hpp"

namespace kerb::tools {

struct LampDataOptions;
struct AuditWaterOptions;
struct PointsRun;

struct SystemAudit {
    std::string id;
    Label name;
    std::vector<std::pair<std::string, std::int64_t>> records; ///< layer and rows
    std::vector<std::size_t> indicators;                       ///< of SystemsAudit::profile
};

struct SystemsAudit {
    std::vector<SystemAudit> systems; ///< in the order of data/systems.toml
    scorecard::Profile profile;       ///< every indicator that one of them asks for, once
    scorecard::MeasuredCity measured;
};

/// Measures what data/systems.toml asks. \param water the storm on the terrain; nullptr: none
[[nodiscard]] SystemsAudit measure_systems(const Inventory& city, const PointsRun* water,
                                           const AuditWaterOptions& storm, const LampDataOptions& lamps,
                                           const Session& session);
/// `[{"id", "zh", "en", "records": […], "indicators": […]}, …]`
[[nodiscard]] std::string systems_json(const SystemsAudit& audit);

} // namespace kerb::tools
