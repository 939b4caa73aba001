// What a report of EPA SWMM 5 says of flooding.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::io {

/// Of the table "Node Flooding Summary".
struct SwmmFlooding {
    std::string node;
    double hours = 0;
    double peak_m3s = 0;
    double volume_m3 = 0;
};

/// Of the table "Node Inflow Summary".
struct SwmmInflow {
    std::string node;
    double lateral_m3s = 0; ///< highest of what enters there from outside
    double total_m3s = 0;
};

/// Of the table "Conduit Surcharge Summary".
struct SwmmSurcharge {
    std::string conduit;
    double hours_full = 0;    ///< both ends full
    double hours_limited = 0; ///< at its capacity
};

struct SwmmReport {
    std::string version;                                       ///< as the report states it, e.g. `5.2 (Build 5.2.4)`
    std::optional<double> runoff_error_pct, routing_error_pct; ///< continuity
    std::vector<SwmmFlooding> floodings;
    std::vector<SwmmInflow> inflows;
    std::vector<SwmmSurcharge> surcharges;
};

/// \param file named in errors \throws SourceError when the run failed (with the report's own first error), or the
/// report holds no summary of flooding. \par Complexity O(size)
[[nodiscard]] SwmmReport parse_swmm_report(std::string_view text, const std::string& file);
/// The same from a file. \throws SourceError, ResourceError
[[nodiscard]] SwmmReport read_swmm_report(const std::string& path);

} // namespace kerb::io
