// The parts of `kerb outage availability`.
#pragma once

#include <string>
#include <vector>

#include <kerb/report/outage_availability_report.hpp>

#include "outage_faults.hpp"

namespace kerb::tools {

struct AvailabilityCommand : OutageOptions {
    std::string by = "district", from = "auto", window_from, window_to, silence = "24h", clock_offset, charts;
    bool all_day = false;
};

/// Everything that one run holds.
struct AvailabilityRun {
    std::shared_ptr<OutageInput> input;
    FaultRows rows;
    std::vector<std::string> levels;
    report::AvailabilityResult result;
    std::vector<Issue> issues;
};

/// Fills the result from the input, the rows and the levels. \throws UsageError for a window, clock or silence that is
/// none
void reckon_availability(AvailabilityRun& run, const AvailabilityCommand& command);
/// The answer in a sentence.
[[nodiscard]] std::string availability_sentence(const Session& session, const AvailabilityRun& run);
/// The result for a terminal.
[[nodiscard]] std::string availability_text(const Session& session, const AvailabilityRun& run);
/// The share of the nights by week.
[[nodiscard]] Charts availability_charts(const Session& session, const AvailabilityRun& run);
/// Layer `availability` (districts); left out when empty.
[[nodiscard]] std::vector<FeatureTable> availability_tables(const AvailabilityRun& run);

} // namespace kerb::tools
