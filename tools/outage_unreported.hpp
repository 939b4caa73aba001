// The parts of `kerb outage unreported`: what is asked, what was found, and the layers made of it.
#pragma once

#include <string>
#include <vector>

#include <kerb/report/outage_unreported_report.hpp>

#include "outage.hpp"

namespace kerb::tools {

struct UnreportedCommand : OutageOptions {
    std::string lists, round, from, to, event_sources;
};

struct UnreportedRun {
    std::shared_ptr<const OutageInput> input;
    report::Unreported found;
    outage::LinkedLists linked;
    std::int64_t events = 0, from_reports = 0; ///< of the log, and of these told by citizens
    std::vector<Issue> issues;
};

/// Reads the lists that the records have (or that are asked for) and links their outages lamp by lamp. \throws
/// UsageError when there are fewer than two, or no window
void link_unreported(const UnreportedCommand& command, UnreportedRun& run);
/// The estimate for each group of a level: of three lists by the best model, of two, or where no model is usable, of
/// the first list against the others together; none where a list has nothing.
[[nodiscard]] std::vector<std::optional<outage::TotalOutages>> unreported_by(const outage::LampTable& table,
                                                                             const UnreportedRun& run,
                                                                             outage::Level level);
/// Counts outages by district and set of lists, and estimates what is on none. Two lists: by district where each has
/// enough in common; three: by the best log-linear model, without one the first list against the others together.
void estimate_unreported(const outage::LampTable& table, const outage::LinkedLists& linked, report::Unreported& found);
/// The answer in a sentence.
[[nodiscard]] std::string unreported_sentence(const Session& session, const UnreportedRun& run);
/// Names of lists in the reader's language.
[[nodiscard]] std::string list_name(const Session& session, const std::string& name);
/// The result for a terminal.
[[nodiscard]] std::string unreported_text(const Session& session, const UnreportedRun& run);
/// Layers unreported (districts) and listed_outages; empty ones left out.
[[nodiscard]] std::vector<FeatureTable> unreported_tables(const UnreportedRun& run);

} // namespace kerb::tools
