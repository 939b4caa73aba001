// The parts of `kerb coverage lighting`: what is asked, what was found, and the layers made of it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/road_lighting.hpp>
#include <kerb/report/lighting_report.hpp>

#include "coverage.hpp"
#include "layer_values.hpp"

namespace kerb::tools {

struct CoverageLightingOptions : CoverageOptions {
    std::string lines, lamps, photometry, photometry_map, height, height_field, arm, arm_field, heads_field;
    std::string width, width_field, lanes_field, class_field, profile = "cjj45", step = "low", r_table;
    std::string within = "30m", out_field, out, where, lamps_where, id_field, lamp_id;
    double tilt = 0, maintenance = 0.8;
    bool left_hand = false, grid = false;
};

/// What a record says beyond these is taken for not known.
inline constexpr double highest_pole_m = 1000, most_lanes = 40, most_heads = 16;

/// Photometric tables of the kinds of lamps.
struct PhotometrySet {
    std::vector<coverage::Photometry> photometries;
    std::vector<std::string> files;                          ///< that they were read from
    std::string kind_field;                                  ///< of the lamps; empty: all are of one kind
    std::map<std::string, std::uint32_t> photometry_of_kind; ///< `*`: of all others

    /// Number of the table of a kind of lamps; that of `*` for kinds without one.
    [[nodiscard]] std::uint32_t table_of(const std::string& kind) const;
};
/// One file for all lamps, or those of a map by kind. \throws UsageError unless one of the two is given; SourceError
[[nodiscard]] PhotometrySet photometry_set(const std::string& file, const std::string& map);
/// `cjj45` or `en13201`; nullopt for another name.
[[nodiscard]] std::optional<coverage::LightingProfile> builtin_lighting_profile(const std::string& name);
/// One of these or a file. \throws UsageError, SourceError
[[nodiscard]] coverage::LightingProfile lighting_profile(const std::string& wish);
/// `r3` or a file. \throws UsageError, SourceError
[[nodiscard]] coverage::RTable lighting_r_table(const std::string& wish);

/// Everything that one run holds.
struct CoverageLightingRun : PhotometrySet {
    LoadedLayer lines, lamps;
    std::vector<LoadedLayer> out; ///< tables of lamps that are out
    std::optional<WorkingFrame> frame;
    std::optional<coverage::RTable> r_table;
    coverage::LightingProfile profile;
    RowGroups road_classes;
    std::vector<const coverage::LightingClass*> class_of_line;
    std::vector<coverage::RoadLamp> poles;
    std::vector<double> width, scale;
    std::vector<std::uint32_t> lanes, rank;
    std::vector<std::uint8_t> one_way;
    report::LightingAssumed assumed;
    coverage::RoadLighting result;
    coverage::LightingVerdicts verdicts;
    std::string step;
    double maintenance = 1;
    bool any_out = false;

    [[nodiscard]] bool judged() const { return road_classes.size() > 0; }
    [[nodiscard]] report::LightingAsked asked() const;
    [[nodiscard]] report::LightingLabels labels() const;
    [[nodiscard]] std::vector<report::LayerAccount> accounts() const { return accounts_of({&lines, &lamps}); }
    [[nodiscard]] std::vector<Issue> issues() const;
};

/// A photometric file. \throws SourceError when it cannot be read as one
[[nodiscard]] coverage::Photometry photometry_of(const std::string& file);
/// A number of an option within bounds. \throws UsageError
void check_number(const char* option, double value, double least, double most);

/// Reads layers, photometric files, profile and r-table.
void load_lighting(CoverageLightingRun& run, CoverageLightingOptions& options, const Session& session);
/// After placing: rows as poles and roads.
void prepare_lighting(CoverageLightingRun& run, const CoverageLightingOptions& options);

/// Layers sections and, if asked for, grid.
[[nodiscard]] std::vector<FeatureTable> lighting_tables(const CoverageLightingRun& run, bool grid);
/// The result for a terminal.
[[nodiscard]] std::string lighting_text(const Session& session, const CoverageLightingRun& run, std::size_t top);

/// Adds `kerb coverage lighting luminaire`.
void add_lighting_luminaire(Command lighting, Session& session);

} // namespace kerb::tools
