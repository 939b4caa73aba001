// The parts of `kerb coverage length`: what is asked, what was found, and the layers made of it.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/geometry/working_frame.hpp>
#include <kerb/report/length_report.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"

namespace kerb::tools {

struct CoverageLengthOptions : CoverageOptions {
    std::string lines, assets;
    std::string within, reach_field, ignore_gaps = "0m";
    std::string by, where, assets_where, id_field;
};

/// Everything that one run holds.
struct CoverageLengthRun {
    LoadedLayer lines, assets, zones;
    std::optional<WorkingFrame> frame;
    std::vector<double> reach_m, scale;
    RowGroups groups;
    coverage::AlongLinesResult result;

    [[nodiscard]] report::LengthLabels labels() const;
    /// Scale of line `i`: grid length / length measured.
    [[nodiscard]] double scale_of(std::size_t line) const { return scale.empty() ? 1.0 : scale[line]; }
    [[nodiscard]] std::vector<Issue> issues() const { return issues_of({&lines, &assets, &zones}); }
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const { return accounts_of({&lines, &assets, &zones}); }
};

/// Layers gaps, lines and, if there are any, zones; call last, it takes the geometries out of `run`.
[[nodiscard]] std::vector<FeatureTable> coverage_tables(CoverageLengthRun& run);
/// The result for a terminal.
[[nodiscard]] std::string coverage_text(const Session& session, const CoverageLengthRun& run, std::size_t top);

/// Adds total_m, covered_m and share (null without length) to a table of as many rows.
void add_covered_columns(FeatureTable& table, const std::vector<coverage::Covered>& covered);

} // namespace kerb::tools
