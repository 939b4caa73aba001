// The parts of `kerb outage change`.
#pragma once

#include <string>
#include <vector>

#include <kerb/outage/change.hpp>
#include <kerb/report/outage_change_report.hpp>

#include "outage_evidence.hpp"
#include "outage_faults.hpp"

namespace kerb::tools {

struct ChangeCommand : OutageOptions {
    EvidenceOptions evidence;
    std::string by = "district", before, before_at;
};

/// Everything that one run holds.
struct ChangeRun {
    std::unique_ptr<OutageInput> input;
    std::vector<std::string> levels;
    Evidence before, now;
    outage::LampChanges changes;
    report::ChangeResult result;
    std::vector<Issue> issues;
};

/// The answer in a sentence.
[[nodiscard]] std::string change_sentence(const Session& session, const ChangeRun& run);
/// The result for a terminal.
[[nodiscard]] std::string change_text(const Session& session, const ChangeRun& run);
/// Layer `lamp_changes`.
[[nodiscard]] FeatureTable change_layer(const ChangeRun& run);

} // namespace kerb::tools
