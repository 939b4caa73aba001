// The parts of `kerb coverage points`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/points_within.hpp>
#include <kerb/report/points_report.hpp>

#include "coverage.hpp"
#include "coverage_assets.hpp"

namespace kerb::tools {

struct CoveragePointsOptions : CoverageOptions {
    std::string points, assets, weight, within, reach_field;
    std::string points_where, assets_where, id_field;
    std::vector<double> no_data;
};

/// Everything that one run holds.
struct CoveragePointsRun {
    LoadedShapes points, assets;
    LoadedLayer zones;
    std::optional<WorkingFrame> frame;
    Points places;               ///< of `points`, one for each
    std::vector<double> weights; ///< NaN: unknown; empty: none asked for
    std::vector<double> reach_m, scale;
    Metres within = Metres{0};
    coverage::PointsResult result;

    [[nodiscard]] report::PointsAsked asked() const { return {within, places, weights}; }
    [[nodiscard]] report::PointsLabels labels() const;
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Layers points and, if there are any, zones.
[[nodiscard]] std::vector<FeatureTable> points_tables(CoveragePointsRun& run);
/// The result for a terminal.
[[nodiscard]] std::string points_text(const Session& session, const CoveragePointsRun& run, std::size_t top);

} // namespace kerb::tools
