// The parts of `kerb audit`: rules, result, layers and summary.
#pragma once

#include <array>
#include <string>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/report/length_report.hpp>

#include "session.hpp"

namespace kerb::tools {

inline constexpr std::array<const char*, 7> road_class_codes = {"unknown", "expressway", "arterial", "collector",
                                                                "local",   "lane",       "other"};

struct AuditRules {
    std::string title, source, source_zh, status;
    Metres default_reach{25}, ignore_gaps{0};
    std::vector<double> reach_of_class_m; ///< by RoadClass
    std::vector<std::string> zone_kinds;
};

/// The compiled-in rules, or those of a file. \throws SourceError, UsageError naming the key.
[[nodiscard]] AuditRules audit_rules(const std::string& file);

struct AuditRun {
    io::InventoryRead read;
    AuditRules rules;
    std::string zone_kind;          ///< of the zones used; empty: none
    std::vector<std::size_t> zones; ///< positions of the zones used, in the inventory
    coverage::AlongLinesResult lit;

    [[nodiscard]] report::LengthLabels labels() const;
};

/// Keeps the zones of the first kind that the rules name and measures the lit roads.
void measure_lit_roads(AuditRun& run, const Session& session);
/// Layers data_issues, streetlights, dark_stretches, roads, districts; the empty ones left out.
[[nodiscard]] std::vector<FeatureTable> audit_tables(const AuditRun& run, const Session& session);
/// The summary for a terminal, without its WROTE line.
[[nodiscard]] std::string audit_summary(const Session& session, const AuditRun& run, const std::string& city);

} // namespace kerb::tools
