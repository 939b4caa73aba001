// The parts of `kerb coverage network`: what is asked, what was found, and the layers made of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <kerb/network/snap.hpp>
#include <kerb/report/network_report.hpp>

#include "coverage.hpp"
#include "coverage_assets.hpp"
#include "coverage_weighted.hpp"
#include "layer_values.hpp"
#include "street_options.hpp"

namespace kerb::tools {

struct CoverageNetworkOptions : CoverageOptions {
    std::string lines, assets, points, weight, area, within, by;
    std::string where, assets_where, points_where, area_where, id_field;
    std::string access = "free", walk = "either", snap = "50m", beside = "0m", strip = "100m", ignore_gaps = "0m";
    std::vector<double> no_data;
    StreetChoice streets;
    bool each = false;
    WeightChoice weights; ///< of classes of streets
};

/// Everything that one run holds.
struct CoverageNetworkRun {
    LoadedLayer lines, zones, land;
    LoadedShapes assets, points;
    std::optional<WorkingFrame> frame;
    LoadedStreets streets;
    RowGroups groups;
    Points places;               ///< of `points`, one for each
    std::vector<double> weights; ///< of `points`; empty: none asked for
    network::ReachOptions reach_options{.within = Metres{0}};
    Metres snap = Metres{0}, beside = Metres{0};
    network::SnappedPlaces facilities;
    network::Reach reach;
    report::NetworkFound found;
    std::vector<Weighted> weighted;

    [[nodiscard]] const Lines& geometry() const { return std::get<Lines>(lines.table.geometry); }
    [[nodiscard]] double scale_of(std::size_t line) const { return streets.scale.empty() ? 1 : streets.scale[line]; }
    [[nodiscard]] report::NetworkAsked asked() const;
    [[nodiscard]] report::NetworkLabels labels() const;
    [[nodiscard]] std::vector<Issue> issues() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const;
};

/// Makes the graph, searches it and measures everything that was asked for.
void measure_network(CoverageNetworkRun& run, const CoverageNetworkOptions& options, const Session& session);
/// Layers covered, gaps, facilities, split_points and, if there are any, points and zones.
[[nodiscard]] std::vector<FeatureTable> network_tables(const CoverageNetworkRun& run);
/// The result for a terminal.
[[nodiscard]] std::string network_text(const Session& session, const CoverageNetworkRun& run, std::size_t top);

} // namespace kerb::tools
