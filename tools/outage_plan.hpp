// The parts of `kerb outage plan`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/report/outage_plan_report.hpp>

#include "outage_evidence.hpp"

namespace kerb::tools {

struct PlanCommand : OutageOptions {
    std::string round, half_width = "0.5%", cluster = "road", strata = "road_class", allocation = "proportional",
                       draw = "simple", rate, good = "2%", bad = "4%";
    std::optional<double> correlation;
    std::optional<std::int64_t> clusters;
    double cluster_lamps = 50, cluster_cost = 10, lamp_cost = 1;
};

/// Everything that one run holds; without any source no input, and figures alone.
struct PlanRun {
    std::unique_ptr<OutageInput> input;
    report::PatrolPlan plan;
    std::vector<Issue> issues;
};

/// What is to be looked at, in a sentence.
[[nodiscard]] std::string plan_sentence(const Session& session, const PlanRun& run);
/// The result for a terminal.
[[nodiscard]] std::string plan_text(const Session& session, const PlanRun& run);
/// The patrol sheet alone: lamps to look at, with their design, and what is to be filled in.
[[nodiscard]] FeatureTable plan_sheet(const PlanRun& run);
/// Layers patrol and patrol_lamps.
[[nodiscard]] std::vector<FeatureTable> plan_tables(const PlanRun& run);

} // namespace kerb::tools
