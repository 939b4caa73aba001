// The parts of `kerb coverage length`: what is asked, what was found, and the layers made of it.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/change_along_lines.hpp>
#include <kerb/geometry/working_frame.hpp>
#include <kerb/report/length_report.hpp>

#include "coverage.hpp"
#include "coverage_weighted.hpp"
#include "layer_values.hpp"

namespace kerb::tools {

struct CoverageLengthOptions : CoverageOptions {
    std::string lines, assets, assets_before;
    std::string within, reach_field, ignore_gaps = "0m";
    std::string by, where, assets_where, id_field;
    WeightChoice weights;
};

/// Everything that one run holds.
struct CoverageLengthRun {
    LoadedLayer lines, zones;
    LoadedShapes assets;
    std::optional<LoadedShapes> before; ///< assets of the earlier date, where one was asked for
    std::optional<WorkingFrame> frame;
    std::vector<double> reach_m, before_reach_m, scale;
    RowGroups groups;
    coverage::ChangeAlongLinesResult found; ///< without an earlier date only `now` is filled
    std::vector<Weighted> weighted;

    [[nodiscard]] const coverage::AlongLinesResult& result() const { return found.now; }
    [[nodiscard]] report::LengthLabels labels() const;
    /// Scale of line `i`: grid length / length measured.
    [[nodiscard]] double scale_of(std::size_t line) const { return scale.empty() ? 1.0 : scale[line]; }
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Layers gaps, gained and lost (with an earlier date), lines and, if there are any, zones; call last, it takes the
/// geometries out of `run`.
[[nodiscard]] std::vector<FeatureTable> coverage_tables(CoverageLengthRun& run);
/// The result for a terminal.
[[nodiscard]] std::string coverage_text(const Session& session, const CoverageLengthRun& run, std::size_t top);

/// Adds total_m, covered_m and share (null without length) to a table of as many rows.
void add_covered_columns(FeatureTable& table, const std::vector<coverage::Covered>& covered);
/// Adds gained_m and lost_m.
void add_changed_columns(FeatureTable& table, const std::vector<coverage::Changed>& changed);

} // namespace kerb::tools
