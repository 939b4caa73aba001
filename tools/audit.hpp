// The parts of `kerb audit`: rules, result, layers and summary.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kerb/coverage/along_lines.hpp>
#include <kerb/coverage/conflicts.hpp>
#include <kerb/coverage/density.hpp>
#include <kerb/coverage/points_on_streets.hpp>
#include <kerb/coverage/points_within.hpp>
#include <kerb/coverage/size_bands.hpp>
#include <kerb/coverage/spacing.hpp>
#include <kerb/coverage/within_reach.hpp>
#include <kerb/io/inventory_file.hpp>
#include <kerb/report/area_report.hpp>
#include <kerb/report/length_report.hpp>
#include <kerb/report/spacing_report.hpp>

#include "audit_systems.hpp"
#include "road_class.hpp"
#include "session.hpp"

namespace kerb::tools {

/// What every rule says of itself.
struct AuditRule {
    std::string id, title, title_zh, source, status;
    std::optional<double> target;
};

/// How far which assets serve, and which ground they should.
struct ReachRule : AuditRule {
    std::vector<std::string> kinds; ///< classes or kinds that serve; empty: all
    std::optional<Metres> within;   ///< nullopt: by size
    std::vector<coverage::SizeBand> bands;
    std::vector<std::string> land_kinds; ///< kinds of zones that are such ground
};

struct DensityRule : AuditRule {
    std::vector<std::uint8_t> counted; ///< by RoadClass
};

struct SpacingRule : AuditRule {
    Metres within{0};
    std::vector<double> limit_of_class_m; ///< by RoadClass; NaN: none
};

struct DistanceRule : AuditRule {
    Metres buffer{0};
};

/// Which streets one walks, and how one gets to them.
struct WalkedStreets {
    std::vector<std::uint8_t> walked; ///< by RoadClass
    Metres snap{100}, beside{20}; ///< a home is on a street within `snap`; a street within `beside` of a park is at it
};

/// Whom a walk along the streets brings to a facility.
struct WalkRule : ReachRule {
    std::string serves;  ///< `green` or `toilets`
    double least_m2 = 0; ///< of a green space; the parts that are separate count each for themselves
};

/// Trees near homes, or their crowns over ground.
struct TreesRule : AuditRule {
    Metres within{30};  ///< of a home
    int trees = 3;      ///< so many at least
    double crown_m = 6; ///< diameter where none is recorded
    std::vector<std::string> land_kinds;
};

/// Share of the ground that streets and open green take up.
struct OpenGroundRule : ReachRule {
    double width_m = 7; ///< of a street where none is recorded
};

/// Who answers for the roads of some classes.
struct DutyRule : AuditRule {
    std::string kind;                  ///< of the responsibilities asked
    std::vector<std::uint8_t> counted; ///< by RoadClass
    Metres margin{2}, width{7}; ///< a claim lies within half the carriageway and the margin; width where none is told
    double turn_deg = 30;
    Metres ignore{5}; ///< shorter stretches are counted, not listed
};

/// What the rules leave out is not measured.
struct AuditRules {
    std::string title, source, source_zh, status;
    Metres default_reach{25}, ignore_gaps{0};
    std::vector<double> reach_of_class_m; ///< by RoadClass
    std::vector<std::string> zone_kinds;
    std::vector<ReachRule> parks;
    std::optional<ReachRule> toilets, waste;
    std::optional<DensityRule> density;
    std::optional<SpacingRule> spacing;
    std::optional<DistanceRule> ads, excavation;
    std::optional<AuditRule> lamps; ///< its target is a share that is lit
    std::vector<DutyRule> duties;
    std::optional<AuditRule> overdue;
    WalkedStreets streets;
    std::vector<WalkRule> walks;
    std::optional<TreesRule> near_trees, canopy;
    std::optional<OpenGroundRule> open_ground;
};

/// The compiled-in rules, or those of a file. \throws SourceError, UsageError naming the key.
[[nodiscard]] AuditRules audit_rules(const std::string& file);

/// Ground within reach by one rule.
struct CoverAudit {
    ReachRule rule;
    std::string land_kind; ///< empty: all ground of the zones
    bool zones = true;     ///< false: the land as a whole
    coverage::WithinReachResult result;
};

/// Buildings as points.
struct Homes {
    std::vector<std::uint32_t> building; ///< of each point
    Points places;
    std::vector<double> people; ///< NaN: not known
    /// Does any building say how many live there? Else buildings are counted, not people.
    [[nodiscard]] bool any_people() const;
};

/// People in buildings within reach.
struct PeopleAudit {
    ReachRule rule;
    Homes homes;
    coverage::PointsResult result;
};

/// People by a walk along the streets, and by the straight line that such figures are often given by.
struct WalkAudit {
    WalkRule rule;
    std::int64_t facilities = 0, off_streets = 0; ///< facilities, and those of them at no street
    coverage::PointsOnStreetsResult walk;
    coverage::PointsResult straight;
};

struct WalkAudits {
    Homes homes;
    double length_m = 0; ///< of the streets walked
    std::vector<WalkAudit> rules;
};

/// Homes with so many trees near.
struct TreesAudit {
    TreesRule rule;
    bool people = false; ///< counted, not buildings
    coverage::Served all;
    std::vector<coverage::Served> zones;
};

/// Ground that crowns of trees, or streets and open green, take up.
struct GroundAudit {
    CoverAudit cover;
    std::int64_t assets = 0, assumed = 0; ///< trees or streets, and those whose size is a guess
};

/// Pairs of assets by their positions in the inventory.
struct ConflictAudit {
    DistanceRule rule;
    coverage::ConflictsResult result;
};

struct PointsRun;
struct LampAudit;
struct DutyAudit;
struct OverdueAudit;

/// The storm that an audit pours; without a terrain none.
struct AuditWaterOptions {
    std::string dem, storm_city, return_period = "5", duration = "120min", zone;
};

struct AuditRun {
    io::InventoryRead read;
    AuditRules rules;
    SystemsAudit systems = {};
    std::string zone_kind = {};          ///< of the zones used; empty: none
    std::vector<std::size_t> zones = {}; ///< positions of the zones used, in the inventory
    coverage::AlongLinesResult lit = {};
    std::vector<AuditRule> unmeasured = {}; ///< the records have nothing of that sort, which is not a share of 0
    std::vector<CoverAudit> parks = {};
    std::optional<CoverAudit> toilets = {};
    std::optional<PeopleAudit> waste = {};
    std::optional<WalkAudits> walks = {};
    std::optional<TreesAudit> near_trees = {};
    std::optional<GroundAudit> canopy = {}, open_ground = {};
    std::optional<coverage::DensityResult> density = {};
    std::optional<coverage::SpacingResult> spacing = {};
    std::optional<ConflictAudit> ads = {}, excavation = {};
    std::shared_ptr<LampAudit> lamps = {};
    std::vector<std::shared_ptr<const DutyAudit>> duties = {};
    std::shared_ptr<const OverdueAudit> overdue = {};
    std::shared_ptr<PointsRun> water = {};

    [[nodiscard]] report::LengthLabels labels() const;
    [[nodiscard]] std::string zone_key(std::uint32_t zone) const;
};

/// The areas of the zones used, and their order of preference.
[[nodiscard]] std::vector<MultiPolygon> zone_areas(const AuditRun& run);
[[nodiscard]] std::vector<std::uint32_t> zone_ranks(const AuditRun& run);
/// Keeps the zones of the first kind that the rules name and measures the lit roads.
void measure_lit_roads(AuditRun& run, const Session& session);
/// Parks, toilets and waste sites: ground and people within reach.
void measure_services(AuditRun& run, const Session& session);
/// Do two rules ask the same, in other words or for another target?
[[nodiscard]] bool same_question(const ReachRule& a, const ReachRule& b);
/// The land that a rule asks for, and its kind; empty when the inventory has none.
[[nodiscard]] std::vector<const MultiPolygon*> land_of(const AuditRun& run, const std::vector<std::string>& kinds,
                                                       std::string& kind);
/// The ground of a figure: zones, of these the land that a rule asks for, or that land as a whole. Empty: there is
/// none.
[[nodiscard]] std::vector<MultiPolygon> ground_of(const AuditRun& run, const std::vector<std::string>& kinds,
                                                  std::string& kind);
/// Is the green space open to all, and of a class that the rule names?
[[nodiscard]] bool serves(const ReachRule& rule, const GreenSpace& green);
[[nodiscard]] Homes homes_of(const AuditRun& run);
/// Walks along the streets to green and toilets.
void measure_walks(AuditRun& run, const Session& session);
/// Trees near homes, crowns and open ground.
void measure_green(AuditRun& run, const Session& session);
/// Of the summary; empty where nothing was measured.
[[nodiscard]] std::string walk_lines(const Session& session, const AuditRun& run);
/// `"walks":[…],"near_trees":…,"canopy":…,"open_ground":…`
[[nodiscard]] std::string walks_json(const AuditRun& run);
/// Homes that no walk of a rule serves; none without walks.
[[nodiscard]] std::vector<FeatureTable> walk_tables(const AuditRun& run);
/// Parts that several files of the audit print.
[[nodiscard]] std::string rule_json(const AuditRule& rule);
[[nodiscard]] std::string cover_json(const AuditRun& run, const CoverAudit& audit);
/// The name of a rule in the reader's language.
[[nodiscard]] std::string title_of(const Session& session, const AuditRule& rule);
/// How many buildings' people are not known; empty when all are.
[[nodiscard]] std::string unknown_people(const Session& session, const coverage::Served& served);
/// `   target 80 % (found)`. \param target as it is shown
[[nodiscard]] std::string target_of(const Session& session, const AuditRule& rule, const std::string& target);
/// `worst D3 38 %`: the zone with the lowest figure; empty when none has one.
[[nodiscard]] std::string worst_zone(const Session& session, const AuditRun& run,
                                     const std::vector<std::optional<double>>& figures,
                                     const std::function<std::string(double)>& show);
/// Density of the road network and spacing of lamps.
void measure_streets(AuditRun& run, const Session& session);
/// Stretches of road that nobody, or more than one, answers for.
void measure_duties(AuditRun& run, const Session& session);
/// Layer duty_gaps; none when nothing was measured.
[[nodiscard]] std::vector<FeatureTable> duty_tables(const AuditRun& run);
/// What is late as of the latest record, and assets in no cell of the grid, by the indicator of the systems.
void measure_overdue(AuditRun& run, const Session& session);
/// Layer overdue; none when nothing is late, or nowhere.
[[nodiscard]] std::vector<FeatureTable> overdue_tables(const AuditRun& run);
/// One line of the summary for duties and what is overdue; empty where neither was measured.
[[nodiscard]] std::string duty_line(const Session& session, const AuditRun& run);
/// `"duties":[…],"overdue":…,"grid_less":…`
[[nodiscard]] std::string duties_json(const AuditRun& run);
/// The one point that stands for a place.
[[nodiscard]] std::optional<Point> point_of(const Place& place);
/// Billboards in green belts, permits that meet in place and time.
void measure_order(AuditRun& run, const Session& session);
/// Rates of lamps that are out, by the latest round of a patrol or whatever else tells of it.
void measure_lamps(AuditRun& run);
/// Of the summary; empty where nothing tells whether lamps are lit.
[[nodiscard]] std::string lamp_lines(const Session& session, const AuditRun& run);
/// `{"rule","rates"}`, the latter as `kerb outage rates` gives it; null where nothing tells.
[[nodiscard]] std::string lamps_json(const Session& session, const AuditRun& run);
/// Layers dark_lamps and dark_circuits.
[[nodiscard]] std::vector<FeatureTable> lamp_tables(const AuditRun& run);
/// Waterlogging points of one storm. \throws what `kerb waterlogging points` does
void measure_water(AuditRun& run, const Session& session, const AuditWaterOptions& options,
                   const std::string& inventory);
/// Of the summary; empty without a terrain.
[[nodiscard]] std::string water_lines(const Session& session, const AuditRun& run);
/// As `kerb waterlogging points` gives it; null without a terrain.
[[nodiscard]] std::string water_json(const AuditRun& run);
[[nodiscard]] std::vector<FeatureTable> water_tables(const AuditRun& run);
/// The document summary.json.
[[nodiscard]] std::string audit_json(const AuditRun& run, const Session& session);
/// Findings, then what they lie on: data_issues, dark_lamps, dark_circuits, water_points, hints, conveyance, ponds,
/// dark_stretches, park_gaps, toilet_gaps, waste_unserved, walk_unserved, wide_spacing, ads_in_green,
/// excavation_conflicts, overdue, duty_gaps, roads, streetlights, green_spaces, districts; the empty ones left out.
[[nodiscard]] std::vector<FeatureTable> audit_tables(const AuditRun& run, const Session& session);
/// The summary for a terminal, without its WROTE line.
[[nodiscard]] std::string audit_summary(const Session& session, const AuditRun& run, const std::string& city);

} // namespace kerb::tools
