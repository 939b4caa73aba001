// The result of kerb::coverage::solve_siting as JSON and CSV.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/coverage/points_within.hpp>
#include <kerb/coverage/siting.hpp>

namespace kerb::report {

/// A candidate as the report tells it.
struct SitingPlace {
    std::string id;
    Point place;
    std::string line;           ///< it lies on; empty: on none
    std::optional<double> at_m; ///< chainage on it
};

/// What is too far from every street to have a place on one.
struct OffStreets {
    std::int64_t points = 0, existing = 0, candidates = 0;
};

/// What the result was made of, as far as the report tells it again.
struct SitingAsked {
    coverage::SitingGoal goal;
    double within_m = 0;
    std::string unit;                ///< of what is served: `m`, `points` or `weight`
    std::string candidates_from;     ///< `layer`, `line`, or how they were made
    std::optional<double> spacing_m; ///< none: not asked for
    std::int64_t in_forbidden = 0, near_existing = 0, without_cost = 0; ///< candidates left out
    bool with_costs = false;
    std::string distance = "straight";     ///< or `streets`
    std::optional<OffStreets> off_streets; ///< where distances are those along streets
};

/// Names and what is left; a function or pointer that is absent gives null.
struct SitingLabels {
    std::function<SitingPlace(std::uint32_t site)> site;
    std::function<std::string(std::uint32_t line)> line;
    std::function<std::string(std::uint32_t point)> point;
    const coverage::AlongLinesResult* lines_left = nullptr; ///< with the new sites: its gaps are what is left
    const coverage::PointsResult* points_left = nullptr;    ///< with the new sites
    std::span<const Point> points;                          ///< places of the points
};

/// How much more the answer costs than the bound, or how much less it serves, as a share of the bound; nullopt when
/// the bound is 0.
[[nodiscard]] std::optional<double> siting_gap(const coverage::SitingResult& result, const coverage::SitingGoal& goal);

/// \code{.json}
/// {"within_m","distance","unit","target_share","count_limit","budget","spacing_m","total","before","before_share",
///  "served","share","reachable","reachable_share","reached","site_count","cost","bound","bound_share","gap","proven",
///  "method","solver","candidates":{"from","count","in_forbidden","near_existing","without_cost"},
///  "off_streets":{"points","existing","candidates"},"curve":[{"count","cost","served","share"}],
///  "sites":[{"rank","id","line","at_m","x","y","adds","served","share","cost"}],"left_count","gaps","unserved"}
/// \endcode
/// Costs are null without a field of costs, `reached` without a share, and of `gaps` and `unserved` the one that does
/// not apply. \param top at most so many gaps or points (0: all)
[[nodiscard]] std::string siting_json(const coverage::SitingResult& result, const SitingAsked& asked,
                                      const SitingLabels& labels, std::size_t top = 0);

/// The curve, one row for each number of new sites from 0 on: `count,id,x,y,adds,served,share,cost`.
[[nodiscard]] std::string siting_csv(const coverage::SitingResult& result, const SitingAsked& asked,
                                     const SitingLabels& labels);

/// `none`, `greedy`, `branch_and_bound` or `line`.
[[nodiscard]] std::string siting_method_name(coverage::SitingMethod method);

} // namespace kerb::report
