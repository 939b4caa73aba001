// The parts of `kerb coverage area`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/size_bands.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/report/area_report.hpp>

#include "coverage.hpp"
#include "coverage_assets.hpp"
#include "coverage_weighted.hpp"
#include "layer_values.hpp"

namespace kerb::tools {

struct CoverageAreaOptions : CoverageOptions {
    std::string assets, within, reach_field, size_field, land, land_where, by, assets_where;
    std::string ignore_gaps = "1 m2", stroke = "0.1 m", drawn = "outer";
    std::vector<std::string> bands;
    WeightChoice weights;
};

/// Everything that one run holds.
struct CoverageAreaRun {
    LoadedShapes assets;
    LoadedLayer zones, land;
    std::optional<WorkingFrame> frame;
    std::optional<Metres> within; ///< nullopt: by size
    std::vector<coverage::SizeBand> bands;
    coverage::Stroke stroke;
    RowGroups classes; ///< of the land
    std::vector<coverage::CoveredArea> class_areas;
    coverage::WithinReachResult result;
    std::vector<Weighted> weighted;

    [[nodiscard]] bool has_zones() const { return !zones.account.source.empty(); }
    [[nodiscard]] report::AreaAsked asked() const { return {within, bands, stroke, has_zones(), class_areas}; }
    [[nodiscard]] report::AreaLabels labels() const;
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Measures the ground within reach.
void measure_area(CoverageAreaRun& run, const CoverageAreaOptions& options, const Session& session);
/// Layers gaps and, if there are any, zones.
[[nodiscard]] std::vector<FeatureTable> area_tables(CoverageAreaRun& run);
/// The result for a terminal.
[[nodiscard]] std::string area_text(const Session& session, const CoverageAreaRun& run, std::size_t top);

} // namespace kerb::tools
