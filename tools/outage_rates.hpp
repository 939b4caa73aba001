// The parts of `kerb outage rates`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/lit_rules.hpp>
#include <kerb/report/outage_report.hpp>

#include "outage_clusters.hpp"
#include "outage_evidence.hpp"

namespace kerb::tools {

struct RatesLog;

struct RatesCommand : OutageOptions {
    EvidenceOptions evidence;
    ClusterChoice choice;
    bool clusters = false; ///< seek them
    std::string sla = "24h";
    std::string by = "district", max_out, min_lit, rules, target = "process", method = "wilson", charts, neighbours;
    std::int64_t top = 0, worst = 10;
};

/// Everything that one run holds.
struct RatesRun {
    std::shared_ptr<OutageInput> input;
    std::shared_ptr<RatesLog> log; ///< none without events or requests
    Evidence evidence;
    std::optional<outage::LitRules> rules;
    outage::RatesOptions options;
    outage::RatesResult result;
    std::optional<outage::LampClusters> clusters;
    std::vector<Issue> issues;

    [[nodiscard]] report::RatesAsked asked(const Session& session, const RatesCommand& command) const;
    /// Of the city as a whole: by its rule where there is one, else by the limit.
    [[nodiscard]] outage::Verdict verdict() const;
};

[[nodiscard]] RatesRun find_rates(std::unique_ptr<OutageInput> input, const RatesCommand& command);
/// The verdict in a sentence.
[[nodiscard]] std::string rates_sentence(const Session& session, const RatesRun& run);
/// The result for a terminal.
[[nodiscard]] std::string rates_text(const Session& session, const RatesRun& run);
/// What the log of events, or the requests, say of each group: availability by night, failures, times of repair.
[[nodiscard]] std::shared_ptr<RatesLog> rates_log(const RatesRun& run, const RatesCommand& command);
/// Adds what is on none of two or three lists, where there are as many. \throws UsageError when they cannot be linked
void add_unreported(RatesLog& log, const RatesRun& run, const RatesCommand& command);
/// Its fields of a row, each with a comma before it.
[[nodiscard]] std::string log_fields(const RatesLog& log, const outage::RateRow& row);
/// Charts by file name: a funnel of levels whose lamps count singly, intervals of the others.
[[nodiscard]] Charts rates_charts(const Session& session, const RatesRun& run);
/// Layers lamps, circuits, roads, districts; empty ones left out.
[[nodiscard]] std::vector<FeatureTable> rates_tables(const RatesRun& run);

} // namespace kerb::tools
