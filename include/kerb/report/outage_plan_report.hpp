// The plan of a patrol as JSON and CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <kerb/outage/patrol_plan.hpp>
#include <kerb/outage/plan.hpp>

namespace kerb::report {

/// What was asked, and what was found.
struct PatrolPlan {
    std::string summary; ///< the answer in a sentence
    /// Where rate and correlation come from: `round`, `given` or `usual`.
    std::string rate_source, correlation_source;
    std::string round, as_of; ///< of the last round; may be empty
    std::optional<outage::RoundTold> told;
    double rate = 0, correlation = 0, half_width = 0, confidence = 0.95;
    outage::ClusterSizes sizes;
    outage::PatrolNeed need;
    std::optional<outage::PatrolNeed> need_of_rest; ///< when dead circuits are known from elsewhere
    double good = 0, bad = 0;
    std::int64_t all_lit_good = 0, all_lit_bad = 0; ///< lamps of which none may be out
    std::optional<outage::CountRule> rule;          ///< none with up to a million lamps
    double cluster_cost = 0, lamp_cost = 0, best_take = 0;
    std::optional<outage::PatrolFrame> frame; ///< none: figures without an inventory
    outage::Allotment allotment = outage::Allotment::by_lamps;
    std::vector<double> stratum_rates;
    std::vector<std::int64_t> take; ///< by stratum
    outage::PatrolSample sample;
    std::optional<double> expected_half_width; ///< of what was drawn
    std::uint64_t seed = 0;

    /// Lamps of what was drawn.
    [[nodiscard]] std::int64_t drawn_lamps() const;
};

/// `{"summary",…,"need":{…},"zero_failure":[…],"two_point":{…},"best_take":{…},"strata":[…],"drawn":[…],"methods":{…}}`
[[nodiscard]] std::string plan_json(const PatrolPlan& plan);
/// A row for each cluster drawn; without an inventory the figures alone.
[[nodiscard]] std::string plan_csv(const PatrolPlan& plan);

} // namespace kerb::report
