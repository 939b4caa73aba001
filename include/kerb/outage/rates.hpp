// Which share of the lamps is out: of the city, and of each district, class, road, circuit, cabinet and type.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <kerb/outage/faults.hpp>
#include <kerb/outage/interval.hpp>
#include <kerb/outage/lamp_table.hpp>
#include <kerb/outage/lit_rules.hpp>
#include <kerb/outage/neighbours.hpp>
#include <kerb/outage/ranking.hpp>
#include <kerb/outage/small_areas.hpp>
#include <kerb/outage/two_part.hpp>
#include <kerb/outage/verdict.hpp>

namespace kerb::outage {

/// How lamps came to be looked at.
enum class Basis : std::uint8_t {
    census, ///< all of them, in one round
    sample, ///< some of them, drawn by clusters
    log     ///< as events say at one moment; a lamp of which nothing is told counts as lit
};

/// Of what the rate is: of the lamps that night, or of the upkeep behind it, of which that night is one draw.
enum class Target : std::uint8_t { process, night };

struct RatesInput {
    const LampTable* table = nullptr;
    std::span<const LampState> state; ///< by row of the table
    std::span<const std::uint8_t> looked;
    std::span<const double> weight;                  ///< of a sample; empty: equal
    std::span<const std::uint32_t> stratum, cluster; ///< of a sample; empty: one stratum, roads
    Basis basis = Basis::census;
    /// By group of the level `circuit`: known to be dead from cabinets or controllers; empty: nobody was asked.
    std::span<const std::uint8_t> dead_circuits;
    /// Which groups of a level are neighbours, see neighbour_pairs(); asked for with `RatesOptions::neighbours`.
    std::vector<std::pair<Level, std::vector<NeighbourPair>>> neighbours;
    /// Only what somebody reported is known, so the rate is at least that: no upper bound, no chance, never `met`.
    bool reported_only = false;
};

struct RatesOptions {
    std::vector<Level> levels = {Level::district}; ///< besides the city
    double confidence = 0.95;
    Target target = Target::process;
    IntervalMethod method = IntervalMethod::wilson; ///< of groups whose lamps count singly
    std::optional<double> most_out;                 ///< the limit of every group
    /// A city's own limits, of its levels `rule` and `road`; the table must be grouped by them. It must outlive the
    /// call.
    const LitRules* rules = nullptr;
    std::optional<double> usual_deff; ///< of past rounds
    /// Without one, where nothing (or all) is out or clusters are all alike: lamps of a cluster are taken to be as
    /// alike as this intraclass correlation says.
    double usual_correlation = 0.06;
    FaultOptions faults;
    RankOptions ranks;
    std::optional<NeighbourModel> neighbours; ///< rates in the light of the neighbours', too
};

/// How an interval was found.
enum class RateMethod : std::uint8_t {
    none,          ///< no data
    binomial,      ///< lamps count singly: by `RatesOptions::method`
    finite,        ///< hypergeometric: of the lamps that there are
    korn_graubard, ///< clusters of lamps
    two_part       ///< a sample that met dead circuits: these and the rest apart, see TwoPartShare
};

/// A group's rate.
struct RateRow {
    Level level = Level::city;
    std::uint32_t group = 0;    ///< of the level
    std::int64_t lamps = 0;     ///< that there are
    Count seen;                 ///< lit or out, of those looked at
    std::int64_t unknown = 0;   ///< looked at, and not known
    std::optional<double> rate; ///< of a sample by weights
    Interval bounds;            ///< to show
    Interval exact;             ///< to decide by
    RateMethod method = RateMethod::none;
    double deff = 1, n_eff = 0;
    std::int64_t degrees = 0, clusters = 0;
    std::int64_t lonely_strata = 0;
    bool capped = false; ///< see SurveyEstimate
    std::optional<ShrunkRate> shrunk;
    std::optional<double> limit;        ///< of the share that is out
    std::optional<double> chance_met;   ///< P(rate ≤ limit | data)
    Verdict verdict = Verdict::no_data; ///< `cannot_tell` also where there is no limit
    /// What a rule that looks at the figures alone would say: share against limit, or count against `most_lamps_out`.
    Verdict by_figures = Verdict::no_data;
    std::optional<std::int64_t> most_lamps_out; ///< of a short road by a city's rule
    std::optional<std::int64_t> more_lamps;     ///< to be looked at until it can be told, at this rate and design
    bool dead_circuit = false;
    std::optional<NeighbourRate> smooth; ///< in the light of its neighbours, dead circuits taken for not looked at
    std::optional<GroupRank> rank;       ///< among its level, dead circuits apart
    std::optional<double> p, q;          ///< worse than its class by chance alone; false discovery rate among its level
};

struct RatesResult {
    RateRow overall;           ///< of the target
    RateRow process, night;    ///< both, where all lamps were looked at
    std::vector<RateRow> rows; ///< level by level, by group
    std::vector<std::pair<Level, RateSpread>> spreads;
    Faults faults;
    /// Whole circuits and the rest apart; none where neither is known, and of reports alone.
    std::optional<TwoPartShare> two_part;
    std::optional<RateRow> one_part;      ///< what the overall row would be in one part, where it is in two
    Level cluster_level = Level::circuit; ///< what counts as one draw in a census; `city`: lamps count singly
    std::int64_t not_covered = 0;         ///< lamps of road classes of which the sample has none
    std::optional<double> rest_rate;      ///< of the known lamps outside of dead circuits
};

/// Of the city, districts, classes and types the interval is Korn & Graubard's over the clusters of the sample's
/// design, or over circuits (roads where circuits are not known) in a census, since lamps of a circuit fail together;
/// samples are brought to the known number of lamps of each road class. Of roads, circuits and cabinets lamps count
/// singly. The target `night` takes the share of clusters sampled into account; of a census it leaves only the lamps
/// that were not known. A verdict is by the exact bounds. Dead circuits stay out of the spread by which groups are
/// shrunk. \pre one state and look for each row \par Complexity O(n log n) for each level
[[nodiscard]] RatesResult rates(const RatesInput& input, const RatesOptions& options = {});

} // namespace kerb::outage
