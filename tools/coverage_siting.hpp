// The parts of `kerb coverage siting`: what is asked, the candidates, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/siting_candidates.hpp>
#include <kerb/coverage/siting_demand.hpp>
#include <kerb/network/place.hpp>
#include <kerb/report/siting_report.hpp>

#include "coverage.hpp"
#include "coverage_assets.hpp"
#include "layer_values.hpp"
#include "street_options.hpp"

namespace kerb::tools {

struct CoverageSitingOptions : CoverageOptions {
    std::string lines, points, weight, existing, candidates, forbidden;
    std::string where, existing_where, candidates_where, forbidden_where, id_field;
    std::vector<double> no_data;
    std::string within, to, spacing, step, cost_field;
    std::optional<std::size_t> count;
    std::optional<double> budget;
    std::string along_streets, snap = "50m";
    StreetChoice street;
    int node_limit = coverage::SitingOptions{}.node_limit;
};

/// Streets along which distances are walked, and what stands where on them.
struct SitingStreets {
    LoadedLayer lines;
    LoadedStreets made;
    Metres snap = Metres{0}; ///< what is farther from every street is off the streets
    std::vector<network::PlaceOnEdge> points, existing, candidates;

    [[nodiscard]] bool asked_for() const { return !lines.account.source.empty(); }
};

/// Everything that one run holds.
struct CoverageSitingRun {
    LoadedLayer lines;   ///< what is to be served, either these
    LoadedShapes points; ///< or these
    LoadedShapes existing, candidates;
    LoadedLayer forbidden;
    SitingStreets streets; ///< empty: straight distances
    std::optional<WorkingFrame> frame;
    Metres within = Metres{0};
    bool of_lines = false;

    Points places;                             ///< of `points`, one for each
    std::vector<double> weights, scale;        ///< of lines or points
    coverage::AlongLinesResult before;         ///< of lines
    std::vector<coverage::LinePlace> on_lines; ///< candidates made along lines
    Points made;                               ///< all candidates that were made; of `on_lines` their places
    std::vector<std::uint32_t> made_of;        ///< the point that each was made of, if of points
    std::vector<double> costs;                 ///< of each candidate of the layer; empty: 1 each
    std::vector<coverage::SitePair> too_close;
    bool free_line = false; ///< one straight line, and sites may stand anywhere along it

    report::SitingAsked asked;
    coverage::SitingResult result;
    coverage::AlongLinesResult lines_left;
    coverage::PointsResult points_left;

    [[nodiscard]] bool from_layer() const { return !candidates.points.account.source.empty(); }
    [[nodiscard]] coverage::AssetShapes candidate_shapes() const;
    [[nodiscard]] coverage::AssetShapes existing_shapes() const;
    [[nodiscard]] report::SitingPlace place_of(std::uint32_t site) const;
    [[nodiscard]] report::SitingLabels labels() const;
    /// Scale of line `i`: grid length / length measured.
    [[nodiscard]] double scale_of(std::size_t line) const { return scale.empty() ? 1.0 : scale[line]; }
    [[nodiscard]] const Lines& geometry() const { return std::get<Lines>(lines.table.geometry); }
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// How --candidates makes places instead of reading them.
[[nodiscard]] bool is_made(const std::string& candidates);
/// Makes the candidates, or takes those of the layer that may be chosen; finds their costs and spacing.
void prepare_candidates(CoverageSitingRun& run, const CoverageSitingOptions& options);
/// Lines covered by existing assets and, if given, more points and shapes.
[[nodiscard]] coverage::AlongLinesResult covered_lines(const CoverageSitingRun& run,
                                                       const coverage::AssetShapes& assets, Threads threads);
/// What is left once the chosen sites stand.
void measure_left(CoverageSitingRun& run, Threads threads);

/// Makes a graph of the streets that were read.
void find_streets(CoverageSitingRun& run, const StreetChoice& choice, Threads threads, const Progress& progress);
/// Who serves which points along the streets.
[[nodiscard]] coverage::SitingDemand demand_on_streets(CoverageSitingRun& run, Threads threads,
                                                       const Progress& progress);
/// Points that are left once the chosen sites stand, by distances along the streets.
[[nodiscard]] coverage::PointsResult left_on_streets(const CoverageSitingRun& run, Threads threads);

/// Layers sites and gaps, or sites and unserved.
[[nodiscard]] std::vector<FeatureTable> siting_tables(const CoverageSitingRun& run);
/// The result for a terminal.
[[nodiscard]] std::string siting_text(const Session& session, const CoverageSitingRun& run, std::size_t top);

} // namespace kerb::tools
