// kerb waterlogging swmm compare: which nodes flood in SWMM, and which by kerb.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/io/swmm_report.hpp>

#include "session.hpp"

namespace kerb::tools {

/// A node, or a point of kerb's that no flooded node of SWMM is near to.
struct ComparedNode {
    std::string node, key; ///< name in SWMM, key of the inventory
    Point place;
    double lateral_m3s = 0, hours = 0, peak_m3s = 0, volume_m3 = 0; ///< by SWMM
    bool swmm = false, kerb = false;                                ///< floods
    std::optional<double> excess_m3s;                               ///< of what is offered, by the drains' model
    std::string limit, limit_key;                                   ///< what holds it back
    std::string point;                                              ///< the nearest point of kerb's
    std::optional<double> distance_m;                               ///< to it

    [[nodiscard]] const char* verdict() const {
        return swmm && kerb ? "both" : swmm ? "swmm_only" : kerb ? "kerb_only" : "neither";
    }
};

struct Comparison {
    std::string mode; ///< `drains` or `points`
    io::SwmmReport report;
    std::vector<ComparedNode> nodes; ///< all of the inventory that the report names
    std::vector<Issue> issues;
    Accounting flooding; ///< rows of the report's table

    [[nodiscard]] std::int64_t count(const std::string& verdict) const;
};

[[nodiscard]] std::string comparison_json(const Comparison& comparison);
[[nodiscard]] std::string comparison_csv(const Comparison& comparison);
[[nodiscard]] std::string comparison_text(const Session& session, const Comparison& comparison, std::size_t top);

} // namespace kerb::tools
