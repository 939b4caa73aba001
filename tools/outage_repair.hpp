// The parts of `kerb outage repair`.
#pragma once

#include <string>
#include <vector>

#include <kerb/report/outage_repair_report.hpp>

#include "outage_faults.hpp"

namespace kerb::tools {

struct RepairCommand : OutageOptions {
    std::string by = "district,kind", from = "auto", window_from, window_to, sla = "24h", mean_until, charts;
};

/// Everything that one run holds.
struct RepairRun {
    std::unique_ptr<OutageInput> input;
    FaultRows rows;
    std::vector<FaultGroups> groups; ///< by level asked for, those that the records have
    report::RepairResult result;
    std::vector<Issue> issues;
};

/// The answer in a sentence.
[[nodiscard]] std::string repair_sentence(const Session& session, const RepairRun& run);
/// The result for a terminal.
[[nodiscard]] std::string repair_text(const Session& session, const RepairRun& run);
/// The curve of all, and of levels with few groups.
[[nodiscard]] Charts repair_charts(const Session& session, const RepairRun& run);
/// Layers `repair_times` (districts) and `misplaced`; empty ones left out.
[[nodiscard]] std::vector<FeatureTable> repair_tables(const RepairRun& run);

} // namespace kerb::tools
