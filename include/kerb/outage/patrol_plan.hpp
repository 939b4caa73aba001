// How large does the next patrol have to be, by what the last one saw, and whom can it visit?
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <kerb/outage/patrol_sample.hpp>
#include <kerb/outage/rates.hpp>

namespace kerb::outage {

/// Roads or circuits as they are drawn. A cluster is of one stratum, that of most of its lamps (ties: the lower one),
/// so it is visited whole.
struct PatrolFrame {
    Level cluster_level = Level::road, stratum_level = Level::city;
    std::vector<PatrolCluster> clusters;        ///< by group of `cluster_level`
    std::vector<std::string> strata;            ///< keys, in their order; those that have clusters alone
    std::vector<std::uint32_t> cluster_of_lamp; ///< `no_group`: of none, so it cannot be drawn
    std::int64_t lamps = 0, not_in_frame = 0;
    double mean_lamps = 0;    ///< of a cluster
    double lamps_by_size = 0; ///< Σm²/Σm: what a lamp finds in its cluster, and a draw by size on average
};
/// \param strata a level whose groups are strata; `city`: none. Clusters of which no lamp has a group of that level are
/// a stratum of the empty key. \par Complexity O(lamps log)
[[nodiscard]] PatrolFrame patrol_frame(const LampTable& table, Level clusters, Level strata);

/// What a round tells of the next one.
struct RoundTold {
    Count seen;
    double rate = 0;        ///< of a sample by weights; (k + ½)/(n + 1) where none or all were out
    double correlation = 0; ///< of two lamps of one cluster (beta-binomial)
    Count rest_seen;        ///< outside of circuits that are dark as a whole
    double rest_rate = 0, rest_correlation = 0;
    std::int64_t dead_circuits = 0;
    std::vector<Count> strata; ///< by stratum of the frame
};
/// None when no lamp's state was known. \pre the frame is of the input's table
[[nodiscard]] std::optional<RoundTold> told_by_round(const RatesInput& input, const PatrolFrame& frame);

/// (k + ½)/(n + 1), which is never 0 or 1; `usual` where nothing was seen.
[[nodiscard]] double likely_rate(const Count& seen, double usual);

/// Clusters to be drawn, of which sizes.
struct ClusterSizes {
    std::int64_t lamps = 0;       ///< that there are; 0: no end of them
    std::int64_t clusters = 0;    ///< that there are; 0: no end of them
    double mean = 1, by_size = 1; ///< see PatrolFrame
    PatrolDraw draw = PatrolDraw::simple;
    /// Lamps of a cluster that is drawn, on average.
    [[nodiscard]] double drawn() const { return draw == PatrolDraw::simple ? mean : by_size; }
};

struct PatrolNeed {
    double deff = 1; ///< 1 + (Σm²/Σm − 1) ρ: unequal clusters (Kish 1965; Eldridge, Ashby & Kerry 2006)
    std::int64_t single_lamps = 0; ///< if they were picked one by one
    std::int64_t lamps = 0, clusters = 0;
};
/// For an interval of ± `half_width`. Strata are left out of it, which is on the safe side. \pre as lamps_for_width(),
/// 0 ≤ correlation ≤ 1, sizes ≥ 1 \throws UsageError otherwise
[[nodiscard]] PatrolNeed patrol_need(double rate, double correlation, double half_width, const ClusterSizes& sizes,
                                     double confidence = 0.95);
/// The half width to be expected of so many clusters: z √(p (1 − p) deff/n · (1 − n/N)). \pre clusters ≥ 1 and as above
[[nodiscard]] double expected_half_width(double rate, double correlation, std::int64_t clusters,
                                         const ClusterSizes& sizes, double confidence = 0.95);

/// How many clusters of each stratum are drawn.
enum class Allotment : std::uint8_t { by_lamps, neyman };
/// `rate` is that of the last round in the stratum. \pre 0 ≤ total ≤ clusters of the frame \throws UsageError otherwise
[[nodiscard]] std::vector<std::int64_t> allot_patrol(const PatrolFrame& frame, std::span<const double> rate,
                                                     std::int64_t total, Allotment allotment);

} // namespace kerb::outage
